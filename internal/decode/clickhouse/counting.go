package clickhouse

import (
	"io"
	"strings"
	"sync/atomic"

	"sonde/connectors"
)

// EndsSilently reports whether an answer of a format that was cut between two rows
// looks like a whole one.
func EndsSilently(format string) bool { return !endsVisibly(format) }

// counting reports whether the rows of the answer are to be counted.
func (a *Answer) counting() bool {
	return a.options.Counting && EndsSilently(a.options.Format)
}

// count is how many of the rows that the server counts have come; not known of
// text that does not number them, and of rows with totals among them.
func (a *Answer) count() (n int64, known bool) {
	rows := a.rows
	if s, ok := rows.(*separated); ok && s.text.Load() != nil {
		rows = s.text.Load()
	}
	if text, ok := rows.(*lines); ok {
		n = text.numbers.last.Load()
		return n, !a.options.Totals && (n > 0 || !text.any.Load())
	}
	return a.seen.Load(), !a.totals.Load()
}

// ended judges an answer whose body came to an end in good order.
func (a *Answer) ended() error {
	seen, known := a.count()
	if told := a.rowsTold.Load(); told > a.seen.Load() {
		return connectors.Errorf(connectors.ClassIncomplete, "the answer lacks rows: it says that it has %s, and %s have come", connectors.Count(told), connectors.Count(a.seen.Load()))
	}
	if !a.counting() || !known || a.options.Made == 0 {
		return io.EOF
	}
	if seen < a.options.Made {
		return connectors.Errorf(connectors.ClassIncomplete, "the answer was cut: the server has made %s rows, and %s have come", connectors.Count(a.options.Made), connectors.Count(seen))
	}
	if _, ok := a.rows.(*separated); ok && seen > a.options.Made {
		a.tellOfTotals()
	}
	return io.EOF
}

// doubt is why an answer that came to an end may not be whole; empty where it is.
func (a *Answer) doubt() string {
	if !a.counting() {
		return ""
	}
	n, known := a.count()
	told := a.options.Made > 0 || a.options.Waited
	switch {
	case told && known && n == a.options.Made:
		return ""
	case isProgress(a.options.Format):
		return "the server has not told how many rows there are: some may be missing"
	case told:
		return "the format " + a.options.Format + " does not tell where an answer ends, and its rows cannot be counted: some may be missing"
	}
	return "the format " + a.options.Format + " does not tell where an answer ends, and the server has not told how many rows there are: other formats do, such as JSON"
}

// numbers reads the numbers that formats of text give to their rows.
type numbers struct {
	last   atomic.Int64
	behind bool // what comes now are totals and extremes
}

// read takes a line: "12. │ …" is the twelfth row.
func (n *numbers) read(line string) {
	if strings.Contains(line, "\x1b") {
		line = colors.ReplaceAllString(line, "")
	}
	line = strings.TrimLeft(line, " ")
	n.behind = n.behind || line == "Totals:" || line == "Extremes:"
	digits := 0
	row := int64(0)
	for digits < len(line) && digits < 18 && '0' <= line[digits] && line[digits] <= '9' {
		row = 10*row + int64(line[digits]-'0')
		digits++
	}
	rest := line[digits:]
	if digits > 0 && !n.behind && (strings.HasPrefix(rest, ". │") || strings.HasPrefix(rest, ". |")) {
		n.last.Store(row)
	}
}
