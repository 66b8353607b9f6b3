package editor

import "sonde/tui/action"

// Actions is every command of the editor. Their names are what [Editor.Do]
// takes.
var Actions = actions()

// command is an action and what it does.
type command struct {
	id, title, help string
	keys            []string
	do              func(*Editor)
}

// motion is a way to move the cursor. With the keys of extend the selection
// grows along.
type motion struct {
	id, title    string
	keys, extend []string
	do           func(e *Editor, extend bool)
}

var motions = []motion{
	{"left", "left", []string{"left"}, []string{"shift+left"}, (*Editor).left},
	{"right", "right", []string{"right"}, []string{"shift+right"}, (*Editor).right},
	{"up", "up", []string{"up"}, []string{"shift+up"},
		func(e *Editor, x bool) { e.vertical(x, -1) }},
	{"down", "down", []string{"down"}, []string{"shift+down"},
		func(e *Editor, x bool) { e.vertical(x, 1) }},
	{"word-left", "to the previous word", []string{"ctrl+left", "alt+left", "alt+b"}, []string{"ctrl+shift+left", "alt+shift+left"},
		func(e *Editor, x bool) { e.move(x, e.buf.PrevWord(e.buf.Cursor())) }},
	{"word-right", "to the next word", []string{"ctrl+right", "alt+right", "alt+f"}, []string{"ctrl+shift+right", "alt+shift+right"},
		func(e *Editor, x bool) { e.move(x, e.buf.NextWord(e.buf.Cursor())) }},
	{"line-start", "to the start of the line", []string{"home"}, []string{"shift+home"}, (*Editor).home},
	{"line-end", "to the end of the line", []string{"end"}, []string{"shift+end"},
		func(e *Editor, x bool) { _, end := e.lineEnds(); e.move(x, end) }},
	{"page-up", "a page up", []string{"pgup"}, []string{"shift+pgup"},
		func(e *Editor, x bool) { e.page(x, -1) }},
	{"page-down", "a page down", []string{"pgdown"}, []string{"shift+pgdown"},
		func(e *Editor, x bool) { e.page(x, 1) }},
	{"start", "to the start of the text", []string{"ctrl+home"}, []string{"ctrl+shift+home", "alt+<"},
		func(e *Editor, x bool) { e.move(x, 0) }},
	{"end", "to the end of the text", []string{"ctrl+end"}, []string{"ctrl+shift+end", "alt+>"},
		func(e *Editor, x bool) { e.move(x, e.buf.Len()) }},
	{"previous-statement", "to the previous statement", []string{"alt+pgup", "alt+p"}, []string{"alt+shift+pgup"},
		func(e *Editor, x bool) { e.move(x, e.otherStatement(false)) }},
	{"next-statement", "to the next statement", []string{"alt+pgdown", "alt+n"}, []string{"alt+shift+pgdown"},
		func(e *Editor, x bool) { e.move(x, e.otherStatement(true)) }},
	{"bracket", "to the matching bracket", []string{"ctrl+]"}, []string{"alt+]"},
		func(e *Editor, x bool) { e.move(x, e.toBracket()) }},
}

var commands = []command{
	{id: "select-all", title: "Select all", keys: []string{"ctrl+a"},
		do: func(e *Editor) { e.Select(0, e.buf.Len()) }},
	{id: "select-line", title: "Select line", keys: []string{"ctrl+l"}, do: (*Editor).selectLine},
	{id: "select-word", title: "Select word", keys: []string{"alt+v"}, do: (*Editor).selectWord},
	{id: "select-statement", title: "Select statement", keys: []string{"alt+s"}, do: (*Editor).selectStatement},
	{id: "undo", title: "Undo", keys: []string{"ctrl+z"}, do: (*Editor).undo},
	{id: "redo", title: "Redo", keys: []string{"ctrl+y", "ctrl+shift+z"}, do: (*Editor).redo},
	{id: "cut", title: "Cut selection or line", keys: []string{"ctrl+x"}, do: (*Editor).cut},
	{id: "newline", title: "Begin a new line", keys: []string{"enter", "shift+enter"}, do: (*Editor).newline},
	{id: "delete-left", title: "Delete the character before the cursor", keys: []string{"backspace", "shift+backspace", "ctrl+h"},
		do: func(e *Editor) { e.erase(e.buf.Prev(e.buf.Cursor())) }},
	{id: "delete-right", title: "Delete the character at the cursor", keys: []string{"delete"},
		do: func(e *Editor) { e.erase(e.buf.Next(e.buf.Cursor())) }},
	{id: "delete-word-left", title: "Delete the word before the cursor", keys: []string{"ctrl+backspace", "alt+backspace"},
		do: func(e *Editor) { e.erase(e.buf.PrevWord(e.buf.Cursor())) }},
	{id: "delete-word-right", title: "Delete the word at the cursor", keys: []string{"ctrl+delete", "alt+delete", "alt+d"},
		do: func(e *Editor) { e.erase(e.buf.NextWord(e.buf.Cursor())) }},
	{id: "delete-to-start", title: "Delete to the start of the line", keys: []string{"ctrl+u"},
		do: func(e *Editor) { start, _ := e.lineEnds(); e.erase(start) }},
	{id: "delete-to-end", title: "Delete to the end of the line", keys: []string{"ctrl+k"},
		do: func(e *Editor) { _, end := e.lineEnds(); e.erase(end) }},
	{id: "delete-line", title: "Delete line", keys: []string{"alt+k", "ctrl+shift+k"}, do: (*Editor).deleteLines},
	{id: "duplicate", title: "Duplicate selection or line", keys: []string{"ctrl+d", "alt+shift+down"}, do: (*Editor).duplicate},
	{id: "move-line-up", title: "Move line up", keys: []string{"alt+up"},
		do: func(e *Editor) { e.moveLines(false) }},
	{id: "move-line-down", title: "Move line down", keys: []string{"alt+down"},
		do: func(e *Editor) { e.moveLines(true) }},
	{id: "indent", title: "Indent", help: "Without a selection, blanks up to the next tab stop.", keys: []string{"tab"}, do: (*Editor).indent},
	{id: "outdent", title: "Outdent", keys: []string{"shift+tab"}, do: (*Editor).outdent},
	{id: "comment", title: "Comment or uncomment lines", keys: []string{"ctrl+/", "ctrl+_"}, do: (*Editor).toggleComment},
	{id: "scroll-up", title: "Scroll up", keys: []string{"ctrl+up"}, do: func(e *Editor) { e.Wheel(-1) }},
	{id: "scroll-down", title: "Scroll down", keys: []string{"ctrl+down"}, do: func(e *Editor) { e.Wheel(1) }},
	{id: "find-next", title: "Find next", keys: []string{"f3"}, do: func(e *Editor) { e.FindNext() }},
	{id: "find-previous", title: "Find previous", keys: []string{"shift+f3"}, do: func(e *Editor) { e.FindPrevious() }},
}

// allCommands returns the motions, each alone and with selection, and the other
// commands.
func allCommands() []command {
	var all []command
	for _, m := range motions {
		all = append(all,
			command{id: m.id, title: "Move " + m.title, keys: m.keys, do: func(e *Editor) { m.do(e, false) }},
			command{id: "select-" + m.id, title: "Select " + m.title, keys: m.extend, do: func(e *Editor) { m.do(e, true) }})
	}
	return append(all, commands...)
}

func actions() []action.Action {
	var all []action.Action
	for _, c := range allCommands() {
		all = append(all, action.Action{
			ID: idPrefix + c.id, Place: action.Editor, Keys: c.keys, Title: c.title, Help: c.help,
		})
	}
	return all
}

// idPrefix begins the name of every action of the editor.
const idPrefix = "editor."

// doers finds what an action does by its name.
var doers = func() map[string]func(*Editor) {
	all := map[string]func(*Editor){}
	for _, c := range allCommands() {
		all[idPrefix+c.id] = c.do
	}
	return all
}()

// keyed finds what a key does by its name.
var keyed = func() map[string]func(*Editor) {
	all := map[string]func(*Editor){}
	for _, c := range allCommands() {
		for _, key := range c.keys {
			all[key] = c.do
		}
	}
	return all
}()

// Do performs an action of [Actions] by its name. It reports false where there
// is no such action.
func (e *Editor) Do(id string) bool {
	do, ok := doers[id]
	if ok {
		do(e)
	}
	return ok
}
