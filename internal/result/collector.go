package result

import (
	"math/bits"
	"runtime/debug"
	"sync"
)

// garbageSlack is about how many bytes of garbage the heap may hold beside the
// results. Go's collector by default lets garbage grow until it is as large as
// the live heap, which would double the memory of a full pool. Batches hold
// hardly a pointer, so collecting more often costs little.
const garbageSlack = 32 << 20

// collector is the process-wide setting of the garbage collector.
var collector struct {
	sync.Mutex
	normal int // percentage before the first change
	level  int // the percentage is normal halved so many times
}

// tightenCollector makes the collector run more often once results hold many
// bytes. It stops the world for some microseconds, at most once per doubling.
func tightenCollector(held int64) {
	collector.Lock()
	defer collector.Unlock()
	if level := collectorLevel(held); level > collector.level {
		setCollector(level)
	}
}

// relaxCollector goes back towards the normal setting when results were
// closed.
func relaxCollector(held int64) {
	collector.Lock()
	defer collector.Unlock()
	if level := collectorLevel(held); level < collector.level {
		setCollector(level)
	}
}

// collectorLevel is 0 below the slack and grows by one with each doubling, to
// a limit beyond which the collector would run all the time.
func collectorLevel(held int64) int {
	return min(4, bits.Len64(uint64(held/garbageSlack)))
}

// setCollector leaves a collector alone that the environment has switched off.
func setCollector(level int) {
	if collector.level == 0 {
		collector.normal = debug.SetGCPercent(100)
	}
	collector.level = level
	if collector.normal < 0 {
		debug.SetGCPercent(collector.normal)
		return
	}
	debug.SetGCPercent(max(1, collector.normal>>level))
}
