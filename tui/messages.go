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
	more    int // times that it was told again at once
}

// keptMessages is how many messages can be read again.
const keptMessages = 100

// noteMessage keeps a message for the list of them.
func (a *App) noteMessage(text string, problem bool) {
	if last := len(a.messages) - 1; last >= 0 && a.messages[last].text == text && a.messages[last].problem == problem {
		a.messages[last].at = time.Now()
		a.messages[last].more++
		return
	}
	a.messages = append(a.messages, message{at: time.Now(), text: text, problem: problem})
	if len(a.messages) > keptMessages {
		a.messages = a.messages[1:]
	}
}

// times is how often a message was told, where that is more than once.
func (m message) times() string {
	if m.more == 0 {
		return ""
	}
	return sprintf(" ×%d", m.more+1)
}

// showMessages opens the list of messages, the last one first.
func (a *App) showMessages() tea.Cmd {
	if len(a.messages) == 0 {
		return a.say(false, "There was no message yet")
	}
	var out strings.Builder
	for i := len(a.messages) - 1; i >= 0; i-- {
		m := a.messages[i]
		mark := "  "
		if m.problem {
			mark = "✗ "
		}
		out.WriteString(m.at.Format("15:04:05  ") + mark + oneLine(m.text) + m.times() + "\n")
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
