package export

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sonde/internal/filelock"
)

// target is a file under a temporary name in the folder of its final one.
type target struct {
	file *os.File
	path string
	temp string // empty for devices and pipes, which are written to directly
	note string // the file of the journal that names temp; empty where there is none
	// exclusive says that the final name must still be free at the end.
	exclusive bool
	// keep keeps what was written where the final name was taken meanwhile.
	keep bool
	// hold leaves the file without its name.
	hold bool
}

// openTarget prepares the file at path. A link to a file is followed, so that
// the link stays.
func openTarget(ctx context.Context, path string, o Options) (*target, error) {
	overwrite := o.Overwrite
	t := &target{path: path, exclusive: !overwrite, keep: o.KeepUnnamed, hold: o.Hold}
	mode := fs.FileMode(0o666)
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("is a folder")}
	case err == nil && isDirect(path, info):
		t.file, err = openDirect(ctx, path, info)
		return t, err
	case err == nil && !overwrite:
		return nil, fs.ErrExist
	case err == nil:
		mode = info.Mode().Perm()
		if t.path, err = filepath.EvalSymlinks(path); err != nil {
			return nil, err
		}
	}
	removeDead(filepath.Dir(t.path))
	var err error
	t.file, err = createTemporary(filepath.Dir(t.path), mode)
	if err != nil {
		return nil, err
	}
	t.temp = t.file.Name()
	t.note = takeNote(o.Journal, t.temp)
	return t, nil
}

// publish makes the file safe on the disk and gives it its name. Where the system
// allows, it stays locked until it has it.
func (t *target) publish() error {
	if t.temp == "" {
		return t.file.Close()
	}
	err := t.file.Sync()
	if err == nil && t.hold {
		return &Unnamed{t}
	}
	if err == nil {
		err = t.name()
	}
	if t.keep && errors.Is(err, fs.ErrExist) {
		return &Unnamed{t}
	}
	if err != nil {
		return errors.Join(err, t.discard())
	}
	dropNote(t.note)
	return syncFolder(filepath.Dir(t.path))
}

// name gives the file its final name and closes it.
func (t *target) name() error {
	steps := []func() error{t.rename, t.close}
	if !filelock.RemoveWhileLocked {
		steps = []func() error{t.close, t.rename}
	}
	return cmp.Or(steps[0](), steps[1]())
}

// close may be called again.
func (t *target) close() error {
	if err := t.file.Close(); !errors.Is(err, fs.ErrClosed) {
		return err
	}
	return nil
}

// rename gives the file its final name. A file that somebody else made there in
// the meantime is not lost: a hard link, unlike a rename, refuses to replace it.
func (t *target) rename() error {
	if !t.exclusive {
		return os.Rename(t.temp, t.path)
	}
	err := os.Link(t.temp, t.path)
	switch {
	case err == nil:
		return os.Remove(t.temp)
	case errors.Is(err, fs.ErrExist):
		return fs.ErrExist
	}
	// The file system has no hard links.
	return os.Rename(t.temp, t.path)
}

// discard removes what was written.
func (t *target) discard() error {
	err := t.close()
	if t.temp == "" {
		return err
	}
	defer dropNote(t.note)
	return errors.Join(err, ignoreMissing(os.Remove(t.temp)))
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// syncFolder makes a new name safe. Systems that cannot open folders need no
// such step.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, os.ErrInvalid) {
		return err
	}
	return nil
}
