package screentest

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

var update = flag.Bool("update", false, "write the kept frames anew from what the screen shows")

// settled is how long a masked screen must stay the same to be kept.
const settled = time.Second

// Golden waits until the screen, masked, is the frame that a file keeps, and
// returns it as it is. With -update it waits until the screen stays the same
// and writes the file.
func (t *Terminal) Golden(path string, mask Mask) Frame {
	t.tb.Helper()
	if *update {
		return t.keep(path, mask)
	}
	want, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.tb.Fatalf("%s is not there; -update writes it", path)
	} else if err != nil {
		t.tb.Fatal(err)
	}
	f, same := t.wait(func(f Frame) bool { return mask.Apply(f.Text()) == string(want) }, *patience)
	if !same {
		t.tb.Fatalf("the screen never was %s (-update writes it anew):\n%s", path, difference(string(want), mask.Apply(f.Text())))
	}
	return f
}

func (t *Terminal) keep(path string, mask Mask) Frame {
	t.tb.Helper()
	f := t.settled(settled, func(f Frame) string { return mask.Apply(f.Text()) })
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.tb.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(mask.Apply(f.Text())), 0o644); err != nil {
		t.tb.Fatal(err)
	}
	return f
}

// settled waits until what is seen of the screen stays the same for a while.
func (t *Terminal) settled(quiet time.Duration, seen func(Frame) string) Frame {
	f := t.Frame()
	for changed := true; changed; {
		last := seen(f)
		f, changed = t.wait(func(f Frame) bool { return seen(f) != last }, quiet)
	}
	return f
}

// Settled waits until the screen stays the same for a while, and returns it.
func (t *Terminal) Settled(quiet time.Duration) Frame {
	return t.settled(quiet, func(f Frame) string { return f.changes(Frame{}) })
}

// difference lists the rows in which two screens differ.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	line := func(lines []string, i int) string {
		if i < len(lines) {
			return lines[i]
		}
		return ""
	}
	var b strings.Builder
	for i := range max(len(w), len(g)) {
		if line(w, i) != line(g, i) {
			fmt.Fprintf(&b, "row %d\n  kept: %s\n  seen: %s\n", i+1, line(w, i), line(g, i))
		}
	}
	return b.String()
}
