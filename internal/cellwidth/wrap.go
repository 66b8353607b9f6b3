package cellwidth

import "strings"

// Wrap cuts s into at most n lines of w columns, at blanks where that leaves at
// least half of a line. The last one ends in an ellipsis where more is left. It
// costs what it returns.
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
		if i := strings.LastIndexByte(head, ' '); len(head) < len(s) && s[len(head)] != ' ' && i > len(head)/2 {
			head = head[:i]
		}
		lines = append(lines, head)
		s = strings.TrimLeft(s[len(head):], " ")
	}
	return lines
}
