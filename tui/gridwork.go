package tui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/apache/arrow-go/v18/arrow"
)

// doGrid runs the actions that work on the rows of a result.
func (a *App) doGrid(id string) (tea.Cmd, bool) {
	switch id {
	case "copy-as":
		return a.askCopyAs(), true
	case "record":
		return a.openInspector(true), true
	case "search":
		return a.openSearch(), true
	case "search-next":
		return a.findMatch(1), true
	case "search-previous":
		return a.findMatch(-1), true
	case "grid.expand-column":
		if reason := a.cannotExpand(); reason != "" {
			return a.refuse(reason), true
		}
	case "columns":
		return a.showColumns(), true
	case "sort":
		return a.sortBy(false), true
	case "sort-also":
		return a.sortBy(true), true
	case "filter-value":
		return a.filterBySelection(), true
	case "filter":
		return a.askFilter(), true
	case "filters":
		return a.askUnfilter(), true
	case "refresh-rows":
		return a.refreshRows(a.tab().result()), true
	}
	return nil, false
}

// answerGrid takes the messages of the work that goes on about the rows of a
// result.
func (a *App) answerGrid(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case figuredMsg:
		return a.figured(msg)
	case copyAsMsg:
		return a.copyAs(msg)
	default:
		if cmd, ok := a.answerSearch(msg); ok {
			return cmd
		}
		if a.answerColumns(msg) {
			return nil
		}
		if cmd, ok := a.answerFilter(msg); ok {
			return cmd
		}
		if cmd, ok := a.answerInspector(msg); ok {
			return cmd
		}
		return a.answerAnalyse(msg)
	}
}

func (a *App) cannotExpand() string {
	switch r := a.tab().result(); {
	case a.noResult() != "":
		return a.noResult()
	case !r.grid.CanExpand():
		return "the column is no struct; " + a.keyOf("cell") + " shows what is in lists and maps"
	}
	return ""
}

// sourceColumn is the column of the result that the cursor is in, or in a field
// of.
func (r *resultTab) sourceColumn() int {
	_, col := r.grid.Cursor()
	source, _ := r.grid.SourceColumn(col)
	return source
}

// shownSchema is the schema of the grid: that of the result, and the fields that
// stand in the place of structs. The run has told its columns.
func (r *resultTab) shownSchema() *arrow.Schema {
	if view := r.grid.View(); view != nil && view.Schema() != nil {
		return view.Schema()
	}
	return r.run.Schema()
}
