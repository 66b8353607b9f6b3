package cli

import (
	"context"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
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

func TestSecondSignalIsNotWaitedFor(t *testing.T) {
	again := make(chan os.Signal, 1)
	ctx, stop := untilSignals(func(s os.Signal) { again <- s }, os.Interrupt)
	defer stop()
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
	if s := <-again; codeOf(s) != 130 {
		t.Errorf("%v ends the program with %d", s, codeOf(s))
	}
}
