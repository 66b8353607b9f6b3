package tui

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/value"
	"sonde/internal/workspace"
	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

// filterMsg adds conditions to the filter of a result.
type filterMsg struct {
	result *resultTab
	where  []workspace.Condition
	err    error
}

// unfilterMsg takes one condition away, or all where it is negative.
type unfilterMsg struct{ condition int }

// unsortMsg ends the order; refreshMsg takes in rows that have arrived.
type (
	unsortMsg  struct{}
	refreshMsg struct{}
)

// filterBy keeps the rows of a result that satisfy further conditions.
func (a *App) filterBy(r *resultTab, where ...workspace.Condition) tea.Cmd {
	o := r.arranging.wanted
	o.where = slices.Clone(o.where)
	for _, c := range where {
		same := func(other workspace.Condition) bool {
			return slices.Equal(c.Path(), other.Path()) && c.Op == other.Op && c.Null == other.Null && slices.Equal(c.Values, other.Values) && c.IgnoreCase == other.IgnoreCase
		}
		if !slices.ContainsFunc(o.where, same) {
			o.where = append(o.where, c)
		}
	}
	return a.arrangeRows(r, o)
}

func (a *App) filtered(msg filterMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayError(msg.err)
	}
	return a.filterBy(msg.result, msg.where...)
}

// filterBySelection keeps the rows that have the value under the cursor, or the
// values that are selected: they are read off the screen's goroutine.
func (a *App) filterBySelection() tea.Cmd {
	r := a.tab().result()
	if reason := a.cannotArrange(r); reason != "" {
		return a.refuse(reason)
	}
	if !hasRows(r) {
		return a.refuse("there is no value to filter by")
	}
	e, ctx := a.selected(r), a.ctx
	paths := make([]result.Path, len(e.selection.Columns))
	for i, col := range e.selection.Columns {
		paths[i] = r.grid.Path(col)
	}
	return func() tea.Msg {
		where, err := e.conditions(ctx, paths)
		return filterMsg{r, where, err}
	}
}

// mostValues is how many different values a filter may have.
const mostValues = 10_000

// conditions accept the values of each column of the part, which are at these
// paths.
func (e extract) conditions(ctx context.Context, paths []result.Path) ([]workspace.Condition, error) {
	where := make([]workspace.Condition, len(paths))
	seen, numeric := make([]map[string]bool, len(where)), make([]bool, len(where))
	for i, p := range paths {
		where[i], seen[i] = workspace.Condition{Column: p[0], Field: p[1:], Op: workspace.In}, map[string]bool{}
	}
	for b, err := range e.batches(ctx) {
		if err != nil {
			return nil, err
		}
		for i := range where {
			m := value.NewFormatter(b.Schema().Field(i))
			numeric[i] = value.ClassOf(b.Schema().Field(i)) == value.Number
			for row := range int(b.NumRows()) {
				if m.IsNull(b.Column(i), row) {
					where[i].Null = true
					continue
				}
				seen[i][string(m.Append(nil, b.Column(i), row))] = true
			}
			if len(seen[i]) > mostValues {
				return nil, connectors.Errorf(connectors.ClassCapacity, "more than %s different values are selected; select fewer", statusbar.Count(mostValues))
			}
		}
	}
	for i := range where {
		where[i] = simplified(where[i], seen[i], numeric[i])
	}
	return where, nil
}

// simplified gives a condition its values, and the plainest form.
func simplified(c workspace.Condition, seen map[string]bool, numeric bool) workspace.Condition {
	for v := range seen {
		c.Values = append(c.Values, v)
	}
	slices.Sort(c.Values)
	if numeric {
		slices.SortStableFunc(c.Values, byNumber)
	}
	switch {
	case len(c.Values) == 0:
		return workspace.Condition{Column: c.Column, Field: c.Field, Op: workspace.IsNull}
	case len(c.Values) == 1 && !c.Null:
		c.Op = workspace.Equal
	}
	return c
}

// byNumber compares texts as the numbers that they write; what writes none comes
// last.
func byNumber(x, y string) int {
	a, err := strconv.ParseFloat(x, 64)
	b, also := strconv.ParseFloat(y, 64)
	switch {
	case err != nil && also != nil:
		return 0
	case err != nil || also == nil && math.IsNaN(a) && !math.IsNaN(b):
		return 1
	case also != nil || math.IsNaN(b):
		return -1
	case a != b:
		return cmp.Compare(a, b)
	}
	exact, ok := new(big.Rat).SetString(x)
	other, okToo := new(big.Rat).SetString(y)
	if !ok || !okToo {
		return 0
	}
	return exact.Cmp(other)
}

// comparisons are what the form offers, each with the words for it.
var comparisons = []workspace.Op{
	workspace.Equal, workspace.NotEqual, workspace.Less, workspace.LessOrEqual, workspace.Greater, workspace.GreaterOrEqual,
	workspace.Contains, workspace.NotContains, workspace.Matches, workspace.NotMatches, workspace.IsNull, workspace.NotNull,
}

func takesValue(op workspace.Op) bool { return op != workspace.IsNull && op != workspace.NotNull }

func comparisonNames() []string {
	names := make([]string, len(comparisons))
	for i, op := range comparisons {
		names[i] = op.String()
	}
	return names
}

func comparisonNamed(name string) workspace.Op {
	return comparisons[max(0, slices.Index(comparisonNames(), name))]
}

// needsNoValue tells in the form of a filter why its value is not asked for.
func needsNoValue(v []dialog.Value) string {
	if takesValue(comparisonNamed(v[0].Text)) {
		return ""
	}
	return "none is needed"
}

// askFilter asks for a condition on the column under the cursor.
func (a *App) askFilter() tea.Cmd {
	r := a.tab().result()
	if reason := a.cannotArrange(r); reason != "" {
		return a.refuse(reason)
	}
	_, col := r.grid.Cursor()
	path := r.grid.Path(col)
	names := comparisonNames()
	op, text := comparisons[0], ""
	if array, row, f, ok := r.grid.Cell(); ok {
		m := value.NewFormatter(f)
		if m.IsNull(array, row) {
			op = workspace.IsNull
		} else {
			text = string(m.AppendClipped(nil, array, row, 1000))
		}
	}
	fields := []dialog.Field{
		{Label: "Keep rows where it", Value: op.String(), Choices: names, Only: true, Required: true, Before: true, Help: "← → chooses how to compare; it may be typed, with the value behind it."},
		{Label: "Value", Value: text, Idle: needsNoValue, Help: "As the grid shows it. “matches” takes a regular expression; is NULL and is not NULL need no value. As in SQL, a NULL is never equal and never unequal to a value."},
	}
	fields = append(fields, caseField)
	apply := dialog.FormKey{Keys: []string{"f5", "ctrl+s"}, Does: "filter", Press: func(v []dialog.Value) (tea.Msg, bool, error) {
		op := comparisonNamed(v[0].Text)
		c := workspace.Condition{Column: path[0], Field: path[1:], Op: op}
		if takesValue(op) {
			c.Values = []string{v[1].Text}
		}
		c.IgnoreCase = op.OfText() && v[2].Text == caseIgnored
		if err := a.opts.Workspace.Check(r.grid.View().Snapshot(), c); err != nil {
			return nil, false, errors.New(connectors.AsError(err).Message)
		}
		return filterMsg{result: r, where: []workspace.Condition{c}}, true, nil
	}}
	form := dialog.NewForm("Filter by "+nameOf(r, col), fields, []dialog.FormKey{apply}, true)
	a.push(form)
	return nil
}

func nameOf(r *resultTab, col int) string {
	if schema := r.grid.View().Schema(); schema != nil && col < schema.NumFields() && schema.Field(col).Name != "" {
		return oneLine(schema.Field(col).Name)
	}
	return "(no name)"
}

// nameAt is the name of what a path leads to.
func nameAt(r *resultTab, p result.Path) string {
	if schema := r.grid.View().Snapshot().Schema(); p.LeadsSomewhere(schema) {
		if name := result.FieldAt(schema, p).Name; name != "" {
			return oneLine(name)
		}
	}
	return "(no name)"
}

// conditionText tells a condition in words.
func conditionText(r *resultTab, c workspace.Condition) string {
	text := nameAt(r, c.Path()) + " " + c.Op.String()
	if ofOrder(c.Op) && contains(r.arranging.asText, c.Path()) {
		text = nameAt(r, c.Path()) + " as text " + c.Op.String()
	}
	switch {
	case !takesValue(c.Op):
		return text
	case c.Op != workspace.In:
		return text + " " + valueText(c.Values[0], 40) + remarks(c)
	}
	values := make([]string, 0, 4)
	for _, v := range c.Values[:min(3, len(c.Values))] {
		values = append(values, valueText(v, 20))
	}
	if more := len(c.Values) - 3; more > 0 {
		values = append(values, sprintf("%s more", statusbar.Count(int64(more))))
	}
	if c.Null {
		values = append(values, "NULL")
	}
	return text + " " + strings.Join(values, ", ")
}

// valueText is a value of a condition on one line. A text that would be taken for
// something else, such as the word NULL, or not be seen at all stands in quotes.
func valueText(value string, most int) string {
	if strings.EqualFold(value, "NULL") || strings.TrimSpace(value) != value || value == "" {
		return "'" + clip(strings.ReplaceAll(value, "\n", "↵"), most) + "'"
	}
	return oneLine(clip(value, most))
}

// askUnfilter lists what the rows are filtered and sorted by, to take it away.
func (a *App) askUnfilter() tea.Cmd {
	r := a.tab().result()
	if r == nil || r.arranging.wanted.none() {
		return a.say(true, "%s", a.told("The rows are neither sorted nor filtered; @filter-value and @filter filter, @sort sorts"))
	}
	o := r.arranging.wanted
	var items []dialog.Item
	if r.stale() {
		items = append(items, dialog.Item{Title: "Refresh with the rows that have arrived", Answer: refreshMsg{}})
	}
	for i, c := range o.where {
		items = append(items, dialog.Item{Title: "Remove: " + conditionText(r, c), Answer: unfilterMsg{i}})
	}
	if len(o.where) > 1 {
		items = append(items, dialog.Item{Title: "Remove all filters", Answer: unfilterMsg{-1}})
	}
	if len(o.by) > 0 {
		items = append(items, dialog.Item{Title: "End the order", Note: orderText(r, o.by), Answer: unsortMsg{}})
	}
	a.push(dialog.NewPalette("Filters and order", items))
	return nil
}

func orderText(r *resultTab, by []workspace.SortKey) string {
	parts := make([]string, len(by))
	for i, k := range by {
		parts[i] = nameAt(r, k.Path()) + map[bool]string{false: " ▲", true: " ▼"}[k.Descending]
	}
	return strings.Join(parts, ", ")
}

// unfilter takes a condition away, or all.
func (a *App) unfilter(condition int) tea.Cmd {
	r := a.tab().result()
	if r == nil {
		return nil
	}
	o := r.arranging.wanted
	if condition < 0 {
		o.where = nil
	} else if condition < len(o.where) {
		o.where = slices.Delete(slices.Clone(o.where), condition, condition+1)
	}
	return a.arrangeRows(r, o)
}

func (a *App) unsort() tea.Cmd {
	r := a.tab().result()
	if r == nil {
		return nil
	}
	return a.arrangeRows(r, order{where: r.arranging.wanted.where})
}

// answerFilter takes what the dialogs of filters ask for.
func (a *App) answerFilter(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case arrangedMsg:
		return a.arranged(msg), true
	case filterMsg:
		return a.filtered(msg), true
	case unfilterMsg:
		return a.unfilter(msg.condition), true
	case unsortMsg:
		return a.unsort(), true
	case refreshMsg:
		return a.refreshRows(a.tab().result()), true
	}
	return nil, false
}
