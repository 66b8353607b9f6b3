package connectortest

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"sonde/connectors"
)

// testCase compares an answer with what it should be.
func testCase(k *check, c Case) {
	a := k.Answers[c]
	g := k.open()
	defer g.close()
	switch c {
	case Endless:
		g.endless(a)
	case Refused:
		g.refused(g.query(context.Background(), a), a)
	case LateError:
		g.late(g.query(context.Background(), a), a)
	default:
		k.worthy(c, a)
		g.compare(g.query(context.Background(), a), a)
	}
}

// compare holds a whole answer against what is expected.
func (g *rig) compare(o outcome, a Answer) {
	if !o.ended() {
		g.fatalf("the query failed after %d rows: %v", len(o.rows), o.err)
	}
	if a.Columns != nil && !slices.Equal(o.columns, a.Columns) {
		g.Errorf("the columns are %s, not %s", clip(strings.Join(o.columns, "|")), clip(strings.Join(a.Columns, "|")))
	}
	if len(o.rows) != a.count() {
		g.Errorf("%d rows, not %d", len(o.rows), a.count())
	}
	for i := range min(len(o.rows), a.count()) {
		if want, known := a.row(i); known && o.rows[i] != want {
			g.Errorf("row %d is %q, not %q", i, clip(o.rows[i]), clip(want))
		}
	}
	if c := o.progress.Completeness; c == connectors.Incomplete {
		g.Errorf("a whole answer is called incomplete: %s", o.progress.Reason)
	}
}

// refused judges a statement that the source does not take. The connection must
// be good for the next.
func (g *rig) refused(o outcome, a Answer) {
	e := g.failure(o.err, a.Class)
	if e == nil {
		return
	}
	if !strings.Contains(e.Message, a.Message) {
		g.Errorf("the message %q does not say %q", e.Message, a.Message)
	}
	if a.Position > 0 && e.Position != a.Position {
		g.Errorf("the position is %d, not %d", e.Position, a.Position)
	}
	if len(o.rows) > 0 {
		g.Errorf("%d rows came with a refusal", len(o.rows))
	}
	g.usable()
}

// late judges an error of the source behind rows.
func (g *rig) late(o outcome, a Answer) {
	class := a.Class
	if class == "" {
		class = connectors.ClassIncomplete
	}
	g.prefix(o, a.all())
	if len(o.rows) == 0 || a.Rows != nil && len(o.rows) != len(a.Rows) {
		g.Errorf("%d of %d rows before the error were delivered", len(o.rows), a.count())
	}
	if e := g.failure(o.err, class); e != nil && !strings.Contains(e.Message, a.Message) {
		g.Errorf("the message %q does not say %q", e.Message, a.Message)
	}
	g.usable()
}

// endless reads a few batches of an answer that it then gives up.
func (g *rig) endless(a Answer) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o := g.run(ctx, ctx, g.statement(a), func(_ connectors.Rows, o *outcome) {
		if o.batches == 3 {
			cancel()
		}
	})
	g.failed(o.err, connectors.ClassCancelled)
	g.usable()
}

// usable shows that the connection answers the next statement.
func (g *rig) usable() {
	a, answered := g.Answers[Small]
	if !answered {
		return
	}
	if g.server != nil {
		g.server.set(nil)
	}
	next := g.part("the next statement")
	next.compare(next.query(context.Background(), a), a)
}

// beyond53 is a whole number of at least 17 digits, more than a float64 holds.
var beyond53 = regexp.MustCompile(`\d{17}`)

// worthy finds cases that do not hold what their name promises.
func (k *check) worthy(c Case, a Answer) {
	text := strings.Join(a.Rows, "\n")
	switch c {
	case Nulls:
		k.promise(strings.Contains(text, "NULL"), "a NULL")
	case Integers:
		k.promise(beyond53.MatchString(text), "a whole number beyond 2^53")
	case DuplicateNames:
		k.promise(len(a.Columns) > len(slices.Compact(slices.Sorted(slices.Values(a.Columns)))), "a column name twice in Columns")
	case NoRows:
		k.promise(a.count() == 0, "no row")
	case WideRows:
		k.promise(len(a.Columns) >= 1000, "1,000 names in Columns")
	case ManyRows:
		k.promise(a.count() >= 100_000, "100,000 rows")
	case Types, Decimals, Nested, Small, Large:
		k.promise(a.count() > 0, "a row")
	}
}

func (k *check) promise(kept bool, what string) {
	if !kept {
		k.Errorf("the answer that is expected must have %s", what)
	}
}
