package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkStart measures a whole call of the program for the shortest query:
// floor is the shortest program that does the same. Both run in turns, and only
// one of them is on the clock, so that a busy machine slows both alike.
func BenchmarkStart(b *testing.B) {
	floor := build(b, "./testdata/floor")
	sonde := build(b, ".")
	state := b.TempDir()
	runFloor := func() { call(b, "1\n", state, floor) }
	runSonde := func() { call(b, "1\n1\n", state, sonde, "query", "SELECT 1") }
	b.Run("floor", func(b *testing.B) { inTurns(b, runFloor, runSonde) })
	b.Run("sonde", func(b *testing.B) { inTurns(b, runSonde, runFloor) })
}

func inTurns(b *testing.B, timed, other func()) {
	for b.Loop() {
		timed()
		b.StopTimer()
		other()
		b.StartTimer()
	}
}

// build compiles a program as it is released and returns its path.
func build(tb testing.TB, folder string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "program")
	c := exec.Command("go", "build", "-ldflags", "-s -w", "-o", path, folder)
	if out, err := c.CombinedOutput(); err != nil {
		tb.Fatalf("%v: %s", err, out)
	}
	return path
}

// call runs a program that keeps its state in a folder, and checks what it
// prints.
func call(tb testing.TB, want, state string, program string, args ...string) {
	tb.Helper()
	c := exec.Command(program, args...)
	c.Env = append(os.Environ(), "XDG_STATE_HOME="+state, "XDG_CONFIG_HOME="+state)
	var errors strings.Builder
	c.Stderr = &errors
	out, err := c.Output()
	if err != nil || string(out) != want {
		tb.Fatalf("%v: printed %q, and %q as errors", err, out, errors.String())
	}
}
