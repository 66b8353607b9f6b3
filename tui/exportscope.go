package tui

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/export"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/tui/exporter"
	"sonde/tui/grid"
)

// exportScope is what an export writes.
type exportScope uint8

const (
	scopeResult exportScope = iota // every row and column, as fetched
	scopeShown                     // rows as sorted and filtered, columns as shown
	scopeSelection
	scopeQuery
)

// exportScopes are the parts of a result that can be exported, the nearest first.
func (a *App) exportScopes(res *resultTab) (scopes []exportScope) {
	if res.grid.Selection().Kind != grid.OneCell {
		scopes = append(scopes, scopeSelection)
	}
	if res.showsOtherwise() {
		scopes = append(scopes, scopeShown)
	}
	scopes = append(scopes, scopeResult)
	c := a.open[res.run.Connection().Name]
	if writes, _ := run.Writes(res.run.Connection().Dialect(), res.run.Statement().SQL); !writes && c != nil {
		scopes = append(scopes, scopeQuery)
	}
	return scopes
}

// firstScope is the place of the part that an export begins with. Somebody who last
// took the whole query gets it again where a result is not all there is, unless cells
// are selected.
func (a *App) firstScope(last exporter.Choice) int {
	x := &a.exporting
	if !last.Whole || x.scopes[0] == scopeSelection || incompleteNote(x.result) == "" {
		return 0
	}
	return max(0, slices.Index(x.scopes, scopeQuery))
}

// rememberScope has a choice say whether it was for the whole query. A selection says
// nothing of that, nor does a result that is all there is.
func (a *App) rememberScope(msg *exporter.Accepted) {
	x := &a.exporting
	switch s := x.scopes[msg.Scope]; {
	case s == scopeQuery:
		msg.Choice.Whole = true
	case s != scopeSelection && incompleteNote(x.result) != "":
		msg.Choice.Whole = false
	}
}

var scopeTitles = [...]string{"the result", "what is shown", "the selection", "the whole query, run again"}

func (a *App) describeScope(res *resultTab, s exportScope) exporter.Scope {
	d := exporter.Scope{Title: scopeTitles[s], Note: "no row limit"}
	if s != scopeQuery {
		e := a.part(res, s)
		d.Note = e.describe()
		d.Warn = incompleteNote(res)
		d.Changes = a.changes(res, s, e.schema())
		d.Check = func(format string, o export.Options) error {
			return export.Check(format, e.schema(), e.selection.Rows, o)
		}
		return d
	}
	d.Changes = a.changes(res, s, res.run.Schema())
	d.Check = func(format string, o export.Options) error { return export.Check(format, res.run.Schema(), -1, o) }
	return d
}

// changes says of a choice what it does not keep as it is.
func (a *App) changes(res *resultTab, s exportScope, schema *arrow.Schema) func(exporter.Choice) string {
	return func(c exporter.Choice) string {
		o := a.exportOptions(res, s)
		if c.Apply(&o) != nil {
			return "" // The form says what is wrong.
		}
		return export.Note(c.Format, schema, o)
	}
}

// incompleteNote says why a result is not all there is; empty where it is.
func incompleteNote(res *resultTab) string {
	if res.status.State == run.Running {
		return "the query still runs: these are the rows so far"
	}
	return res.status.Partial()
}

// cannotExport is why there is nothing to export yet or at all; empty where there is.
func cannotExport(r *resultTab) string {
	switch {
	case r == nil:
		return "there is no result to export"
	case r.hasColumns():
		return ""
	case r.status.State == run.Running:
		return "nothing that could be exported has arrived yet"
	}
	return "this run has no columns to export"
}

// hasColumns reports whether columns are known, and there are some.
func (r *resultTab) hasColumns() bool {
	schema := r.store.Snapshot().Schema()
	return schema != nil && schema.NumFields() > 0
}

// showsOtherwise reports whether the grid shows something else than the rows and
// columns as they were fetched.
func (r *resultTab) showsOtherwise() bool {
	return !r.grid.View().AsStored() || !slices.Equal(r.grid.ShownColumns(), allColumns(r.store.Snapshot()))
}

func allColumns(s *result.Snapshot) []int {
	columns := make([]int, s.Schema().NumFields())
	for i := range columns {
		columns[i] = i
	}
	return columns
}

// part is the part of a result that a scope names.
func (a *App) part(res *resultTab, s exportScope) extract {
	v := res.grid.View()
	switch s {
	case scopeSelection:
		return a.selected(res)
	case scopeShown:
		return extract{v, grid.Selection{Kind: grid.Everything, Rows: v.NumRows(), Columns: res.grid.ShownColumns()}}
	}
	snapshot := res.store.Snapshot()
	return extract{snapshot.View(nil), grid.Selection{Kind: grid.Everything, Rows: snapshot.NumRows(), Columns: allColumns(snapshot)}}
}
