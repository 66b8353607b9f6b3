package connectortest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"sonde/connectors"
)

// truth is an answer as it is when nothing goes wrong.
type truth struct {
	Case
	Answer
	rows     []string
	requests []request
}

// target is a request that can be broken: one of a truth.
type target struct {
	*truth
	step   Step
	index  int // of the step
	nth    int // of its requests
	answer []byte
	header map[string][]string
}

func (t target) String() string { return fmt.Sprintf("%s, %s", t.Case, t.step.Name) }

// truths are kept from the first time that somebody asks.
type truths struct {
	mu    sync.Mutex
	known map[Case]*truth
}

// truth reads an answer undisturbed; nil where the source has no such case.
func (k *check) truth(c Case) *truth {
	a, answered := k.Answers[c]
	if !answered || k.Skip[string(c)] != "" {
		return nil
	}
	k.truths.mu.Lock()
	defer k.truths.mu.Unlock()
	if t := k.truths.known[c]; t != nil {
		return t
	}
	g := k.open()
	defer g.close()
	o := g.query(context.Background(), a)
	if !o.ended() {
		g.fatalf("the undisturbed answer %q failed: %v", c, o.err)
	}
	t := &truth{Case: c, Answer: a, rows: o.rows}
	if g.server != nil {
		t.requests = g.server.seen()
	}
	k.truths.known[c] = t
	return t
}

// targets are the requests of the cases that are broken in turn: the first of
// every step, and of steps with rows the last, behind which rows were delivered.
func (k *check) targets(of ...Case) []target {
	var list []target
	for _, c := range of {
		t := k.truth(c)
		if t == nil {
			continue
		}
		steps := k.steps()
		found := map[int]int{} // where a step stands in the list
		counts := map[int]int{}
		for _, r := range t.requests {
			if r.step < 0 {
				continue
			}
			hit := target{truth: t, step: steps[r.step], index: r.step, nth: counts[r.step], answer: r.answer, header: r.header}
			counts[r.step]++
			if at, again := found[r.step]; !again {
				found[r.step] = len(list)
				list = append(list, hit)
			} else if hit.step.Rows {
				list[at] = hit
			}
		}
	}
	return list
}

// rowTargets are the targets whose answers hold rows.
func (k *check) rowTargets(of ...Case) []target {
	return slices.DeleteFunc(k.targets(of...), func(t target) bool { return !t.step.Rows })
}

// strike lets a fault befall the target on the rig's server, once.
func (t target) strike(g *rig, f fault) (arrived <-chan struct{}) {
	return g.server.set(&plan{step: t.index, nth: t.nth, fault: f})
}

// strikeAll lets a fault befall every request of the target's step.
func (t target) strikeAll(g *rig, f fault) {
	g.server.set(&plan{step: t.index, nth: -1, fault: f})
}

// usual is how many requests of the target's step an undisturbed run takes.
func (t target) usual() (n int) {
	for _, r := range t.requests {
		if r.step == t.index {
			n++
		}
	}
	return n
}

// repeated reports whether the connector has sent the step again.
func (t target) repeated(g *rig) bool { return g.server.count(t.index) > t.usual() }

// brokenClasses are the classes of an answer that broke off.
func (t target) brokenClasses(o outcome) []connectors.Class {
	switch {
	case len(o.rows) > 0:
		return []connectors.Class{connectors.ClassIncomplete}
	case t.step.Rows:
		return []connectors.Class{connectors.ClassIncomplete, connectors.ClassUnavailable}
	}
	return []connectors.Class{connectors.ClassIncomplete, connectors.ClassUnavailable, connectors.ClassInternal}
}
