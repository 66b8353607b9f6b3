package history

import (
	"errors"
	"os"
)

// fileLock is an exclusive lock on a file, held until it is released or the
// process ends.
type fileLock struct{ file *os.File }

// errHeld says that another process holds the lock.
var errHeld = errors.New("another process holds the lock")

// acquire makes the file and waits for its lock.
func acquire(path string) (*fileLock, error) {
	for {
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		if err := lockFile(file, true); err != nil {
			file.Close()
			return nil, err
		}
		// Whoever held the lock before may have removed the file, and then a
		// lock on it keeps nobody out.
		if sameFile(file, path) {
			return &fileLock{file}, nil
		}
		file.Close()
	}
}

// tryAcquire takes the lock of an existing file without waiting. The error is
// errHeld where another process holds it.
func tryAcquire(path string) (*fileLock, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(file, false); err != nil {
		file.Close()
		return nil, err
	}
	return &fileLock{file}, nil
}

func sameFile(file *os.File, path string) bool {
	held, err := file.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(path)
	return err == nil && os.SameFile(held, named)
}
