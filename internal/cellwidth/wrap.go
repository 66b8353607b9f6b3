package cellwidth

import "strings"

// Wrap cuts s into at most n lines of w columns, between words as [WholeWords]
// does. The last one ends in an ellipsis where more is
// left. It costs what it returns.
func Wrap(s string, w, n int) []string {
	var lines []string
	for s != "" && len(lines) < n {
		head, _ := Clip(s, w)
		if head == "" {
			break
		}
		if len(head) < len(s) && len(lines) == n-1 {
			cut, _ := Truncate(s, w)
			return append(lines, cut)
		}
		head = WholeWords(s, head, w)
		lines = append(lines, head)
		s = strings.TrimLeft(s[len(head):], " ")
	}
	return lines
}

// WholeWords is the beginning of s that a line of w columns gets: head, which is
// as much as fits, without the word at its end where that goes on: a word that is
// longer than a line is begun there, where little of the line is filled before it.
func WholeWords(s, head string, w int) string {
	blank := strings.LastIndexByte(head, ' ')
	if len(head) == len(s) || s[len(head)] == ' ' || strings.TrimLeft(head[:max(0, blank)], " ") == "" {
		return head
	}
	if blank > len(head)/2 {
		return head[:blank]
	}
	if line, _ := Clip(s[blank+1:], w); len(line) == len(s)-blank-1 || strings.IndexByte(s[blank+1:min(len(s), blank+2+len(line))], ' ') >= 0 {
		return head[:blank]
	}
	return head
}
