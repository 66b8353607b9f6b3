package history

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

func lockFile(file *os.File, wait bool) error {
	flags := uint32(windows.LOCKFILE_EXCLUSIVE_LOCK)
	if !wait {
		flags |= windows.LOCKFILE_FAIL_IMMEDIATELY
	}
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}

// release closes the file first: an open file cannot be removed. Another
// process may have opened it in between, and then it is that one's to remove.
func (l *fileLock) release() error {
	err := l.file.Close()
	if removed := os.Remove(l.file.Name()); removed != nil && !errors.Is(removed, windows.ERROR_SHARING_VIOLATION) && !errors.Is(removed, os.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}
