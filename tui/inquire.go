package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/run"
)

// inquiry is a question to a source that something on the screen waits for, such
// as the list of its branches. There is one at a time: the answer to an older
// one comes too late.
type inquiry struct {
	doing string // what the bar says of it
	stop  context.CancelFunc
}

// inquiredMsg is the answer, a message for the app, or why there is none.
type inquiredMsg struct {
	inquiry *inquiry
	answer  tea.Msg
	err     error
}

// inquiryPatience is how long a source may take for an answer.
const inquiryPatience = 2 * time.Minute

// inquire asks a source something, off the screen's goroutine. Esc ends it.
func (a *App) inquire(what string, ask func(context.Context) (tea.Msg, error)) tea.Cmd {
	return a.await("asking for "+what+"…", ask)
}

// await is inquire for what is not asked of a source.
func (a *App) await(doing string, ask func(context.Context) (tea.Msg, error)) tea.Cmd {
	a.endInquiry()
	a.notice = ""
	ctx, stop := context.WithTimeout(a.ctx, inquiryPatience)
	q := &inquiry{doing, stop}
	a.inquiry = q
	return func() tea.Msg {
		defer stop()
		answer, err := run.Ask(func() (tea.Msg, error) { return ask(ctx) })
		return inquiredMsg{q, answer, err}
	}
}

// inquired takes an answer, unless nobody waits for it any more.
func (a *App) inquired(msg inquiredMsg) tea.Cmd {
	if msg.inquiry != a.inquiry {
		return nil
	}
	a.inquiry = nil
	if msg.err != nil {
		return a.sayError(msg.err)
	}
	return a.handle(msg.answer)
}

// endInquiry stops waiting for an answer; false where nothing is waited for.
func (a *App) endInquiry() bool {
	if a.inquiry == nil {
		return false
	}
	a.inquiry.stop()
	a.inquiry = nil
	return true
}
