package filelock

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func open(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestOneHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, second := open(t, path), open(t, path)
	if err := Lock(first); err != nil {
		t.Fatal(err)
	}
	if err := TryLock(second); !errors.Is(err, ErrHeld) {
		t.Errorf("a second holder: %v", err)
	}
	first.Close()
	if err := TryLock(second); err != nil {
		t.Errorf("the lock outlives its file: %v", err)
	}
}

func TestRemovedFileIsNotTheOneAtItsPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first := open(t, path)
	if err := Lock(first); err != nil {
		t.Fatal(err)
	}
	if !Names(first, path) {
		t.Error("a file is not the one at its path")
	}
	waiting := open(t, path)
	if err := Remove(first); err != nil {
		t.Fatal(err)
	}
	if err := Lock(waiting); err != nil {
		t.Fatal(err)
	}
	open(t, path)
	if Names(waiting, path) {
		t.Error("a lock on a removed file passes for one on the new file")
	}
}
