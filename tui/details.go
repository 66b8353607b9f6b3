package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/internal/run"
	"sonde/internal/secrets"
	"sonde/tui/dialog"
	"sonde/tui/facts"
	"sonde/tui/statusbar"
)

// showDetails opens the account of the shown result's run; while the run goes
// on, its figures do as well.
func (a *App) showDetails() tea.Cmd {
	res := a.tab().result()
	if res == nil {
		return a.say(true, "There is no result yet")
	}
	redact := a.opts.Connections.Redactor.Redact
	text := func() string { return redact(details(res.run, res.status)) }
	a.push(dialog.NewLive("Run details", text, func(text string) tea.Msg { return copyTextMsg{text} }))
	return nil
}

// account is a list of names and values in sections.
type account struct{ lines [][2]string }

// add adds a line, unless there is nothing to tell.
func (l *account) add(name, format string, args ...any) {
	if value := fmt.Sprintf(format, args...); value != "" {
		l.lines = append(l.lines, [2]string{name, value})
	}
}

func (l *account) section(title string) { l.lines = append(l.lines, [2]string{"\n" + title, ""}) }

// String aligns the values.
func (l *account) String() string {
	width := 0
	for _, line := range l.lines {
		if line[1] != "" {
			width = max(width, cellwidth.Of(line[0]))
		}
	}
	var out strings.Builder
	for _, line := range l.lines {
		if line[1] == "" {
			out.WriteString(line[0] + "\n")
			continue
		}
		out.WriteString(line[0] + strings.Repeat(" ", width-cellwidth.Of(line[0])+2) + line[1] + "\n")
	}
	return strings.TrimRight(out.String(), "\n")
}

// details tells everything that is known of a run.
func details(r *run.Run, s run.Status) string {
	l := &account{}
	c := r.Connection()
	l.add("connection", "%s (%s)", c.Name, c.Driver.Title)
	l.add("state", "%s", stateText(s))
	if s.Err != nil {
		l.add("error", "%s: %s", s.Err.Class, oneLine(s.Err.Message))
		l.add("hint", "%s", s.Err.Hint)
	}
	if s.State == run.Succeeded || s.Completeness != connectors.Complete {
		l.add("result", "%s", strings.TrimSuffix(s.Completeness.String()+": "+s.Reason, ": "))
	}
	l.add("on the server", "%s", s.CancelState)
	l.addTimes(s)
	l.addAmounts(s)
	l.add("query id", "%s", s.Progress.QueryID)
	l.add("id of the run", "%s", r.ID())
	l.addStatement(r.Statement().SQL)
	l.addSent(r.Statement())
	if len(s.Progress.Server) > 0 {
		l.section("Statistics of the source")
	}
	for _, stat := range s.Progress.Server {
		l.add(stat.Name, "%s", exactStat(stat))
	}
	if warnings := append(s.Progress.Warnings[:len(s.Progress.Warnings):len(s.Progress.Warnings)], s.Warnings...); len(warnings) > 0 {
		l.section("Warnings")
		for _, w := range warnings {
			l.lines = append(l.lines, [2]string{oneLine(w), ""})
		}
	}
	l.addColumns(r.Schema())
	return l.String()
}

// longestStatement is how much of a statement is shown, in bytes.
const longestStatement = 4000

// addStatement shows what was run.
func (l *account) addStatement(sql string) {
	l.section("Statement")
	for line := range strings.Lines(clip(strings.TrimSpace(sql), longestStatement)) {
		l.lines = append(l.lines, [2]string{strings.TrimRight(line, "\r\n"), ""})
	}
}

// mostColumns is how many columns of a result are listed.
const mostColumns = 200

// addColumns lists the columns with what the source says of them.
func (l *account) addColumns(schema *arrow.Schema) {
	if schema == nil || schema.NumFields() == 0 {
		return
	}
	l.section("Columns")
	for i, f := range schema.Fields() {
		if i == mostColumns {
			l.add("…", "%d more", schema.NumFields()-i)
			return
		}
		l.add(oneLine(f.Name), "%s", oneLine(facts.Line(f)))
	}
}

func stateText(s run.Status) string {
	switch s.State {
	case run.Running:
		return string(s.Progress.Phase)
	case run.Succeeded:
		return "done"
	case run.Cancelled:
		return "cancelled"
	}
	return "failed"
}

func (l *account) addTimes(s run.Status) {
	l.add("started", "%s", s.Started.Format("2006-01-02 15:04:05 MST"))
	if s.FirstRow > 0 {
		l.add("first row", "after %s", statusbar.Duration(s.FirstRow))
	}
	l.add("elapsed", "%s", statusbar.Duration(s.Elapsed))
}

func (l *account) addAmounts(s run.Status) {
	p := s.Progress
	if p.RowsAffected >= 0 {
		l.add("rows changed", "%s", statusbar.Count(p.RowsAffected))
	}
	l.add("rows", "%s", statusbar.Count(s.Rows)+rate(s.Rows, s.Elapsed, "rows/s"))
	if p.RowsRead >= 0 {
		l.add("rows read", "%s by the source", statusbar.Count(p.RowsRead))
	}
	if p.BytesRead >= 0 {
		l.add("received", "%s%s", exactSize(p.BytesRead), rate(p.BytesRead, s.Elapsed, "bytes/s"))
	}
	l.add("in memory", "%s", exactSize(s.Bytes))
}

func rate(n int64, d time.Duration, unit string) string {
	if n == 0 || d <= 0 {
		return ""
	}
	return sprintf(", %s %s", statusbar.Count(int64(float64(n)/d.Seconds())), unit)
}

func exactSize(n int64) string {
	if n < 1000 {
		return statusbar.Size(n)
	}
	return sprintf("%s (%s bytes)", statusbar.Size(n), statusbar.Count(n))
}

// addSent tells what went with the text of the statement.
func (l *account) addSent(s connectors.Statement) {
	if s.Limit > 0 || s.Timeout > 0 || s.ReadOnly || len(s.Params)+len(s.Options) > 0 {
		l.section("Sent with the statement")
	}
	if s.Limit > 0 {
		l.add("limit", "%s", statusbar.Rows(s.Limit))
	}
	if s.Timeout > 0 {
		l.add("time-out", "%s", s.Timeout)
	}
	if s.ReadOnly {
		l.add("read-only", "yes")
	}
	for i, p := range s.Params {
		l.add(paramName(p.Name, p.Type, i), "%s", paramValue(p))
	}
	for _, name := range sortedKeys(s.Options) {
		l.add(name, "%s", s.Options[name])
	}
}

// paramName names a parameter by its name or place, with its type.
func paramName(name, kind string, i int) string {
	if name == "" {
		name = sprintf("parameter %d", i+1)
	}
	if kind != "" {
		name += " " + kind
	}
	return name
}

// paramValue is a parameter's value as it may be shown.
func paramValue(p connectors.Param) string {
	switch {
	case p.Null:
		return "NULL"
	case secrets.IsSecretName(p.Name):
		return secrets.Mask
	case p.Value == "":
		return "(empty)"
	}
	return oneLine(p.Value)
}

// exactStat is a statistic with all its digits, and in a form that is easily
// read where that is another one.
func exactStat(s connectors.Stat) string {
	easy := strings.TrimPrefix(statusbar.Stat(s), s.Name+" ")
	if easy == s.Value {
		return s.Value
	}
	return s.Value + " (" + easy + ")"
}
