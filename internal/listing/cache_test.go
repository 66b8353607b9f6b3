package listing

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

func TestCacheServesNewsToWhoAsksAgain(t *testing.T) {
	clock, loads := time.Unix(0, 0), 0
	c := Cache[int]{now: func() time.Time { return clock }}
	load := func(context.Context) (int, error) { loads++; return loads, nil }
	for _, step := range []struct {
		pass  time.Duration
		asker string
		want  int
	}{
		{0, "root", 1}, {5 * time.Second, "root", 1}, {time.Minute, "schema", 1}, {time.Minute, "root", 2}, {time.Second, "schema", 2}, {20 * time.Minute, "other", 3},
	} {
		clock = clock.Add(step.pass)
		got, at, err := c.Get(t.Context(), "k", step.asker, load)
		if err != nil || got != step.want || at.After(clock) {
			t.Errorf("%s after %s: answer %d from %s, %v", step.asker, step.pass, got, at, err)
		}
	}
	if got, _, _ := c.Get(t.Context(), "another", "root", load); got != 4 {
		t.Errorf("another key got answer %d", got)
	}
}

func TestCacheForgetsErrors(t *testing.T) {
	var c Cache[int]
	if _, _, err := c.Get(t.Context(), "k", "", func(context.Context) (int, error) { return 0, errors.New("no") }); err == nil {
		t.Error("the error was lost")
	}
	if got, _, err := c.Get(t.Context(), "k", "", func(context.Context) (int, error) { return 7, nil }); got != 7 || err != nil {
		t.Errorf("%d, %v", got, err)
	}
}

func TestCacheLoadsOnceForMany(t *testing.T) {
	var c Cache[int]
	var wait sync.WaitGroup
	begun, goOn, loads := make(chan struct{}), make(chan struct{}), 0
	load := func(context.Context) (int, error) { loads++; close(begun); <-goOn; return 1, nil }
	for range 4 {
		wait.Go(func() {
			if got, _, err := c.Get(t.Context(), "k", "", load); got != 1 || err != nil {
				t.Errorf("%d, %v", got, err)
			}
		})
	}
	<-begun
	gone, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := c.Get(gone, "k", "", load); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled wait ended in %v", err)
	}
	close(goOn)
	wait.Wait()
	if loads != 1 {
		t.Errorf("%d loads", loads)
	}
}
