package duckdb

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"sonde/internal/duckscan"
)

var allocator = memory.DefaultAllocator

// sqlite makes views of the tables and views of SQLite databases. Nothing is
// copied: statements read the file as it is at that time.
func (o *opener) sqlite(ctx context.Context, s source) error {
	for _, file := range s.files {
		db, err := openSQLite(file)
		if err != nil {
			return err
		}
		o.conn.scans.keep(db)
		parts, err := sqliteParts(ctx, db)
		if err != nil {
			return err
		}
		if err := o.parts(ctx, file, parts, false); err != nil {
			return err
		}
	}
	return nil
}

func openSQLite(path string) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	uri := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: "mode=ro&_pragma=busy_timeout(5000)&_pragma=query_only(1)"}
	return sql.Open("sqlite", uri.String())
}

// sqliteParts lists the tables and views of a database. One that SQLite cannot
// read, such as a view over a table that is gone, is a broken part.
func sqliteParts(ctx context.Context, db *sql.DB) ([]part, error) {
	names, err := sqliteStrings(ctx, db, `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY rowid`)
	if err != nil {
		return nil, err
	}
	parts := make([]part, len(names))
	for i, name := range names {
		table, err := newSQLiteTable(ctx, db, name)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		parts[i] = part{name: name, table: table, broken: err}
	}
	return parts, nil
}

func sqliteStrings(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// sqliteTable is a table or view of an SQLite database, with the types that its
// values had when it was opened.
type sqliteTable struct {
	db     *sql.DB
	name   string
	rows   int64
	schema *arrow.Schema
}

func (t *sqliteTable) Schema() *arrow.Schema { return t.schema }

func (t *sqliteTable) NumRows() int64 { return t.rows }

func (t *sqliteTable) Open(columns []int) (duckscan.Reader, error) {
	r := &sqliteReader{table: t}
	exprs := make([]string, len(columns))
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = t.schema.Field(c)
		// The plus hides the declared type, by which the driver would otherwise
		// convert values.
		exprs[i] = "+" + quoted(fields[i].Name)
	}
	if len(exprs) == 0 {
		exprs = []string{"NULL"}
	}
	r.schema = arrow.NewSchema(fields, nil)
	var err error
	r.rows, err = t.db.QueryContext(context.Background(), "SELECT "+strings.Join(exprs, ", ")+" FROM "+quoted(t.name))
	return r, err
}

// sqliteReader turns rows into batches.
type sqliteReader struct {
	table  *sqliteTable
	rows   *sql.Rows
	schema *arrow.Schema
}

func (r *sqliteReader) Close() error { return r.rows.Close() }

// sqliteBatch is how many rows go into a batch.
const sqliteBatch = 8192

func (r *sqliteReader) Next() (arrow.RecordBatch, error) {
	b := array.NewRecordBuilder(allocator, r.schema)
	cells, targets := make([]any, max(1, r.schema.NumFields())), make([]any, max(1, r.schema.NumFields()))
	for i := range cells {
		targets[i] = &cells[i]
	}
	n := int64(0)
	for ; n < sqliteBatch && r.rows.Next(); n++ {
		if err := r.rows.Scan(targets...); err != nil {
			return nil, err
		}
		for i, builder := range b.Fields() {
			if err := appendSQLite(builder, cells[i]); err != nil {
				return nil, fmt.Errorf("%s, column %s: %w", r.table.name, r.schema.Field(i).Name, err)
			}
		}
	}
	if err := r.rows.Err(); err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, io.EOF
	}
	columns := make([]arrow.Array, len(b.Fields()))
	for i, builder := range b.Fields() {
		columns[i] = builder.NewArray()
	}
	return array.NewRecordBatch(r.schema, columns, n), nil
}
