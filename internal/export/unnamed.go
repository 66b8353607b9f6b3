package export

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
)

// Unnamed is a file that is written whole but has no name yet: another file took
// it meanwhile, or it is held back. It lies under its temporary name until one of
// its methods has ended it. It is an fs.ErrExist unless it is held back.
type Unnamed struct{ target *target }

// Error implements error.
func (u *Unnamed) Error() string {
	if u.target.hold {
		return filepath.Base(u.target.path) + " has no name yet"
	}
	return filepath.Base(u.target.path) + " exists already"
}

// Is reports whether target is fs.ErrExist, where the file is none that is held back.
func (u *Unnamed) Is(target error) bool { return target == fs.ErrExist && !u.target.hold }

// Name gives the file a name, which may be that of a file that exists where
// overwrite says so. After an error, which is an fs.ErrExist where the name is
// taken, it may be called again.
func (u *Unnamed) Name(path string, overwrite bool) error {
	t := u.target
	t.path, t.exclusive = path, !overwrite
	if info, err := os.Stat(path); err == nil && overwrite {
		if t.path, err = filepath.EvalSymlinks(path); err != nil {
			return fileError(err, path)
		}
		// That of the file that is replaced is kept, as far as the system lets.
		_ = os.Chmod(t.temp, info.Mode().Perm())
	}
	if err := t.name(); err != nil {
		return fileError(err, path)
	}
	dropNote(t.note)
	return fileError(syncFolder(filepath.Dir(t.path)), path)
}

// Discard removes the file.
func (u *Unnamed) Discard() error { return u.target.discard() }

// CheckPath tells, before anything is asked of a source, why [ToFile] would find no
// place for a file at a path; an fs.ErrExist where there is one that may not be
// overwritten. Devices and pipes are taken as they are.
func CheckPath(path string, overwrite bool) error {
	if Direct(path) {
		return nil
	}
	t, err := openTarget(context.Background(), path, Options{Overwrite: overwrite})
	if err != nil {
		return fileError(err, path)
	}
	return fileError(t.discard(), path)
}
