package tui

import (
	tea "charm.land/bubbletea/v2"
)

// escape is what Esc does.
type escape uint8

const (
	escNothing     escape = iota
	escDialog             // is up to the dialog on top
	escTyping             // leaves a list of completions, or a mode of vim
	escFilter             // ends the filter of the sidebar
	escFromProfile        // gives the keys back to the grid
	escSelection          // clears the selection of cells
	escSearch             // ends the search in the cells
	escArranging          // stops sorting and filtering
	escProfiling          // stops the work of a profile
	escProfile            // closes the profile
	escWatch              // ends the watch of a result
	escInquiry            // stops waiting for an answer of a source
	escRun                // cancels the run, and drops what waits for it
	escNotice             // takes a notice away
	escWelcome            // takes the welcome away
	escZoom               // shows the other panes again
	escMark               // takes the mark of an error away
)

// escape decides what Esc does now: it leaves the innermost thing that can be
// left, and what cannot be had back without running it again comes after all that
// only looks at its rows. Whatever the screen promises of Esc asks here.
func (a *App) escape() escape {
	switch {
	case len(a.dialogs) > 0:
		return escDialog
	case a.focus == paneEditor && (a.completing.popup != nil || a.tab().editor.VimLeaves()):
		return escTyping
	case a.focus == paneSidebar && a.sidebar.Filtering():
		return escFilter
	}
	if a.focus == paneResults {
		if e := a.escapeInResults(); e != escNothing {
			return e
		}
	}
	switch {
	case a.isArranging():
		return escArranging
	case a.inquiry != nil:
		return escInquiry
	case a.tab().goesOn():
		return escRun
	case a.notice != "":
		return escNotice
	case a.welcomeHeight(a.layout.panes[paneResults]) > 0:
		return escWelcome
	case a.zoomed:
		return escZoom
	case a.focus == paneEditor:
		return escMark
	}
	return escNothing
}

// escapeInResults is what Esc leaves in the results before it leaves anything
// else.
func (a *App) escapeInResults() escape {
	res := a.tab().result()
	if res == nil {
		return escNothing
	}
	p := res.analysis.profile
	switch {
	case p != nil && p.focused && !p.covers:
		return escFromProfile
	case res.grid.Selected():
		return escSelection
	case res.searching.run != nil:
		return escSearch
	case res.arranging.busy:
		return escArranging
	case p != nil && p.works():
		return escProfiling
	case p != nil:
		return escProfile
	case res.analysis.watch != nil:
		return escWatch
	}
	return escNothing
}

// leave is Esc.
func (a *App) leave() tea.Cmd {
	res := a.tab().result()
	switch e := a.escape(); e {
	case escFilter:
		a.sidebar.Leave()
	case escFromProfile:
		res.analysis.profile.focus(false, res)
	case escSelection:
		return a.clearSelection(res)
	case escSearch:
		a.endSearch()
	case escArranging:
		return a.stopArranging()
	case escProfiling:
		return a.giveUpProfile(res.analysis.profile)
	case escProfile:
		a.closeProfile(res)
	case escWatch:
		return a.endWatch(res, "The watch has ended")
	case escInquiry:
		a.endInquiry()
	case escRun:
		return a.stop(a.tab())
	default:
		a.tidy(e)
	}
	return nil
}

// tidy is Esc where no work is left that is about the shown rows.
func (a *App) tidy(e escape) {
	switch e {
	case escNotice:
		a.notice = ""
	case escWelcome:
		a.endWelcome()
	case escZoom:
		a.zoomed = false
	case escMark:
		a.tab().editor.ClearError()
	}
}

// promise is what a text says of Esc, behind the text: nothing while Esc does
// something else.
func (a *App) promise(e escape, does string) string {
	if a.escape() != e {
		return ""
	}
	return " · " + a.keyOf("cancel") + " " + does
}
