package tui

import (
	"slices"

	"sonde/tui/action"
)

// helpOrder are the actions in the order of the help: those of the place where the
// keys go come first, since they are what is asked for there. In the editor, where most
// keys are text, those that work everywhere do.
func helpOrder(actions []action.Action, here action.Place) []action.Action {
	if here == action.Editor {
		return actions
	}
	isHere := func(a action.Action) bool { return a.Place == here }
	first := slices.DeleteFunc(slices.Clone(actions), func(a action.Action) bool { return !isHere(a) })
	return append(first, slices.DeleteFunc(slices.Clone(actions), isHere)...)
}
