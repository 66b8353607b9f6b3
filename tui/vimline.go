package tui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/tui/dialog"
)

// vimLineMsg is a command that was typed behind a colon.
type vimLineMsg struct {
	tab     *tab
	command string
}

type unknownCommand string

func (c unknownCommand) Error() string {
	return "unknown command " + strconv.Quote(string(c)) + ": there are a line number, $, w, q, q! and wq"
}

// askVim asks for one of the few commands of vim's command line.
func (a *App) askVim() {
	t := a.tab()
	a.push(dialog.NewPrompt("Command", "A line number, w to save, q to close the tab, or wq", "", func(text string) (tea.Msg, error) {
		command := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), ":"))
		switch command {
		case "", "$", "w", "q", "q!", "wq", "x":
			return vimLineMsg{t, command}, nil
		}
		if n, err := strconv.Atoi(command); err == nil && n >= 0 {
			return vimLineMsg{t, command}, nil
		}
		return nil, unknownCommand(command)
	}))
}

// vimLine carries out a command that was accepted.
func (a *App) vimLine(msg vimLineMsg) tea.Cmd {
	e := msg.tab.editor
	switch msg.command {
	case "":
	case "$":
		e.GoToLine(strings.Count(e.Text(), "\n") + 1)
	case "w":
		a.askSave()
	case "wq", "x":
		a.askSaveAnd(msg.tab)
	case "q":
		return a.closeAsked(msg.tab)
	case "q!":
		return a.closeNow(msg.tab)
	default:
		if n, err := strconv.Atoi(msg.command); err == nil {
			e.GoToLine(max(1, n))
		}
	}
	return nil
}
