package connectortest

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"sonde/connectors"
)

// ending is a way in which the client gives up an answer that stalls.
type ending struct {
	name  string
	class connectors.Class
	// begin returns the contexts of Query and Next, and what ends them.
	begin func() (query, next context.Context, end func())
}

var endings = []ending{
	{"cancelled", connectors.ClassCancelled, func() (context.Context, context.Context, func()) {
		ctx, cancel := context.WithCancel(context.Background())
		return ctx, ctx, cancel
	}},
	{"cancelled by the context of Query", connectors.ClassCancelled, func() (context.Context, context.Context, func()) {
		ctx, cancel := context.WithCancel(context.Background())
		return ctx, context.Background(), cancel
	}},
	{"out of time", connectors.ClassTimeout, func() (context.Context, context.Context, func()) {
		// The context ends by the clock; end only lets go of it.
		ctx, cancel := context.WithTimeout(context.Background(), 150*time.Millisecond)
		return ctx, ctx, func() { <-ctx.Done(); cancel() }
	}},
}

// testStall stops answering, and expects that the client can leave at once.
func testStall(k *check) {
	type stall struct {
		target
		ending
		name  string
		fault fault
	}
	var stalls []stall
	for _, t := range k.targets(Small, Large) {
		for _, e := range endings {
			stalls = append(stalls,
				stall{t, e, "before the answer", silence},
				stall{t, e, "before the body", stallAfter(0, nil)},
				stall{t, e, "in the body", stallAfter(len(t.answer)/2, nil)})
		}
	}
	k.spread(len(stalls), 8, func(g *rig, i int) {
		s := stalls[i]
		g = g.part("%v, %s, %s", s.target, s.name, s.ending.name)
		query, next, end := s.begin()
		defer end()
		arrived := s.strike(g, s.fault)
		over := make(chan struct{})
		defer close(over)
		go func() {
			select {
			case <-over: // before the stall, on a busy machine
			case <-arrived:
				time.Sleep(10 * time.Millisecond) // What was sent before the stall may arrive.
			case <-time.After(g.patience):
			}
			end()
		}()
		o := g.run(query, next, g.statement(s.Answer), nil)
		g.prefix(o, s.rows)
		g.failed(o.err, s.class)
		g.usable()
	})
}

// testVisibleWait asks for patience once. A request that may be repeated is, and
// meanwhile the progress tells of the wait.
func testVisibleWait(k *check) {
	var targets []target
	for _, t := range k.targets(Small) {
		if t.step.Repeatable {
			targets = append(targets, t)
		}
	}
	if len(targets) == 0 {
		k.Logf("no step may be sent again")
	}
	k.spread(len(targets), 4, func(g *rig, i int) {
		t := targets[i]
		g = g.part("%v", t)
		t.strike(g, status(http.StatusTooManyRequests, "slow down", "text/plain", "Retry-After: 1"))
		seen := false
		o := g.watched(t.Answer, func(p connectors.Progress) {
			text := strings.ToLower(string(p.Phase) + " " + strings.Join(p.Warnings, " "))
			seen = seen || strings.Contains(text, "wait")
		})
		g.same(o, t.rows)
		if !seen {
			g.Errorf("neither the phase nor a warning told of the wait")
		}
	})
}

// watched runs a statement while another goroutine looks at its progress.
func (g *rig) watched(a Answer, see func(connectors.Progress)) outcome {
	ended := make(chan struct{})
	var wait sync.WaitGroup
	o := g.run(context.Background(), context.Background(), g.statement(a), func(rows connectors.Rows, o *outcome) {
		if o.batches > 0 {
			return
		}
		wait.Go(func() {
			for {
				see(rows.Progress())
				rows.Schema()
				select {
				case <-ended:
					see(rows.Progress())
					return
				case <-time.After(time.Millisecond):
				}
			}
		})
	})
	close(ended)
	wait.Wait()
	return o
}

// testSentOnce fails the requests that may not be sent again in every way in
// which a client could be tempted.
func testSentOnce(k *check) {
	temptations := map[string]fault{
		"hung up":            hangUp,
		"cut in its head":    cutHead,
		"reset":              resetAfter(0),
		"cut":                cutAfter(1),
		"408":                status(408, "too slow", "text/plain"),
		"429 with a time":    status(429, "slow down", "text/plain", "Retry-After: 1"),
		"429 without a time": status(429, "slow down", "text/plain"),
		"500":                status(500, "oh", "text/plain"),
		"502":                status(502, "bad gateway", "text/plain"),
		"503 with a time":    status(503, "busy", "text/plain", "Retry-After: 1"),
		"504":                status(504, "gateway timeout", "text/plain"),
	}
	for _, t := range k.targets(Small, Write) {
		if t.step.Repeatable {
			continue
		}
		for name, f := range temptations {
			g := k.on("%v: %s", t, name).open()
			g.usable() // The next request goes over a connection that was used before.
			t.strike(g, f)
			g.failed(g.query(context.Background(), t.Answer).err)
			if n := g.server.count(t.index); n > t.nth+1 {
				g.Errorf("%d requests were sent, %d more than before the failure", n, n-t.nth-1)
			}
			g.close()
		}
	}
}
