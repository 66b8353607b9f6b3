package httpapi

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"sonde/connectors"
)

// PhaseRetrying is the phase of a request that waits before it is sent again.
const PhaseRetrying connectors.Phase = "waiting to retry"

// Meter tells how far requests are, while they are under way. Several requests
// of one run may share it: bytes add up, and the phase is that of the latest.
// The zero value is ready, and its methods may be called from any goroutine.
type Meter struct {
	wire, body atomic.Int64

	mu    sync.Mutex
	phase connectors.Phase
	wait  Wait
}

// Wait is a pause before a request is sent again.
type Wait struct {
	Until   time.Time
	Delay   time.Duration
	Reason  string // what the server or the network said
	Attempt int    // the attempt that failed, from 1
}

func (w Wait) String() string {
	return fmt.Sprintf("waiting %s before trying again: %s", w.Delay.Round(100*time.Millisecond), w.Reason)
}

// left is the wait with what is left of it, in whole seconds where it is long.
func (w Wait) left(now time.Time) Wait {
	if left := w.Until.Sub(now); left < w.Delay {
		w.Delay = max(0, left)
	}
	if w.Delay > time.Second {
		w.Delay = (w.Delay + time.Second - 1).Truncate(time.Second)
	}
	return w
}

// Wire is the number of bytes of bodies as they came, perhaps compressed.
func (m *Meter) Wire() int64 { return m.wire.Load() }

// Body is the number of bytes of bodies after decoding.
func (m *Meter) Body() int64 { return m.body.Load() }

// Phase is connecting, running (sent, not answered yet), downloading, decoding
// (the body is here) or [PhaseRetrying]; empty before the first request.
func (m *Meter) Phase() connectors.Phase {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.phase
}

// Wait returns the pause that is going on; ok is false where there is none.
func (m *Meter) Wait() (w Wait, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.wait, m.phase == PhaseRetrying
}

// Fill writes phase, bytes on the wire and the pause, as a warning, into p.
func (m *Meter) Fill(p *connectors.Progress) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.phase != "" {
		p.Phase = m.phase
	}
	p.BytesRead = m.wire.Load()
	if m.phase == PhaseRetrying {
		p.Warnings = append(p.Warnings[:len(p.Warnings):len(p.Warnings)], m.wait.left(time.Now()).String())
	}
}

func (m *Meter) enter(phase connectors.Phase) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.phase = phase
}

func (m *Meter) pause(w Wait) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.phase, m.wait = PhaseRetrying, w
}
