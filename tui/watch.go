package tui

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/internal/value"
	"sonde/tui/chart"
	"sonde/tui/dialog"
	"sonde/tui/grid"
)

// watching repeats the statement of a result. Each answer takes the place of the
// last one in the same result once it is there.
//
// The runs between are not in the history, so that recall is not flooded: it has
// the run that the watch began with, and the last one.
type watching struct {
	every  time.Duration
	pauses bool // while the result is out of sight
	chart  *watchedValue

	begun    int // runs so far, that of the beginning among them
	failures int // in a row
	next     time.Time
	waiting  bool // a tick is on its way
	paused   bool
	run      *run.Run // that goes on; nil between runs
	last     *run.Run // that has ended and is not in the history
	before   past     // answers before the shown one
	keys     map[string]int64
}

// watchedValue is a number whose values become a chart.
type watchedValue struct {
	path   result.Path
	name   string
	row    int64
	key    string // of the row, where the first column tells rows apart
	points []chart.Point
	drawn  *chart.Data // of the points; nil: there are new ones
}

// Bounds of a watch: the shortest interval, the one that is proposed at first, the failures after which it ends,
// the points of its chart, and the rows up to which they are found by key.
const (
	shortestInterval = 500 * time.Millisecond
	usualInterval    = 5 * time.Second
	mostFailures     = 3
	mostWatched      = 3600
	mostKeys         = 100_000
)

type (
	// watchMsg begins to repeat the statement of a result; agreed says that the
	// user knows what it costs.
	watchMsg struct {
		result *resultTab
		watch  *watching
		agreed bool
	}
	// watchTickMsg is a second of a watch.
	watchTickMsg struct {
		result *resultTab
		watch  *watching
	}
	// watchedMsg is the end of a repeated run.
	watchedMsg struct {
		result *resultTab
		watch  *watching
		run    *run.Run
		store  *result.Store
		keys   map[string]int64
		shared []bool // whether each of the earlier answers has one of the keys, the oldest first
		point  *chart.Point
	}
	// watchFadedMsg says that what an answer changed was marked long enough.
	watchFadedMsg struct {
		result *resultTab
		run    *run.Run
	}
	// watchNotedMsg says that the last run of a watch is in the history.
	watchNotedMsg struct{}
)

// cannotWatch is why the statement of the shown result cannot be repeated.
func (a *App) cannotWatch() string {
	res := a.tab().result()
	switch {
	case a.noResult() != "":
		return a.noResult()
	case res.run.Schema() == nil:
		return "there is no result to watch yet"
	case res.run.Stored():
		return "the rows are stored ones; run the statement again to watch it"
	case res.run.Connection() != a.open[a.tab().connection]:
		return "the tab has another connection now"
	case res.status.State == run.Running:
		return runGoesOn
	}
	if writes, verb := run.Writes(res.run.Connection().Dialect(), res.run.Statement().SQL); writes {
		return verb + " writes, and is not repeated"
	}
	return ""
}

// cannotToggleWatch is cannotWatch for a result that is not watched yet.
func (a *App) cannotToggleWatch() string {
	if res := a.tab().result(); res != nil && res.analysis.watch != nil {
		return ""
	}
	return a.cannotWatch()
}

// toggleWatch asks how to watch the shown result, or ends the watch.
func (a *App) toggleWatch() tea.Cmd {
	if res := a.tab().result(); res != nil && res.analysis.watch != nil {
		return a.endWatch(res, "The watch has ended")
	}
	if reason := a.cannotToggleWatch(); reason != "" {
		return a.refuse(reason)
	}
	a.askWatch(a.tab().result())
	return nil
}

var errInterval = errors.New("the interval is a number of seconds, at least 0.5")

// askWatch opens the form of a watch.
func (a *App) askWatch(res *resultTab) {
	numbers := numberColumns(res)
	fields := []dialog.Field{
		{Label: "Every", Value: a.watchEvery(res), Help: "Seconds from the end of a run to the beginning of the next one."},
		{Label: "Pause", Value: "yes", Choices: []string{"yes", "no"}, Only: true, Required: true, Help: "Whether to pause while the result is out of sight."},
		{Label: "Chart", Value: a.numberToWatch(res), Choices: numbers, Only: true, Help: "A column whose value in the row of the cursor becomes a running chart; empty for none."},
	}
	key := dialog.FormKey{Keys: []string{"f5"}, Does: "watch", Press: func(v []dialog.Value) (tea.Msg, bool, error) {
		seconds, err := strconv.ParseFloat(strings.TrimSpace(v[0].Text), 64)
		every := time.Duration(seconds * float64(time.Second))
		if err != nil || every < shortestInterval {
			return nil, false, errInterval
		}
		w := &watching{every: every, pauses: v[1].Text != "no", begun: 1, chart: watched(res, v[2].Text)}
		return watchMsg{result: res, watch: w}, true, nil
	}}
	a.push(dialog.NewForm(watchTitle(res), fields, []dialog.FormKey{key}, true))
}

// watchTitle names what is repeated: the statement of a result, whatever the
// editor holds by now.
func watchTitle(res *resultTab) string {
	return sprintf("Watch %s: run %s again and again", res.name(), clip(oneLine(res.run.Statement().SQL), 40))
}

// watchEvery is the interval of the last watch of a statement, or of any, in
// seconds.
func (a *App) watchEvery(res *resultTab) string {
	every := cmp.Or(a.intervals[res.run.Statement().SQL], a.interval, usualInterval)
	return strconv.FormatFloat(every.Seconds(), 'f', -1, 64)
}

func numberColumns(res *resultTab) []string {
	var names []string
	for _, f := range res.shownSchema().Fields() {
		if value.ClassOf(f) == value.Number && f.Name != "" {
			names = append(names, f.Name)
		}
	}
	return names
}

// watched is the value of a column in the row of the cursor.
func watched(res *resultTab, name string) *watchedValue {
	i := res.shownSchema().FieldIndices(name)
	if name == "" || len(i) == 0 {
		return nil
	}
	w := &watchedValue{path: res.grid.Path(i[0]), name: name}
	if row, _ := res.grid.Cursor(); row < res.grid.View().NumRows() {
		w.row = res.grid.View().Row(row)
	}
	return w
}

// watch begins to repeat a statement, after a question where that costs.
func (a *App) watch(msg watchMsg) tea.Cmd {
	c := msg.result.run.Connection()
	if c.Driver.Billed && !msg.agreed {
		msg.agreed = true
		text := sprintf("The statement is sent every %s until it is stopped. Each run of it is billed.", interval(msg.watch.every))
		a.push(dialog.NewConfirm(sprintf("Watch on %s?", c.Name), text+"\n\n"+clip(msg.result.run.Statement().SQL, 4000), "watch", msg).EnterToo())
		return nil
	}
	if a.owner(msg.result) == nil || msg.result.analysis.watch != nil {
		return nil
	}
	w := msg.watch
	a.intervals[msg.result.run.Statement().SQL], a.interval = w.every, w.every
	msg.result.analysis.watch = w
	w.next = time.Now().Add(w.every)
	return tea.Batch(a.readWatched(msg.result, nil, msg.result.store), a.say(false, "Watching every %s; %s or %s ends it", interval(w.every), a.keyOf("cancel"), a.keyOf("watch")))
}

// readWatched looks through an answer: for the keys of its rows, and for the
// value of the chart. A run is waited for first.
func (a *App) readWatched(res *resultTab, r *run.Run, store *result.Store) tea.Cmd {
	w, ctx := res.analysis.watch, a.ctx
	earlier := w.earlierKeys()
	return func() tea.Msg {
		if r != nil {
			<-r.Done()
		}
		snapshot := store.Snapshot()
		keys := keysOf(ctx, snapshot)
		return watchedMsg{res, w, r, store, keys, sharing(keys, earlier), w.chart.read(ctx, snapshot, keys)}
	}
}

// keysOf finds rows by their first column; nil where it does not tell them
// apart, or where there are too many.
func keysOf(ctx context.Context, s *result.Snapshot) map[string]int64 {
	if s.Schema() == nil || s.Schema().NumFields() < 2 || s.NumRows() > mostKeys {
		return nil
	}
	keys := make(map[string]int64, s.NumRows())
	for b, err := range s.View(nil).Scan(ctx, 0, -1) {
		if err != nil {
			return nil
		}
		f := value.NewFormatter(b.Schema().Field(0))
		for i := range int(b.NumRows()) {
			text := string(f.Append(nil, b.Column(0), i))
			if _, again := keys[text]; again || f.IsNull(b.Column(0), i) {
				return nil
			}
			keys[text] = int64(len(keys))
		}
	}
	return keys
}

// read finds the value of the chart in an answer; nil where there is none.
func (v *watchedValue) read(ctx context.Context, s *result.Snapshot, keys map[string]int64) *chart.Point {
	if v == nil {
		return nil
	}
	row := v.row
	if at, ok := keys[v.key]; ok && v.key != "" {
		row = at
	}
	now := time.Now()
	for b, err := range s.View(nil).Scan(ctx, row, 1) {
		if err != nil || !v.path.LeadsSomewhere(b.Schema()) {
			return nil
		}
		a, f := result.At(b, v.path)
		text := string(value.NewFormatter(f).Append(nil, a, 0))
		y, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil
		}
		if keys != nil {
			v.key = string(value.NewFormatter(b.Schema().Field(0)).Append(nil, b.Column(0), 0))
		}
		x := float64(now.UnixMilli()) / 1000
		return &chart.Point{X: x, Y: y, Low: y, High: y, Rows: 1, Label: now.Format("15:04:05"), Value: text}
	}
	return nil
}

// watchTick waits for the next second of a watch, or for its next run.
func (a *App) watchTick(res *resultTab) tea.Cmd {
	w := res.analysis.watch
	if w == nil || w.waiting || w.run != nil || w.paused {
		return nil
	}
	wait := max(time.Millisecond, time.Until(w.next))
	if a.inSight(res) {
		wait = min(wait, time.Second)
	}
	w.waiting = true
	return tea.Tick(wait, func(time.Time) tea.Msg { return watchTickMsg{res, w} })
}

// inSight reports whether a result is on the screen.
func (a *App) inSight(res *resultTab) bool {
	return a.tab().result() == res && (!a.zoomed || a.focus == paneResults)
}

func (a *App) watchTicked(msg watchTickMsg) tea.Cmd {
	w := msg.watch
	w.waiting = false
	switch {
	case msg.result.analysis.watch != w:
		return nil
	case w.pauses && !a.inSight(msg.result):
		w.paused = true
		return nil
	case time.Until(w.next) > 0:
		return a.watchTick(msg.result)
	}
	return a.repeat(msg.result)
}

// resumeWatch goes on with a watch that has come into sight again.
func (a *App) resumeWatch() tea.Cmd {
	res := a.tab().result()
	if res == nil || res.analysis.watch == nil || !res.analysis.watch.paused || !a.inSight(res) {
		return nil
	}
	res.analysis.watch.paused = false
	return a.watchTick(res)
}

// repeat runs the statement of a watch once more.
func (a *App) repeat(res *resultTab) tea.Cmd {
	w := res.analysis.watch
	statement := res.run.Statement()
	statement.ID = ""
	if statement.Limit == 0 {
		statement.Limit = run.NoLimit // It was asked for without one.
	}
	quiet := *a.opts.Runner
	quiet.History = nil
	store := a.opts.Pool.NewStore()
	r, err := quiet.Start(a.ctx, run.Request{Connection: res.run.Connection(), Statement: statement, Sink: run.StoreSink(store)})
	if err != nil {
		_ = store.Close() // It is empty.
		return tea.Batch(a.sayError(err), a.endWatch(res, ""))
	}
	w.run = r
	return a.readWatched(res, r, store)
}

// watchedRun takes the answer of a repeated run.
func (a *App) watchedRun(msg watchedMsg) tea.Cmd {
	res, w := msg.result, msg.watch
	if res.analysis.watch != w {
		discard(msg.run, msg.store, res)
		return nil
	}
	w.next = time.Now().Add(w.every)
	if msg.run == nil {
		w.keys = msg.keys
		w.chart.add(msg.point)
		return a.watchTick(res)
	}
	w.run = nil
	status := msg.run.Status()
	if status.State != run.Succeeded {
		discard(msg.run, msg.store, res)
		return a.watchFailed(res, status)
	}
	w.failures = 0
	w.begun++
	w.chart.add(msg.point)
	return tea.Batch(a.showWatched(msg), a.watchTick(res))
}

// discard frees the rows of a run that are not shown.
func discard(r *run.Run, store *result.Store, res *resultTab) {
	if r != nil && store != res.store {
		go closeStore(r, store)
	}
}

func closeStore(r *run.Run, store *result.Store) {
	<-r.Done()
	_ = store.Close() // The memory is freed either way; the file goes with the pool at the latest.
}

// showWatched puts an answer in the place of the one that is shown, and marks
// what differs.
func (a *App) showWatched(msg watchedMsg) tea.Cmd {
	res, w := msg.result, msg.watch
	gone := w.before.replaced(shownAnswer{res.store, w.keys, time.Now()})
	for _, over := range gone {
		go closeStore(res.run, over.store)
	}
	old := w.before[0]
	before := &grid.Before{View: old.store.Snapshot().View(nil)}
	if msg.shared[len(gone)] {
		before.Keys = old.keys
	}
	res.grid.SetBefore(before)
	w.keys, w.last = msg.keys, msg.run
	res.run, res.store, res.status = msg.run, msg.store, msg.run.Status()
	a.noteDoubt(res)
	faded := watchFadedMsg{res, msg.run}
	fade := tea.Tick(markTime(w.every), func(time.Time) tea.Msg { return faded })
	if res.arranging.wanted.none() {
		res.showRows()
		return fade
	}
	return tea.Batch(fade, a.arrangeRows(res, res.arranging.wanted))
}

// watchFaded takes the marks of an answer away, if it is shown still.
func (a *App) watchFaded(msg watchFadedMsg) {
	if msg.result.run == msg.run {
		msg.result.grid.SetBefore(nil)
	}
}

// watchFailed tells why a repeated run has no answer, and gives up after some of
// them.
func (a *App) watchFailed(res *resultTab, s run.Status) tea.Cmd {
	w := res.analysis.watch
	w.failures++
	reason := "it did not come to its end"
	if s.Err != nil {
		reason = a.opts.Connections.Redactor.Redact(oneLine(s.Err.Message))
	}
	if w.failures >= mostFailures {
		return a.endWatch(res, sprintf("The watch has ended: %s", reason))
	}
	return tea.Batch(a.say(true, "The watched statement failed, %d of %d: %s", w.failures, mostFailures, reason), a.watchTick(res))
}

// endWatch ends a watch. Its last run goes into the history.
func (a *App) endWatch(res *resultTab, text string) tea.Cmd {
	w := res.analysis.watch
	if w == nil {
		return nil
	}
	w.close(res)
	res.analysis.watch = nil
	res.grid.SetBefore(nil)
	commands := []tea.Cmd{}
	if text != "" {
		commands = append(commands, a.say(w.failures > 0, "%s", text))
	}
	if last := w.last; last != nil && a.opts.Runner.History != nil {
		runner := a.opts.Runner
		commands = append(commands, func() tea.Msg { runner.Note(last); return watchNotedMsg{} })
	}
	return tea.Batch(commands...)
}

// close stops what goes on and frees what is not shown.
func (w *watching) close(res *resultTab) {
	if w.run != nil {
		w.run.Cancel()
	}
	for _, old := range w.before {
		go closeStore(res.run, old.store)
	}
	w.before = nil
}

// add appends a value to the chart, and drops the oldest where there are many.
func (v *watchedValue) add(p *chart.Point) {
	if v == nil || p == nil {
		return
	}
	v.points, v.drawn = append(v.points, *p), nil
	if len(v.points) > mostWatched {
		v.points = slices.Delete(v.points, 0, len(v.points)-mostWatched)
	}
}

// watchText tells in the status bar how a watch of the shown result stands.
func (a *App) watchText() string {
	res := a.tab().result()
	if res == nil || res.analysis.watch == nil {
		return ""
	}
	w := res.analysis.watch
	text := "every " + interval(w.every) + " · " + ordinal(w.begun)
	switch {
	case w.run != nil:
		return text + " · running"
	case w.paused:
		return text + " · paused"
	}
	return text + " · next in " + interval(rounded(max(0, time.Until(w.next))))
}

// rounded is a time that is left, to the minute where it is some of them.
func rounded(left time.Duration) time.Duration {
	if left > 2*time.Minute {
		return left.Round(time.Minute)
	}
	return left.Round(time.Second)
}

func interval(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + " h"
	case d >= time.Minute && d%time.Minute == 0:
		return strconv.Itoa(int(d/time.Minute)) + " min"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"
}

func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
