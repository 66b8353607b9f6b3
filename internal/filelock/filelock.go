// Package filelock locks files between processes. The system lets a lock go
// with the process that holds it, however that process ends; a process id in a
// file name says nothing so sure.
package filelock

import (
	"errors"
	"os"
)

// ErrHeld says that another process holds the lock.
var ErrHeld = errors.New("another process holds the lock")

// Lock locks an open file for this process alone, until the file is closed. It
// waits for another holder.
func Lock(f *os.File) error { return lock(f, true) }

// TryLock is Lock without waiting: the error is ErrHeld where another process
// holds the lock.
func TryLock(f *os.File) error { return lock(f, false) }

// Names reports whether an open file is still the one at path. Whoever held the
// lock before may have removed the file, and then a lock on it keeps nobody out.
func Names(f *os.File, path string) bool {
	held, err := f.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(path)
	return err == nil && os.SameFile(held, named)
}

// Remove removes a locked file and lets the lock go.
func Remove(f *os.File) error {
	if RemoveWhileLocked {
		return errors.Join(ignoreMissing(os.Remove(f.Name())), f.Close())
	}
	return errors.Join(f.Close(), ignoreMissing(os.Remove(f.Name())))
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
