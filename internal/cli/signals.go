package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// signalled is the cause of a context that a signal has ended.
type signalled struct{ os.Signal }

func (s signalled) Error() string { return s.String() }

// untilSignal returns a context that ends with one of the signals. The function
// lets go of them.
func untilSignal(signals ...os.Signal) (ctx context.Context, stop func()) {
	ctx, end := context.WithCancelCause(context.Background())
	came := make(chan os.Signal, 1)
	signal.Notify(came, signals...)
	go func() {
		select {
		case s := <-came:
			end(signalled{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(came)
		end(nil)
	}
}

// cancelledBy is the exit code of what was cancelled: as shells have it, 128 and
// the number of the signal.
func cancelledBy(ctx context.Context) int {
	var s signalled
	if errors.As(context.Cause(ctx), &s) {
		if number, ok := s.Signal.(syscall.Signal); ok {
			return 128 + int(number)
		}
	}
	return ExitCancelled
}
