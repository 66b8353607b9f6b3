package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sonde/internal/scratch"
)

// ErrReadOnly says that a history can be read but takes nothing in.
var ErrReadOnly = errors.New("the history can only be read")

// ReadOnly reports whether the store was opened for reading only, because its
// folder or its disk takes nothing in. Whatever would change it is [ErrReadOnly].
func (s *Store) ReadOnly() bool { return s.readOnly != nil }

// openToRead opens a history that cannot be opened for writing, for the given
// reason. The error is the same where there is none that can be read.
func (s *Store) openToRead(ctx context.Context, reason error) error {
	if info, err := os.Stat(s.path); err != nil || info.Size() == 0 || ctx.Err() != nil || errors.Is(reason, errNewer) {
		return reason
	}
	_ = s.closeFiles() // What was opened so far is opened otherwise.
	for _, open := range []func(context.Context) (note string, err error){s.readShared, s.readAlone, s.readCopy, s.readWithoutLog} {
		note, err := open(ctx)
		if err == nil {
			s.readOnly = fmt.Errorf("%w: %w", ErrReadOnly, s.closed(reason))
			s.findGone(ctx)
			s.warning = "nothing is recorded: " + s.readOnly.Error() + note
			return nil
		}
		_ = s.closeFiles()
	}
	return reason
}

// closed says why the file takes nothing in.
func (s *Store) closed(reason error) error {
	var e *sqlite.Error
	if errors.As(reason, &e) && (e.Code()&0xff == sqlite3.SQLITE_READONLY || e.Code()&0xff == sqlite3.SQLITE_CANTOPEN) {
		return fmt.Errorf("the folder %s cannot be written", filepath.Dir(s.path))
	}
	return worded(filepath.Dir(s.path), reason)
}

// readShared reads beside programs that have the file open, by the files that they
// share.
func (s *Store) readShared(ctx context.Context) (string, error) {
	return "", s.connectToRead(ctx, s.path, "mode=ro")
}

// readAlone reads a file beside which no changes lie that are not written back.
func (s *Store) readAlone(ctx context.Context) (string, error) {
	if s.hasLog() {
		return "", errors.New("there are changes beside the file")
	}
	return s.readWithoutLog(ctx)
}

// readCopy reads a copy of the files in a private folder, where the newest changes
// can be joined, and tables of old versions brought up to date.
func (s *Store) readCopy(ctx context.Context) (string, error) {
	folder, err := scratch.New("")
	if err != nil {
		return "", err
	}
	s.scratch = folder
	path := filepath.Join(folder.Path(), "history.db")
	for _, suffix := range []string{"", "-wal"} {
		if err := copyFile(s.path+suffix, path+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	other := &Store{path: path, budget: -1}
	err = other.openDatabase(ctx)
	if other.db != nil {
		err = errors.Join(err, other.db.Close())
	}
	if err != nil {
		return "", err
	}
	return "", s.connectToRead(ctx, path, "mode=ro")
}

// readWithoutLog reads what has been written back into the file.
func (s *Store) readWithoutLog(ctx context.Context) (note string, err error) {
	if s.hasLog() {
		note = "; its newest entries are missing here"
	}
	return note, s.connectToRead(ctx, s.path, "mode=ro&immutable=1")
}

func (s *Store) hasLog() bool {
	info, err := os.Stat(s.path + "-wal")
	return err == nil && info.Size() > 0
}

// connectToRead opens a file of the version that this program knows.
func (s *Store) connectToRead(ctx context.Context, path, mode string) error {
	db, err := openWith(path, mode+"&_pragma=busy_timeout(5000)&_pragma=query_only(1)")
	if err != nil {
		return err
	}
	s.db = db
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version != schemaVersion {
		return fmt.Errorf("the tables have version %d", version)
	}
	err = db.QueryRowContext(ctx, "SELECT generation FROM state").Scan(new(int64))
	if errors.Is(err, sql.ErrNoRows) {
		return errUnsound
	}
	return err
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
