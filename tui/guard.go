package tui

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/internal/sqltext"
	"sonde/tui/dialog"
)

// runMsg says that statements may be run, one after the other, as far as the
// user has agreed.
type runMsg struct {
	tab        *tab
	statements []pending
	// writes and scans say that the user has agreed to what they write, and to
	// what they cost.
	writes, scans bool
}

// confirmed runs statements, after a question where one of them writes or costs.
func (a *App) confirmed(t *tab, statements []pending) tea.Cmd {
	return a.permit(runMsg{tab: t, statements: statements})
}

// permit asks the next question, or runs the statements where there is none.
func (a *App) permit(msg runMsg) tea.Cmd {
	c := a.open[msg.tab.connection]
	if c == nil {
		return a.start(msg.tab, msg.statements[0], msg.statements[1:])
	}
	for _, p := range msg.statements {
		if needs, verb := run.NeedsLeave(c, p.sql); needs && !msg.writes && !c.ReadOnly() {
			return a.askWrite(c, msg, p, verb)
		}
	}
	for _, p := range msg.statements {
		if reason := a.costs(c, p); reason != "" && !msg.scans {
			a.askScan(c, msg, p, reason)
			return nil
		}
	}
	if msg.scans {
		a.agreeToScans(c, msg.statements)
	}
	return a.start(msg.tab, msg.statements[0], msg.statements[1:])
}

// targetMsg tells between which branches a write would go.
type targetMsg struct {
	run      runMsg
	verb     string
	from, to string
}

// askWrite asks before a statement that writes. Where the source has branches,
// it is found out first which of them would change.
func (a *App) askWrite(c *run.Connection, msg runMsg, p pending, verb string) tea.Cmd {
	writer, can := c.Conn.(connectors.BranchWriter)
	if !can {
		msg.writes = true
		a.push(dialog.NewConfirm(writeTitle(verb, c.Name), unsureOf(c, p)+clip(p.sql, 4000)+withValues(p.params), "run", msg).Otherwise(declined(msg, p, strings.ToUpper(verb))))
		return nil
	}
	statement := msg.tab.statement(p)
	return a.inquire("the branch to write to", func(ctx context.Context) (tea.Msg, error) {
		from, to, err := writer.WriteTarget(ctx, statement)
		return targetMsg{msg, verb, from, to}, err
	})
}

// unsureOf is why a statement is asked about that seems to read.
func unsureOf(c *run.Connection, p pending) string {
	if !sqltext.ForName(c.Dialect()).Unclosed(p.sql) {
		return ""
	}
	return "A quote or a comment in it is not closed, so that it is not known what it does.\n\n"
}

func writeTitle(verb, connection string) string {
	return sprintf("%s on %s?", strings.ToUpper(verb), connection)
}

// askTarget asks before a statement changes a branch. The user may choose
// another one.
func (a *App) askTarget(msg targetMsg) {
	agreed := msg.run
	agreed.writes = true
	agreed.statements = make([]pending, len(msg.run.statements))
	for i, p := range msg.run.statements {
		agreed.statements[i] = p.with(map[string]string{"from": msg.from, "to": msg.to})
	}
	first := msg.run.statements[0]
	text := direction(msg.from, msg.to) + "\n\n" + clip(first.sql, 4000) + withValues(first.params)
	if more := len(msg.run.statements) - 1; more > 0 {
		text += sprintf("\n\n… and %d more", more)
	}
	d := dialog.NewConfirm(writeTitle(msg.verb, msg.run.tab.connection), text, "run", agreed).Otherwise(declined(agreed, agreed.statements[0], strings.ToUpper(msg.verb)))
	a.push(d.Or("b", "another branch", editTargetMsg{msg}))
}

// direction tells what becomes of the branches of a write.
func direction(from, to string) string {
	if from == to {
		return sprintf("%s → %s: the branch %s is changed.", from, to, to)
	}
	return sprintf("%s → %s: the branch %s is changed; where it does not exist it is made from %s.", from, to, to, from)
}

// editTargetMsg asks for other branches of a write.
type editTargetMsg struct{ target targetMsg }

var errNoBranch = errors.New("a branch needs a name")

func (a *App) editTarget(msg editTargetMsg) {
	fields := []dialog.Field{
		{Label: "To", Value: msg.target.to, Help: "The branch that the statement changes. A name that there is not yet makes a new branch."},
		{Label: "From", Value: msg.target.from, Help: "The branch that a new one is made from."},
	}
	key := dialog.FormKey{Keys: []string{"f5"}, Does: "go on", Press: func(v []dialog.Value) (tea.Msg, bool, error) {
		target := msg.target
		target.to, target.from = strings.TrimSpace(v[0].Text), strings.TrimSpace(v[1].Text)
		if target.to == "" || target.from == "" {
			return nil, false, errNoBranch
		}
		return target, true, nil
	}}
	a.push(dialog.NewForm("Write to", fields, []dialog.FormKey{key}, true))
}

// with returns the statement with more options.
func (p pending) with(options map[string]string) pending {
	all := maps.Clone(p.options)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, options)
	p.options = all
	return p
}

// costs is why a statement is asked about on a connection that is billed; empty
// where it is not.
func (a *App) costs(c *run.Connection, p pending) string {
	key := scanKey(c.Name, p.sql)
	switch table := run.NeedsScanLeave(c, p.sql); {
	case c.Driver.Billed && p.resume == nil && a.isRunning(c, p.sql):
		return "This statement is running already. Another run of it is billed as well."
	case p.resume != nil || !asksForScans(c):
		return ""
	case a.doubtful[key]:
		return "Its last run did not come to its end, and may have been billed all the same. " + billedAgain
	case p.again:
		return billedAgain
	case a.scans[key]:
		return ""
	case p.preview:
		return "What a preview scans is billed. Its LIMIT bounds the rows, and not always what is scanned."
	case table != "":
		return sprintf("All of %s is read, which is billed: there is no WHERE and no LIMIT.", table)
	}
	return ""
}

// costsAtAll is what a question that is asked in any case says of the costs of a
// statement, so that they are not asked about once more; empty where there are none.
func (a *App) costsAtAll(c *run.Connection, p pending) string {
	reason := a.costs(c, p)
	if reason == "" && c.Driver.Billed {
		reason = "What it scans is billed."
	}
	if reason == "" {
		return ""
	}
	return reason + "\n\n"
}

// isRunning reports whether a run of the statement goes on.
func (a *App) isRunning(c *run.Connection, sql string) bool {
	return slices.ContainsFunc(a.tabs, func(t *tab) bool {
		return slices.ContainsFunc(t.results, func(r *resultTab) bool {
			return r.run.Status().State == run.Running && r.run.Connection() == c && r.run.Statement().SQL == sql
		})
	})
}

const billedAgain = "It is billed again."

// asksForScans reports whether what statements cost on a connection is asked
// about.
func asksForScans(c *run.Connection) bool { return c.Driver.Billed && c.Config.Bool("confirm_scans") }

func scanKey(connection, sql string) string { return connection + "\x00" + sql }

func (a *App) askScan(c *run.Connection, msg runMsg, p pending, reason string) {
	plan, can := explained(c, p)
	explain := runMsg{tab: msg.tab, statements: []pending{plan}}
	if !can {
		reason += "\n" + c.Driver.Title + " tells nothing of what it will scan before it runs."
	}
	msg.scans = true
	d := dialog.NewConfirm(sprintf("Run on %s?", c.Name), reason+"\n\n"+clip(p.sql, 4000)+withValues(p.params), "run", msg).EnterToo().Otherwise(declined(msg, p, "what it costs"))
	if can {
		d.Or("e", "explain it first", explain)
	}
	a.push(d)
}

// explained is the statement that tells how a billed one would be run, which
// scans nothing; false where the source has none.
func explained(c *run.Connection, p pending) (pending, bool) {
	explainer, can := c.Conn.(connectors.Explainer)
	if !can {
		return p, false
	}
	sql, err := run.Ask(func() (string, error) {
		sql, ok := explainer.Explain(p.sql, false)
		if !ok {
			return "", errors.ErrUnsupported
		}
		return sql, nil
	})
	return pending{sql: sql, start: -1, params: p.params, options: p.options}, err == nil
}

// agreeToScans remembers for this session what the user has agreed to.
func (a *App) agreeToScans(c *run.Connection, statements []pending) {
	for _, p := range statements {
		key := scanKey(c.Name, p.sql)
		a.scans[key] = true
		delete(a.doubtful, key)
	}
}

// noteDoubt remembers a billed run of which it is not known what it cost.
func (a *App) noteDoubt(r *resultTab) {
	c, e := r.run.Connection(), r.status.Err
	switch {
	case !c.Driver.Billed || e == nil:
		return
	case run.WasBilled(c.Driver, r.status):
		a.doubtful[scanKey(c.Name, r.run.Statement().SQL)] = true
		return
	}
	switch e.Class {
	case connectors.ClassUnavailable, connectors.ClassTimeout, connectors.ClassIncomplete, connectors.ClassCancelled:
		a.doubtful[scanKey(c.Name, r.run.Statement().SQL)] = true
	}
}
