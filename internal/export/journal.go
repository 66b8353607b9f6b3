package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The journal is a folder with a small file for every temporary file that is
// being written: a killed program leaves both, and the next start finds the one by
// the other, in whatever folder it is.

const journalSuffix = ".exporting"

// takeNote notes a temporary file in a journal, if there is one. An export goes on
// without: the next one into the same folder cleans up as well.
func takeNote(journal, temp string) string {
	absolute, err := filepath.Abs(temp)
	if journal == "" || err != nil || os.MkdirAll(journal, 0o700) != nil {
		return ""
	}
	note := filepath.Join(journal, filepath.Base(temp)+journalSuffix)
	if os.WriteFile(note, []byte(absolute), 0o600) != nil {
		return ""
	}
	return note
}

func dropNote(note string) {
	if note != "" {
		_ = os.Remove(note) // The next start tries again.
	}
}

// CleanUp removes the temporary files that killed programs have left, as far as
// a journal knows of them. Files of programs that still write stay.
func CleanUp(journal string) error {
	notes, err := filepath.Glob(filepath.Join(journal, "*"+journalSuffix))
	for _, note := range notes {
		err = errors.Join(err, cleanUp(note))
	}
	return err
}

func cleanUp(note string) error {
	path, err := os.ReadFile(note)
	if err != nil {
		return ignoreMissing(err)
	}
	temp := string(path)
	// A note that was not written to its end names nothing that may be removed.
	if temporaryName.MatchString(filepath.Base(temp)) && strings.HasPrefix(filepath.Base(note), filepath.Base(temp)) {
		if err := removeIfDead(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return ignoreMissing(os.Remove(note))
}
