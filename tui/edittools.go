package tui

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/scratch"
	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

// doEditing runs the actions that concern a tab's text as a whole.
func (a *App) doEditing(id string) (tea.Cmd, bool) {
	switch id {
	case "replace":
		a.openFind(true)
	case "go-to-line":
		a.askLine()
	case "rename-tab":
		a.askTabName()
	case "format":
		return a.format(), true
	case "external-editor":
		return a.editElsewhere(), true
	default:
		return nil, false
	}
	return nil, true
}

var errNoLine = errors.New("a line number is needed, such as 12, or -1 for the last")

// askLine asks for the number of a line to go to.
func (a *App) askLine() {
	e := a.tab().editor
	lines := e.Lines()
	label := "Line, 1 to " + statusbar.Count(int64(lines)) + "; -1 is the last"
	a.push(dialog.NewPrompt("Go to line", label, "", func(text string) (tea.Msg, error) {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n == 0 {
			return nil, errNoLine
		}
		if n < 0 {
			n += lines + 1
		}
		e.GoToLine(n)
		return nil, nil
	}))
}

// askTabName asks for another name of the tab.
func (a *App) askTabName() {
	t := a.tab()
	a.push(dialog.NewPrompt("Rename the tab", "Name", t.name, func(text string) (tea.Msg, error) {
		name := strings.Join(strings.Fields(text), " ")
		switch {
		case name == "":
			return nil, errors.New("a name is needed")
		case name != t.name && a.hasName(name):
			return nil, errors.New("another tab has this name")
		}
		t.name = name
		return nil, nil
	}))
}

// editedMsg is a text that comes back from another editor.
type editedMsg struct {
	tab    *tab
	folder *scratch.Folder
	path   string
	before string
	err    error
}

// editElsewhere hands the tab's text to the program that $VISUAL or $EDITOR
// names, and takes back what was saved there.
func (a *App) editElsewhere() tea.Cmd {
	command := strings.Fields(externalEditor())
	if len(command) == 0 {
		return a.refuse("no editor is known: set $VISUAL or $EDITOR")
	}
	t, text := a.tab(), a.tab().editor.Text()
	return func() tea.Msg {
		folder, err := scratch.New("")
		if err != nil {
			return takenBackMsg{err: err}
		}
		path := filepath.Join(folder.Path(), "statement.sql")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			_ = folder.Remove() // What cannot be removed now is tried again at the next start.
			return takenBackMsg{err: err}
		}
		return elsewhereMsg{append(command, path), editedMsg{t, folder, path, text, nil}}
	}
}

// elsewhereMsg starts another editor on a file that is written.
type elsewhereMsg struct {
	command []string
	edited  editedMsg
}

func (a *App) startElsewhere(msg elsewhereMsg) tea.Cmd {
	program := exec.CommandContext(a.ctx, msg.command[0], msg.command[1:]...)
	return tea.ExecProcess(program, func(err error) tea.Msg {
		msg.edited.err = err
		return msg.edited
	})
}

// externalEditor is the user's editor; empty where none is named.
func externalEditor() string {
	if name := os.Getenv("VISUAL"); name != "" {
		return name
	}
	return os.Getenv("EDITOR")
}

// takenBackMsg is what another editor left in its file.
type takenBackMsg struct {
	tab          *tab
	before, text string
	err          error
}

// edited reads what the other editor has saved.
func (a *App) edited(msg editedMsg) tea.Cmd {
	return func() tea.Msg {
		text, err := os.ReadFile(msg.path)
		if msg.err != nil {
			err = msg.err
		}
		// What cannot be removed now is tried again at the next start.
		_ = msg.folder.Remove()
		return takenBackMsg{msg.tab, msg.before, string(text), err}
	}
}

// takenBack puts the text of another editor into the tab, as one step to undo.
func (a *App) takenBack(msg takenBackMsg) tea.Cmd {
	if msg.err != nil {
		return a.say(true, "The editor failed, the text is as before: %v", msg.err)
	}
	text := msg.text
	if !strings.HasSuffix(msg.before, "\n") {
		// Most editors end a file with a newline of their own.
		text = strings.TrimSuffix(text, "\n")
	}
	if text != msg.before {
		msg.tab.editor.SetText(text)
	}
	return nil
}

// vimKey gives a key to the editor's vim keys; false where they are off or the
// key means nothing to them.
func (a *App) vimKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	e := a.tab().editor
	if a.focus != paneEditor || e.VimMode() == "" {
		return nil, false
	}
	text := k.Text
	if k.Mod&^(tea.ModShift|tea.ModCapsLock|tea.ModNumLock) != 0 {
		text = ""
	}
	if e.VimBlock() && !e.VimPending() {
		switch text {
		case "/":
			a.openFind(false)
			return nil, true
		case ":":
			a.askVim()
			return nil, true
		}
	}
	if !e.VimKey(k.Keystroke(), text) {
		return nil, false
	}
	if copied := e.TakeClipboard(); copied != "" {
		return a.copyText(copied, "Copied the text"), true
	}
	return nil, true
}

// editorNote stands at the right above the editor.
func (a *App) editorNote() string {
	if mode := a.tab().editor.VimMode(); mode != "" {
		return mode + " · " + a.tab().connection
	}
	return a.tab().connection
}

// shapeCursor tells inserting from the modes in which the cursor stands on a
// character.
func (a *App) shapeCursor() {
	e := a.tab().editor
	switch {
	case a.cursor == nil || e.VimMode() == "":
	case e.VimBlock():
		a.cursor.Shape = tea.CursorBlock
	default:
		a.cursor.Shape = tea.CursorBar
	}
}
