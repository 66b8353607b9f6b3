package scratch

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// removeWhileLocked says that a file can be removed while it is open.
const removeWhileLocked = false

// tryLock locks a file for this process without waiting.
func tryLock(f *os.File) (locked bool, err error) {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err = windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}

// ownedByUser is left to the permissions of the user's own temporary folder.
func ownedByUser(fs.FileInfo) bool { return true }
