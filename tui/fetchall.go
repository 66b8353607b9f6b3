package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/tui/dialog"
)

// allOption is the option by which a source is asked for rows that it leaves out
// of a plain answer.
const allOption = "all"

// cannotFetchAll is why the shown result cannot be had in full; empty where it
// can.
func (a *App) cannotFetchAll() string {
	res := a.tab().result()
	switch {
	case res == nil:
		return "there is no result yet"
	case res.status.State != run.Succeeded || res.status.Completeness != connectors.Limited:
		return "the result is not one that a limit has cut"
	case res.run.Connection() != a.open[a.tab().connection]:
		return "the tab has another connection now"
	case res.limited() || res.analysis.every != "":
		return ""
	}
	if _, ok := allOptionOf(res); !ok {
		return res.run.Connection().Driver.Title + " sends no more of a result; LIMIT and OFFSET in the statement choose another part"
	}
	return ""
}

// limited reports whether the cut was sonde's own, by the connection's limit.
func (r *resultTab) limited() bool {
	s := r.run.Statement()
	return s.Limit > 0 && r.status.Rows >= s.Limit
}

func allOptionOf(r *resultTab) (connectors.Option, bool) {
	options := r.run.Connection().Driver.Options
	i := slices.IndexFunc(options, func(o connectors.Option) bool { return o.Name == allOption && o.PerQuery })
	if i < 0 || r.run.Statement().Options[allOption] == "true" {
		return connectors.Option{}, false
	}
	return options[i], true
}

// fetchAll runs the statement of the shown result again for all of its rows,
// after telling how.
func (a *App) fetchAll() tea.Cmd {
	if reason := a.unavailable("fetch-all"); reason != "" {
		return a.refuse(reason)
	}
	res := a.tab().result()
	s := res.run.Statement()
	p := pending{sql: s.SQL, params: s.Params, options: s.Options, limit: run.NoLimit, start: res.start, title: res.title, again: true}
	text := "The statement is run again, without the connection's limit of rows."
	if every := res.analysis.every; every != "" && res.analysis.preview {
		p.sql, p.start = every, -1
		text = "The table is read again without the preview's LIMIT and the connection's."
	} else if every != "" {
		p.sql, p.start, p.asked = every, -1, &question{limited: res.analysis.limited, every: every}
		text = "The question is asked again without its own LIMIT and the connection's."
	}
	if o, ok := allOptionOf(res); ok {
		p = p.with(map[string]string{allOption: "true"})
		text = "The statement is run again. " + o.Help
	}
	text += " " + a.keyOf("cancel") + " stops it; what has arrived stays."
	text = strings.Join([]string{sentence(res.status.Reason), text, a.costsAtAll(res.run.Connection(), p) + clip(p.sql, 4000)}, "\n\n")
	agreed := runMsg{tab: a.tab(), statements: []pending{p}, scans: true}
	a.push(dialog.NewConfirm("Fetch every row?", text, "fetch", agreed).EnterToo())
	return nil
}
