package statusbar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/internal/run"
	"sonde/themes"
)

// piece is a field of the left side.
type piece struct {
	text string
	role themes.Role
	// spare is what it may grow by: whether the fields behind it have room does
	// not depend on the digits of a time.
	spare int
	// short is what it is where there is no room for its text; empty for nothing.
	short string
}

// timePiece is a field with a time at its end.
func timePiece(prefix string, d time.Duration, role themes.Role) piece {
	text := prefix + Duration(d)
	return piece{text: text, role: role, spare: max(0, cellwidth.Of(prefix)+longestDuration-cellwidth.Of(text))}
}

// longestDuration is the width of times below a minute, such as "123 ms".
const longestDuration = 6

var spinner = [...]string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

// quiet is how long a run must last before its progress is shown, so that fast
// queries do not flicker.
const quiet = 300 * time.Millisecond

// narrow is the width below which rows have less room, so that elapsed time and
// bytes are in sight on a small screen.
const narrow = 60

// pieces are the fields of the left side, for a width. While a run goes on, their
// order and width are fixed, so that nothing jumps; what is known late stands
// last.
func pieces(s run.Status, tick, width int) []piece {
	switch {
	case s.State != run.Running:
		return ended(s)
	case s.Elapsed < quiet:
		return []piece{{text: "  running", role: themes.Dim}}
	}
	rows := 19
	if width < narrow {
		rows = 14
	}
	out := []piece{
		{text: spinner[tick%len(spinner)] + " " + fixed(phase(s.Progress.Phase), phaseWidth), role: themes.Accent},
		{text: padLeft(Rows(s.Rows), rows), role: themes.Text},
		{text: padLeft(Duration(s.Elapsed), 7), role: themes.Text},
		{text: padLeft(pace(s), 18), role: themes.Dim},
		{text: padLeft(Size(s.BytesRead()), 8), role: themes.Dim},
	}
	if s.Progress.BytesRead >= 0 {
		out = append(out, piece{text: padLeft(Size(perSecond(s.Progress.BytesRead, s.Elapsed))+"/s", 11), role: themes.Dim})
	}
	if f := s.Progress.Fraction; f > 0 && f <= 1 && (s.Rows > 0 || s.Progress.RowsRead > 0) {
		out = append(out, piece{text: meter(f), role: themes.Accent})
	}
	if n := s.Progress.RowsRead; n > 0 && s.Rows > 0 {
		out = append(out, piece{text: padLeft(Count(n), 13) + " rows read", role: themes.Dim})
	}
	for _, stat := range Useful(s.Progress.Server) {
		out = append(out, piece{text: brief(stat, 9), role: themes.Dim})
	}
	return out
}

// phaseWidth is that of the longest of the usual phases.
const phaseWidth = len("downloading")

// Wait is what a run waits for before it tries again, and how long; empty where
// it does not.
func Wait(s run.Status) string {
	if !strings.HasPrefix(string(s.Progress.Phase), "waiting") {
		return ""
	}
	return warning(&s)
}

// phase is a phase in words that fit the bar.
func phase(p connectors.Phase) string {
	if strings.HasPrefix(string(p), "waiting") {
		return "waiting" // The line below tells for what.
	}
	return string(p)
}

// pace is how fast rows come or, before the first, how far the source is.
func pace(s run.Status) string {
	f := s.Progress.Fraction
	switch {
	case s.Rows > 0:
		return Count(perSecond(s.Rows, s.Elapsed)) + " rows/s"
	case s.Progress.RowsRead > 0:
		return Count(s.Progress.RowsRead) + " read"
	case f > 0 && f <= 1:
		return meter(f)
	}
	return ""
}

func perSecond(n int64, d time.Duration) int64 { return int64(float64(n) / max(d.Seconds(), 1e-3)) }

// warning is what the source has to say while a run goes on, such as that it
// is waited for.
func warning(s *run.Status) string {
	if s == nil || s.State != run.Running || len(s.Progress.Warnings) == 0 {
		return ""
	}
	return s.Progress.Warnings[len(s.Progress.Warnings)-1]
}

// noticeable is how long before the end the first row must have come to be told
// of: what comes together is one moment for a person.
const noticeable = 100 * time.Millisecond

func ended(s run.Status) []piece {
	var out []piece
	switch s.State {
	case run.Succeeded:
		out = append(out, piece{text: "✓ done", role: themes.Good})
	case run.Cancelled:
		out = append(out, piece{text: "✗ cancelled", role: themes.Warn})
	default:
		out = append(out, piece{text: "✗ failed", role: themes.Bad})
	}
	if b, ok := Badge(s); ok {
		out = append(out, piece{text: b, role: themes.Warn})
	}
	written, isWrite := run.WrittenBy(s.Progress)
	switch n := s.Progress.RowsAffected; {
	case n >= 0:
		out = append(out, piece{text: Rows(n) + " changed", role: themes.Text})
	case !isWrite && (s.Rows > 0 || !run.GoesOn(s)):
		out = append(out, piece{text: Rows(s.Rows), role: themes.Text})
	}
	if s.CancelState != "" {
		out = append(out, piece{text: string(s.CancelState), role: themes.Dim})
	}
	out = append(out, timePiece("", s.Elapsed, themes.Text))
	costs, others := split(s.Progress.Server)
	if !isWrite {
		out = append(out, briefly(costs)...)
	}
	if !isWrite {
		out = append(append(out, briefly(others)...), atSource(s.Progress.Server)...)
	}
	if s.FirstRow > 0 {
		out = append(out, size(s))
	}
	if isWrite {
		out = append(out, piece{text: written.ToBranch + " " + Commit(written.FromCommit) + " → " + Commit(written.ToCommit), role: themes.Text})
	}
	// It stands last, as what is told now and then must not take the room of what
	// is told always.
	if s.FirstRow > 0 && s.Elapsed-s.FirstRow >= noticeable {
		out = append(out, timePiece("first row ", s.FirstRow, themes.Dim))
	}
	return out
}

// size is how many bytes were received or, where the source does not say, how many the
// rows take.
func size(s run.Status) piece {
	of := " in memory"
	if s.Progress.BytesRead >= 0 {
		of = " received"
	}
	bytes := Size(s.BytesRead())
	return piece{text: bytes + of, short: bytes, role: themes.Dim}
}

// Commit is the beginning of a commit's hash, which is enough to know it by.
func Commit(hash string) string {
	const enough = 8
	if len(hash) > enough {
		return strings.ToValidUTF8(hash[:enough], "")
	}
	return hash
}

// Useful is the statistics of a source with those first for which there should
// be room: what was read, which is what it costs, then what is left of a limit and
// until when, and other amounts. The time is left out, because it is shown already.
func Useful(stats []connectors.Stat) []connectors.Stat {
	stats = slices.DeleteFunc(slices.Clone(stats), func(s connectors.Stat) bool { return strings.HasPrefix(strings.ToLower(s.Name), "elapsed") })
	slices.SortStableFunc(stats, func(a, b connectors.Stat) int { return usefulness(b.Name) - usefulness(a.Name) })
	return stats
}

// isLeft reports whether a statistic tells what is left of a limit, which matters
// most when that is nothing.
func isLeft(name string) bool { return strings.Contains(strings.ToLower(name), "remaining") }

func usefulness(name string) int {
	left := isLeft(name)
	name = strings.ToLower(name)
	amount := strings.Contains(name, "row") || strings.Contains(name, "byte")
	switch {
	case amount && (strings.Contains(name, "read") || strings.Contains(name, "scan")):
		return 3
	case left, strings.Contains(name, "reset"):
		return 2
	case amount:
		return 1
	}
	return 0
}

// Stat writes a statistic of a source under its own name, and a number so that
// it is easily read: the exact one is for lists and files.
func Stat(s connectors.Stat) string { return s.Name + " " + statValue(s) }

func statValue(s connectors.Stat) string {
	n, err := strconv.ParseInt(s.Value, 10, 64)
	switch {
	case err != nil:
		return s.Value
	case strings.Contains(strings.ToLower(s.Name), "bytes"):
		return Size(n)
	}
	return Count(n)
}

// Badge is the mark of a result that is not all of the answer. The reason is
// told where there is room for it.
func Badge(s run.Status) (string, bool) {
	if s.Completeness == connectors.Complete {
		return "", false
	}
	return "[" + s.Completeness.String() + "]", true
}

func meter(f float64) string {
	const width = 10
	full := int(f * width)
	return strings.Repeat("━", full) + strings.Repeat("─", width-full) + fmt.Sprintf(" %3.0f%%", f*100)
}

// fixed is a text of exactly n columns.
func fixed(s string, n int) string {
	s, w := cellwidth.Truncate(s, n)
	return s + strings.Repeat(" ", max(0, n-w))
}

func padLeft(s string, n int) string {
	return strings.Repeat(" ", max(0, n-cellwidth.Of(s))) + s
}
