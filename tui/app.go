// Package tui is the explorer: one Bubble Tea model that owns three panes
// (sidebar, editor, results), a status bar and a stack of dialogs. Panes are
// plain structs that draw into rectangles; only the app starts work, as
// commands, and everything that comes back does so as a message.
//
// The way of a run through the screen:
//
//	key → keymap → action → run.Runner.Start → commands that wait for its mailbox
//	     → newsMsg → grid.SetView(snapshot) → one frame, at most every 16 ms
package tui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/export"
	"sonde/internal/remember"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/internal/scratch"
	"sonde/internal/workspace"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
	"sonde/tui/sidebar"
)

// Options are what the explorer works with.
type Options struct {
	Connections *run.Connections
	Runner      *run.Runner
	Pool        *result.Pool
	// Workspace sorts, filters, profiles and compares results; nil where there
	// is nothing that does. Whoever made it closes it.
	Workspace workspace.Engine
	// Open names the connection of the first tab.
	Open string
	// Text is what the first tab's editor holds; it is run once at the start.
	Text string
	// Welcome says that sonde was started with nothing: buffers that are
	// restored take the place of Text.
	Welcome bool
	// Theme is one of [themes.Choices]; empty follows the terminal.
	Theme string
	// Layout is the file in which the layout is remembered, State what it held at
	// the start; empty where there is none.
	Layout string
	State  remember.State
	// ASCII draws lines and marks with ASCII only.
	ASCII bool
	// Vim has the editor take the keys of vim.
	Vim bool
	// Config is the path of the configuration, in which connections are saved;
	// empty where there is none.
	Config string
	// Journal is the folder in which the names of files are kept while they are
	// exported, see export.CleanUp; empty where there is none.
	Journal string
	// Keys are the user's own keys by action id.
	Keys map[string][]string
	// Explicit says that the user named what is opened first: a program that
	// cannot open it ends, see [App.Fatal].
	Explicit bool
	// Completion is "key" where the list of names opens by key alone; otherwise it
	// opens as one types.
	Completion string
	// Locate makes the source of a past run known and names it, off the screen's
	// goroutine; nil where only connections that are known can be found.
	Locate func(e history.Entry) (connection string, err error)
	// Notice is shown at the start: a warning about the configuration.
	Notice string
	// Messages are what else the list of messages has at the start, beside Notice.
	Messages []string
	// Clipboard puts text on the system's clipboard; nil where there is none.
	Clipboard func(text string) error
}

// App is the model of the explorer.
type App struct {
	opts   Options
	ctx    context.Context
	keymap *keymap
	theme  *themes.Theme
	look   look
	memory remembered

	width, height int
	layout        layout
	splits        splits
	zoomed        bool
	focus         pane
	canvas        canvas.Canvas
	cursor        *tea.Cursor
	frame         string
	fatal         error
	dirty         bool
	composed      time.Time
	pacing        pacing
	framePending  bool

	tabs    []*tab
	active  int
	closed  []closedTab // the last ones, the latest last
	sidebar sidebar.Sidebar
	dialogs []dialog.Dialog
	open    map[string]*run.Connection
	opening map[string]int // the number of the opening that is waited for
	// failures are why connections could not be opened the last time.
	failures map[string]*connectors.Error
	// savedLast is the connection that was saved and is opened for the first time.
	savedLast string
	jobs      []*job

	notice     string
	problem    bool
	noticeID   int
	noticed    time.Time // when the notice was shown
	refusal    int       // the notice that is the last refusal; 0 once that is gone
	quitArmed  bool
	keys       uint64          // counts those that were pressed
	quitting   *dialog.Confirm // asks whether to
	messages   []message
	ticking    bool
	ticks      int
	drag       drag
	held       [2]int              // cell of what is dragged
	late       *tea.MouseMotionMsg // that came too soon after the one before
	lastClick  click
	listed     []sidebar.Result // in the sidebar
	sought     finding
	exporting  exporting
	recallID   int
	stopSearch context.CancelFunc // of the search of the history that was asked for last; nil before the first
	autosaving autosaving
	lastTab    string                        // that was shown when the program was left; empty once it is
	openedOnce bool                          // some connection was open
	values     map[string][]connectors.Param // by the text of a statement, its last ones

	chart      *charting         // the last one that was asked for
	inquiry    *inquiry          // that is waited for
	refs       map[string]string // that connections read by themselves, as far as known
	shownRefs  map[string]string // at which the sidebar shows connections
	copyForm   string            // in which cells were copied last; empty before it is known
	completing completing
	inspecting inspecting
	chips      []chip
	reserved   map[string]bool // names of saved buffers that are not shown here
	scans      map[string]bool // billed statements that the user has agreed to
	doubtful   map[string]bool // billed statements that may have run without an answer

	intervals map[string]time.Duration // of watches, by the text of a statement
	interval  time.Duration            // of the last watch

	copies   int // that were asked for so far
	numbered int // results that have been numbered so far
	failed   int // runs that left no result
	openings int // that were begun so far
}

// New returns the explorer. The context ends every run and export with it.
func New(ctx context.Context, o Options) *App {
	a := &App{opts: o, ctx: ctx, open: map[string]*run.Connection{}, opening: map[string]int{}, failures: map[string]*connectors.Error{}, focus: paneEditor, dirty: true}
	a.refs, a.shownRefs = map[string]string{}, map[string]string{}
	a.intervals = map[string]time.Duration{}
	a.scans, a.doubtful = map[string]bool{}, map[string]bool{}
	a.keymap = newKeymap(o.Keys)
	a.canvas.ASCII = o.ASCII
	a.look.profile = colorprofile.TrueColor
	a.recall(o.State)
	a.applyLook()
	a.listConnections()
	if o.Welcome {
		o.Text = a.told(o.Text)
	}
	a.sidebar.SetHint("; " + a.keyOf("new-connection") + " makes one")
	a.addTab(a.newTab("query 1", o.Open, o.Text))
	for _, text := range slices.Backward(o.Messages) {
		if !strings.HasSuffix(o.Notice, text) {
			a.noteMessage(text, true)
		}
	}
	if o.Notice != "" {
		a.notice, a.problem = o.Notice, true
		a.noteMessage(o.Notice, true)
	}
	return a
}

// listConnections brings the sidebar up to date.
func (a *App) listConnections() {
	var names, kinds []string
	known := a.opts.Connections.Known()
	for _, c := range known {
		names, kinds = append(names, c.Name), append(kinds, c.Kind)
	}
	a.sidebar.SetConnections(names, kinds)
	for _, c := range known {
		color, _ := c.Values["color"].(string)
		a.sidebar.SetColor(c.Name, themes.NamedColor(color))
	}
}

// Init starts what the first frame does not wait for: the connection, saved
// buffers, and what killed programs have left behind.
func (a *App) Init() tea.Cmd {
	commands := []tea.Cmd{tea.RequestBackgroundColor, a.restoreBuffers(true), a.loadQueries(), a.cleanUp(), a.lookForUnfinished(), a.lookUpChoice()}
	if a.opts.Open != "" {
		commands = append(commands, a.openConnection(a.opts.Open))
	}
	return tea.Batch(commands...)
}

func (a *App) cleanUp() tea.Cmd {
	journal := a.opts.Journal
	return func() tea.Msg {
		// What cannot be removed now is tried again at the next start.
		_, _ = scratch.CleanUp("")
		_ = export.CleanUp(journal)
		return nil
	}
}

// Update takes one message. It does no I/O and no work that grows with data.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	if _, ok := msg.(frameMsg); ok {
		a.framePending = false
	} else {
		a.dirty = true
		cmd = a.handle(msg)
	}
	a.render(msg)
	return a, tea.Batch(cmd, a.followRef(), a.followAnalysis(), a.missing(), a.figure(), a.followSearch(), a.followCursor(), a.scheduleFrame(), a.tick(), a.autosave(), a.noteLayout())
}

func (a *App) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.width, a.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		a.look.light = !msg.IsDark()
		a.applyLook()
	case tea.FocusMsg: // The terminal may have become light or dark meanwhile.
		return tea.RequestBackgroundColor
	case tea.ColorProfileMsg:
		a.look.profile = msg.Profile
		a.applyLook()
	case tea.KeyPressMsg:
		return a.key(msg)
	case tea.PasteMsg:
		return a.paste(msg)
	case tea.MouseClickMsg, tea.MouseReleaseMsg, tea.MouseMotionMsg, tea.MouseWheelMsg:
		return a.mouse(msg)
	case lateMotionMsg:
		a.dragLate()
	case tickMsg:
		return a.ticked()
	case autosaveMsg:
		return a.autosaveNow()
	case noticeGoneMsg:
		if msg.id == a.noticeID {
			a.notice, a.quitArmed = "", false
		}
	default:
		return a.answer(msg)
	}
	return nil
}

// answer takes the messages of commands and dialogs.
func (a *App) answer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case openedMsg:
		return a.opened(msg)
	case childrenMsg:
		return a.children(msg)
	case newsMsg:
		return a.news(msg)
	case loadedMsg:
		msg.result.loading = false
		if msg.err != nil {
			return a.say(true, "The rows cannot be read: %v", msg.err)
		}
	case restoredMsg:
		return a.restored(msg)
	case savedMsg:
		return a.saved(msg)
	case forgottenMsg:
		return a.forgotten(msg)
	case copiedMsg:
		return a.copied(msg)
	case jobMsg:
		return a.jobDone(msg)
	case connectionMsg:
		return a.useConnection(msg.name)
	case runMsg:
		return a.permit(msg)
	case refusedMsg:
		return a.noteRefused(msg)
	case inquiredMsg:
		return a.inquired(msg)
	case tablesMsg:
		return a.offerTables(msg)
	case copyTextMsg:
		return a.copyText(msg.text, "Copied the text")
	case wroteMsg:
		return a.wrote(msg)
	default:
		return a.answerShell(msg)
	}
	return nil
}

// answerShell takes what is about the screen itself.
func (a *App) answerShell(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case quitMsg:
		return a.quitNow()
	case vimLineMsg:
		return a.vimLine(msg)
	case closeTabMsg:
		return a.closeNow(msg.tab)
	case commandMsg:
		return a.command(msg.id)
	case tabMsg:
		a.showTab(msg.id)
	case effectMsg:
		return a.effect(msg.effect)
	case themeMsg:
		a.useTheme(msg)
	case namesMsg:
		return a.showNames(msg)
	case formattedMsg:
		return a.formatted(msg)
	case knownMsg:
		a.sidebar.ShowKnown(msg.filter, msg.names, msg.more)
	case learnedMsg:
		return tea.Batch(a.learned(), a.lookForFilter())
	case fetchedMsg:
		return a.tookNames(msg)
	case layoutMsg:
		return a.keepLayout()
	case tabKeptMsg:
		return a.say(true, "%v", msg.err)
	case keptMsg:
		return a.keptLayout(msg)
	case disconnectMsg:
		return a.disconnect(msg.name)
	case changeConnectionMsg:
		return a.changeConnection(msg)
	case connectionChangedMsg:
		return a.connectionChanged(msg)
	case unnameMsg:
		return a.unname(msg.query)
	case pongMsg:
		return a.ponged(msg)
	case tableColumnsMsg:
		return a.useColumns(msg)
	default:
		return a.answerForm(msg)
	}
	return nil
}

// answerForm takes what forms ask for, and what came of it.
func (a *App) answerForm(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case valuesMsg:
		return a.askParams(msg)
	case filledMsg:
		return a.filled(msg)
	case kindMsg:
		a.openConnectionForm(msg.driver, config.Connection{})
	case testMsg:
		return a.testConnection(msg)
	case stopTestMsg:
		stopTest(msg.form)
	case testedMsg:
		a.tested(msg)
	case keepMsg:
		return a.keep(msg)
	case keyringMsg:
		return a.askKeyring(msg)
	case connectionSavedMsg:
		return a.connectionSaved(msg)
	default:
		return a.answerVersions(msg)
	}
	return nil
}

// answerVersions takes what is about refs, writes and what came of them.
func (a *App) answerVersions(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case currentRefMsg:
		a.refs[msg.connection] = msg.ref
	case refsMsg:
		a.offerRefs(msg)
	case refMsg:
		return a.useRef(msg)
	case sidesMsg:
		return a.askKey(msg)
	case comparedMsg:
		return a.startComparison(msg)
	case targetMsg:
		a.askTarget(msg)
	case editTargetMsg:
		a.editTarget(msg)
	case compareMsg:
		return a.compare(msg)
	case changesMsg:
		return a.showChanges(msg)
	case changeMsg:
		return a.start(msg.tab, diffOf(msg.change), nil)
	case mergeMsg:
		return a.askMerge(msg)
	case unfinishedMsg:
		return a.unfinished(msg)
	case takeUpMsg:
		return a.resume(msg)
	case pipeMsg:
		return a.runPipe(msg)
	case explainAsMsg:
		return a.filledIn(msg.tab, []pending{{sql: msg.sql, start: -1}})
	default:
		return a.answerDialog(msg)
	}
	return nil
}

type frameMsg struct{}

// render composes the frame anew if something has changed and the last one is
// old enough. A key does not wait behind a frame of rows that arrive.
func (a *App) render(msg tea.Msg) {
	if !a.dirty || a.width == 0 || time.Since(a.composed) < a.pacing.interval(msg) {
		return
	}
	a.compose()
	a.composed = time.Now()
	a.dirty = a.tab().editor.Pending()
}

// scheduleFrame makes sure that a frame that was too early comes later.
func (a *App) scheduleFrame() tea.Cmd {
	if !a.dirty || a.width == 0 || a.framePending {
		return nil
	}
	a.framePending = true
	wait := max(gather, frameInterval-time.Since(a.composed))
	return tea.Tick(wait, func(time.Time) tea.Msg { return frameMsg{} })
}

// View returns the frame that was composed last.
func (a *App) View() tea.View {
	v := tea.NewView(a.frame)
	v.AltScreen = true
	v.MouseMode, v.ReportFocus = tea.MouseModeCellMotion, true
	v.WindowTitle = "sonde"
	v.Cursor = a.cursor
	return v
}

// Fatal is why the program ended by itself; nil where the user ended it.
func (a *App) Fatal() error { return a.fatal }

// Shutdown ends every run and export and waits for them, but not for long: a
// source that does not answer must not keep the program.
func (a *App) Shutdown() {
	deadline := time.After(2 * time.Second)
	for _, t := range a.tabs {
		for _, r := range t.results {
			r.analysis.close(r)
			r.run.Cancel()
		}
	}
	for _, j := range a.jobs {
		j.stop()
	}
	for _, t := range a.tabs {
		for _, r := range t.results {
			select {
			case <-r.run.Done():
			case <-deadline:
				return
			}
		}
	}
	for _, j := range a.jobs {
		select {
		case <-j.done:
		case <-deadline:
			return
		}
		j.discard()
	}
}

type noticeGoneMsg struct{ id int }

// How long a notice stays, and one of trouble.
const noticeTime, problemTime = 4 * time.Second, 6 * time.Second

// say shows a notice in the status bar.
func (a *App) say(problem bool, format string, args ...any) tea.Cmd {
	a.notice, a.problem, a.noticed = sprintf(format, args...), problem, time.Now()
	a.noteMessage(a.notice, problem)
	a.noticeID++
	id, stays := a.noticeID, noticeTime
	if problem {
		stays = problemTime
	}
	return tea.Tick(stays, func(time.Time) tea.Msg { return noticeGoneMsg{id} })
}

func (a *App) sayError(err error) tea.Cmd {
	return a.say(true, "%s: %s", connectors.AsError(err).Class, a.reasonOf(err))
}

// reasonOf is the message of an error with its hint, without secrets.
func (a *App) reasonOf(err error) string {
	e := connectors.AsError(err)
	text := e.Message
	if e.Hint != "" {
		text += " · " + e.Hint
	}
	return a.opts.Connections.Redactor.Redact(text)
}

type tickMsg struct{}

// tickInterval is how often running figures are refreshed.
const tickInterval = 100 * time.Millisecond

// tick keeps the clock going while something runs, and only then.
func (a *App) tick() tea.Cmd {
	if a.ticking || !a.busy() {
		return nil
	}
	a.ticking = true
	return tea.Tick(tickInterval, func(time.Time) tea.Msg { return tickMsg{} })
}

func (a *App) busy() bool {
	for _, t := range a.tabs {
		if t.running() != nil {
			return true
		}
	}
	return a.exports() > 0 || a.inquiry != nil || len(a.opening) > 0 || a.isArranging() || a.analysing()
}

func (a *App) ticked() tea.Cmd {
	a.ticking = false
	a.ticks++
	a.analysisTicked()
	for _, t := range a.tabs {
		for _, r := range t.results {
			// The end is shown when it is settled, see ended.
			if s := r.run.Status(); r.status.State == run.Running && s.State == run.Running {
				r.status = s
			}
		}
	}
	return nil
}

// place is where keys go.
func (a *App) place() action.Place {
	if a.inProfile() != nil {
		return action.Profile
	}
	return [paneCount]action.Place{action.Sidebar, action.Editor, action.Grid}[a.focus]
}
