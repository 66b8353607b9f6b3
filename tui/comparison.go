package tui

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/internal/workspace"
	"sonde/tui/action"
	"sonde/tui/dialog"
	"sonde/tui/grid"
	"sonde/tui/statusbar"
)

// comparisonActions are what a person can do with two results.
var comparisonActions = []action.Action{
	{ID: "compare-results", Place: action.Grid, Keys: []string{"="}, Title: "Compare with another result", Short: "compare", Help: "By key columns: rows that were added, removed or changed, old and new values side by side."},
}

// cannotCompareResults is why there is nothing to compare; empty where there is.
func (a *App) cannotCompareResults() string {
	res := a.tab().result()
	switch {
	case a.opts.Workspace == nil:
		return "there is no local engine"
	case a.noResult() != "":
		return a.noResult()
	case !res.comparable():
		return "the result has no columns"
	case len(a.others(res)) == 0:
		return "there is no other result to compare with"
	}
	return ""
}

// comparable reports whether a result has columns.
func (r *resultTab) comparable() bool {
	s := r.store.Snapshot().Schema()
	return s != nil && s.NumFields() > 0
}

// others are the results that one can be compared with: those of the same columns
// first, and the latest first.
func (a *App) others(res *resultTab) []*resultTab {
	var out []*resultTab
	for n := a.numbered; n > 0; n-- {
		if r := a.resultNumber(n); r != nil && r != res && r.comparable() {
			out = append(out, r)
		}
	}
	names := columnNames(res)
	slices.SortStableFunc(out, func(x, y *resultTab) int {
		return rank(slices.Equal(columnNames(x), names)) - rank(slices.Equal(columnNames(y), names))
	})
	return out
}

// rank puts what is so before what is not.
func rank(is bool) int {
	if is {
		return 0
	}
	return 1
}

// columnNames are the names of a result's columns.
func columnNames(r *resultTab) []string {
	fields := r.store.Snapshot().Schema().Fields()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// sidesMsg chooses two results to compare, the older one first.
type sidesMsg struct{ from, to *resultTab }

// comparedMsg compares them by a key.
type comparedMsg struct {
	sidesMsg
	key []string
}

// compareResults asks for the other result.
func (a *App) compareResults() tea.Cmd {
	if reason := a.unavailable("compare-results"); reason != "" {
		return a.refuse(reason)
	}
	res := a.tab().result()
	var items []dialog.Item
	for _, r := range a.others(res) {
		sides := sidesMsg{r, res}
		if r.number > res.number {
			sides = sidesMsg{res, r}
		}
		note := statusbar.Rows(r.status.Rows) + " · " + r.run.Connection().Name
		items = append(items, dialog.Item{Title: r.name() + " " + r.title, Note: note, Answer: sides})
	}
	a.push(dialog.NewPalette("Compare "+res.name()+" "+res.title+" with", items))
	return nil
}

// askKey asks for the columns that tell rows apart.
func (a *App) askKey(msg sidesMsg) tea.Cmd {
	names := commonColumns(msg.from.store.Snapshot().Schema(), msg.to.store.Snapshot().Schema())
	if len(names) == 0 {
		return a.refuse("the results have no column in common")
	}
	fields := []dialog.Field{{
		Label: "Key columns", Value: strings.Join(proposedKey(names), ", "), Choices: names,
		Help: "Columns that tell rows apart, separated by commas.",
	}}
	compare := dialog.FormKey{Keys: []string{"enter", "f5"}, Does: "compare", Press: func(values []dialog.Value) (tea.Msg, bool, error) {
		key, err := readKey(values[0].Text, names)
		return comparedMsg{msg, key}, err == nil, err
	}}
	title := sprintf("What changed from %s %s to %s %s", msg.from.name(), msg.from.title, msg.to.name(), msg.to.title)
	a.push(dialog.NewForm(title, fields, []dialog.FormKey{compare}, true))
	return nil
}

// commonColumns are the names that both have.
func commonColumns(from, to *arrow.Schema) []string {
	var out []string
	for _, f := range from.Fields() {
		same := func(g arrow.Field) bool { return strings.EqualFold(f.Name, g.Name) }
		if !slices.Contains(out, f.Name) && slices.ContainsFunc(to.Fields(), same) {
			out = append(out, f.Name)
		}
	}
	return out
}

// proposedKey guesses the key by names: id, or else the columns from the first
// on whose names end like those of keys, or else the first column.
func proposedKey(names []string) []string {
	for _, name := range names {
		if strings.EqualFold(name, "id") {
			return []string{name}
		}
	}
	n := 0
	for n < len(names) && endsLikeKey(names[n]) {
		n++
	}
	return names[:max(1, n)]
}

func endsLikeKey(name string) bool {
	lower := strings.ToLower(name)
	for _, end := range []string{"_id", "_key", "_code", "uuid"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return strings.HasSuffix(name, "Id") || strings.HasSuffix(name, "ID")
}

// readKey reads names between commas; a name that has a comma itself may stand
// alone.
func readKey(text string, names []string) ([]string, error) {
	if slices.Contains(names, text) {
		return []string{text}, nil
	}
	var key []string
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		at := slices.Index(names, part)
		if at < 0 {
			at = slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, part) })
		}
		if at < 0 {
			return nil, errors.New("both results have no column " + part + connectors.Suggest(part, names))
		}
		if !slices.Contains(key, names[at]) {
			key = append(key, names[at])
		}
	}
	return key, nil
}

// comparisonDriver stands where a result of a query has that of its source.
var comparisonDriver = &connectors.Driver{Kind: "comparison", Title: "The comparison"}

// startComparison compares in a new result of the tab.
func (a *App) startComparison(msg comparedMsg) tea.Cmd {
	t := a.tab()
	comparison := &workspace.Comparison{Engine: a.opts.Workspace, Left: msg.from.side(), Right: msg.to.side(), Key: msg.key}
	c := &run.Connection{Name: "local", Driver: comparisonDriver, Conn: comparison}
	store := a.opts.Pool.NewStore()
	what := sprintf("compare %s with %s by %s", msg.from.name(), msg.to.name(), strings.Join(msg.key, ", "))
	runner := run.Runner{Log: a.opts.Runner.Log}
	r, err := runner.Start(a.ctx, run.Request{Connection: c, Statement: connectors.Statement{SQL: what}, Sink: run.StoreSink(store)})
	if err != nil {
		_ = store.Close() // It is empty.
		return a.sayError(err)
	}
	res := &resultTab{title: msg.from.name() + " → " + msg.to.name(), run: r, status: r.Status(), store: store, grid: grid.New(), start: -1}
	res.comparison = comparison
	a.number(res)
	told := a.keepResult(t, res)
	a.setFocus(paneResults)
	return tea.Batch(told, waitNews(res))
}

// side is a result as it is at this moment.
func (r *resultTab) side() workspace.Side {
	_, reason := r.completeness()
	return workspace.Side{Name: r.name(), Rows: r.store.Snapshot(), Incomplete: reason}
}

// comparedColumns tells the grid which columns of a comparison belong together:
// behind what happened stands the key, and of the rest the old value of a column
// before the new one.
func comparedColumns(schema *arrow.Schema, keys int) *grid.Diff {
	d := &grid.Diff{Other: make([]int, schema.NumFields())}
	for i := range d.Other {
		d.Other[i] = -1
	}
	for i := 1 + keys; i+1 < len(d.Other); i++ {
		from, isFrom := strings.CutPrefix(schema.Field(i).Name, "from_")
		to, isTo := strings.CutPrefix(schema.Field(i+1).Name, "to_")
		if isFrom && isTo && strings.EqualFold(from, to) {
			d.Other[i], d.Other[i+1] = i+1, i
			i++
		}
	}
	return d
}

// comparedWords are how counts of a comparison are told, and their signs where
// there is little room. Those without a sign are told only where there are such
// rows.
var comparedWords = []struct{ name, word, sign string }{
	{workspace.Added, "added", "+"},
	{workspace.Removed, "removed", "-"},
	{workspace.Modified, "changed", "~"},
	{"equal", "equal", "="},
	{workspace.Repeated, "with a repeated key", ""},
	{workspace.Keyless, "with NULL in the key", ""},
}

// comparedNote is the counts of a comparison.
func (r *resultTab) comparedNote(short bool) string {
	counts := map[string]int64{}
	for _, s := range r.status.Progress.Server {
		counts[s.Name], _ = strconv.ParseInt(s.Value, 10, 64) // It was written as a number.
	}
	if len(counts) == 0 {
		return ""
	}
	var signs, parts []string
	for _, w := range comparedWords {
		n := statusbar.Count(counts[w.name])
		switch {
		case w.sign == "" && counts[w.name] == 0:
		case short && w.sign != "":
			signs = append(signs, w.sign+n)
		default:
			parts = append(parts, n+" "+w.word)
		}
	}
	if short {
		parts = append([]string{strings.Join(signs, " ")}, parts...)
	}
	return strings.Join(parts, " · ")
}
