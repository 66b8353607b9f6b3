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
		size       int64 // in rows, or in billions of bytes of a body
	}{
		{"floor", "drop", 10_000_000},
		{"sonde/10000000", "keep", 10_000_000},
		{"sonde/100000000", "keep", 100_000_000},
		{"http/1", "http", 1},
		{"http/5", "http", 5},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				b.ReportMetric(peakOfChild(b, c.mode, c.size)/1e6, "peak-MB")
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
func peakOfChild(b *testing.B, mode string, size int64) float64 {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d", childWork, mode, size))
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
	var size int64
	if _, err := fmt.Sscan(os.Getenv(childWork), &mode, &size); err == nil {
		if err := stream(mode, size); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func stream(mode string, size int64) error {
	if err := streamAs(mode, size); err != nil {
		return err
	}
	status, err := os.ReadFile("/proc/self/status")
	fmt.Println(string(status))
	return err
}

// streamAs streams so many rows, or billions of bytes of a body.
func streamAs(mode string, size int64) error {
	if mode == "http" {
		_, err := streamHTTP(size * 1e9)
		return err
	}
	read := streamDropped
	if mode == "keep" {
		read = streamKept
	}
	n, err := read(size)
	if err != nil || n != size {
		return fmt.Errorf("%d rows: %w", n, err)
	}
	return nil
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
