package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/internal/httpapi"
	"sonde/internal/run"
	"sonde/tui/statusbar"
)

// slowCancel is how long a cancel may take before it is told that it goes on.
const slowCancel = 300 * time.Millisecond

// progressInterval is how often the line of progress is written.
const progressInterval = 200 * time.Millisecond

// watch shows progress on stderr until the run has ended. Waits before a request
// is sent again are told even where no progress is asked for, and so is a
// cancel that takes its time.
func (q *querying) watch(ctx context.Context, r *run.Run) {
	if q.flags.quiet {
		return
	}
	ticker := time.NewTicker(progressInterval)
	defer ticker.Stop()
	var told time.Time
	cancelled, slow := ctx.Done(), (<-chan time.Time)(nil)
	for {
		select {
		case <-cancelled:
			cancelled, slow = nil, time.After(slowCancel)
		case <-slow:
			q.clearProgress()
			fmt.Fprintln(q.stderr, "cancelling: telling the server (Ctrl+C again ends at once)")
		case <-r.Done():
			q.clearProgress()
			return
		case now := <-ticker.C:
			if q.flags.progress {
				fmt.Fprint(q.stderr, "\r\x1b[K"+q.progressLine(r.Status()))
			} else {
				told = q.tellWait(r.Status().Progress, told, now)
			}
		}
	}
}

func (q *querying) clearProgress() {
	if q.flags.progress {
		fmt.Fprint(q.stderr, "\r\x1b[K")
	}
}

// waitReminder is how often a wait that goes on is told again.
const waitReminder = 10 * time.Second

// tellWait tells a wait that began, or that was told long ago, and returns when
// it was told last.
func (q *querying) tellWait(p connectors.Progress, told, now time.Time) time.Time {
	_, wait := waitOf(p)
	switch {
	case wait == "":
		return time.Time{}
	case now.Sub(told) < waitReminder:
		return told
	}
	q.warn("%s", wait)
	return now
}

// waitOf parts the wait that goes on, if one does, from what else a run warns of.
func waitOf(p connectors.Progress) (others []string, wait string) {
	last := len(p.Warnings) - 1
	if p.Phase != httpapi.PhaseRetrying || last < 0 {
		return p.Warnings, ""
	}
	return p.Warnings[:last], p.Warnings[last]
}

// progressWidth keeps the line of progress from wrapping, which would leave a
// part of it behind.
const progressWidth = 78

// progressLine is how far a run is, what matters most first.
func (q *querying) progressLine(s run.Status) string {
	line, _ := cellwidth.Truncate(q.safe(strings.Join(progressParts(s), " · ")), progressWidth)
	for _, stat := range statusbar.Useful(s.Progress.Server) {
		if longer := line + " · " + q.safe(statusbar.Stat(stat)); cellwidth.Of(longer) <= progressWidth {
			line = longer
		}
	}
	return line
}

func progressParts(s run.Status) []string {
	parts := []string{string(s.Progress.Phase)}
	if warnings := s.Progress.Warnings; len(warnings) > 0 {
		if strings.HasPrefix(parts[0], "waiting") {
			parts = nil // The warning tells that, and for how long.
		}
		parts = append(parts, warnings[len(warnings)-1])
	}
	parts = append(parts, statusbar.Rows(s.Rows), statusbar.Duration(s.Elapsed))
	if f := s.Progress.Fraction; f >= 0 {
		parts = append(parts, fmt.Sprintf("%.0f%%", f*100))
	}
	if n := s.Progress.BytesRead; n > 0 {
		rate := int64(float64(n) / s.Elapsed.Seconds())
		parts = append(parts, statusbar.Size(n)+", "+statusbar.Size(rate)+"/s")
	}
	return parts
}

// stats are the statistics of a run as --stats=json prints them.
type stats struct {
	Connection string         `json:"connection"`
	Kind       string         `json:"kind"`
	Statement  string         `json:"statement"`
	QueryID    string         `json:"query_id"`
	Rows       int64          `json:"rows"`
	Bytes      int64          `json:"bytes"`
	ElapsedMS  float64        `json:"elapsed_ms"`
	FirstRowMS float64        `json:"first_row_ms"`
	Complete   bool           `json:"complete"`
	Reason     *string        `json:"reason"`
	Server     map[string]any `json:"server"`
}

func (q *querying) printStats(r *run.Run, s run.Status) {
	if q.flags.stats == "text" {
		fmt.Fprintf(q.stderr, "%s in %s, first row after %s, %s\n", countedRows(r, s), s.Elapsed.Round(time.Microsecond), s.FirstRow.Round(time.Microsecond), counted(s.BytesRead(), "byte", "bytes"))
		if id := s.Progress.QueryID; id != "" {
			fmt.Fprintf(q.stderr, "query id %s\n", q.safe(id))
		}
		for _, stat := range s.Progress.Server {
			fmt.Fprintf(q.stderr, "%s %s\n", q.safe(stat.Name), q.safe(stat.Value))
		}
		return
	}
	line, err := json.Marshal(q.stats(r, s))
	if err != nil {
		q.warn("the statistics cannot be written: %v", err)
		return
	}
	fmt.Fprintln(q.stderr, string(line))
}

func (q *querying) stats(r *run.Run, s run.Status) stats {
	out := stats{
		Connection: q.connection.Name,
		Kind:       q.connection.Driver.Kind,
		Statement:  q.redact(r.Statement().SQL),
		QueryID:    s.Progress.QueryID,
		Rows:       s.Rows,
		Bytes:      s.BytesRead(),
		ElapsedMS:  milliseconds(s.Elapsed),
		FirstRowMS: milliseconds(s.FirstRow),
		Complete:   s.Err == nil && s.Completeness == connectors.Complete,
		Server:     map[string]any{},
	}
	if out.QueryID == "" {
		out.QueryID = r.ID()
	}
	for _, stat := range s.Progress.Server {
		out.Server[stat.Name] = statValue(stat.Value)
	}
	if !out.Complete {
		reason := s.Reason
		if s.Err != nil {
			reason = q.redact(s.Err.Message)
		}
		out.Reason = &reason
	}
	return out
}

// statValue is a number as a bare number with all its digits, and anything else
// as text.
func statValue(text string) any {
	var n json.Number
	if err := json.Unmarshal([]byte(text), &n); err == nil && text != "" && text[0] != '"' {
		return n
	}
	return text
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
