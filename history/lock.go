package history

import (
	"os"

	"sonde/internal/filelock"
)

// acquire makes the file of a lock and waits for the lock.
func acquire(path string) (*os.File, error) {
	for {
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		if err := filelock.Lock(file); err != nil {
			file.Close()
			return nil, err
		}
		if filelock.Names(file, path) {
			return file, nil
		}
		file.Close()
	}
}

// tryAcquire takes the lock of an existing file without waiting. The error is
// filelock.ErrHeld where another process holds it.
func tryAcquire(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := filelock.TryLock(file); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}
