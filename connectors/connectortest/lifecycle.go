package connectortest

import (
	"context"
	"sync"
	"time"

	"sonde/connectors"
)

// testCancel cancels before a statement, amid its rows, and after their end.
func testCancel(k *check) {
	g := k.open()
	defer g.close()
	g.cancelBefore()
	if t := k.truth(Large); t != nil {
		g.cancelAmid(t)
	}
	if t := k.truth(Small); t != nil {
		g.cancelAfter(t)
	}
	g.usable()
}

func (g *rig) cancelBefore() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []Case{Small, Write} {
		a, answered := g.Answers[c]
		if !answered {
			continue
		}
		g := g.part("%s, cancelled before", c)
		if g.server != nil {
			g.server.set(nil)
		}
		g.failed(g.query(ctx, a).err, connectors.ClassCancelled)
		if g.server != nil && len(g.server.seen()) > 0 {
			g.Errorf("%d requests were sent", len(g.server.seen()))
		}
	}
}

func (g *rig) cancelAmid(t *truth) {
	g = g.part("cancelled amid the rows")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o := g.run(ctx, ctx, g.statement(t.Answer), func(_ connectors.Rows, o *outcome) {
		if o.batches == 1 {
			cancel()
		}
	})
	g.prefix(o, t.rows)
	if o.ended() && len(o.rows) < len(t.rows) {
		g.Errorf("a cancelled query ended as if it were whole, with %d of %d rows", len(o.rows), len(t.rows))
	}
	if !o.ended() {
		g.failed(o.err, connectors.ClassCancelled)
	}
}

func (g *rig) cancelAfter(t *truth) {
	g = g.part("cancelled after the end")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var rows connectors.Rows
	o := g.run(ctx, ctx, g.statement(t.Answer), func(r connectors.Rows, _ *outcome) { rows = r })
	g.same(o, t.rows)
	cancel()
	if rows == nil {
		return
	}
	if p := rows.Progress(); p.Phase != connectors.PhaseDone || p.Completeness != o.progress.Completeness {
		g.Errorf("the progress has become %q, %v", p.Phase, p.Completeness)
	}
}

// testClose closes rows and connections while somebody reads.
func testClose(k *check) {
	closings := map[string]func(*rig, connectors.Rows) error{
		"Rows.Close during Next": func(_ *rig, r connectors.Rows) error { return r.Close() },
		"Conn.Close during Next": func(g *rig, _ connectors.Rows) error { return g.conn.Close() },
	}
	for name, closing := range closings {
		g := k.on("%s", name).open()
		g.closeDuring(func(r connectors.Rows) {
			if err := closing(g, r); err != nil {
				g.Errorf("%v", err)
			}
		})
		g.close()
	}
	g := k.on("Rows.Close at once").open()
	g.closeAtOnce()
	g.close()
	g = k.on("Query after Conn.Close").open()
	g.close()
	if a, answered := k.Answers[Small]; answered {
		g.failed(g.query(context.Background(), a).err)
	}
}

// closeDuring closes an answer that does not end by itself.
func (g *rig) closeDuring(closing func(connectors.Rows)) {
	a, enough := g.Answers[Endless], 2
	arrived := make(<-chan struct{})
	if g.server != nil {
		targets := g.rowTargets(Large, Small)
		if len(targets) == 0 {
			return
		}
		a, enough = targets[0].Answer, 0
		arrived = targets[0].strike(g, stallAfter(len(targets[0].answer)/2, nil))
	}
	var wait sync.WaitGroup
	o := g.run(context.Background(), context.Background(), g.statement(a), func(r connectors.Rows, o *outcome) {
		if o.batches != enough {
			return
		}
		wait.Go(func() {
			if g.server != nil && g.soon(arrived) {
				time.Sleep(10 * time.Millisecond) // The reader is in Next by then.
			}
			closing(r)
		})
	})
	wait.Wait()
	g.failed(o.err, connectors.ClassCancelled)
}

// closeAtOnce gives up an answer of which nothing was read.
func (g *rig) closeAtOnce() {
	a, answered := g.Answers[Small]
	if !answered {
		return
	}
	g.within("closing", func() {
		rows, err := g.conn.Query(context.Background(), g.statement(a))
		if err != nil {
			g.Errorf("the query failed: %v", err)
			return
		}
		g.checkClose(rows)
		if batch, err := rows.Next(context.Background()); err == nil {
			g.Errorf("Next gives %d rows after Close", batch.NumRows())
		}
		rows.Progress()
	})
	g.usable()
}

// testConcurrent runs many statements at once on one connection.
func testConcurrent(k *check) {
	g := k.open()
	defer g.close()
	var wait sync.WaitGroup
	for _, c := range []Case{Small, Types, Large, Nulls, Integers, Nested, NoRows, Decimals} {
		t := k.truth(c)
		if t == nil {
			continue
		}
		for range 2 {
			wait.Go(func() { g := g.part("%s", c); g.same(g.query(context.Background(), t.Answer), t.rows) })
		}
	}
	wait.Wait()
}

// testProgress looks at the progress while an answer is read.
func testProgress(k *check) {
	for _, c := range []Case{Small, Large, ManyRows} {
		t := k.truth(c)
		if t == nil {
			continue
		}
		g := k.on("%s", c).open()
		last := connectors.NoProgress("")
		o := g.watched(t.Answer, func(p connectors.Progress) {
			if p.BytesRead < last.BytesRead || p.RowsRead < last.RowsRead {
				g.Errorf("the progress goes back, from %d bytes and %d rows read to %d and %d", last.BytesRead, last.RowsRead, p.BytesRead, p.RowsRead)
			}
			if p.Fraction > 1 {
				g.Errorf("the fraction of the work that is done is %v", p.Fraction)
			}
			last = p
		})
		g.same(o, t.rows)
		g.close()
	}
}

// testLimit asks for ten rows. A source that stops early must not call the
// answer complete, unless it gave a row more, by which the caller sees it.
func testLimit(k *check) {
	t := k.truth(Large)
	if t == nil {
		return
	}
	g := k.open()
	defer g.close()
	const limit = 10
	s := g.statement(t.Answer)
	s.Limit = limit
	o := g.run(context.Background(), context.Background(), s, nil)
	if !o.ended() {
		g.fatalf("the query failed: %v", o.err)
	}
	g.prefix(o, t.rows)
	switch {
	case len(o.rows) < min(limit, len(t.rows)):
		g.Errorf("%d rows where %d were wanted", len(o.rows), limit)
	case len(o.rows) <= limit && len(o.rows) < len(t.rows) && o.progress.Completeness == connectors.Complete:
		g.Errorf("%d of %d rows are called complete", len(o.rows), len(t.rows))
	}
}
