package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// signalled is the cause of a context that a signal has ended.
type signalled struct{ os.Signal }

func (s signalled) Error() string { return s.String() }

// sameSignal is how soon a second signal counts as the first: timeout(1) sends
// one to the program and one to its group.
const sameSignal = 300 * time.Millisecond

// untilSignal returns a context that ends with one of the signals; a second one
// ends the program at once. The function lets go of them.
func untilSignal(signals ...os.Signal) (ctx context.Context, stop func()) {
	return untilSignals(sameSignal, leave, signals...)
}

// untilSignals hands a later signal on: it is of who will not wait until a
// source has been told.
func untilSignals(same time.Duration, again func(os.Signal), signals ...os.Signal) (ctx context.Context, stop func()) {
	ctx, end := context.WithCancelCause(context.Background())
	came, over := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(came, signals...)
	go func() {
		var first time.Time
		for {
			select {
			case s := <-came:
				if first.IsZero() {
					first = time.Now()
					end(signalled{s})
				} else if time.Since(first) >= same {
					again(s)
				}
			case <-over:
				return
			}
		}
	}()
	return ctx, func() {
		signal.Stop(came)
		close(over)
		end(nil)
	}
}

// leave ends the program at once, with the exit code of a signal.
func leave(s os.Signal) {
	os.Exit(codeOf(s))
}

// cancelledBy is the exit code of what was cancelled: as shells have it, 128 and
// the number of the signal.
func cancelledBy(ctx context.Context) int {
	var s signalled
	if errors.As(context.Cause(ctx), &s) {
		return codeOf(s.Signal)
	}
	return ExitCancelled
}

func codeOf(s os.Signal) int {
	if number, ok := s.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return ExitCancelled
}
