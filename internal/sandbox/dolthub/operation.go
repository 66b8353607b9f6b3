package dolthub

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
	"sonde/internal/sqltext"
)

// An operation is carried out when it has been polled this often, or after this
// time where nobody polls.
const (
	pollsBefore = 2
	patience    = 5 * time.Second
)

// operation is a write or a merge. Nothing is done before it is due; from then
// on, nobody sees the repository without its effect.
type operation struct {
	name     string
	repo     *repository
	from, to string
	sql      string // empty: a merge
	author   string
	polls    int // left before it is due
	due      time.Time
	stuck    bool // is never due
	done     bool
	failure  string // empty: it has succeeded
	nothing  bool   // it has changed nothing
	message  string
	before   string // commit ids, as the answer to a poll has them
	after    string
}

func (o *operation) isDue(now time.Time) bool {
	return !o.stuck && (o.polls <= 0 || !now.Before(o.due))
}

// settle carries out what is due, and what was asked for before it.
func (r *repository) settle(ctx context.Context, s *store) error {
	last, now := -1, time.Now()
	for i, o := range r.queue {
		if o.isDue(now) {
			last = i
		}
	}
	waiting := r.queue[last+1:]
	for _, o := range r.queue[:last+1] {
		if o.stuck {
			waiting = append([]*operation{o}, waiting...)
			continue
		}
		// It goes on though the request that came upon it may end.
		if err := o.run(context.WithoutCancel(ctx), s); err != nil {
			o.failure = dolt(err, o.sql)
		}
		o.done = true
	}
	r.queue = waiting
	return ctx.Err()
}

// run does the work and notes what the answer to a poll needs.
func (o *operation) run(ctx context.Context, s *store) error {
	if o.failure != "" {
		return connectors.Errorf(connectors.ClassQuery, "%s", o.failure)
	}
	start := find(o.repo.branches, o.from)
	if start == nil {
		return connectors.Errorf(connectors.ClassNotFound, "branch not found: %s", o.from)
	}
	at := start.to
	if b := find(o.repo.branches, o.to); b != nil {
		at = b.to
	}
	if o.sql == "" {
		return o.merge(ctx, s, start.to, at)
	}
	if call := parseCall(o.sql); call != nil {
		return o.call(ctx, s, call, at)
	}
	return o.write(ctx, s, at)
}

// merge brings one branch into another one. Its answer has the merge commit in
// the place of the first commit, and no second one.
func (o *operation) merge(ctx context.Context, s *store, from, into *commit) error {
	head, err := o.repo.merge(ctx, s, from, into, o.author, fmt.Sprintf("Merge branch '%s' into %s", o.from, o.to))
	if err == nil {
		o.repo.point(o.to, head)
		o.before = head.hash
	}
	return err
}

func (o *operation) write(ctx context.Context, s *store, at *commit) error {
	v := &view{ctx: ctx, s: s, repo: o.repo, ref: o.to, at: at}
	message := "Run SQL query: " + o.sql
	head, err := o.repo.commit(ctx, s, o.author, message, []*commit{at}, func(catalog string) error {
		return o.change(v, catalog)
	})
	if err == nil {
		o.moved(at, head)
	}
	return err
}

// moved makes the branch lead to its new head.
func (o *operation) moved(before, after *commit) {
	o.repo.point(o.to, after)
	o.nothing = before == after
	o.before, o.after = before.hash, after.hash
}

// change runs the statement in a copy of the branch.
func (o *operation) change(v *view, catalog string) error {
	sql, err := v.translate(o.sql)
	if err == nil {
		err = v.s.enter(v.ctx, catalog)
	}
	if err == nil {
		err = v.defineFunctions(v.ctx)
	}
	if err != nil {
		return err
	}
	rows, err := v.s.engine.Query(v.ctx, connectors.Statement{SQL: sql, TimeZone: "UTC"})
	if err != nil {
		return err
	}
	defer rows.Close()
	err = rows.Each(v.ctx, func(face.Row) error { return nil })
	o.message = affected(o.sql, max(0, rows.Progress().RowsAffected))
	return err
}

// affected is MySQL's message of a write.
func affected(sql string, rows int64) string {
	plural := "s"
	if rows == 1 {
		plural = ""
	}
	message := fmt.Sprintf("Query OK, %d row%s affected.", rows, plural)
	if _, verb := dialect.Classify(sql); verb == "UPDATE" {
		message += fmt.Sprintf(" Rows matched: %[1]d  Changed: %[1]d  Warnings: 0.", rows)
	}
	return message
}

// call is CALL dolt_…(…).
type call struct {
	procedure string
	arguments []string
}

// parseCall reads a statement that calls a procedure of version control; nil for
// any other.
func parseCall(sql string) *call {
	t := translation{sql: sql, tokens: dialect.Tokens(sql)}
	if !t.sees("CALL") {
		return nil
	}
	t.take(1)
	procedure, ok := t.peek(0)
	if !ok || procedure.Kind != sqltext.Identifier && procedure.Kind != sqltext.Function {
		return nil
	}
	t.take(1)
	arguments, err := t.arguments()
	if err != nil {
		return nil
	}
	return &call{strings.ToLower(t.text(procedure)), arguments}
}

// call does what a procedure does.
func (o *operation) call(ctx context.Context, s *store, c *call, at *commit) error {
	first := func(n int) string {
		if n < len(c.arguments) {
			return c.arguments[n]
		}
		return ""
	}
	deletes := strings.EqualFold(first(0), "-d")
	switch {
	case c.procedure == "dolt_merge":
		return o.callMerge(ctx, s, first(0), at)
	case c.procedure == "dolt_branch" && deletes:
		return o.remove(&o.repo.branches, first(1), "branch not found: ", at)
	case c.procedure == "dolt_tag" && deletes:
		return o.remove(&o.repo.tags, first(1), "tag not found: ", at)
	case c.procedure == "dolt_branch", c.procedure == "dolt_tag":
		return o.makeRef(c.procedure, first(0), first(1), at)
	}
	return connectors.Errorf(connectors.ClassUnsupported, "stored procedure \"%s\" does not exist", c.procedure)
}

func (o *operation) callMerge(ctx context.Context, s *store, branch string, at *commit) error {
	from, err := o.repo.resolve(branch)
	if err != nil {
		return err
	}
	head, err := o.repo.merge(ctx, s, from, at, o.author, fmt.Sprintf("Merge branch '%s' into %s", branch, o.to))
	if err == nil {
		o.moved(at, head)
	}
	return err
}

// remove deletes a branch or tag, which changes no data.
func (o *operation) remove(refs *[]*ref, name, missing string, at *commit) error {
	if find(*refs, name) == nil {
		return connectors.Errorf(connectors.ClassNotFound, "%s%s", missing, name)
	}
	kept := []*ref{}
	for _, r := range *refs {
		if r.name != name {
			kept = append(kept, r)
		}
	}
	*refs = kept
	o.nothing, o.before, o.after = true, at.hash, at.hash
	return nil
}

// makeRef makes a branch or tag, which changes no data.
func (o *operation) makeRef(procedure, name, start string, at *commit) error {
	if start != "" {
		var err error
		if at, err = o.repo.resolve(start); err != nil {
			return err
		}
	}
	if find(o.repo.branches, name) != nil || find(o.repo.tags, name) != nil {
		return connectors.Errorf(connectors.ClassQuery, "fatal: A branch named '%s' already exists.", name)
	}
	if procedure == "dolt_branch" {
		o.repo.point(name, at)
	} else {
		o.repo.tags = append(o.repo.tags, &ref{name, at, time.Now()})
	}
	o.nothing, o.before, o.after = true, at.hash, at.hash
	return nil
}
