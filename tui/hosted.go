package tui

import (
	"slices"
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/internal/sqltext"
	"sonde/internal/workspace"
	"sonde/tui/sidebar"
	"sonde/tui/statusbar"
)

// lastResult is the name of the latest result in statements.
const lastResult = "_"

// numberedResults are the results of all tabs, the oldest first, and then the runs
// that left none.
func (a *App) numberedResults() []*resultTab {
	var all []*resultTab
	for _, t := range a.tabs {
		all = append(all, t.results...)
	}
	slices.SortFunc(all, func(x, y *resultTab) int {
		if x.number < 0 || y.number < 0 {
			return y.number - x.number
		}
		return x.number - y.number
	})
	return all
}

// listResults brings the sidebar's list of results up to date. Rows are told once
// a run has ended, so that the tree is not made anew while they arrive.
func (a *App) listResults() {
	var list []sidebar.Result
	for _, r := range a.numberedResults() {
		item := sidebar.Result{Name: r.name(), Title: r.title, Connection: r.run.Connection().Name, Rows: -1, Failed: r.hollow()}
		if r.status.State != run.Running && !item.Failed {
			item.Rows, item.Incomplete = r.status.Rows, r.status.Reason != ""
		}
		list = append(list, item)
	}
	if !slices.Equal(list, a.listed) {
		a.listed = list
		a.sidebar.SetResults(list)
	}
}

// showResultNamed shows a result with its tab.
func (a *App) showResultNamed(name string) {
	for i, t := range a.tabs {
		for k, r := range t.results {
			if r.name() == name {
				a.show(i)
				t.current = k
				a.setFocus(paneResults)
				return
			}
		}
	}
}

// number gives a new result the next number, which no other one of this run of
// the program gets.
func (a *App) number(r *resultTab) {
	a.numbered++
	r.number = a.numbered
}

// name is what statements call a result. What a run is called that left none
// is no name in any of them.
func (r *resultTab) name() string {
	if r.number < 0 {
		return failedMark + strconv.Itoa(-r.number)
	}
	return "r" + strconv.Itoa(r.number)
}

// resultNumber finds a result; nil where it has been closed.
func (a *App) resultNumber(n int) *resultTab {
	for _, t := range a.tabs {
		for _, r := range t.results {
			if r.number == n {
				return r
			}
		}
	}
	return nil
}

// latest is the last result that has columns.
func (a *App) latest() *resultTab {
	for _, r := range slices.Backward(a.numberedResults()) {
		if r.comparable() && !r.hollow() {
			return r
		}
	}
	return nil
}

// named finds the result of a name in a statement; nil where there is none.
func (a *App) named(name string) *resultTab {
	if name == lastResult {
		return a.latest()
	}
	digits, ok := strings.CutPrefix(strings.ToLower(name), "r")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || strconv.Itoa(n) != digits {
		return nil
	}
	return a.resultNumber(n)
}

// completeness tells what part of a result is there by now.
func (r *resultTab) completeness() (connectors.Completeness, string) {
	if r.status.State == run.Running {
		return connectors.Incomplete, "its query still runs; these are the first " + statusbar.Rows(r.status.Rows)
	}
	return r.status.Completeness, r.status.Reason
}

// mentioned are the names of results that a statement has in it, as written,
// each once.
func (a *App) mentioned(dialect, sql string) []string {
	seen := map[string]bool{}
	var out []string
	for _, t := range sqltext.ForName(dialect).Tokens(sql) {
		name := strings.Trim(sql[t.Start:t.End], "\"`")
		key := strings.ToLower(name)
		if t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment || seen[key] || a.named(name) == nil {
			continue
		}
		seen[key] = true
		out = append(out, name)
	}
	return out
}

// guests are the results that a statement may read on a connection, as they are
// at this moment.
func (a *App) guests(c *run.Connection, sql string) []connectors.HostedTable {
	if _, can := c.Conn.(connectors.TableHost); !can {
		return nil
	}
	var out []connectors.HostedTable
	for _, name := range a.mentioned(c.Dialect(), sql) {
		r := a.named(name)
		s := r.store.Snapshot()
		if s.Schema() == nil || s.Schema().NumFields() == 0 {
			continue
		}
		t := workspace.Table(strings.ToLower(name), s)
		t.Completeness, t.Reason = r.completeness()
		out = append(out, t)
	}
	return out
}

// hintResult says where results can be read, in the error of a statement that
// reads one elsewhere.
func (a *App) hintResult(r *resultTab) {
	e, c := r.status.Err, r.run.Connection()
	if e == nil || e.Class == connectors.ClassCancelled {
		return
	}
	if _, can := c.Conn.(connectors.TableHost); can {
		return
	}
	if names := a.mentioned(c.Dialect(), r.run.Statement().SQL); len(names) > 0 {
		hinted := *e
		hinted.Hint = strings.TrimPrefix(e.Hint+"; ", "; ") + names[0] + " is a result here: statements on the local DuckDB can read it (" + a.keyOf("connection") + ")"
		r.status.Err = &hinted
	}
}
