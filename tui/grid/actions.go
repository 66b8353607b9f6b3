package grid

import "sonde/tui/action"

// Actions are what a person can do in the grid. Keys with shift extend the
// selection.
var Actions = []action.Action{
	{ID: "grid.up", Keys: []string{"up", "k"}, Title: "Move up"},
	{ID: "grid.down", Keys: []string{"down", "j"}, Title: "Move down"},
	{ID: "grid.left", Keys: []string{"left", "h", "shift+tab"}, Title: "Move left"},
	{ID: "grid.right", Keys: []string{"right", "l", "tab"}, Title: "Move right"},
	{ID: "grid.page-up", Keys: []string{"pgup", "ctrl+u"}, Title: "Move up a page"},
	{ID: "grid.page-down", Keys: []string{"pgdown", "ctrl+d"}, Title: "Move down a page"},
	{ID: "grid.row-start", Keys: []string{"home", "0"}, Title: "Go to the first column"},
	{ID: "grid.row-end", Keys: []string{"end", "$"}, Title: "Go to the last column"},
	{ID: "grid.first-row", Keys: []string{"g", "ctrl+home"}, Title: "Go to the first row", Short: "first"},
	{ID: "grid.last-row", Keys: []string{"G", "ctrl+end"}, Title: "Go to the last row", Short: "last"},
	{ID: "grid.select-up", Keys: []string{"shift+up", "K"}, Title: "Select upwards"},
	{ID: "grid.select-down", Keys: []string{"shift+down", "J"}, Title: "Select downwards"},
	{ID: "grid.select-left", Keys: []string{"shift+left", "H"}, Title: "Select to the left"},
	{ID: "grid.select-right", Keys: []string{"shift+right", "L"}, Title: "Select to the right"},
	{ID: "grid.select-page-up", Keys: []string{"shift+pgup"}, Title: "Select a page upwards"},
	{ID: "grid.select-page-down", Keys: []string{"shift+pgdown"}, Title: "Select a page downwards"},
	{ID: "grid.select-row-start", Keys: []string{"shift+home"}, Title: "Select to the first column"},
	{ID: "grid.select-row-end", Keys: []string{"shift+end"}, Title: "Select to the last column"},
	{ID: "grid.select-first-row", Keys: []string{"ctrl+shift+home"}, Title: "Select to the first row"},
	{ID: "grid.select-last-row", Keys: []string{"ctrl+shift+end"}, Title: "Select to the last row"},
	{ID: "grid.select-cells", Keys: []string{"v"}, Title: "Select cells", Short: "select", Help: "Moves extend the selection until it is cleared."},
	{ID: "grid.select-rows", Keys: []string{"V", "space"}, Title: "Select rows", Short: "rows", Help: "Moves extend the selection until it is cleared."},
	{ID: "grid.select-columns", Keys: []string{"c"}, Title: "Select columns", Short: "columns", Help: "Moves extend the selection until it is cleared."},
	{ID: "grid.select-all", Keys: []string{"ctrl+a"}, Title: "Select everything"},
	{ID: "grid.clear-selection", Keys: []string{"backspace"}, Title: "Clear the selection"},
	{ID: "grid.fit-column", Keys: []string{"w"}, Title: "Fit the column to its values", Short: "fit", Help: "Takes the rows in sight as the measure; a second time restores the automatic width."},
	{ID: "grid.widen-column", Keys: []string{">"}, Title: "Widen the column"},
	{ID: "grid.narrow-column", Keys: []string{"<"}, Title: "Narrow the column"},
	{ID: "grid.hide-column", Keys: []string{"-"}, Title: "Hide the column"},
	{ID: "grid.show-columns", Keys: []string{"+"}, Title: "Show hidden columns"},
	{ID: "grid.fit-columns", Keys: []string{"W"}, Title: "Fit all columns to their values", Help: "Takes the rows in sight as the measure; a second time restores the automatic widths."},
	{ID: "grid.move-column-left", Keys: []string{"("}, Title: "Move the column to the left"},
	{ID: "grid.move-column-right", Keys: []string{")"}, Title: "Move the column to the right"},
	{ID: "grid.expand-column", Keys: []string{"e"}, Title: "Show the fields of a struct as columns", Help: "On one of the fields: shows the struct again."},
	{ID: "grid.freeze-columns", Keys: []string{"b"}, Title: "Freeze the columns up to this one", Help: "They stay in sight; a second time lets them go."},
	{ID: "grid.toggle-types", Keys: []string{"t"}, Title: "Show or hide column types", Short: "types"},
}

func init() {
	for i := range Actions {
		Actions[i].Place = action.Grid
	}
}

// Do carries out one of [Actions] and reports whether it did. To clear where
// nothing is selected is not done, so that a key may mean something else then.
func (g *Grid) Do(id string) bool {
	if id == "grid.clear-selection" {
		return g.clearSelection()
	}
	do, ok := deeds[id]
	if !ok || len(g.columns) == 0 {
		return ok
	}
	do(g)
	return true
}

func (g *Grid) clearSelection() bool {
	had := g.kind != OneCell
	g.clear()
	return had
}

const widthStep = 4

var deeds = map[string]func(*Grid){
	"grid.up":        func(g *Grid) { g.move(-1, 0, false) },
	"grid.down":      func(g *Grid) { g.move(1, 0, false) },
	"grid.left":      func(g *Grid) { g.move(0, -1, false) },
	"grid.right":     func(g *Grid) { g.move(0, 1, false) },
	"grid.page-up":   func(g *Grid) { g.pageBy(-1, false) },
	"grid.page-down": func(g *Grid) { g.pageBy(1, false) },
	"grid.row-start": func(g *Grid) { g.to(g.row, g.firstColumn(), false) },
	"grid.row-end":   func(g *Grid) { g.to(g.row, g.lastColumn(), false) },
	"grid.first-row": func(g *Grid) { g.to(0, g.col, false) },
	"grid.last-row":  func(g *Grid) { g.to(g.rows-1, g.col, false) },

	"grid.select-up":        func(g *Grid) { g.move(-1, 0, true) },
	"grid.select-down":      func(g *Grid) { g.move(1, 0, true) },
	"grid.select-left":      func(g *Grid) { g.move(0, -1, true) },
	"grid.select-right":     func(g *Grid) { g.move(0, 1, true) },
	"grid.select-page-up":   func(g *Grid) { g.pageBy(-1, true) },
	"grid.select-page-down": func(g *Grid) { g.pageBy(1, true) },
	"grid.select-row-start": func(g *Grid) { g.to(g.row, g.firstColumn(), true) },
	"grid.select-row-end":   func(g *Grid) { g.to(g.row, g.lastColumn(), true) },
	"grid.select-first-row": func(g *Grid) { g.to(0, g.col, true) },
	"grid.select-last-row":  func(g *Grid) { g.to(g.rows-1, g.col, true) },

	"grid.select-cells":   func(g *Grid) { g.toggle(Block) },
	"grid.select-rows":    func(g *Grid) { g.toggle(WholeRows) },
	"grid.select-columns": func(g *Grid) { g.toggle(WholeColumns) },
	"grid.select-all":     func(g *Grid) { g.mark(Everything); g.sticky = false },

	"grid.fit-column":    (*Grid).fit,
	"grid.widen-column":  func(g *Grid) { g.resize(g.col, g.width(g.col)+widthStep) },
	"grid.narrow-column": func(g *Grid) { g.resize(g.col, g.width(g.col)-widthStep) },
	"grid.hide-column":   (*Grid).hide,
	"grid.show-columns":  (*Grid).showAll,
	"grid.toggle-types":  (*Grid).toggleTypes,

	"grid.fit-columns":       (*Grid).fitAll,
	"grid.move-column-left":  func(g *Grid) { g.reorder(-1) },
	"grid.move-column-right": func(g *Grid) { g.reorder(1) },
	"grid.freeze-columns":    (*Grid).freeze,
	"grid.expand-column":     (*Grid).toggleFields,
}

// pageBy moves cursor and sight by a page, so that the cursor keeps its line.
func (g *Grid) pageBy(direction int64, extend bool) {
	g.top = min(max(0, g.top+direction*g.page()), g.lastTop())
	g.move(direction*g.page(), 0, extend)
}

func (g *Grid) toggleTypes() { g.types = !g.types }
