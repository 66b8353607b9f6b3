package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"sonde/tui/action"
	"sonde/tui/dialog"
	"sonde/tui/grid"
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// KeyNames writes the keys of an action for people.
func KeyNames(a action.Action) []string {
	out := make([]string, len(a.Keys))
	for i, k := range a.Keys {
		out[i] = action.KeyName(k)
	}
	return out
}

// key takes a key: an open dialog first, then the sidebar's filter, then the
// keymap, and what is left is text for the editor.
func (a *App) key(k tea.KeyPressMsg) tea.Cmd {
	a.keys++
	a.leaveNotice(k)
	stroke := k.Keystroke()
	if id, _ := a.keymap.find(a.place(), stroke); id != "copy" {
		a.quitArmed = false
	}
	if len(a.dialogs) > 0 && (k.Text != "" || !a.keymap.isFor("quit", k)) {
		return a.toDialog(k)
	}
	if a.focus == paneSidebar && a.sidebar.Typing() && a.typeFilter(k, stroke) {
		return a.lookForFilter()
	}
	if a.completionKey(stroke) {
		return nil
	}
	if cmd, ok := a.vimKey(k); ok {
		return cmd
	}
	if id, ok := a.keymap.find(a.place(), stroke); ok {
		return a.do(id)
	}
	if id, ok := a.keymap.find(a.place(), k.String()); ok {
		return a.do(id)
	}
	if a.focus == paneEditor && k.Text != "" && k.Mod&^(tea.ModShift|tea.ModCapsLock|tea.ModNumLock) == 0 {
		a.endWelcome()
		a.tab().editor.Insert(k.Text)
		a.completing.typing = true
	}
	return nil
}

// keepFilter ends the typing of a filter of the tree, which stays.
var keepFilter = action.Keys{"enter", "down"}

func (a *App) typeFilter(k tea.KeyPressMsg, stroke string) bool {
	switch {
	case keepFilter.Has(stroke):
		a.sidebar.Accept()
	case stroke == "backspace":
		a.sidebar.Backspace()
	case k.Text != "":
		a.sidebar.Type(k.Text)
	default:
		return false
	}
	return true
}

func (a *App) paste(p tea.PasteMsg) tea.Cmd {
	switch {
	case len(a.dialogs) > 0:
		return a.toDialog(p)
	case a.focus == paneSidebar && a.sidebar.Typing():
		a.sidebar.Type(strings.TrimSpace(p.Content))
		return a.lookForFilter()
	default:
		a.insertText(p.Content)
	}
	return nil
}

// insertText puts text into the editor and goes there.
func (a *App) insertText(text string) {
	a.setFocus(paneEditor)
	a.endWelcome()
	a.tab().editor.Insert(text)
}

// insertName puts a name into the editor, apart from the words beside it.
func (a *App) insertName(name string) {
	e := a.tab().editor
	from, to := e.Selected()
	if before, _ := utf8.DecodeLastRuneInString(e.Part(max(0, from-utf8.UTFMax), from)); joinsName(before) || before == ')' {
		name = " " + name
	}
	if behind, _ := utf8.DecodeRuneInString(e.Part(to, to+utf8.UTFMax)); joinsName(behind) {
		name += " "
	}
	a.insertText(name)
}

// joinsName reports whether a character beside a name would become a part of it.
func joinsName(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_\"'`", r))
}

// do runs an action, wherever it came from.
func (a *App) do(id string) tea.Cmd {
	if cmd, ok := a.doGlobal(id); ok {
		return cmd
	}
	if cmd, ok := a.doView(id); ok {
		return cmd
	}
	if cmd, ok := a.doGrid(id); ok {
		return cmd
	}
	if cmd, ok := a.doEditing(id); ok {
		return cmd
	}
	if cmd, ok := a.doAnalyse(id); ok {
		return cmd
	}
	place, _, _ := strings.Cut(id, ".")
	switch action.Place(place) {
	case action.Editor:
		if id == "editor.up" && a.tab().editor.Text() == "" {
			return a.openRecall()
		}
		a.tab().editor.Do(id)
		if text := a.tab().editor.TakeClipboard(); text != "" {
			return a.copyText(text, "Cut the text")
		}
	case action.Grid:
		if res := a.tab().result(); res != nil {
			res.grid.Do(id)
			return a.sayFrozen(id, res.grid)
		}
	case action.Sidebar:
		e, _ := a.sidebar.Do(id)
		return a.effect(e)
	}
	return nil
}

// doGlobal runs the actions that start work or open a dialog.
func (a *App) doGlobal(id string) (tea.Cmd, bool) {
	switch id {
	case "run":
		return a.runStatement(), true
	case "run-all":
		return a.runAll(), true
	case "explain":
		return a.explain(false), true
	case "explain-analyze":
		return a.explain(true), true
	case "explain-as":
		return a.explainAs(), true
	case "cancel":
		return a.leave(), true
	case "copy":
		return a.copyOrCancel(), true
	case "copy-cells":
		return a.copySelection(), true
	case "copy-curl":
		return a.copyCurl(), true
	case "complete":
		return a.completeByKey(), true
	case "details":
		return a.showDetails(), true
	case "ref":
		return a.chooseRef(), true
	case "diff":
		return a.showDiff(), true
	case "compare":
		return a.chooseCompared(), true
	case "compare-results":
		return a.compareResults(), true
	case "merge":
		return a.merge(), true
	case "fetch-all":
		return a.fetchAll(), true
	case "take-up":
		return a.takeUp(), true
	case "export":
		return a.askExport(), true
	case "exports":
		return a.showJobs(), true
	case "save":
		a.askSave()
	case "history":
		return a.openRecall(), true
	case "cell":
		return a.openInspector(false), true
	case "go-to-row":
		a.askRow()
	case "find":
		return a.findOrFilter(), true
	case "connection":
		a.askConnection()
	case "new-connection":
		return a.askKind(), true
	case "edit-connection":
		return a.editConnection(), true
	case "connect", "test-connection", "rename-connection", "remove-connection":
		return a.doConnection(id), true
	case "palette":
		a.askCommand()
	case "help":
		a.push(dialog.NewHelp(helpOrder(a.keymap.actions, a.place()), KeyNames, mouseHelp()...))
	case "quit":
		return a.quit(), true
	case "messages":
		return a.showMessages(), true
	default:
		return nil, false
	}
	return nil, true
}

// doView runs the actions that only change what is seen.
func (a *App) doView(id string) (tea.Cmd, bool) {
	switch id {
	case "next-pane":
		a.nextPane(1)
	case "previous-pane":
		a.nextPane(paneCount - 1)
	case "focus-sidebar":
		a.setFocus(paneSidebar)
	case "focus-editor":
		a.setFocus(paneEditor)
	case "focus-results":
		a.setFocus(paneResults)
	case "new-tab":
		ref := a.tab().ref
		a.addTab(a.newTab(a.freshName(nil), a.tab().connection, ""))
		a.tab().ref = ref
		a.setFocus(paneEditor)
	case "close-tab":
		return a.closeTab(), true
	case "reopen-tab":
		return a.reopenTab(), true
	case "next-tab":
		a.show(a.active + 1)
	case "previous-tab":
		a.show(a.active - 1)
	case "next-result":
		a.showResult(1)
	case "previous-result":
		a.showResult(-1)
	case "close-result":
		if t := a.tab(); t.result() != nil {
			return a.closeResult(t, t.current), true
		}
	case "find-next":
		a.tab().editor.FindNext()
	case "find-previous":
		a.tab().editor.FindPrevious()
	case "toggle-sidebar":
		a.toggleSidebar()
	case "theme":
		a.askTheme()
	case "zoom":
		a.zoomed = !a.zoomed
	case "grow":
		a.resize(1)
	case "shrink":
		a.resize(-1)
	default:
		return nil, false
	}
	return nil, true
}

// setFocus goes to a pane; the sidebar is shown again where it was hidden.
func (a *App) setFocus(p pane) {
	a.focus = p
	if p == paneSidebar {
		a.splits.hidden = false
	}
}

// nextPane goes n panes on, past a sidebar that is hidden.
func (a *App) nextPane(n pane) {
	if a.throughProfile(n == 1) {
		return
	}
	p := (a.focus + n) % paneCount
	if p == paneSidebar && a.splits.hidden {
		p = (p + n) % paneCount
	}
	a.setFocus(p)
}

// toggleSidebar shows or hides the sidebar.
func (a *App) toggleSidebar() {
	a.zoomed = false
	a.splits.hidden = !a.splits.hidden
	if a.focus == paneSidebar {
		a.setFocus(paneEditor)
	}
}

func (a *App) showResult(n int) {
	if t := a.tab(); len(t.results) > 0 {
		t.current = (t.current + n + len(t.results)) % len(t.results)
	}
}

// resize makes the focused pane larger or smaller by some cells.
func (a *App) resize(n int) {
	if a.resizeProfile(n) {
		return
	}
	s := &a.splits
	s.sidebar, s.editor = s.sidebarWidth(a.width), s.editorHeight(a.height-2)
	switch a.focus {
	case paneSidebar:
		s.sidebar += 2 * n
	case paneEditor:
		s.editor += n
	case paneResults:
		s.editor -= n
	}
	s.sidebar, s.editor = s.sidebarWidth(a.width), s.editorHeight(a.height-2)
}

// stopExport cancels the export that was begun last; false if there is none.
func (a *App) stopExport() bool {
	for _, j := range slices.Backward(a.jobs) {
		if j.unnamed == nil {
			j.stop()
			return true
		}
	}
	return false
}

// copyOrCancel is Ctrl+C: it copies what is selected, else cancels what runs,
// else quits when pressed twice.
func (a *App) copyOrCancel() tea.Cmd {
	t := a.tab()
	if a.focus == paneEditor {
		if text := t.editor.Selection(); text != "" {
			return a.copyText(text, "Copied the selection")
		}
	}
	if r := t.result(); a.focus == paneResults && r != nil && r.grid.Selection().Kind != grid.OneCell {
		return a.copySelection()
	}
	if a.endInquiry() {
		return nil
	}
	if t.goesOn() {
		return a.stop(t)
	}
	if a.stopExport() {
		return nil
	}
	if a.quitArmed {
		return a.do("quit")
	}
	a.quitArmed = true
	return a.say(false, "Press %s again to quit", a.keyOf("copy"))
}

// refuse says why something cannot be done.
func (a *App) refuse(reason string) tea.Cmd {
	told := a.say(true, "%s", capital(reason))
	a.refusal = a.noticeID
	return told
}

// readTime is how long a notice was in sight at least that counts as read.
const readTime = time.Second

// leaveNotice takes a notice away that has been read with the next key, and a refusal
// with any that does something else than Esc, which may be about the notice itself.
// Trouble that nobody has asked for stays its time.
func (a *App) leaveNotice(k tea.KeyPressMsg) {
	if a.notice == "" || a.keymap.isFor("cancel", k) {
		return
	}
	refused := a.refusal != 0 && a.refusal == a.noticeID
	if refused || !a.problem && time.Since(a.noticed) >= readTime {
		a.notice, a.refusal = "", 0
	}
}

// capital begins a text with a capital letter; sentence also ends it.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

func sentence(text string) string {
	if text = strings.TrimSpace(text); text == "" || strings.HasSuffix(text, ".") {
		return capital(text)
	}
	return capital(text) + "."
}

func (a *App) push(d dialog.Dialog) { a.dialogs = append(a.dialogs, d) }

// toDialog hands a key or paste to the dialog on top and acts on its answer.
func (a *App) toDialog(msg tea.Msg) tea.Cmd {
	top := len(a.dialogs) - 1
	answer, done := a.dialogs[top].Update(msg)
	if done {
		a.dialogs = a.dialogs[:top]
	}
	if answer == nil {
		return nil
	}
	return a.handle(answer)
}
