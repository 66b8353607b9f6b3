package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
)

// BenchmarkMemory streams rows in a process of its own and reports the largest
// resident set of that process.
func BenchmarkMemory(b *testing.B) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		b.Skip("this system does not tell the largest resident set")
	}
	for _, c := range []struct {
		name, mode string
		rows       int64
	}{
		{"floor", "drop", 10_000_000},
		{"sonde/10000000", "keep", 10_000_000},
		{"sonde/100000000", "keep", 100_000_000},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				b.ReportMetric(peakOfChild(b, c.mode, c.rows)/1e6, "peak-MB")
			}
		})
	}
}

// childWork is the environment variable that turns the test binary into a
// process that streams rows, and says at its end how large it became. The
// resource usage that a parent is told would count its own size at the fork.
const childWork = "SONDE_BENCH_STREAM"

var peakLine = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peakOfChild is the largest resident set of a child in bytes.
func peakOfChild(b *testing.B, mode string, rows int64) float64 {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d", childWork, mode, rows))
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

func TestMain(m *testing.M) {
	var mode string
	var rows int64
	if _, err := fmt.Sscan(os.Getenv(childWork), &mode, &rows); err == nil {
		if err := stream(mode, rows); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func stream(mode string, rows int64) error {
	read := streamDropped
	if mode == "keep" {
		read = streamKept
	}
	n, err := read(rows)
	if err != nil || n != rows {
		return fmt.Errorf("%d rows: %w", n, err)
	}
	status, err := os.ReadFile("/proc/self/status")
	fmt.Println(string(status))
	return err
}

func streamKept(rows int64) (int64, error) {
	c, err := dialLocal()
	if err != nil {
		return 0, err
	}
	defer c.Close()
	return keep(c, streamed(rows))
}

func streamDropped(rows int64) (int64, error) {
	db, err := dialRaw()
	if err != nil {
		return 0, err
	}
	defer db.close()
	return db.drop(streamed(rows))
}
