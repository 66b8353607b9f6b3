package tui

import (
	"errors"
	"strconv"
	"strings"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

// Most bytes that a copy takes: all of it to the system's clipboard, and as
// much as terminals accept through their own sequence.
const (
	copyLimit     = 256 << 20
	terminalLimit = 1 << 20
	// certainTerminalLimit is what nearly every terminal takes.
	certainTerminalLimit = 74_000
)

type (
	// copyTextMsg asks to copy a text.
	copyTextMsg struct{ text string }
	// copiedMsg is a text that is ready to be copied. Where it has a form, that is
	// the last one from then on, unless another was chosen meanwhile.
	copiedMsg struct {
		id         int
		text, what string
		form       string
		err        error
	}
	// clippedMsg says whether the system's clipboard has a text of some bytes.
	clippedMsg struct {
		id   int
		what string
		size int
		err  error
	}
)

// copyText puts text on the clipboard: through the terminal, which works over
// SSH, and through the system's own where there is one.
func (a *App) copyText(text, what string) tea.Cmd {
	var commands []tea.Cmd
	if len(text) <= terminalLimit {
		commands = append(commands, tea.SetClipboard(text))
	}
	a.copies++
	id, write := a.copies, a.opts.Clipboard
	commands = append(commands, func() tea.Msg {
		err := errNoClipboard // Over SSH there is none, as a rule.
		if write != nil {
			err = write(text)
		}
		return clippedMsg{id, what, len(text), err}
	})
	return tea.Batch(commands...)
}

// errNoClipboard says that the system has no clipboard.
var errNoClipboard = errors.New("there is no clipboard program")

// clipped says what became of a text. A terminal never answers whether it has
// taken one, and many take no more than certainTerminalLimit.
func (a *App) clipped(msg clippedMsg) tea.Cmd {
	size := statusbar.Size(int64(msg.size))
	sent := strings.NewReplacer("Copied", "Sent", "Cut", "Sent").Replace(msg.what)
	switch {
	case msg.id != a.copies:
		return nil // Something else was copied by now.
	case msg.err == nil:
		return a.say(false, "%s (%s)", msg.what, size)
	case msg.size > terminalLimit:
		return a.say(true, "Not copied: %s is more than a terminal takes, and %v", size, msg.err)
	case msg.size > certainTerminalLimit:
		return a.say(true, "%s to the terminal's clipboard (%s); many terminals take no more than %s", sent, size, statusbar.Size(certainTerminalLimit))
	}
	return a.say(false, "%s to the terminal's clipboard (%s)", sent, size)
}

// copyLater copies a text that is made off the screen's goroutine, unless
// something else is copied before it is ready.
func (a *App) copyLater(ready func() copiedMsg) tea.Cmd {
	a.copies++
	id := a.copies
	return func() tea.Msg {
		msg := ready()
		msg.id = id
		return msg
	}
}

func (a *App) copied(msg copiedMsg) tea.Cmd {
	if msg.id != a.copies {
		return nil
	}
	if msg.form != "" && a.copyForm == "" {
		a.copyForm = msg.form
	}
	if msg.err != nil {
		return a.sayError(msg.err)
	}
	return a.copyText(msg.text, msg.what)
}

// limitedText collects text up to copyLimit. Its size may be asked for while it
// is written to; the text itself is for afterwards.
type limitedText struct {
	text strings.Builder
	size atomic.Int64
}

func (t *limitedText) Write(p []byte) (int, error) {
	if t.text.Len()+len(p) > copyLimit {
		return 0, errTooMuch
	}
	n, err := t.text.Write(p)
	t.size.Store(int64(t.text.Len()))
	return n, err
}

func (t *limitedText) String() string { return t.text.String() }

// askRow asks for the number of a row to go to.
func (a *App) askRow() {
	res := a.tab().result()
	if res == nil {
		return
	}
	if res.grid.View() == nil {
		return
	}
	rows := res.grid.View().NumRows()
	label := sprintf("Row number, 1 to %s; -1 is the last", statusbar.Count(rows))
	a.push(dialog.NewPrompt("Go to row", label, "", func(text string) (tea.Msg, error) {
		n, err := strconv.ParseInt(strings.NewReplacer(",", "", "_", "", " ", "").Replace(text), 10, 64)
		if err != nil || n == 0 {
			return nil, errNoRow
		}
		if n < 0 {
			n += rows + 1
		}
		return rowMsg{res, max(0, min(n, rows)-1)}, nil
	}))
}

// rowMsg goes to a row, counted from 0.
type rowMsg struct {
	result *resultTab
	row    int64
}

// findOrFilter looks for a text in the editor; in the sidebar it filters.
func (a *App) findOrFilter() tea.Cmd {
	if a.focus == paneSidebar {
		return a.do("sidebar.filter")
	}
	a.openFind(false)
	return nil
}

// answerDialog takes the answers of dialogs.
func (a *App) answerDialog(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case clippedMsg:
		return a.clipped(msg)
	case rowMsg:
		msg.result.grid.GoTo(msg.row)
	case elsewhereMsg:
		return a.startElsewhere(msg)
	case editedMsg:
		return a.edited(msg)
	case takenBackMsg:
		return a.takenBack(msg)
	case saveMsg:
		return a.save(msg)
	case pushMsg:
		a.push(msg.dialog)
	default:
		return a.answerGrid(msg)
	}
	return nil
}
