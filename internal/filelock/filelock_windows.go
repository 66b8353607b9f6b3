package filelock

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// RemoveWhileLocked says that a file can be removed while it is open, so that
// nobody takes a lock on a file that is about to go.
const RemoveWhileLocked = false

func lock(f *os.File, wait bool) error {
	flags := uint32(windows.LOCKFILE_EXCLUSIVE_LOCK)
	if !wait {
		flags |= windows.LOCKFILE_FAIL_IMMEDIATELY
	}
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return ErrHeld
	}
	return err
}
