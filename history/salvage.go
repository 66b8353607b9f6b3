package history

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

	"sonde/connectors"
)

// salvaged tells what was taken over of a damaged file.
type salvaged struct {
	entries, buffers int
	// lost is how many entries at most could not be read; negative where that is not
	// known.
	lost int64
	// partly says that some of the other tables could not be read.
	partly bool
}

// String says it in words.
func (n salvaged) String() string {
	if n.entries+n.buffers == 0 {
		return "nothing in it could be read" + n.losses()
	}
	return fmt.Sprintf("%s and %s of it were saved", counted(n.entries, "entry", "entries"), counted(n.buffers, "buffer", "buffers")) + n.losses()
}

func (n salvaged) losses() string {
	text := ", and nothing is known to be lost"
	switch {
	case n.lost < 0:
		text = ", and how many entries are lost cannot be told"
	case n.lost > 0:
		text = fmt.Sprintf(", and %s at most are lost", counted(int(n.lost), "entry", "entries"))
	}
	if n.partly {
		text += ", with some of the buffers, the saved queries or the notes of stored rows"
	}
	return text
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return connectors.Count(int64(n)) + " " + many
}

// salvage copies what can be read of a damaged file. Errors of the damaged file end
// a copy, those of the new one count.
func (s *Store) salvage(ctx context.Context, aside string) (saved salvaged, err error) {
	old, err := openFile(aside)
	if err != nil {
		return saved, err
	}
	defer old.Close()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return saved, err
	}
	defer tx.Rollback()
	columns := knownColumns(ctx, old, "entries", entryColumns, secondColumns, firstColumns)
	entries := &rescue{old: old, tx: tx, table: "entries", columns: "seq, version, " + columns}
	if err := entries.run(ctx); err != nil {
		return saved, err
	}
	saved.entries, saved.lost = entries.copied, entries.missed
	if entries.absent {
		saved.lost = -1 // Every history has them.
	}
	for table, columns := range map[string]string{
		"buffers": knownColumns(ctx, old, "buffers", bufferColumns, secondBufferColumns, firstBufferColumns),
		"marks":   markColumns, "results": "run, kept_at, kept_rows, kept_bytes", "remembered": "key, value",
	} {
		r := &rescue{old: old, tx: tx, table: table, columns: columns}
		if err := r.run(ctx); err != nil {
			return saved, err
		}
		if table == "buffers" {
			saved.buffers = r.copied
		}
		saved.partly = saved.partly || r.missed != 0
	}
	return saved, tx.Commit()
}

// knownColumns are the columns of a table: the first of several lists, from the
// newest version to the oldest, that the table has, or else the last.
func knownColumns(ctx context.Context, db *sql.DB, table string, lists ...string) string {
	for _, columns := range lists[:len(lists)-1] {
		if _, err := db.ExecContext(ctx, "SELECT "+columns+" FROM "+table+" LIMIT 0"); err == nil {
			return columns
		}
	}
	return lists[len(lists)-1]
}

// rescue copies the rows of one table of a damaged file.
type rescue struct {
	old            *sql.DB
	tx             *sql.Tx
	table, columns string
	insert         *sql.Stmt

	copied int
	// missed is how many rows may have been where nothing could be read; negative
	// where that is not known.
	missed int64
	absent bool // there is no such table
}

// span is a range of the numbers of rows, with both ends.
type span struct{ low, high int64 }

// mostSpans is how many ranges a rescue tries, and firstSpans while it has found
// nothing: a table may be damaged from end to end.
const (
	mostSpans  = 5000
	firstSpans = 64
)

// guessedRows is how many rows a table is taken to have where that cannot be read.
const guessedRows = 1 << 24

// run copies from both ends of the table towards the damage, and then in the same
// way what lies between, in halves, the widest first.
func (r *rescue) run(ctx context.Context) (err error) {
	highest, there := r.highest(ctx)
	if !there {
		r.absent = true
		return nil
	}
	if r.insert, err = r.tx.PrepareContext(ctx, fmt.Sprintf("INSERT OR IGNORE INTO %s (%s) VALUES (%s)", r.table, r.columns, questionMarks(1+strings.Count(r.columns, ",")))); err != nil {
		return err
	}
	defer r.insert.Close()
	spans, limit := []span{{1, math.MaxInt64}}, highest
	if highest < 0 {
		limit = guessedRows
	}
	for tries := 0; len(spans) > 0; tries++ {
		at := spans[0]
		spans = spans[1:]
		more := tries < firstSpans || tries < mostSpans && r.copied > 0
		if more {
			if at, err = r.copySpan(ctx, at); err != nil {
				return err
			}
		}
		at.high = min(at.high, limit)
		if more && at.low < at.high {
			middle := at.low + (at.high-at.low)/2
			spans = append(spans, span{at.low, middle}, span{middle + 1, at.high})
			continue
		}
		r.missed += max(0, at.high-at.low+1)
	}
	if highest < 0 && r.missed > 0 {
		r.missed = -1
	}
	return nil
}

// highest is the highest number that a row has had; negative where it cannot be
// read. There says whether there is a table.
func (r *rescue) highest(ctx context.Context) (n int64, there bool) {
	for _, query := range []string{
		"SELECT seq FROM sqlite_sequence WHERE name = '" + r.table + "'",
		"SELECT coalesce(max(rowid), 0) FROM " + r.table,
	} {
		err := r.old.QueryRowContext(ctx, query).Scan(&n)
		if err == nil {
			return n, true
		}
		there = damaged(err)
	}
	return -1, there
}

// copySpan copies from both ends of a range towards what cannot be read, and
// returns what lies between; nothing where all was read.
func (r *rescue) copySpan(ctx context.Context, s span) (between span, err error) {
	last, whole, err := r.copyRows(ctx, s, "ASC")
	if err != nil || whole {
		return span{1, 0}, err
	}
	if last != nil {
		s.low = *last + 1
	}
	last, _, err = r.copyRows(ctx, s, "DESC")
	if last != nil {
		s.high = *last - 1
	}
	return s, err
}

// copyRows copies the rows of a range in an order until the old file cannot be read
// on, and returns the number of the last one, or that all were read.
func (r *rescue) copyRows(ctx context.Context, s span, order string) (last *int64, whole bool, err error) {
	rows, err := r.old.QueryContext(ctx, fmt.Sprintf("SELECT rowid, %s FROM %s WHERE rowid BETWEEN ? AND ? ORDER BY rowid %s", r.columns, r.table, order), s.low, s.high)
	if err != nil {
		return nil, false, ctx.Err() // What cannot be read is lost; the rest is saved.
	}
	defer rows.Close()
	var number int64
	values := make([]any, 1+strings.Count(r.columns, ","))
	pointers := []any{&number}
	for i := range values {
		pointers = append(pointers, &values[i])
	}
	for rows.Next() {
		if rows.Scan(pointers...) != nil {
			return last, false, ctx.Err()
		}
		result, err := r.insert.ExecContext(ctx, values...)
		if err != nil {
			return nil, false, err
		}
		taken, err := result.RowsAffected()
		if err != nil {
			return nil, false, err
		}
		r.copied += int(taken)
		r.missed += 1 - taken // Damage has made something of the row that no row can be.
		at := number
		last = &at
	}
	return last, rows.Err() == nil, ctx.Err()
}
