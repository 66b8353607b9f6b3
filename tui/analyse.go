package tui

import (
	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/tui/action"
	"sonde/tui/chart"
	"sonde/tui/statusbar"
)

// analyseActions are what a person can ask about a result beyond its rows.
var analyseActions = []action.Action{
	{ID: "ask-source", Place: action.Grid, Keys: []string{"Q"}, Title: "Ask the source about the whole answer", Short: "ask source", Help: "Count, sort, filter, profile and top values, as a statement that the source runs over all of the answer, not only over what was fetched. It is shown before it runs."},
	{ID: "profile-column", Place: action.Grid, Keys: []string{"p"}, Title: "Profile the column", Short: "profile", Help: "NULLs, distinct values, range, quantiles, histogram and top values of what was fetched; follows the cursor. Pressed again it closes; @next-pane goes into it."},
	{ID: "watch", Keys: []string{"alt+w"}, Title: "Watch the result, or end the watch", Help: "Runs its statement again every few seconds and marks what changes; never one that writes."},
	{ID: "chart", Place: action.Grid, Keys: []string{"o"}, Title: "Draw a chart", Short: "chart", Help: "Of what is selected, or of the whole result: a line, bars, a histogram or a scatter, by the types of the columns."},
	{ID: "profile-all", Place: action.Grid, Keys: []string{"P"}, Title: "Profile all columns"},
	{ID: "profile-exact", Place: action.Grid, Keys: []string{"E"}, Title: "Count distinct values exactly", Help: "Of the column of the profile, where it has an estimate (≈)."},
	{ID: "profile-place", Place: action.Grid, Keys: []string{"B"}, Title: "Profile beside or below the rows", Help: "Below it leaves the rows the whole width, and scrolling sends little; the place and the size are remembered."},
	{ID: "profile-choose", Place: action.Profile, Keys: []string{"enter"}, Title: "Choose in the profile", Short: "choose", Help: "Goes to the column, or shows the rows with the value."},
	{ID: "leave-profile", Place: action.Profile, Keys: []string{"tab", "shift+tab"}, Title: "Go back to the rows", Short: "back to the rows"},
	{ID: "profile-column", Place: action.Profile, Keys: []string{"p"}, Title: "Profile the column"},
	{ID: "profile-all", Place: action.Profile, Keys: []string{"P"}, Title: "Profile all columns", Short: "all columns"},
	{ID: "profile-exact", Place: action.Profile, Keys: []string{"E"}, Title: "Count distinct values exactly"},
	{ID: "profile-place", Place: action.Profile, Keys: []string{"B"}, Title: "Profile beside or below the rows", Short: "beside or below"},
	{ID: "refresh-rows", Place: action.Profile, Keys: []string{"R"}, Title: "Take in the rows that have arrived since"},
	{ID: "enter-profile", Title: "Go to the profile", Help: "The next pane after the results, where it is open."},
}

// analysis is what was asked about a result, beside its rows.
type analysis struct {
	watch   *watching
	profile *profiling
	source  bool   // the rows are what the source says of another answer
	limited bool   // that answer is one that its statement limits
	preview bool   // the statement is that of a preview, which limits its rows
	every   string // the question without the limit that it ends with; empty: it has none
}

// doAnalyse runs the actions of this file.
func (a *App) doAnalyse(id string) (tea.Cmd, bool) {
	switch id {
	case "ask-source":
		return a.askSource(), true
	case "profile-column":
		return a.showProfile(false), true
	case "profile-all":
		return a.showProfile(true), true
	case "profile-place":
		return a.placeProfile(), true
	case "profile-exact":
		return a.countExactly(), true
	case "enter-profile":
		return a.enterProfile(true), true
	case "leave-profile":
		return a.enterProfile(false), true
	case "watch":
		return a.toggleWatch(), true
	case "chart":
		return a.showChart(), true
	case "profile-choose":
		return a.chooseInProfile(), true
	}
	if p := a.inProfile(); p != nil && p.pane.Do(id) {
		return nil, true
	}
	return nil, false
}

// cannotAnalyse is why an action of this file cannot be done now.
func (a *App) cannotAnalyse(id string) string {
	switch id {
	case "ask-source":
		return a.cannotAskSource()
	case "profile-column", "profile-all":
		return a.cannotProfile()
	case "enter-profile", "profile-place":
		if p, _ := a.shownProfile(); p == nil {
			return a.noProfile()
		}
	case "profile-exact":
		return a.cannotCountExactly()
	case "chart":
		return a.cannotChart()
	case "watch":
		return a.cannotToggleWatch()
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
	case profiledMsg:
		a.profiled(msg)
	case countedExactlyMsg:
		return a.countedExactly(msg)
	case chartedMsg:
		a.charted(msg)
	case chart.Wanted:
		return a.wantChart(msg)
	case watchMsg:
		return a.watch(msg)
	case watchFadedMsg:
		a.watchFaded(msg)
	case watchNotedMsg:
		return a.refreshRecall()
	case watchTickMsg:
		return a.watchTicked(msg)
	case watchedMsg:
		return a.watchedRun(msg)
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
	case res != nil && res.comparison != nil:
		return res.comparedNote(a.width < wideNote)
	case res == nil:
		return ""
	case !res.analysis.source:
		return res.previewNote()
	case a.width < wideNote:
		return "from the source"
	case res.status.Completeness == connectors.Limited && res.analysis.every != "":
		return "from the source, only the first " + statusbar.Rows(res.status.Rows)
	case res.analysis.limited:
		return "from the source, over the statement's answer"
	}
	return "from the source, over the whole answer"
}

// wideNote is the width of a screen from which the note is told in full.
const wideNote = 100

// followAnalysis has what was asked about the shown result go on.
func (a *App) followAnalysis() tea.Cmd {
	a.followChart()
	return tea.Batch(a.followProfile(), a.resumeWatch())
}

// close ends what was asked about a result that is closed.
func (x *analysis) close(res *resultTab) {
	if x.profile != nil {
		x.profile.stopAll()
	}
	if x.watch != nil {
		x.watch.close(res)
		x.watch = nil
	}
}

// analysing reports whether something is asked about the shown result that the
// screen shows the progress of.
func (a *App) analysing() bool { return a.profiling() || a.charts() || a.figuringOut() }

func (a *App) analysisTicked() {
	a.profileTicked()
	a.chartTicked()
}
