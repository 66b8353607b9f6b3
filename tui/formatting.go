package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/sqlformat"
	"sonde/internal/sqltext"
)

// formattedMsg is a part of a tab's text in its layout.
type formattedMsg struct {
	tab     *tab
	version uint64 // of the text that it was made from
	dialect *sqltext.Dialect
	// before stands from start on; after takes its place.
	start         int
	before, after string
	err           error
}

// format lays out the selection, or the statement under the cursor, beside the
// screen: a text may be long.
func (a *App) format() tea.Cmd {
	t := a.tab()
	text, start, ok := t.editor.Statement()
	if !ok {
		return a.refuse("there is no statement at the cursor")
	}
	trimmed := strings.TrimLeft(text, " \t\n")
	start += len(text) - len(trimmed)
	msg := formattedMsg{tab: t, version: t.editor.Version(), dialect: t.editor.Dialect(), start: start, before: strings.TrimRight(trimmed, " \t\n")}
	return a.await("formatting…", func(ctx context.Context) (tea.Msg, error) {
		msg.after, msg.err = sqlformat.Format(ctx, msg.dialect, msg.before)
		return msg, nil
	})
}

// formatted puts the layout in the place of what it was made from, as one step
// to undo. The cursor stays at its token.
func (a *App) formatted(msg formattedMsg) tea.Cmd {
	switch e := msg.tab.editor; {
	case msg.err != nil:
		return a.say(true, "Not formatted: %v", msg.err)
	case e.Version() != msg.version:
		return a.say(true, "Not formatted: the text has changed meanwhile")
	case msg.after == msg.before:
		return a.say(false, "The statement is formatted already")
	default:
		e.Rewrite(msg.start, msg.start+len(msg.before), msg.after, func(offset int) int {
			return sqlformat.Follow(msg.dialect, msg.before, msg.after, offset)
		})
	}
	return nil
}
