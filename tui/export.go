package tui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/export"
	"sonde/internal/run"
	"sonde/tui/dialog"
	"sonde/tui/exporter"
	"sonde/tui/statusbar"
)

// exportMsg asks for an export.
type exportMsg struct {
	result    *resultTab
	scope     exportScope
	choice    exporter.Choice
	overwrite bool
	agreed    bool // to what running the query again costs
}

// exporting is the export dialog that is open, or was last.
type exporting struct {
	id     int // counts the previews
	result *resultTab
	scopes []exportScope
	last   *exporter.Choice // nil where none is known
}

// lastChoiceKey is where the last choice is remembered.
const lastChoiceKey = "export"

// lastChoiceMsg is the choice that was remembered.
type lastChoiceMsg struct{ choice exporter.Choice }

// lookUpChoice looks up the last choice at the start, so that the dialog is there
// with its key and takes those that are pressed after it.
func (a *App) lookUpChoice() tea.Cmd {
	open, ctx := a.opts.Runner.History, a.ctx
	if open == nil {
		return nil
	}
	return func() tea.Msg {
		text := ""
		if store, err := open(); err == nil {
			text, _ = store.Remembered(ctx, lastChoiceKey) // Without it there is the default.
		}
		return lastChoiceMsg{exporter.Parse(text)}
	}
}

// askExport opens the export dialog.
func (a *App) askExport() tea.Cmd {
	res := a.tab().result()
	if reason := cannotExport(res); reason != "" {
		return a.refuse(reason)
	}
	x := &a.exporting
	x.result = res
	last := exporter.Default()
	if x.last != nil {
		last = *x.last
	}
	var scopes []exporter.Scope
	x.scopes = nil
	for _, s := range a.exportScopes(x.result) {
		x.scopes = append(x.scopes, s)
		scopes = append(scopes, a.describeScope(x.result, s))
	}
	x.id += 1000
	d, asked := exporter.New(x.id, scopes, a.firstScope(last), last)
	a.push(d)
	return a.previewExport(asked)
}

// previewedRows is how many rows a preview shows at most.
const previewedRows = 20

// exportPreviewMsg is the beginning of what an export would write.
type exportPreviewMsg struct {
	id      int
	text    string
	problem string
}

func (a *App) previewExport(asked exporter.Asked) tea.Cmd {
	x := &a.exporting
	x.id = asked.ID
	s := x.scopes[asked.Scope]
	e, ctx := a.part(x.result, s), a.ctx
	o := a.exportOptions(x.result, s)
	return func() tea.Msg {
		if err := asked.Choice.Apply(&o); err != nil {
			return exportPreviewMsg{id: asked.ID, problem: connectors.AsError(err).Message}
		}
		text, err := previewText(ctx, e, s != scopeQuery, asked.Choice.Format, o)
		if err != nil {
			return exportPreviewMsg{id: asked.ID, problem: connectors.AsError(err).Message}
		}
		return exportPreviewMsg{id: asked.ID, text: text}
	}
}

// scannedForPreview is how many rows a preview looks at to find out which types a
// file will have.
const scannedForPreview = 200_000

// previewText is the beginning of what will be written. whole says that the extract is
// all of that.
func previewText(ctx context.Context, e extract, whole bool, format string, o export.Options) (string, error) {
	if e.selection.Rows > scannedForPreview {
		e.selection.Rows, whole = scannedForPreview, false
	}
	source, stop := e.source(ctx)
	defer stop()
	return export.Preview(ctx, format, source, previewedRows, whole, o)
}

// previewed shows a preview.
func (a *App) previewed(msg exportPreviewMsg) {
	if x := a.exporter(); x != nil {
		x.SetPreview(msg.id, msg.text, msg.problem)
	}
}

// exportOptions are the options of an export that the user does not choose.
func (a *App) exportOptions(res *resultTab, s exportScope) export.Options {
	o := export.Options{Dialect: res.run.Connection().Dialect(), Journal: a.opts.Journal}
	if s != scopeQuery {
		o.Note = incompleteNote(res)
	}
	return o
}

// answerExport takes the answers of the export dialogs and what came of them.
func (a *App) answerExport(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case lastChoiceMsg:
		if a.exporting.last == nil {
			a.exporting.last = &msg.choice
		}
	case exporter.Asked:
		return a.previewExport(msg)
	case exportPreviewMsg:
		a.previewed(msg)
	case exporter.Accepted:
		a.rememberScope(&msg)
		a.exporting.last = &msg.Choice
		m := exportMsg{result: a.exporting.result, scope: a.exporting.scopes[msg.Scope], choice: msg.Choice}
		m.choice.Path = expandHome(strings.TrimSpace(m.choice.Path))
		return tea.Batch(a.rememberChoice(msg.Choice), a.checkExport(msg.ID, m))
	case checkedMsg:
		return a.checked(msg)
	case exportMsg:
		return a.startExport(msg)
	default:
		return a.answerJobs(msg)
	}
	return nil
}

func (a *App) rememberChoice(c exporter.Choice) tea.Cmd {
	open, ctx := a.opts.Runner.History, a.ctx
	if open == nil {
		return nil
	}
	return func() tea.Msg {
		if store, err := open(); err == nil {
			_ = store.Remember(ctx, lastChoiceKey, c.Text()) // It is a convenience; the export itself goes on.
		}
		return nil
	}
}

func expandHome(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return path
}

// startExport begins an export, after a question where it costs something.
func (a *App) startExport(msg exportMsg) tea.Cmd {
	a.closeExporter()
	if c := msg.result.run.Connection(); msg.scope == scopeQuery && asksForScans(c) && !msg.agreed {
		msg.agreed = true
		a.push(dialog.NewConfirm(sprintf("Run on %s?", c.Name), billedAgain+"\n\n"+clip(msg.result.run.Statement().SQL, 4000), "run", msg).EnterToo())
		return nil
	}
	ctx, stop := context.WithCancel(a.ctx)
	j := &job{name: msg.name(), what: msg.what(), stop: stop, done: make(chan struct{}), started: time.Now()}
	a.jobs = append(a.jobs, j)
	work := a.exportWork(msg, j)
	return func() tea.Msg {
		defer stop()
		defer close(j.done)
		said, err := work(ctx)
		return jobMsg{j, msg, said, err}
	}
}

// name is where an export goes, in short.
func (m exportMsg) name() string {
	switch m.choice.Target {
	case exporter.Clipboard:
		return "the clipboard"
	case exporter.Command:
		return oneLine(clip(m.choice.Command, 40))
	}
	return filepath.Base(m.choice.Path)
}

// what is exported, and where to.
func (m exportMsg) what() string {
	what := scopeTitles[m.scope]
	if m.choice.Target == exporter.File {
		return what + " to " + m.choice.Path
	}
	return what + " to " + m.name()
}

// exportWork is what the job does, on its own goroutine. What it returns is what a
// command has printed, or the text for the clipboard.
func (a *App) exportWork(msg exportMsg, j *job) func(context.Context) (string, error) {
	o := a.exportOptions(msg.result, msg.scope)
	o.Overwrite, o.KeepUnnamed = msg.overwrite, true
	if err := msg.choice.Apply(&o); err != nil {
		return func(context.Context) (string, error) { return "", err }
	}
	if msg.scope == scopeQuery {
		return a.exportQuery(msg, o, j)
	}
	e := a.part(msg.result, msg.scope)
	j.partial, j.whole = o.Note, e.selection.Rows
	return func(ctx context.Context) (string, error) {
		source, stop := e.source(ctx)
		defer stop()
		return j.write(ctx, msg.choice, source, o)
	}
}

// exportQuery runs the statement of a result again, straight to where it goes.
func (a *App) exportQuery(msg exportMsg, o export.Options, j *job) func(context.Context) (string, error) {
	runner, r := a.opts.Runner, msg.result.run
	connection := a.open[r.Connection().Name]
	statement := r.Statement()
	statement.ID, statement.Limit = "", run.NoLimit
	return func(ctx context.Context) (string, error) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		source, err := runner.Stream(ctx, run.Request{Connection: connection, Statement: statement})
		if err != nil {
			return "", err
		}
		o.NoteAtEnd = source.Partial
		said, err := j.write(ctx, msg.choice, source, o)
		source.End(unlessNameless(err))
		j.partial = source.Partial()
		return said, err
	}
}

// jobDone tells how an export ended. It opens no dialog: the user may be typing.
func (a *App) jobDone(msg jobMsg) tea.Cmd {
	var unnamed *export.Unnamed
	if errors.As(msg.err, &unnamed) {
		return a.keepUnnamed(msg, unnamed)
	}
	a.dropJob(msg.job)
	switch {
	case connectors.IsClass(msg.err, connectors.ClassCancelled) || errors.Is(msg.err, context.Canceled):
		return a.say(false, "The export to %s was cancelled%s", msg.job.name, nothingLeft(msg.msg.choice.Target))
	case msg.err != nil:
		return a.sayError(msg.err)
	case msg.msg.choice.Target == exporter.Clipboard:
		return a.copyText(msg.said, sprintf("Copied %s rows", statusbar.Count(msg.job.rows.Load()))+msg.job.partly())
	}
	return a.exported(msg)
}

// nothingLeft says what is left of an export that was cancelled.
func nothingLeft(target string) string {
	if target == exporter.File {
		return "; nothing was written"
	}
	return ""
}

func (a *App) exported(msg jobMsg) tea.Cmd {
	rows, size := statusbar.Rows(msg.job.rows.Load()), statusbar.Size(msg.job.size.Load())
	if msg.msg.choice.Target == exporter.Command {
		said := ""
		if line := oneLine(clip(msg.said, 200)); line != "" {
			said = ": " + line
		}
		if msg.job.stopped {
			return a.say(false, "The command stopped reading early, after %s (%s)%s%s", msg.job.rowsOf(), size, msg.job.partly(), said)
		}
		// Whether the command has read what stood in its pipe is not known.
		return a.say(false, "Sent %s (%s) to the command%s%s", rows, size, msg.job.partly(), said)
	}
	return a.say(false, "Exported %s (%s) to %s%s", rows, size, msg.msg.choice.Path, msg.job.partly())
}

// saveMsg asks to write the editor's text to a file.
type saveMsg struct {
	path, text string
	overwrite  bool
	closes     *tab // once the text is saved; nil: none
}

// wroteMsg is the end of that.
type wroteMsg struct {
	saveMsg
	keys uint64 // that had been pressed when it began
	err  error
}

func (a *App) askSave() { a.askSaveAnd(nil) }

// askSaveAnd saves the tab's text, and closes a tab once it is saved.
func (a *App) askSaveAnd(closes *tab) {
	text := a.tab().editor.Text()
	a.push(dialog.NewPrompt("Save the text", "File", a.tab().name+".sql", func(path string) (tea.Msg, error) {
		if path = expandHome(strings.TrimSpace(path)); path == "" {
			return nil, errors.New("a file name is needed")
		}
		return saveMsg{path: path, text: text, closes: closes}, nil
	}))
}

func (a *App) save(msg saveMsg) tea.Cmd {
	keys := a.keys
	return func() tea.Msg {
		return wroteMsg{msg, keys, export.WriteText(msg.path, msg.text, msg.overwrite)}
	}
}

func (a *App) wrote(msg wroteMsg) tea.Cmd {
	switch {
	case errors.Is(msg.err, os.ErrExist) && msg.keys != a.keys:
		// A question would take what is being typed for its answer.
		return a.say(true, "%s exists already, and nothing was saved: %s asks again", msg.path, a.keyOf("save"))
	case errors.Is(msg.err, os.ErrExist) && !msg.overwrite:
		again := msg.saveMsg
		again.overwrite = true
		a.push(dialog.NewConfirm("Overwrite?", msg.path+" exists already", "overwrite", again))
		return nil
	case msg.err != nil:
		return a.sayError(msg.err)
	}
	said := a.say(false, "Saved %s", msg.path)
	if msg.closes == nil {
		return said
	}
	return tea.Batch(said, a.closeAsked(msg.closes))
}
