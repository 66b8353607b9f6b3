package cli

import (
	"context"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestExitCodeAfterASignal(t *testing.T) {
	home(t, "")
	for s, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		ctx, stop := untilSignal(s)
		p, err := os.FindProcess(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Signal(s); err != nil {
			t.Fatal(err)
		}
		<-ctx.Done()
		if code := program().run(ctx, []string{"query", "FROM range(1000000000000)"}, strings.NewReader(""), io.Discard, io.Discard); code != want {
			t.Errorf("%v: exit code %d, want %d", s, code, want)
		}
		if code := program().run(ctx, []string{"version"}, strings.NewReader(""), io.Discard, io.Discard); code != ExitOK {
			t.Errorf("%v after the end: exit code %d", s, code)
		}
		stop()
	}
	if code := cancelledBy(context.Background()); code != ExitCancelled {
		t.Errorf("exit code %d without a signal", code)
	}
}

// interruptTwice sends two signals and returns what hears of the second.
func interruptTwice(t *testing.T, same time.Duration) <-chan os.Signal {
	t.Helper()
	again := make(chan os.Signal, 1)
	ctx, stop := untilSignals(same, func(s os.Signal) { again <- s }, os.Interrupt)
	t.Cleanup(stop)
	p, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := p.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		<-ctx.Done()
	}
	return again
}

func TestSecondSignalIsNotWaitedFor(t *testing.T) {
	if s := <-interruptTwice(t, 0); codeOf(s) != 130 {
		t.Errorf("%v ends the program with %d", s, codeOf(s))
	}
}

func TestSignalThatComesTwiceIsOne(t *testing.T) {
	again := interruptTwice(t, time.Hour)
	time.Sleep(50 * time.Millisecond) // A second signal that is heard, is heard soon.
	if len(again) != 0 {
		t.Error("a signal that came twice at once ended the program")
	}
}
