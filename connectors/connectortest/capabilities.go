package connectortest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sonde/connectors"
)

// maxNodes is how many levels of the catalog are listed.
const maxNodes = 200

func (k *check) timeout() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), k.patience)
}

// testCatalog walks the catalog, asks for what is not there, and has the source
// refuse.
func testCatalog(k *check) {
	g := k.open()
	defer g.close()
	catalog, can := g.conn.(connectors.Cataloger)
	if !can {
		k.Logf("the connection has no catalog")
		return
	}
	ctx, cancel := k.timeout()
	defer cancel()
	nodes := 0
	g.walk(ctx, catalog, nil, &nodes)
	if nodes == 0 {
		g.Errorf("the catalog is empty")
	}
	_, err := catalog.Children(ctx, []string{"no such thing", "at all"})
	g.part("a path that does not exist").failed(err, connectors.ClassNotFound)
	if bulk, can := g.conn.(connectors.BulkCataloger); can {
		g.bulk(ctx, bulk)
	}
	cancelled, stop := context.WithCancel(context.Background())
	stop()
	if _, err := catalog.Children(cancelled, nil); err != nil {
		g.part("cancelled").failed(err, connectors.ClassCancelled)
	}
	if g.server != nil {
		k.catalogFaults()
	}
}

func (g *rig) walk(ctx context.Context, catalog connectors.Cataloger, path []string, seen *int) {
	if *seen > maxNodes {
		return
	}
	children, err := catalog.Children(ctx, path)
	if err != nil {
		g.part("children of %q", path).failed(err, connectors.ClassPermission)
		return
	}
	for _, n := range children {
		*seen++
		if n.Name == "" || n.Kind == "" {
			g.Errorf("a node below %q has no name or no kind: %+v", path, n)
		}
		g.noSecret("the catalog", fmt.Sprintf("%+v", n))
		if !n.Leaf {
			g.walk(ctx, catalog, append(slices.Clip(path), n.Name), seen)
		}
	}
}

func (g *rig) bulk(ctx context.Context, bulk connectors.BulkCataloger) {
	tables, err := bulk.Tables(ctx)
	if err != nil {
		g.part("Tables").failed(err, connectors.ClassPermission)
		return
	}
	for _, t := range tables {
		if len(t.Path) == 0 || t.Path[len(t.Path)-1] != t.Node.Name {
			g.Errorf("Tables: the path %q does not lead to %q", t.Path, t.Node.Name)
		}
	}
}

// brokenServer makes every request of a new rig meet a fault.
func (k *check) brokenServer(f fault) *rig {
	g := k.open()
	g.server.mu.Lock()
	g.server.steps = []Step{everyRequest}
	g.server.mu.Unlock()
	g.server.set(&plan{step: 0, nth: -1, fault: f})
	return g
}

// ways are failures of requests that are no statements.
func (k *check) ways() map[string]fault {
	ways := map[string]fault{"a web page": status(200, page, "text/html"), "cut": cutAfter(1), "JSON that is cut": endAfter(1)}
	for _, code := range []int{401, 500, 503} {
		for _, b := range k.bodies(code) {
			ways[fmt.Sprintf("%d, %s", code, b.name)] = status(code, b.text, b.contentType, patient)
		}
	}
	return ways
}

func (k *check) catalogFaults() {
	for name, f := range k.ways() {
		g := k.on("%s", name).brokenServer(f)
		g.within("Children", func() {
			ctx, cancel := k.timeout()
			defer cancel()
			children, err := g.conn.(connectors.Cataloger).Children(ctx, nil)
			if err == nil && asked(g) && len(children) == 0 {
				g.Errorf("a catalog that could not be read is shown as empty")
			}
			if err != nil {
				g.failed(err)
			}
		})
		g.close()
	}
}

func asked(g *rig) bool { return len(g.server.seen()) > 0 }

// testPing asks whether the source answers, when it does and when it does not.
func testPing(k *check) {
	g := k.open()
	defer g.close()
	pinger, can := g.conn.(connectors.Pinger)
	if !can {
		k.Logf("the connection cannot be pinged")
		return
	}
	ctx, cancel := k.timeout()
	defer cancel()
	info, err := pinger.Ping(ctx)
	if err != nil {
		g.Errorf("Ping: %v", err)
	}
	g.noSecret("ServerInfo", info.Product+" "+info.Version)
	if g.server == nil {
		return
	}
	for name, f := range k.ways() {
		g := k.on("%s", name).brokenServer(f)
		g.within("Ping", func() {
			_, err := g.conn.(connectors.Pinger).Ping(ctx)
			g.failed(err)
			if strings.HasPrefix(name, "401") {
				g.failed(err, k.classesOf(401)...)
			}
		})
		g.close()
	}
}

var states = []connectors.CancelState{
	connectors.CancelStopped, connectors.CancelHere, connectors.CancelAccepted, connectors.CancelEnded,
	connectors.CancelRunning, connectors.CancelExpires, connectors.CancelNotAllowed, connectors.CancelUnknown,
}

// testCanceler cancels a run that never was, and one that goes on.
func testCanceler(k *check) {
	g := k.open()
	defer g.close()
	canceler, can := g.conn.(connectors.Canceler)
	if !can {
		k.Logf("the source cannot be told")
		return
	}
	ctx, cancel := k.timeout()
	defer cancel()
	state, err := canceler.Cancel(ctx, "no such run")
	g.state(state, err, "a run that never was")
	if state == connectors.CancelStopped || state == connectors.CancelHere {
		g.Errorf("a run that never was is said to be stopped")
	}
	g.cancelRunning(ctx, canceler)
	g.usable()
}

func (g *rig) state(state connectors.CancelState, err error, what string) {
	g = g.part("%s", what)
	if err != nil {
		g.Errorf("Cancel: %v", err)
	} else if !slices.Contains(states, state) {
		g.Errorf("Cancel says %q, which is no state", state)
	}
}

// cancelRunning tells the source while rows are outstanding. The reader gives up
// too, as it does in the program.
func (g *rig) cancelRunning(ctx context.Context, canceler connectors.Canceler) {
	a, answered := g.Answers[Endless]
	if g.server != nil {
		a, answered = g.Answers[Small]
		for _, t := range g.rowTargets(Small) {
			t.strike(g, silence)
		}
	}
	if !answered {
		return
	}
	s := g.statement(a)
	run, stop := context.WithCancel(context.Background())
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		if g.server != nil {
			g.eventually(func() bool { return asked(g) })
		}
		state, err := canceler.Cancel(ctx, s.ID)
		g.state(state, err, "a run that goes on")
		stop()
	}()
	o := g.run(run, run, s, nil)
	<-done
	g.failed(o.err)
}
