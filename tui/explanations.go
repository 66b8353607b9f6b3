package tui

import (
	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/tui/dialog"
)

// explainAsMsg runs a statement that explains another one.
type explainAsMsg struct {
	tab *tab
	sql string
}

// explainAs offers the ways in which the source explains the statement under the
// cursor.
func (a *App) explainAs() tea.Cmd {
	a.notice = ""
	if reason := a.unavailable("explain-as"); reason != "" {
		return a.refuse(reason)
	}
	t := a.tab()
	text, _, ok := t.editor.Statement()
	if !ok {
		return a.say(true, "There is no statement at the cursor")
	}
	c := a.open[t.connection]
	list, err := run.Ask(func() ([]connectors.Explanation, error) {
		return c.Conn.(connectors.ExplainLister).Explanations(text), nil
	})
	switch {
	case err != nil:
		return a.sayError(err)
	case len(list) == 0:
		return a.say(true, "%s cannot explain this statement", c.Driver.Title)
	}
	var items []dialog.Item
	for _, e := range list {
		items = append(items, dialog.Item{Title: e.Name, Note: e.Comment, Answer: explainAsMsg{t, e.SQL}})
	}
	a.push(dialog.NewPalette("Explain the statement", items))
	return nil
}

// cannotExplainAs is why there is no choice of explanations; empty where there
// is.
func (a *App) cannotExplainAs() string {
	c := a.open[a.tab().connection]
	if c == nil {
		return notOpen
	}
	if _, can := c.Conn.(connectors.ExplainLister); !can {
		return c.Driver.Title + " has no choice of explanations"
	}
	return ""
}
