package clickhouse

import (
	"io"

	"sonde/connectors"
)

// EndsSilently reports whether an answer of a format that was cut between two rows
// looks like a whole one.
func EndsSilently(format string) bool { return !endsVisibly(format) && !isProgress(format) }

// counting reports whether the rows of the answer are to be counted.
func (a *Answer) counting() bool { return a.options.Counting && EndsSilently(a.options.Format) }

// countable reports whether what is read are the rows that the server has counted:
// neither lines of text, nor totals among them.
func (a *Answer) countable() bool {
	if s, ok := a.rows.(*separated); ok && s.text.Load() != nil {
		return false
	}
	_, isText := a.rows.(*lines)
	return !isText && !a.totals.Load()
}

// ended judges an answer whose body came to an end in good order.
func (a *Answer) ended() error {
	if seen := a.seen.Load(); a.counting() && a.countable() && seen < a.options.Made {
		return connectors.Errorf(connectors.ClassIncomplete, "the answer was cut: the server has made %d rows, and %d have come", a.options.Made, seen)
	}
	return io.EOF
}

// doubt is why an answer that came to an end may not be whole; empty where it is.
func (a *Answer) doubt() string {
	if !a.counting() || a.options.Made > 0 && a.countable() {
		return ""
	}
	return "the format " + a.options.Format + " does not tell where an answer ends, and the server has not told how many rows there are: without a FORMAT clause it does"
}
