package history

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"sonde/internal/secrets"
)

// importedAtOnce is how many entries are added in one transaction, while which runs
// cannot be recorded.
const importedAtOnce = 5000

// Import adds entries of another history, with their marks, and returns how
// many were not there yet, by their ids. They come after everything that is there
// already, the newest of them first. Runs that had not ended are [Interrupted]. They
// are added some at a time, and done, which may be nil, is told how many it has been
// through; where the context ends, those that were added stay.
func (s *Store) Import(ctx context.Context, entries []Entry, done func(n int)) (added int, err error) {
	entries = slices.Clone(entries)
	slices.SortStableFunc(entries, func(a, b Entry) int { return b.Start.Compare(a.Start) })
	through := 0
	for part := range slices.Chunk(entries, importedAtOnce) {
		if through > 0 {
			breathe(ctx)
		}
		n, err := s.importPart(ctx, part)
		if err != nil {
			return added, s.failed("the history cannot be imported", err)
		}
		added, through = added+n, through+len(part)
		if done != nil {
			done(through)
		}
	}
	return added, nil
}

func (s *Store) importPart(ctx context.Context, entries []Entry) (added int, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if added, err = s.importAll(ctx, tx, entries); err != nil {
		return 0, err
	}
	return added, tx.Commit()
}

func (s *Store) importAll(ctx context.Context, tx *sql.Tx, entries []Entry) (added int, err error) {
	var lowest int64
	if err := tx.QueryRowContext(ctx, "SELECT min(0, coalesce(min(seq), 0)) FROM entries").Scan(&lowest); err != nil {
		return 0, err
	}
	// Readers know entries by their order: they have to read anew.
	if _, err := tx.ExecContext(ctx, "UPDATE state SET generation = generation + 1"); err != nil {
		return 0, err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT OR IGNORE INTO entries (seq, version, "+entryColumns+") VALUES (?, "+nextVersion+strings.Repeat(", ?", 1+strings.Count(entryColumns, ","))+")")
	if err != nil {
		return 0, err
	}
	defer insert.Close()
	for i, e := range entries {
		n, err := s.importOne(ctx, tx, insert, lowest-1-int64(i), e)
		if err != nil {
			return 0, err
		}
		added += int(n)
	}
	return added, nil
}

func (s *Store) importOne(ctx context.Context, tx *sql.Tx, insert *sql.Stmt, seq int64, e Entry) (int64, error) {
	if e.Status == Running {
		e.Status = Interrupted
	}
	withoutReferences(&e)
	values, err := s.stored(e)
	if err != nil {
		return 0, err
	}
	result, err := insert.ExecContext(ctx, append([]any{seq}, values...)...)
	if err != nil {
		return 0, err
	}
	if e.Name != "" || len(e.Tags) > 0 || e.Pinned {
		_, err = tx.ExecContext(ctx, "INSERT OR IGNORE INTO marks ("+markColumns+") VALUES (?, ?, ?, ?, ?, ?)",
			s.clean(e.SQL), s.clean(e.Connection), e.Kind, s.clean(e.Name), s.clean(strings.Join(e.Tags, " ")), e.Pinned)
		if err != nil {
			return 0, err
		}
	}
	return result.RowsAffected()
}

// withoutReferences masks the references in what an entry of another history would be
// run on: whoever wrote them chose the host as well that would be told the secrets.
func withoutReferences(e *Entry) {
	e.Connection = secrets.MaskReferences(e.Connection)
	e.Database = secrets.MaskReferences(e.Database)
	e.Options = maps.Clone(e.Options)
	for name, value := range e.Options {
		e.Options[name] = secrets.MaskReferences(value)
	}
}
