package inspector

import (
	"sonde/tui/action"
	"sonde/tui/dialog"
)

// Keys of the box. Those that copy a value have Ctrl+C as well, which therefore
// does not leave it.
var (
	leave        = action.Keys{"esc", "ctrl+g", "q"}
	openFind     = action.Keys{"/", "ctrl+f"}
	cellLeft     = action.Keys{"h"}
	cellBelow    = action.Keys{"j"}
	cellAbove    = action.Keys{"k"}
	cellRight    = action.Keys{"l"}
	turnToRecord = action.Keys{"r"}
	turnWay      = action.Keys{"tab"}
	rowBefore    = action.Keys{"left"}
	rowAfter     = action.Keys{"right"}
	copyValue    = action.Keys{"y", "ctrl+c"}
	copyAll      = action.Keys{"shift+y"}
)

// footer names the keys of what is shown.
func (d *Inspector) footer() dialog.Footer {
	if d.record != nil {
		return dialog.Footer{dialog.Accept.Does("open"), action.Together("rows", rowBefore, rowAfter), openFind.Does("find"),
			action.Together("copy", copyValue, copyAll), leave.Stays("leave")}
	}
	keys := dialog.Footer{action.Together("cells", cellLeft, cellBelow, cellAbove, cellRight), turnToRecord.Does("record"),
		openFind.Does("find"), copyValue.Does("copy"), leave.Stays("leave")}
	if d.cell != nil && !d.cell.Null && len(d.ways) > 1 {
		keys = append(dialog.Footer{turnWay.Does(wayNames[d.next()])}, keys...)
	}
	return keys
}
