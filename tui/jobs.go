package tui

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/export"
	"sonde/themes"
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
	j.note = total.Note
	j.count(total)
	return said, err
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
	a.push(&jobList{app: a})
	return nil
}

// jobList shows the exports that go on; it is drawn anew with every tick.
type jobList struct {
	app    *App
	cursor int
}

// Update implements [dialog.Dialog].
func (l *jobList) Update(msg tea.Msg) (tea.Msg, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	switch k.Keystroke() {
	case "esc", "ctrl+c", "ctrl+g", "enter":
		return nil, true
	case "up", "k":
		l.cursor--
	case "down", "j":
		l.cursor++
	default:
		if l.cursor < len(l.app.jobs) {
			return l.app.jobs[l.cursor].answer(k.Keystroke()), false
		}
	}
	l.cursor = max(0, min(l.cursor, len(l.app.jobs)-1))
	return nil, false
}

// answer is what a key asks for.
func (j *job) answer(key string) tea.Msg {
	switch {
	case key == "x" || key == "delete" || key == "backspace":
		return stopJobMsg{j}
	case key == "o" && j.unnamed != nil:
		return nameJobMsg{j, j.path, true}
	case key == "n" && j.unnamed != nil:
		return nameJobMsg{job: j}
	}
	return nil
}

// keys are those of the export under the cursor.
func (l *jobList) keys() string {
	if l.cursor < len(l.app.jobs) && l.app.jobs[l.cursor].unnamed != nil {
		return "o overwrite · n another name · x throw away · ↑↓ export · esc leave"
	}
	return "x stop · ↑↓ export · esc leave"
}

// Draw implements [dialog.Dialog].
func (l *jobList) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	in := dialog.Frame(c, area, th, 96, max(4, len(l.app.jobs)+2), "Exports", l.keys())
	if len(l.app.jobs) == 0 {
		c.Text(in.X, in.Y, in.W, "All exports have ended", th.On(themes.Dim, themes.Dialog))
	}
	for i, j := range l.app.jobs[:min(len(l.app.jobs), in.H)] {
		back := themes.Dialog
		if i == l.cursor {
			back = themes.Selection
			c.Fill(canvas.Rect{X: in.X, Y: in.Y + i, W: in.W, H: 1}, th.Style(back))
		}
		x := in.X + c.Text(in.X, in.Y+i, in.W/2, j.started.Format("15:04:05 ")+j.what, th.On(themes.Text, back))
		c.Text(x+2, in.Y+i, max(0, in.X+in.W-x-2), j.account(), th.On(themes.Dim, back))
	}
	return 0, 0, false
}
