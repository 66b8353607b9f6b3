package history

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sonde/connectors"
)

var errUnsound = errors.New("the file is damaged")

// damaged reports whether an error says that the file is no sound database.
func damaged(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return errors.Is(err, errUnsound)
	}
	primary := e.Code() & 0xff
	return primary == sqlite3.SQLITE_CORRUPT || primary == sqlite3.SQLITE_NOTADB
}

// failed gives an error its words. Where it says that the file is damaged, the
// next opening of the store is told to look.
func (s *Store) failed(what string, err error) error {
	if err == nil {
		return nil
	}
	var e *sqlite.Error
	if s.readOnly != nil && errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_READONLY {
		return connectors.Errorf(connectors.ClassPermission, "%w", s.readOnly)
	}
	if damaged(err) && s.readOnly == nil {
		err = errors.Join(err, os.WriteFile(s.suspectFile(), nil, 0o600))
	}
	return worded(what, err)
}

// worded says what could not be done, and that the disk is full where it is.
// SQLite calls it so where it writes a page, but an error of input and output
// where it makes room for the file that programs share.
func worded(what string, err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_FULL || e.Code() == sqlite3.SQLITE_IOERR_SHMSIZE) {
		return &fullDisk{what, err}
	}
	return fmt.Errorf("%s: %w", what, err)
}

// fullDisk is the error of a disk that is full, without the number that SQLite has
// for it.
type fullDisk struct {
	what string
	err  error
}

func (f *fullDisk) Error() string { return f.what + ": no space left on the disk" }
func (f *fullDisk) Unwrap() error { return f.err }

func (s *Store) suspectFile() string { return s.path + ".suspect" }

// Suspect reports whether damage was met that the next [Open] will look for.
func (s *Store) Suspect() bool { return s.suspect() }

func (s *Store) suspect() bool {
	_, err := os.Stat(s.suspectFile())
	return err == nil
}

// inspect reads the whole file; the error is that of a damaged file where it is
// one.
func (s *Store) inspect(ctx context.Context) error {
	var verdict string
	if err := s.db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return errUnsound
	}
	return os.Remove(s.suspectFile())
}

// databaseSuffixes end the names of the files that make up one database.
var databaseSuffixes = []string{"", "-wal", "-shm"}

// asideName returns a name for a damaged file that nothing else has. Two damages
// may be found within one second.
func (s *Store) asideName() string {
	base := s.path + ".damaged-" + time.Now().Format("20060102-150405")
	name := base
	for i := 2; taken(name); i++ {
		name = fmt.Sprintf("%s-%d", base, i)
	}
	return name
}

func taken(name string) bool {
	for _, suffix := range databaseSuffixes {
		if _, err := os.Lstat(name + suffix); err == nil {
			return true
		}
	}
	return false
}

// mend sets the damaged file aside, begins a new one and takes over what can be
// read of the old.
func (s *Store) mend(ctx context.Context) error {
	aside := s.asideName()
	if err := s.disconnect(); err != nil {
		return err
	}
	if err := moveDatabase(s.path, aside); err != nil {
		return err
	}
	saved, err := s.beginAnew(ctx, aside)
	if err != nil {
		// Such as a full disk. The next opening finds everything where it was.
		return errors.Join(err, s.disconnect(), moveDatabase(aside, s.path))
	}
	s.warning = fmt.Sprintf("the history was damaged: %s; it was set aside as %s, and a new one begun", saved, aside)
	if err := os.Remove(s.suspectFile()); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// moveDatabase gives the files of a database another name. SQLite looks for what
// was not yet written back beside the file, under its name.
func moveDatabase(from, to string) error {
	for _, suffix := range databaseSuffixes {
		err := os.Rename(from+suffix, to+suffix)
		if errors.Is(err, os.ErrNotExist) {
			err = ignoreMissing(os.Remove(to + suffix))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// beginAnew makes a new file with what can be read of one that was set aside.
func (s *Store) beginAnew(ctx context.Context, aside string) (salvaged, error) {
	if _, err := s.connect(ctx); err != nil {
		return salvaged{}, err
	}
	if err := s.create(ctx); err != nil {
		return salvaged{}, err
	}
	readable, done := repaired(aside)
	defer done()
	return s.salvage(ctx, readable)
}
