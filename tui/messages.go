package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/run"
	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

// message is something that the status bar has told.
type message struct {
	at      time.Time
	text    string
	problem bool
}

// keptMessages is how many messages can be read again.
const keptMessages = 100

// noteMessage keeps a message for the list of them.
func (a *App) noteMessage(text string, problem bool) {
	a.messages = append(a.messages, message{time.Now(), text, problem})
	if len(a.messages) > keptMessages {
		a.messages = a.messages[1:]
	}
}

// showMessages opens the list of messages, the last one first.
func (a *App) showMessages() tea.Cmd {
	if len(a.messages) == 0 {
		return a.refuse("there was no message yet")
	}
	var out strings.Builder
	for i := len(a.messages) - 1; i >= 0; i-- {
		m := a.messages[i]
		mark := "  "
		if m.problem {
			mark = "✗ "
		}
		out.WriteString(m.at.Format("15:04:05  ") + mark + oneLine(m.text) + "\n")
	}
	text := strings.TrimSuffix(out.String(), "\n")
	a.push(dialog.NewText("Messages", text, copyTextMsg{text}))
	return nil
}

// longRun is how long a run lasts whose end is told where it is out of sight.
const longRun = time.Second

// tellEnd says that a run has ended in a tab that is not shown.
func (a *App) tellEnd(t *tab, r *resultTab) tea.Cmd {
	s := r.status
	if t == a.tab() || s.State == run.Cancelled || s.Elapsed < longRun {
		return nil
	}
	if s.State != run.Succeeded {
		reason := ""
		if s.Err != nil {
			reason = ": " + a.opts.Connections.Redactor.Redact(oneLine(s.Err.Message))
		}
		return a.say(true, "%s failed after %s%s", t.name, statusbar.Duration(s.Elapsed), reason)
	}
	return a.say(false, "✓ %s: %s after %s", t.name, statusbar.Rows(s.Rows), statusbar.Duration(s.Elapsed))
}
