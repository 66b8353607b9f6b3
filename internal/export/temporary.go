package export

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"sonde/internal/filelock"
)

// temporaryName is how files are named while they are written.
var temporaryName = regexp.MustCompile(`\A\.sonde-[A-Z2-7]{10}\.tmp\z`)

// createTemporary makes a file in a folder and locks it for as long as it is
// open, which tells it from one that a killed program left. Where the file
// system has no locks, it goes without.
func createTemporary(folder string, mode fs.FileMode) (*os.File, error) {
	for {
		path := filepath.Join(folder, ".sonde-"+rand.Text()[:10]+".tmp")
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err != nil {
			return nil, err
		}
		err = filelock.TryLock(file)
		if err == nil && filelock.Names(file, path) || err != nil && !errors.Is(err, filelock.ErrHeld) {
			return file, nil
		}
		// Another program has taken the file for a dead one and removes it.
		file.Close()
	}
}

// removeDead removes the files that killed programs left in a folder. What cannot
// be removed is no reason against writing another file.
func removeDead(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, entry := range entries {
		if entry.Type().IsRegular() && temporaryName.MatchString(entry.Name()) {
			_ = removeIfDead(filepath.Join(folder, entry.Name()))
		}
	}
}

func removeIfDead(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	if err := filelock.TryLock(file); err != nil || !filelock.Names(file, path) {
		return errors.Join(err, file.Close())
	}
	return filelock.Remove(file)
}
