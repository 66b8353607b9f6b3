package tui

import (
	tea "charm.land/bubbletea/v2"

	"sonde/tui/action"
)

// analyseActions are what a person can ask about a result beyond its rows.
var analyseActions = []action.Action{
	{ID: "ask-source", Place: action.Grid, Keys: []string{"Q"}, Title: "Ask the source about the whole answer", Short: "ask source", Help: "Count, sort, filter, profile and top values, as a statement that the source runs over all of the answer, not only over what was fetched. It is shown before it runs."},
}

// analysis is what was asked about a result, beside its rows.
type analysis struct {
	source bool // the rows are what the source says of another answer
}

// doAnalyse runs the actions of this file.
func (a *App) doAnalyse(id string) (tea.Cmd, bool) {
	switch id {
	case "ask-source":
		return a.askSource(), true
	}
	return nil, false
}

// cannotAnalyse is why an action of this file cannot be done now.
func (a *App) cannotAnalyse(id string) string {
	switch id {
	case "ask-source":
		return a.cannotAskSource()
	}
	return ""
}

// answerAnalyse takes the messages of the actions of this file.
func (a *App) answerAnalyse(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case askedSourceMsg:
		a.previewPushed(msg)
	case editPushedMsg:
		a.editPushed(msg)
	default:
		return a.answerExport(msg)
	}
	return nil
}

// originNote stands beside the titles of the results: what the figures of the
// shown one are about.
func (a *App) originNote() string {
	res := a.tab().result()
	switch {
	case res == nil || !res.analysis.source:
		return ""
	case a.width < wideNote:
		return "from the source"
	}
	return "from the source, over the whole answer"
}

// wideNote is the width of a screen from which the note is told in full.
const wideNote = 100
