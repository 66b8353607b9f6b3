package tui

import "sonde/tui/dialog"

// MouseUse is one thing that the mouse does, and by which gesture.
type MouseUse struct{ Does, Gesture string }

// MouseUses are what the mouse does, for the help and the reference of keys. All of
// it can be done by keys.
func MouseUses() []MouseUse {
	return []MouseUse{
		{"Go to a pane, tab, result, cell, name or line", "Click"},
		{"Do what a key on the screen does", "Click on the key"},
		{"Open or close a branch", "Click on its arrow"},
		{"Select a column, a row, all", "Click on heading, row number, corner"},
		{"Select several cells, or text", "Drag, or Shift and click"},
		{"Take a filter off", "Click on its ×"},
		{"Sort: up, then down, then no longer", "Double click on a heading"},
		{"Sort by a further column", "Ctrl or Shift, double click on a heading"},
		{"Fit a column to its values", "Double click on the heading's border"},
		{"Show a whole cell", "Double click on it"},
		{"Show a row as a record", "Double click on its number"},
		{"Preview a table", "Double click on its name"},
		{"Select a word, a line of text", "Double click, triple click"},
		{"Resize a column or a pane", "Drag its border"},
		{"Scroll, with Shift sideways", "Wheel"},
		{"Leave a list", "Click beside it"},
		{"Select text by the terminal itself", "Drag with Shift or Option, mostly"},
	}
}

// mouseHelp is the part of the help that tells of the mouse.
func mouseHelp() []dialog.Item {
	items := []dialog.Item{{Title: "Mouse", Heading: true}}
	for _, m := range MouseUses() {
		items = append(items, dialog.Item{Title: "  " + m.Does, Note: m.Gesture, Words: "mouse"})
	}
	return items
}
