package tui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/export"
	"sonde/internal/run"
	"sonde/tui/dialog"
	"sonde/tui/grid"
	"sonde/tui/statusbar"
)

// exportScope is what an export writes.
type exportScope uint8

const (
	scopeResult exportScope = iota
	scopeSelection
	scopeQuery
)

// exportMsg asks for an export; without a path it asks for one.
type exportMsg struct {
	result    *resultTab
	scope     exportScope
	path      string
	overwrite bool
	agreed    bool // to what running the query again costs
}

// job is an export that goes on in the background.
type job struct {
	path string
	stop context.CancelFunc
	done chan struct{}
	rows atomic.Int64
	size atomic.Int64
}

func (j *job) count(p export.Progress) {
	j.rows.Store(p.Rows)
	j.size.Store(p.Bytes)
}

func (j *job) describe() string {
	return sprintf("exporting %s: %s rows, %s", filepath.Base(j.path), statusbar.Count(j.rows.Load()), statusbar.Size(j.size.Load()))
}

// jobMsg is the end of an export.
type jobMsg struct {
	job *job
	msg exportMsg
	err error
}

// askExport asks what to export; where there is only one answer, only where to.
func (a *App) askExport() tea.Cmd {
	res := a.tab().result()
	if res == nil || res.run.Schema() == nil || res.run.Schema().NumFields() == 0 {
		return a.say(true, "There is no result to export")
	}
	badge, partial := statusbar.Badge(res.status)
	note := sprintf("%s rows", statusbar.Count(res.store.Snapshot().NumRows()))
	switch {
	case res.status.State == run.Running:
		note += " so far"
	case partial:
		note += " " + badge
	}
	items := []dialog.Item{{Title: "The result", Note: note, Answer: exportMsg{result: res}}}
	if res.grid.Selection().Kind != grid.OneCell {
		s := a.selected(res)
		item := dialog.Item{Title: "The selection", Note: s.describe(), Answer: exportMsg{result: res, scope: scopeSelection}}
		items = append([]dialog.Item{item}, items...)
	}
	if writes, _ := run.Writes(res.run.Connection().Driver.Dialect, res.run.Statement().SQL); !writes {
		items = append(items, dialog.Item{Title: "The whole query, run again", Note: "no row limit", Answer: exportMsg{result: res, scope: scopeQuery}})
	}
	a.push(dialog.NewPalette("Export", items))
	return nil
}

// export asks for the file, checks it, and starts the job.
func (a *App) export(msg exportMsg) tea.Cmd {
	if c := msg.result.run.Connection(); msg.scope == scopeQuery && asksForScans(c) && !msg.agreed {
		msg.agreed = true
		a.push(dialog.NewConfirm(sprintf("Run on %s?", c.Name), billedAgain+"\n\n"+clip(msg.result.run.Statement().SQL, 4000), "run", msg))
		return nil
	}
	if msg.path == "" {
		a.askExportPath(msg, "")
		return nil
	}
	return a.startExport(msg)
}

// askExportPath asks for the file; problem is what was wrong with the last one.
func (a *App) askExportPath(msg exportMsg, problem string) {
	suggestion := a.exportPath
	if suggestion == "" {
		suggestion = "result.csv"
	}
	const label = "File; its name chooses the format: .csv .parquet .json .xlsx .md .sql … (.gz .zst)"
	prompt := dialog.NewPrompt("Export to", label, suggestion, func(text string) (tea.Msg, error) {
		msg.path = expandHome(strings.TrimSpace(text))
		if _, _, err := export.FromPath(msg.path); err != nil {
			return nil, errors.New(connectors.AsError(err).Message)
		}
		return msg, nil
	})
	prompt.SetProblem(problem)
	a.push(prompt)
}

func expandHome(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return path
}

func (a *App) startExport(msg exportMsg) tea.Cmd {
	a.exportPath = msg.path
	ctx, stop := context.WithCancel(a.ctx)
	j := &job{path: msg.path, stop: stop, done: make(chan struct{})}
	a.jobs = append(a.jobs, j)
	work := a.exportWork(msg, j)
	return func() tea.Msg {
		defer stop()
		defer close(j.done)
		err := work(ctx)
		if errors.Is(err, os.ErrExist) && !msg.overwrite {
			msg.overwrite = true
			return jobMsg{j, msg, &fileExists{msg}}
		}
		return jobMsg{j, msg, err}
	}
}

// fileExists is the end of an export that found its file there already.
type fileExists struct{ again exportMsg }

func (e *fileExists) Error() string { return e.again.path + " exists already" }

// exportWork is what the job does, on its own goroutine.
func (a *App) exportWork(msg exportMsg, j *job) func(context.Context) error {
	o := export.Options{Overwrite: msg.overwrite}
	progress := j.count
	if msg.scope == scopeQuery {
		return a.exportQuery(msg, o, progress)
	}
	e := a.whole(msg.result)
	if msg.scope == scopeSelection {
		e = a.selected(msg.result)
	}
	return func(ctx context.Context) error {
		source, stop := e.source(ctx)
		defer stop()
		total, err := export.ToFile(ctx, msg.path, "", source, o, progress)
		progress(total)
		return err
	}
}

// exportQuery runs the statement of a result again, straight into the file.
func (a *App) exportQuery(msg exportMsg, o export.Options, progress func(export.Progress)) func(context.Context) error {
	runner, r := a.opts.Runner, msg.result.run
	statement := r.Statement()
	statement.ID, statement.Limit = "", run.NoLimit
	return func(ctx context.Context) error {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		source, err := runner.Stream(ctx, run.Request{Connection: r.Connection(), Statement: statement})
		if err != nil {
			return err
		}
		total, err := export.ToFile(ctx, msg.path, "", source, o, progress)
		progress(total)
		source.End(err)
		return err
	}
}

func (a *App) jobDone(msg jobMsg) tea.Cmd {
	for i, j := range a.jobs {
		if j == msg.job {
			a.jobs = append(a.jobs[:i], a.jobs[i+1:]...)
			break
		}
	}
	var exists *fileExists
	switch {
	case errors.As(msg.err, &exists):
		a.push(dialog.NewConfirm("Overwrite?", exists.Error(), "overwrite", exists.again))
		return nil
	case connectors.IsClass(msg.err, connectors.ClassCancelled) || errors.Is(msg.err, context.Canceled):
		return a.say(false, "The export to %s was cancelled; nothing was written", filepath.Base(msg.job.path))
	case msg.err != nil && msg.job.rows.Load() == 0:
		// Nothing was written: the file's name or place is wrong.
		again := msg.msg
		again.path = ""
		a.askExportPath(again, connectors.AsError(msg.err).Message)
		return nil
	case msg.err != nil:
		return a.sayError(msg.err)
	}
	return a.say(false, "Exported %s rows (%s) to %s", statusbar.Count(msg.job.rows.Load()), statusbar.Size(msg.job.size.Load()), msg.job.path)
}

// saveMsg asks to write the editor's text to a file.
type saveMsg struct {
	path, text string
	overwrite  bool
}

// wroteMsg is the end of that.
type wroteMsg struct {
	saveMsg
	err error
}

func (a *App) askSave() {
	text := a.tab().editor.Text()
	a.push(dialog.NewPrompt("Save the text", "File", a.tab().name+".sql", func(path string) (tea.Msg, error) {
		if path = expandHome(strings.TrimSpace(path)); path == "" {
			return nil, errors.New("a file name is needed")
		}
		return saveMsg{path: path, text: text}, nil
	}))
}

func (a *App) save(msg saveMsg) tea.Cmd {
	return func() tea.Msg {
		return wroteMsg{msg, export.WriteText(msg.path, msg.text, msg.overwrite)}
	}
}

func (a *App) wrote(msg wroteMsg) tea.Cmd {
	switch {
	case errors.Is(msg.err, os.ErrExist) && !msg.overwrite:
		again := msg.saveMsg
		again.overwrite = true
		a.push(dialog.NewConfirm("Overwrite?", msg.path+" exists already", "overwrite", again))
		return nil
	case msg.err != nil:
		return a.sayError(msg.err)
	}
	return a.say(false, "Saved %s", msg.path)
}
