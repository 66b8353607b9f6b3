package config

import (
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// expression is a header or a key with its value in a file that is sound TOML.
type expression struct {
	header bool
	path   []string // of the table or key, from the root
	keys   []span   // of what of the path is written here
	start  int      // of its line
	value  span     // of a key
	end    int      // behind its line
}

// span is a stretch of a file, in bytes.
type span struct{ from, to int }

// expressions lists what stands in a file, in its order.
func expressions(text string) []expression {
	var list []expression
	var p unstable.Parser
	p.Reset([]byte(text))
	var table []string
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.Table && e.Kind != unstable.ArrayTable && e.Kind != unstable.KeyValue {
			continue
		}
		x := expression{header: e.Kind != unstable.KeyValue, start: -1}
		if !x.header {
			x.path = slices.Clone(table)
		}
		last := 0
		for it := e.Key(); it.Next(); {
			raw := it.Node().Raw
			if x.start < 0 {
				x.start = strings.LastIndexByte(text[:raw.Offset], '\n') + 1
			}
			x.keys = append(x.keys, span{int(raw.Offset), int(raw.Offset + raw.Length)})
			x.path, last = append(x.path, string(it.Node().Data)), int(raw.Offset+raw.Length)
		}
		if x.header {
			table = x.path
			x.end = lineEnd(text, last)
		} else {
			x.value = valueSpan(text, last)
			x.end = lineEnd(text, x.value.to)
		}
		list = append(list, x)
	}
	return list
}

// lineEnd is the offset behind the line break at or after an offset.
func lineEnd(text string, at int) int {
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(text)
}

// valueSpan finds the value behind a key that ends at an offset.
func valueSpan(text string, at int) span {
	at += strings.IndexByte(text[at:], '=') + 1
	at += len(text[at:]) - len(strings.TrimLeft(text[at:], " \t"))
	return span{at, valueEnd(text, at)}
}

// valueEnd is the end of the value that begins at an offset.
func valueEnd(text string, at int) int {
	switch text[at] {
	case '"', '\'':
		return stringEnd(text, at)
	case '[', '{':
		return bracketEnd(text, at)
	}
	end := at + strings.IndexAny(text[at:]+"\n", "#\r\n")
	return at + len(strings.TrimRight(text[at:end], " \t"))
}

func stringEnd(text string, at int) int {
	quote := text[at : at+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(text[at:], triple) {
		quote = triple
	}
	i := at + len(quote)
	for i < len(text) && !strings.HasPrefix(text[i:], quote) {
		if text[i] == '\\' && quote[0] == '"' {
			i++
		}
		i++
	}
	i += len(quote)
	// Up to two quotes may stand directly before the three that close.
	for len(quote) == 3 && i < len(text) && text[i] == quote[0] {
		i++
	}
	return min(i, len(text))
}

func bracketEnd(text string, at int) int {
	depth := 0
	for i := at; i < len(text); i++ {
		switch text[i] {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"', '\'':
			i = stringEnd(text, i) - 1
		case '#':
			i = lineEnd(text, i) - 1
		}
	}
	return len(text)
}

// change replaces a stretch of a file.
type change struct {
	span
	text string
}

// apply makes changes, none of which overlap. Of those at one place the first
// comes first.
func apply(text string, changes []change) string {
	slices.SortStableFunc(changes, func(a, b change) int { return a.from - b.from })
	var out strings.Builder
	at := 0
	for _, c := range changes {
		out.WriteString(text[at:c.from] + c.text)
		at = c.to
	}
	out.WriteString(text[at:])
	return out.String()
}
