package tui

import (
	"strings"

	"sonde/internal/value"
)

// numberToWatch is the number that a chart is proposed of where the grid has the
// focus: that under the cursor, unless it is the number of a row, which stays as it
// is; then the first one that may change.
func (a *App) numberToWatch(res *resultTab) string {
	if a.focus != paneResults {
		return ""
	}
	_, col := res.grid.Cursor()
	at := res.shownSchema().Field(col)
	if value.ClassOf(at) != value.Number {
		return ""
	}
	for _, name := range append([]string{at.Name}, numberColumns(res)...) {
		if !namesRow(name) {
			return name
		}
	}
	return at.Name
}

// namesRow reports whether a column tells rows apart, by its name.
func namesRow(name string) bool { return strings.EqualFold(name, "id") || endsLikeKey(name) }
