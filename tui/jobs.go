package tui

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/export"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
	"sonde/tui/exporter"
	"sonde/tui/statusbar"
)

// job is an export that goes on in the background.
type job struct {
	name    string
	what    string // is exported, and where to
	started time.Time
	stop    context.CancelFunc
	done    chan struct{}
	rows    atomic.Int64
	size    atomic.Int64
	whole   int64  // how many rows there are to write; 0 where it is not known
	stopped bool   // a command stopped reading early; set before the end
	partial string // why the rows are not all; set before the end
	note    string // which columns became text; set before the end

	unnamed *export.Unnamed // what was written, where it waits for a name
	path    string          // that was taken
	naming  bool
}

// partly says why what was exported is not all there is, and what is not as its
// column was declared; empty where there is nothing to say.
func (j *job) partly() (text string) {
	for _, part := range []string{j.partial, j.note} {
		if part != "" {
			text += " · " + part
		}
	}
	return text
}

// rowsOf is how many rows were written, and of how many.
func (j *job) rowsOf() string {
	rows := statusbar.Rows(j.rows.Load())
	if j.whole == 0 {
		return rows
	}
	return statusbar.Count(j.rows.Load()) + " of " + statusbar.Rows(j.whole)
}

func (j *job) count(p export.Progress) {
	j.rows.Store(p.Rows)
	j.size.Store(p.Bytes)
}

func (j *job) describe() string {
	if j.unnamed != nil {
		return j.name + " exists already: its export waits"
	}
	return sprintf("exporting %s: %s", j.name, j.account())
}

// account is how far the export is: rows, bytes and bytes per second.
func (j *job) account() string {
	if j.unnamed != nil {
		return sprintf("exists already; %s rows, %s wait", statusbar.Count(j.rows.Load()), statusbar.Size(j.size.Load()))
	}
	size := j.size.Load()
	rate := float64(size) / max(time.Since(j.started).Seconds(), 0.1)
	return sprintf("%s rows, %s, %s/s", statusbar.Count(j.rows.Load()), statusbar.Size(size), statusbar.Size(int64(rate)))
}

// write writes everything that a source yields to where the choice says.
func (j *job) write(ctx context.Context, c exporter.Choice, source export.Source, o export.Options) (said string, err error) {
	var total export.Progress
	switch c.Target {
	case exporter.Clipboard:
		var out limitedText
		total, err = export.To(ctx, &out, c.Format, source, o, func(rows int64) { j.count(export.Progress{Rows: rows, Bytes: out.size.Load()}) })
		total.Bytes, said = out.size.Load(), strings.TrimSuffix(out.String(), "\n")
	case exporter.Command:
		total, said, err = export.ToCommand(ctx, c.Command, c.Format, source, o, j.count)
	default:
		total, err = export.ToFile(ctx, c.Path, c.Format, source, o, j.count)
	}
	j.note = changesTold(export.Note(c.Format, source.Schema(), o), total.Note)
	j.count(total)
	j.stopped = total.Stopped
	return said, err
}

// changesTold is what a format did not keep as it was, as it was told before, and what
// turned out while it was written.
func changesTold(before, found string) string {
	return strings.Join(slices.DeleteFunc([]string{before, found}, func(note string) bool { return note == "" }), "; ")
}

// jobMsg is the end of an export. Said is what a command has printed, or the text
// for the clipboard.
type jobMsg struct {
	job  *job
	msg  exportMsg
	said string
	err  error
}

// exports counts those that go on.
func (a *App) exports() (n int) {
	for _, j := range a.jobs {
		if j.unnamed == nil {
			n++
		}
	}
	return n
}

// discard throws away what waits for a name when the program ends.
func (j *job) discard() {
	if j.unnamed != nil && !j.naming {
		_ = j.unnamed.Discard() // Else the next start removes it.
	}
}

// stopJobMsg asks to stop an export.
type stopJobMsg struct{ job *job }

// showJobs opens the list of exports that go on.
func (a *App) showJobs() tea.Cmd {
	if len(a.jobs) == 0 {
		return a.say(false, "No export goes on")
	}
	a.push(&jobList{app: a, chosen: a.jobs[0]})
	return nil
}

// jobList shows the exports that go on; it is drawn anew with every tick. Once the
// chosen one has ended none is, so that no key stops another than was meant.
type jobList struct {
	app    *App
	cursor int // where the chosen one was last
	chosen *job
}

// at is the row of the chosen export; negative where it has ended.
func (l *jobList) at() int { return slices.Index(l.app.jobs, l.chosen) }

// Update implements [dialog.Dialog].
func (l *jobList) Update(msg tea.Msg) (tea.Msg, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	switch stroke := k.Keystroke(); {
	case dialog.Leave.Has(stroke), dialog.Accept.Has(stroke):
		return nil, true
	case dialog.UpLetter.Has(stroke):
		l.move(-1)
	case dialog.DownLetter.Has(stroke):
		l.move(1)
	default:
		if l.at() >= 0 {
			return l.chosen.answer(stroke), false
		}
	}
	return nil, false
}

// move chooses the export above or below, or the one that took the place of one
// that has ended.
func (l *jobList) move(by int) {
	if len(l.app.jobs) == 0 {
		return
	}
	if at := l.at(); at >= 0 {
		l.cursor = at + by
	}
	l.cursor = max(0, min(l.cursor, len(l.app.jobs)-1))
	l.chosen = l.app.jobs[l.cursor]
}

// Keys of the list of exports.
var (
	stopJob      = action.Keys{"x", "delete", "backspace"}
	overwriteJob = action.Keys{"o"}
	renameJob    = action.Keys{"n"}
)

// answer is what a key asks for.
func (j *job) answer(key string) tea.Msg {
	switch {
	case stopJob.Has(key):
		return stopJobMsg{j}
	case overwriteJob.Has(key) && j.unnamed != nil:
		return nameJobMsg{j, j.path, true}
	case renameJob.Has(key) && j.unnamed != nil:
		return nameJobMsg{job: j}
	}
	return nil
}

// keys are those of the export under the cursor.
func (l *jobList) keys() dialog.Footer {
	always := dialog.Footer{action.Together("export", dialog.UpLetter, dialog.DownLetter), dialog.ToLeave()}
	switch {
	case l.at() < 0:
		return always
	case l.chosen.unnamed != nil:
		return append(dialog.Footer{overwriteJob.Does("overwrite"), renameJob.Does("another name"), stopJob.Does("throw away")}, always...)
	}
	return append(dialog.Footer{stopJob.Does("stop")}, always...)
}

// Draw implements [dialog.Dialog]. Below the list stands what is exported, and where
// to, of the chosen export.
func (l *jobList) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	in := dialog.Frame(c, area, th, 96, max(4, len(l.app.jobs)+3), "Exports", l.keys())
	if len(l.app.jobs) == 0 {
		c.Text(in.X, in.Y, in.W, "All exports have ended", th.On(themes.Dim, themes.Dialog))
	}
	for i, j := range l.app.jobs[:max(0, min(len(l.app.jobs), in.H-1))] {
		back := themes.Dialog
		if j == l.chosen {
			back = themes.Selection
			c.Fill(canvas.Rect{X: in.X, Y: in.Y + i, W: in.W, H: 1}, th.Style(back))
		}
		x := in.X + c.FitName(in.X, in.Y+i, in.W/2, j.started.Format("15:04:05 ")+j.name, th.On(themes.Text, back))
		c.Text(x+2, in.Y+i, max(0, in.X+in.W-x-2), j.account(), th.On(themes.Dim, back))
	}
	if l.at() >= 0 {
		c.FitName(in.X, in.Y+in.H-1, in.W, l.chosen.what, th.On(themes.Dim, themes.Dialog))
	}
	return 0, 0, false
}
