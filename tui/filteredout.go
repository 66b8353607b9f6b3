package tui

import (
	"strings"

	"sonde/internal/run"
)

// filteredOut says why a result shows no row although it has some, and which key
// brings them back; empty where that is not so.
func (a *App) filteredOut(r *resultTab) string {
	x := &r.arranging
	if len(x.shown.where) == 0 || x.rows == 0 || r.grid.View().NumRows() > 0 {
		return ""
	}
	conditions := make([]string, len(x.shown.where))
	for i, c := range x.shown.where {
		conditions[i] = conditionText(r, c)
	}
	text := "No row matches "
	if r.status.State == run.Running || r.stale() {
		text = "No row so far matches "
	}
	return text + strings.Join(conditions, " and ") + "; " + a.keyOf("filters") + " removes filters"
}
