package connectortest

import (
	"bytes"
	"context"
	"slices"

	"sonde/connectors"
)

// Offsets at which bodies are cut.
const (
	small   = 600 // bodies up to this size are cut at every byte
	samples = 200 // of a large body
)

// everywhere are offsets below n: all of a small body, samples of a large one.
func everywhere(n int) []int { return offsets(n, small) }

// here and there are some tens of offsets below n.
func hereAndThere(n int) []int { return offsets(n, 40) }

func offsets(n, most int) []int {
	count := n
	if n > small {
		count = min(most, samples)
	}
	count = min(count, most)
	list := make([]int, count)
	for i := range list {
		list[i] = i * n / count
	}
	return list
}

// wound is a way to break an answer after n bytes.
type wound struct {
	fault func(n int) fault
	// clean says that only the body's own text can tell.
	clean bool
	// quiet says that nobody can tell without a mark in the body, and that the
	// connector knows so.
	quiet bool
}

// breakAll breaks every target at many offsets.
func (k *check) breakAll(w wound, where func(n int) []int) {
	k.checkSizes()
	for _, t := range k.targets(Small, Large) {
		at := where(len(t.answer))
		k.on("%v", t).spread(len(at), 4, func(g *rig, i int) {
			g = g.part("after %d of %d bytes", at[i], len(t.answer))
			t.strike(g, w.fault(at[i]))
			o := g.query(context.Background(), t.Answer)
			g.broken(o, t, w, at[i])
			if i%16 == 0 {
				g.usable()
			}
		})
	}
}

// checkSizes finds bodies that are not what their case promises.
func (k *check) checkSizes() {
	for _, t := range k.rowTargets(Small) {
		k.promise(len(t.answer) <= small, "at most 600 bytes of body (small)")
	}
	for _, t := range k.rowTargets(Large) {
		k.promise(len(t.answer) >= 64<<10 || t.nth > 0, "at least 64 KB of body (large)")
	}
}

// broken judges an answer that was broken after n bytes.
func (g *rig) broken(o outcome, t target, w wound, n int) {
	g.prefix(o, t.rows)
	switch {
	case !o.ended():
		g.failed(o.err, t.brokenClasses(o)...)
	case t.step.Repeatable && t.repeated(g):
		g.same(o, t.rows)
	case o.progress.Completeness == connectors.Incomplete:
	case g.nothingLost(o, t, n):
	case w.quiet && o.progress.Completeness == connectors.Unknown:
	case w.clean && g.CutUndetectable != "" && t.step.Rows:
	default:
		g.Errorf("an answer that broke off ended as %v, with %d of %d rows", o.progress.Completeness, len(o.rows), len(t.rows))
	}
}

// nothingLost reports whether a cut after n bytes took only white space from
// the answer, and that means nothing.
func (g *rig) nothingLost(o outcome, t target, n int) bool {
	rest := t.answer[min(n, len(t.answer)):]
	marked := g.EndMark != "" && len(rest) > 0 && t.step.Rows
	return !marked && len(bytes.TrimSpace(rest)) == 0 && slices.Equal(o.rows, t.rows)
}

func testCut(k *check) { k.breakAll(wound{fault: cutAfter}, everywhere) }

func testReset(k *check) { k.breakAll(wound{fault: resetAfter}, hereAndThere) }

func testCleanEnd(k *check) {
	if k.CutUndetectable != "" {
		k.Logf("an answer that ends early in good order looks whole: %s", k.CutUndetectable)
	}
	k.breakAll(wound{fault: endAfter, clean: true}, everywhere)
}

func testEndByClose(k *check) {
	k.breakAll(wound{fault: closeAfter, clean: true, quiet: true}, hereAndThere)
}

func testContentLength(k *check) {
	k.on("too long").breakAll(wound{fault: func(n int) fault { return shortOf(n, 10) }}, hereAndThere)
	k.on("too short").breakAll(wound{fault: announceLess, clean: true}, hereAndThere)
}

// testGzip cuts compressed bodies, and damages their checksum.
func testGzip(k *check) {
	for _, t := range k.rowTargets(Small, Large) {
		if !acceptsGzip(t) {
			k.Logf("%v: the connector asks for bodies that are not compressed", t)
			continue
		}
		size := len(gzipped(t.answer))
		at := hereAndThere(size)
		if t.Case == Small {
			at = everywhere(size)
		}
		k.on("%v", t).spread(len(at), 4, func(g *rig, i int) {
			g = g.part("after %d of %d compressed bytes", at[i], size)
			t.strike(g, zipped(func(b []byte) []byte { return b[:min(at[i], len(b))] }))
			g.broken(g.query(context.Background(), t.Answer), t, wound{clean: at[i] == 0}, 0)
		})
		k.on("%v", t).checksum(t)
	}
}

func acceptsGzip(t target) bool {
	for _, line := range t.header["Accept-Encoding"] {
		if bytes.Contains([]byte(line), []byte("gzip")) {
			return true
		}
	}
	return false
}

func (k *check) checksum(t target) {
	g := k.open()
	defer g.close()
	whole := g.part("compressed")
	t.strike(g, zipped(func(b []byte) []byte { return b }))
	whole.same(whole.query(context.Background(), t.Answer), t.rows)

	damaged := g.part("with a damaged checksum")
	t.strike(g, zipped(func(b []byte) []byte { b[len(b)-6] ^= 0xff; return b }))
	damaged.broken(damaged.query(context.Background(), t.Answer), t, wound{}, 0)
}

// testDrip sends answers one byte at a time.
func testDrip(k *check) {
	targets := k.targets(Small)
	k.spread(len(targets), 1, func(g *rig, i int) {
		t := targets[i]
		g = g.part("%v", t)
		t.strike(g, drip)
		g.same(g.query(context.Background(), t.Answer), t.rows)
	})
}

// testFirstBatch holds the rest of an answer back until a batch has come.
func testFirstBatch(k *check) {
	for _, t := range k.rowTargets(Large) {
		g := k.on("%v", t).open()
		release := make(chan struct{})
		t.strike(g, stallAfter(len(t.answer)*3/4, release))
		o := g.run(context.Background(), context.Background(), g.statement(t.Answer), func(_ connectors.Rows, o *outcome) {
			if o.batches == 1 {
				close(release)
			}
		})
		g.same(o, t.rows)
		g.close()
	}
}
