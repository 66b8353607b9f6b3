package editor

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// template is what matches of a regular expression are replaced with: $1 and
// ${name} stand for what a group has matched, $0 for all of it, and $$ for $.
type template struct {
	parts []templatePart
}

// templatePart is a text, or a group where group is not negative.
type templatePart struct {
	text  string
	group int
}

// reference is one that begins a text: a number, a name in braces, or $.
var reference = regexp.MustCompile(`^\$(?:(\$)|(\d+)|\{(\w+)\})`)

// newTemplate reads a replacement. The error is of a group that the expression
// has not. A $ that begins no reference stands for itself.
func newTemplate(with string, re *regexp.Regexp) (t template, err error) {
	for with != "" {
		m := reference.FindStringSubmatch(with)
		switch {
		case m == nil:
			n := strings.IndexByte(with[1:], '$') + 1
			if n == 0 {
				n = len(with)
			}
			t.parts = append(t.parts, templatePart{with[:n], -1})
			with = with[n:]
			continue
		case m[1] != "":
			t.parts = append(t.parts, templatePart{"$", -1})
		default:
			group, err := groupOf(re, m[2]+m[3])
			if err != nil {
				return template{}, err
			}
			t.parts = append(t.parts, templatePart{"", group})
		}
		with = with[len(m[0]):]
	}
	return t, nil
}

// groupOf is the group of a name or a number.
func groupOf(re *regexp.Regexp, name string) (int, error) {
	group, err := strconv.Atoi(name)
	if err != nil {
		group = re.SubexpIndex(name)
	}
	if group < 0 || group > re.NumSubexp() {
		return 0, fmt.Errorf("the pattern has no group %s", name)
	}
	return group, nil
}

// expand writes the replacement of a match.
func (t template) expand(text string, m []int) string {
	var b strings.Builder
	for _, p := range t.parts {
		b.WriteString(p.text)
		if p.group >= 0 && m[2*p.group] >= 0 {
			b.WriteString(text[m[2*p.group]:m[2*p.group+1]])
		}
	}
	return b.String()
}
