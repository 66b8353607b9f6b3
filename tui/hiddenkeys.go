package tui

import (
	"strings"

	"sonde/internal/result"
)

// hiddenNote tells that there are columns out of sight that were hidden, and which
// of them the rows are sorted by: their marks are out of sight, too.
func (a *App) hiddenNote() string {
	r := a.tab().result()
	if r == nil {
		return ""
	}
	n := r.grid.HiddenColumns()
	if n == 0 {
		return ""
	}
	text := several(int64(n), "column") + " hidden"
	if keys := r.hiddenKeys(); len(keys) > 0 {
		text += ", sorted by " + strings.Join(keys, ", ")
	}
	return sprintf("%s · %s shows", text, a.keyOf("grid.show-columns"))
}

// hiddenKeys are the names of the hidden columns that the shown rows are sorted by,
// with their marks.
func (r *resultTab) hiddenKeys() []string {
	var names []string
	by := r.arranging.shown.by
	for i, m := range sortMarks(by, r.arranging.asText) {
		for _, col := range r.grid.Columns() {
			path := r.grid.Path(col)
			if r.grid.Hidden(col) && contains([]result.Path{path}, by[i].Path()) {
				names = append(names, clip(oneLine(r.shownSchema().Field(col).Name), 20)+" "+m.Text)
			}
		}
	}
	return names
}
