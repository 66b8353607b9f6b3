package result

import (
	"context"
	"runtime/debug"
	"testing"
)

func TestBudgetIsKept(t *testing.T) {
	const budget = 500_000
	p := newPool(t, budget)
	a, b := p.NewStore(), p.NewStore()
	for range 40 {
		fill(t, a, 1, 1000)
		fill(t, b, 2, 300)
		for i := range a.Snapshot().NumBatches() {
			if _, err := a.Snapshot().Load(context.Background(), i); err != nil {
				t.Fatal(err)
			}
			if memory, _ := p.Usage(); memory > budget {
				t.Fatalf("%d bytes in memory", memory)
			}
		}
	}
	memory, disk := p.Usage()
	if memory < budget/2 || disk == 0 {
		t.Errorf("%d bytes in memory, %d on disk", memory, disk)
	}
	wantNumbers(t, a, 40_000)
	wantNumbers(t, b, 24_000)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, after := p.Usage(); after >= disk {
		t.Errorf("%d bytes on disk after closing the larger store, %d before", after, disk)
	}
	wantNumbers(t, b, 24_000)
}

func TestEdgesAndUsedBatchesStay(t *testing.T) {
	p := newPool(t, 600_000)
	s := p.NewStore()
	fill(t, s, 4, 1000)
	for range 36 {
		s.Snapshot().Peek(2)
		fill(t, s, 1, 1000)
	}
	for batch, stays := range map[int]bool{0: true, 1: false, 2: true, 3: false, 39: true} {
		if _, ok := s.Snapshot().Peek(batch); ok != stays {
			t.Errorf("batch %d in memory: %v", batch, ok)
		}
	}
}

func TestCacheIsBounded(t *testing.T) {
	p := newPool(t, 400_000)
	s := p.NewStore()
	fill(t, s, 40, 1000)
	before, _ := p.Usage()
	for i := range 40 {
		if _, err := s.Snapshot().Load(context.Background(), i); err != nil {
			t.Fatal(err)
		}
		if _, ok := s.Snapshot().Peek(i); !ok {
			t.Errorf("batch %d left at once", i)
		}
	}
	if after, _ := p.Usage(); after == before || after-before > 100_000 {
		t.Errorf("the cache holds %d bytes", after-before)
	}
}

func TestCollectorFollowsMemory(t *testing.T) {
	for held, level := range map[int64]int{0: 0, garbageSlack - 1: 0, garbageSlack: 1, 4 * garbageSlack: 3, 1 << 40: 4} {
		if got := collectorLevel(held); got != level {
			t.Errorf("%d bytes: level %d, want %d", held, got, level)
		}
	}
	normal := debug.SetGCPercent(100)
	defer debug.SetGCPercent(normal)
	tightenCollector(6 * garbageSlack)
	tightenCollector(garbageSlack)
	if got := debug.SetGCPercent(12); got != 12 {
		t.Errorf("at 192 MiB the collector runs at %d %%", got)
	}
	relaxCollector(0)
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("afterwards it runs at %d %%", got)
	}
}
