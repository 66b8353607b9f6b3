// Package scratch makes private temporary folders that no program leaves behind:
// each is removed by its owner, or, where the owner was killed, by the next
// program that cleans up.
package scratch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"sonde/internal/filelock"
)

const ownerName = "owner"

// folderName is how the names of private folders look: sonde-<process>-<random>.
var folderName = regexp.MustCompile(`^sonde-\d+-\d+$`)

// Folder is a private folder (0700) of this process. Its owner file is locked for as
// long as the process lives; the lock, unlike the process id in the name, goes
// with the process and belongs to nobody else.
type Folder struct {
	path  string
	owner *os.File
}

// New makes a folder below dir; empty is os.TempDir. A clean-up of another process may take a
// folder for a dead one before its owner is locked; then the next name is
// tried.
func New(dir string) (f *Folder, err error) {
	if dir == "" {
		dir = os.TempDir()
	}
	for range 100 {
		if f, err = tryFolder(dir); !lostRace(err) {
			break
		}
	}
	return f, err
}

func tryFolder(dir string) (*Folder, error) {
	path, err := os.MkdirTemp(dir, fmt.Sprintf("sonde-%d-*", os.Getpid()))
	if err != nil {
		return nil, err
	}
	owner, err := lockOwner(path, os.O_CREATE|os.O_EXCL)
	if lostRace(err) {
		return nil, err
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	return &Folder{path: path, owner: owner}, nil
}

// Path is where the folder is.
func (f *Folder) Path() string { return f.path }

// Remove deletes the folder and what is in it, the owner file last: a folder
// without one is empty.
func (f *Folder) Remove() error {
	entries, err := os.ReadDir(f.path)
	errs := []error{err}
	for _, entry := range entries {
		if entry.Name() != ownerName {
			errs = append(errs, os.RemoveAll(filepath.Join(f.path, entry.Name())))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return errors.Join(err, f.owner.Close())
	}
	return errors.Join(filelock.Remove(f.owner), removeEmpty(f.path))
}

// removeEmpty removes an empty folder, if another process has not.
func removeEmpty(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// errOwned says that a living process holds the folder.
var errOwned = errors.New("the folder belongs to another process")

// lockOwner opens and locks the owner file of a folder, and makes sure that it
// is still the one at that path, for whoever held the lock before may have
// removed it.
func lockOwner(path string, flag int) (*os.File, error) {
	name := filepath.Join(path, ownerName)
	owner, err := os.OpenFile(name, os.O_RDWR|flag, 0o600)
	if err != nil {
		return nil, err
	}
	if err := checkLock(owner, name); err != nil {
		return nil, errors.Join(err, owner.Close())
	}
	return owner, nil
}

func checkLock(owner *os.File, name string) error {
	err := filelock.TryLock(owner)
	if errors.Is(err, filelock.ErrHeld) || err == nil && !filelock.Names(owner, name) {
		return errOwned
	}
	return err
}

// lostRace says that another process took the folder at hand.
func lostRace(err error) bool {
	return errors.Is(err, errOwned) || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist)
}

// CleanUp removes the folders that killed processes of the same user have left
// below dir (empty is os.TempDir), and returns how many. It leaves alone
// whatever belongs to a living process, also to one that is just starting.
func CleanUp(dir string) (removed int, err error) {
	if dir == "" {
		dir = os.TempDir()
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	errs := []error{err}
	for _, entry := range entries {
		if !entry.IsDir() || !folderName.MatchString(entry.Name()) {
			continue
		}
		switch err := removeDead(filepath.Join(dir, entry.Name())); {
		case err == nil:
			removed++
		case !lostRace(err):
			errs = append(errs, err)
		}
	}
	return removed, errors.Join(errs...)
}

// removeDead removes a folder whose process is gone. One without an owner file
// is empty; should its maker be alive, it will go on to another name.
func removeDead(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return errOwned
	}
	owner, err := lockOwner(path, 0)
	if errors.Is(err, fs.ErrPermission) {
		return errOwned // It is another user's.
	}
	if errors.Is(err, fs.ErrNotExist) {
		return os.Remove(path)
	}
	if err != nil {
		return err
	}
	dead := Folder{path: path, owner: owner}
	return dead.Remove()
}
