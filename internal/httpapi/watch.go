package httpapi

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"sync"
	"time"

	"sonde/connectors"
)

// Phase is a part of an exchange that has a limit of its own.
type Phase string

// Phases with limits.
const (
	PhaseName      Phase = "name" // within the limit for connecting
	PhaseConnect   Phase = "connect"
	PhaseTLS       Phase = "TLS"
	PhaseFirstByte Phase = "first byte"
	PhaseIdle      Phase = "idle"
)

// watch ends a request when the phase that it is in takes too long, when the
// client is closed, or when the caller's context ends.
type watch struct {
	caller context.Context
	ctx    context.Context
	cancel context.CancelCauseFunc
	unhook func() bool
	limits Limits
	meter  *Meter

	mu    sync.Mutex
	timer *time.Timer
	phase Phase
	over  bool
}

func (c *Client) watch(caller context.Context, r *Request) *watch {
	w := &watch{caller: caller, limits: c.limits, meter: r.Meter}
	if r.FirstByte != 0 {
		w.limits.FirstByte = r.FirstByte
	}
	w.ctx, w.cancel = context.WithCancelCause(caller)
	w.unhook = context.AfterFunc(c.open, func() { w.cancel(errClosed) })
	if c.open.Err() != nil {
		w.cancel(errClosed) // The hook runs beside the request, which could be the faster one.
	}
	w.ctx = httptrace.WithClientTrace(w.ctx, &httptrace.ClientTrace{
		GetConn:           func(string) { w.arm(PhaseConnect, w.limits.Connect); w.meter.enter(connectors.PhaseConnecting) },
		DNSStart:          func(httptrace.DNSStartInfo) { w.arm(PhaseName, w.limits.Connect) },
		DNSDone:           func(httptrace.DNSDoneInfo) { w.arm(PhaseConnect, w.limits.Connect) },
		TLSHandshakeStart: func() { w.arm(PhaseTLS, w.limits.TLS) },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { w.arm(PhaseConnect, w.limits.Connect) },
		GotConn: func(httptrace.GotConnInfo) {
			w.arm(PhaseFirstByte, w.limits.FirstByte)
			w.meter.enter(connectors.PhaseRunning)
		},
	})
	return w
}

// arm starts the clock of a phase, unless the request has ended: a read or a
// dial that goes on for a moment must not wind it up again.
func (w *watch) arm(phase Phase, limit time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.phase = phase
	switch {
	case w.over:
	case w.timer == nil && limit > 0:
		w.timer = time.AfterFunc(limit, w.expire)
	case w.timer != nil && limit > 0:
		w.timer.Reset(limit)
	case w.timer != nil:
		w.timer.Stop()
	}
}

func (w *watch) disarm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.timer.Stop()
	}
}

func (w *watch) expire() {
	w.mu.Lock()
	phase := w.phase
	w.mu.Unlock()
	w.cancel(&phaseTimeout{phase})
}

// end lets go of everything. What still runs of the request stops.
func (w *watch) end() {
	w.mu.Lock()
	w.over = true
	w.mu.Unlock()
	w.disarm()
	w.unhook()
	w.cancel(nil)
}

// ended returns why the request was ended from this side: the caller's context,
// a closed client, or a *phaseTimeout; nil where it was not.
func (w *watch) ended() error {
	if err := w.caller.Err(); err != nil {
		return err
	}
	if w.ctx.Err() != nil {
		return context.Cause(w.ctx)
	}
	return nil
}

// phaseTimeout is the cause of a request that took too long in one phase.
type phaseTimeout struct{ phase Phase }

func (e *phaseTimeout) Error() string { return "timed out: " + string(e.phase) }
