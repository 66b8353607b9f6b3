package connectortest

import (
	"context"

	"sonde/connectors"
)

// testResume takes up runs that go on without a client. They have ended by then,
// and must give what they gave before.
func testResume(k *check) {
	g := k.open()
	defer g.close()
	resumer, can := g.conn.(connectors.Resumer)
	if !can {
		k.Logf("the connection takes up no runs")
		return
	}
	for _, c := range []Case{Small, Write} {
		t := k.truth(c)
		if t == nil {
			continue
		}
		g := g.part("%s", c)
		o := g.query(context.Background(), t.Answer)
		g.same(o, t.rows)
		if o.progress.Operation != "" {
			g.resume(resumer, o.progress.Operation, t)
		}
	}
}

func (g *rig) resume(resumer connectors.Resumer, operation string, t *truth) {
	g.noSecret("the operation", operation)
	g.server.set(nil)
	g.within("Resume", func() {
		rows, err := resumer.Resume(context.Background(), operation)
		if err != nil {
			g.Errorf("Resume: %v", err)
			return
		}
		g.same(g.drain(context.Background(), rows, func(connectors.Rows, *outcome) {}), t.rows)
	})
	for _, r := range g.server.seen() {
		if r.step >= 0 && !g.steps()[r.step].Repeatable {
			g.Errorf("Resume has sent the step %s", g.steps()[r.step].Name)
		}
	}
}
