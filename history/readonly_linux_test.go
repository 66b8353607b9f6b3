package history

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A child that only reads gives up the rights of an administrator, for whom no
// folder is closed.
func init() {
	what := os.Getenv("SONDE_HISTORY_CHILD")
	if (what == "read" || what == "outcomes") && os.Getuid() == 0 {
		if err := errors.Join(syscall.Setgid(65534), syscall.Setuid(65534)); err != nil {
			panic(err)
		}
	}
}

// closedTo makes a history of two entries, the last of them not yet written back
// where unfinished is set, and takes the right to write away.
func closedTo(t *testing.T, unfinished bool) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "sonde", "history.db")
	s := open(t, path)
	begin(t, s, "SELECT 1")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if unfinished {
		s = open(t, path)
		// A copy, made while the file is in use, is what a killed program leaves.
		begin(t, s, "SELECT 2")
		copied := filepath.Join(t.TempDir(), "sonde")
		if err := os.Mkdir(copied, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, suffix := range []string{"", "-wal"} {
			if err := copyFile(path+suffix, filepath.Join(copied, "history.db"+suffix)); err != nil {
				t.Fatal(err)
			}
		}
		path = filepath.Join(copied, "history.db")
	}
	closeFolder(t, path)
	return path
}

// closeFolder lets everybody read a history, and nobody write it.
func closeFolder(t *testing.T, path string) {
	t.Helper()
	locks, err := filepath.Glob(filepath.Join(path+".sessions", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(locks, path, path+"-wal", path+"-shm") {
		if err := os.Chmod(name, 0o644); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(path+".sessions", 0o555); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(path+".sessions", 0o755) })
	for dir := filepath.Dir(path); dir != os.TempDir(); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	}
}

// A history whose folder takes nothing in is read as it is, with what a killed
// program has not written back, and says that nothing is recorded.
func TestReadOnlyHistoryIsRead(t *testing.T) {
	for name, want := range map[string]string{"closed": "SELECT 1\n", "unfinished": "SELECT 2\nSELECT 1\n"} {
		t.Run(name, func(t *testing.T) {
			path := closedTo(t, name == "unfinished")
			scratch := t.TempDir()
			if err := os.Chmod(scratch, 0o777); err != nil {
				t.Fatal(err)
			}
			cmd := child(t, "read", path)
			cmd.Env = append(cmd.Env, "TMPDIR="+scratch)
			out, err := cmd.CombinedOutput()
			got := string(out)
			if err != nil || !strings.HasPrefix(got, want+"nothing is recorded: the history can only be read: ") || strings.Contains(got, "missing") {
				t.Errorf("%v: %s", err, got)
			}
			if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
			if after, err := os.ReadDir(filepath.Dir(path)); err != nil || len(after) > 2+len(want)/10 {
				t.Errorf("the folder has %v, %v", after, err)
			}
		})
	}
}

// Without a place for a copy, what was written back is read.
func TestReadOnlyHistoryWithoutRoomForACopy(t *testing.T) {
	path := closedTo(t, true)
	cmd := child(t, "read", path)
	cmd.Env = append(cmd.Env, "TMPDIR=/nowhere")
	out, err := cmd.CombinedOutput()
	if got := string(out); err != nil || !strings.HasPrefix(got, "SELECT 1\n") || !strings.HasSuffix(got, "its newest entries are missing here\n") {
		t.Errorf("%v: %s", err, got)
	}
}

// A history that can only be read tells the runs of programs that are gone from
// those that go on, as one that is written does.
func TestReadOnlyHistoryTellsInterruptedRuns(t *testing.T) {
	path := newPath(t)
	kill := hang(t, path)
	closeFolder(t, path)
	outcomes := func() string {
		out, err := child(t, "outcomes", path).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	const forever = "SELECT forever "
	if got, want := outcomes(), strings.Repeat(forever+"running\n-\n", 2)+"-\n-\n"+strings.Repeat(forever+"running\n-\n", 2); got != want {
		t.Errorf("of a living program: %s", got)
	}
	kill()
	for range 2 { // Reading has changed nothing.
		if got, want := outcomes(), strings.Repeat(forever+"interrupted\n-\n", 4)+"-\n-\n"; got != want {
			t.Errorf("of a program that is gone: %s", got)
		}
	}
}
