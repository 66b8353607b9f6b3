package tui

import (
	"cmp"

	"sonde/connectors"
	"sonde/internal/run"
)

// unavailable is why an action cannot be done now; empty where it can.
func (a *App) unavailable(id string) string {
	switch id {
	case "copy-curl":
		if c := a.curlConnection(); c != nil {
			return run.CanCurl(c)
		}
		return notOpen
	case "reopen-tab":
		if len(a.closed) == 0 {
			return noClosedTab
		}
	case "explain", "explain-analyze":
		return a.cannotExplain()
	case "explain-as":
		return a.cannotExplainAs()
	case "ref":
		_, _, reason := capable[connectors.RefLister](a, "branches")
		return reason
	case "compare":
		_, _, reason := capable[connectors.Differ](a, "refs to compare")
		return reason
	case "diff":
		return a.cannotDiff()
	case "merge":
		return a.cannotMerge()
	case "fetch-all":
		return a.cannotFetchAll()
	case "compare-results":
		return a.cannotCompareResults()
	case "new-connection":
		return a.cannotSave()
	case "edit-connection":
		return cmp.Or(a.noConnection(), a.cannotSave())
	case "connect", "test-connection":
		return a.noConnection()
	case "rename-connection":
		return cmp.Or(a.noConnection(), a.cannotChange(a.chosenConnection()))
	case "remove-connection":
		return a.cannotRemove()
	case "grid.expand-column":
		return a.cannotExpand()
	case "sort", "sort-also", "filter-value", "filter":
		return a.cannotArrange(a.tab().result())
	case "cell", "record", "columns", "search", "go-to-row", "copy-cells", "copy-as":
		return a.noResult()
	case "details", "export", "close-result":
		if a.tab().result() == nil {
			return "there is no result yet"
		}
	}
	return a.cannotAnalyse(id)
}

const notOpen = "the connection is not open yet"

func (a *App) cannotExplain() string {
	c := a.open[a.tab().connection]
	if c == nil {
		return notOpen
	}
	if _, can := c.Conn.(connectors.Explainer); !can {
		return c.Driver.Title + " has no way to explain a statement"
	}
	return ""
}

func (a *App) cannotDiff() string {
	if _, _, reason := capable[connectors.Differ](a, "refs to compare"); reason != "" {
		return reason
	}
	if res := a.tab().result(); res != nil && res.status.State == run.Running {
		return runGoesOn
	}
	if _, ok := a.written(); !ok {
		return "the result is not one of a write that changed something"
	}
	return ""
}

func (a *App) cannotMerge() string {
	c, _, reason := capable[connectors.BranchWriter](a, "branches to merge")
	if reason == "" && c.ReadOnly() {
		return "the connection is read-only"
	}
	return reason
}

// offered reports whether the footer shows an action: only where it has a use
// for what is on the screen.
func (a *App) offered(id string) bool {
	switch id {
	case "take-up":
		res := a.tab().result()
		return res != nil && run.GoesOn(res.status)
	case "merge":
		_, ok := a.mergeable()
		return ok
	case "ref", "diff", "fetch-all":
		return a.unavailable(id) == ""
	case "cell", "record", "search", "columns", "sort", "filter-value", "go-to-row", "copy-cells", "ask-source", "profile-column", "chart", "compare-results",
		"grid.first-row", "grid.last-row", "grid.select-cells", "grid.select-rows", "grid.select-columns", "grid.fit-column", "grid.toggle-types":
		return a.noResult() == "" // Their keys stand in an empty pane for nothing.
	case "details":
		return a.tab().result() != nil
	}
	return true
}
