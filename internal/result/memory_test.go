package result

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"testing"
)

// allowance is the memory in bytes that a process may take beyond the budget.
const allowance = 100_000_000

// TestMemoryOfStream has all of the process, garbage included, stay within the
// budget and the allowance while rows pass through.
func TestMemoryOfStream(t *testing.T) {
	debug.FreeOSMemory()
	s := newPool(t, DefaultBudget).NewStore()
	source := newProducer()
	peak := uint64(0)
	for first := int64(0); first < 25_000_000; first += streamRows {
		if err := s.Append(source.next(first)); err != nil {
			t.Fatal(err)
		}
		peak = max(peak, processMemory())
	}
	if peak > DefaultBudget+allowance {
		t.Errorf("%d MB at the peak", peak/1e6)
	}
}

// processMemory is what the Go runtime has of the system, in bytes.
func processMemory() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}

// BenchmarkMemory streams rows in a process of its own and reports the largest
// resident set of that process. The floor keeps nothing; the limit is
// DefaultBudget and the allowance, 368 MB.
func BenchmarkMemory(b *testing.B) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		b.Skip("this system does not tell the largest resident set")
	}
	for _, c := range []struct {
		name, mode string
		rows       int64
	}{
		{"floor", "drop", 10_000_000},
		{"sonde/rows=10000000", "keep", 10_000_000},
		{"sonde/rows=100000000", "keep", 100_000_000},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				b.ReportMetric(streamInChild(b, c.mode, c.rows)/1e6, "peak-MB")
			}
		})
	}
}

// childStream is the environment variable that turns the test binary into a
// process that streams rows, and says at its end how large it became.
const childStream = "SONDE_TEST_STREAM"

var peakLine = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

func streamInChild(b *testing.B, mode string, rows int64) (peak float64) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d", childStream, mode, rows))
	out, err := cmd.CombinedOutput()
	found := peakLine.FindSubmatch(out)
	if err != nil || found == nil {
		b.Fatalf("%v: %s", err, out)
	}
	kilobytes, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return kilobytes * 1024
}

// runStream streams if this process is such a child.
func runStream() {
	var mode string
	var rows int64
	if _, err := fmt.Sscan(os.Getenv(childStream), &mode, &rows); err != nil {
		return
	}
	if err := streamAndTell(mode == "keep", rows); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

func streamAndTell(keep bool, rows int64) error {
	p := NewPool(Options{})
	s := p.NewStore()
	source := newProducer()
	for first := int64(0); first < rows; first += streamRows {
		batch := source.next(first)
		if !keep {
			continue
		}
		if err := s.Append(batch); err != nil {
			return err
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	fmt.Println(string(status))
	return p.Close()
}
