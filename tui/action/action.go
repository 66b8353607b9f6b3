// Package action is the one table of what a person can do. The footer, the help
// overlay, the palette, the keymap file and the key reference all read it.
package action

// Place is where an action's keys apply. Keys of the focused pane win over
// global ones.
type Place string

// Places.
const (
	Global  Place = ""
	Editor  Place = "editor"
	Grid    Place = "grid"
	Sidebar Place = "sidebar"
	Profile Place = "profile" // the pane beside the grid
)

// Action is something a person can do.
type Action struct {
	// ID is stable and names the place: "grid.next-page".
	ID    string
	Place Place
	// Keys as Bubble Tea names them ("ctrl+r", "shift+f6", "alt+1", "g"), the
	// one shown in the footer first.
	Keys []string
	// Title is a verb and its object, for palette and help: "Go to row".
	Title string
	// Short is the word beside the key in the footer; empty keeps the action out
	// of the footer.
	Short string
	// Help is one sentence more, where the title does not say it all.
	Help string
}
