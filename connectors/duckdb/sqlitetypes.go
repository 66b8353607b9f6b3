package duckdb

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

// sqliteColumn is a column as it is declared; SQLite does not hold values to it.
type sqliteColumn struct{ name, declared string }

func newSQLiteTable(ctx context.Context, db *sql.DB, name string) (*sqliteTable, error) {
	columns, err := sqliteColumns(ctx, db, name)
	if err != nil {
		return nil, err
	}
	t := &sqliteTable{db: db, name: name}
	var fields []arrow.Field
	for _, some := range chunks(columns, 100) {
		found, err := t.census(ctx, some)
		if err != nil {
			return nil, err
		}
		for i, c := range some {
			fields = append(fields, found[i].field(c))
		}
	}
	t.schema = arrow.NewSchema(fields, nil)
	return t, nil
}

func chunks[T any](all []T, n int) [][]T {
	var out [][]T
	for len(all) > 0 {
		out = append(out, all[:min(n, len(all))])
		all = all[min(n, len(all)):]
	}
	return out
}

// sqliteColumns lists the columns that SELECT * shows.
func sqliteColumns(ctx context.Context, db *sql.DB, table string) ([]sqliteColumn, error) {
	rows, err := db.QueryContext(ctx, "SELECT name, upper(type) FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid", table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var columns []sqliteColumn
	for rows.Next() {
		var c sqliteColumn
		if err := rows.Scan(&c.name, &c.declared); err != nil {
			return nil, err
		}
		columns = append(columns, c)
	}
	if len(columns) == 0 && rows.Err() == nil {
		return nil, errors.New("SQLite knows no columns of it")
	}
	return columns, rows.Err()
}

// census counts the values of a column by their own types.
type census struct {
	integers, reals, texts, blobs int64
	least, most                   sql.NullInt64 // of the integers
	dates, timestamps             int64         // texts of these forms
}

const (
	dateGlob      = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
	timestampGlob = dateGlob + "[ T][0-9][0-9]:[0-9][0-9]:[0-9][0-9]"
)

// census reads the whole table: only the values tell their types.
func (t *sqliteTable) census(ctx context.Context, columns []sqliteColumn) ([]census, error) {
	exprs := []string{"count(*)"}
	targets := []any{&t.rows}
	found := make([]census, len(columns))
	for i, c := range columns {
		n, f := quoted(c.name), &found[i]
		for _, kind := range []string{"integer", "real", "text", "blob"} {
			exprs = append(exprs, fmt.Sprintf("count(*) FILTER (WHERE typeof(%s) = '%s')", n, kind))
		}
		exprs = append(exprs, fmt.Sprintf(`min(%[1]s) FILTER (WHERE typeof(%[1]s) = 'integer'), max(%[1]s) FILTER (WHERE typeof(%[1]s) = 'integer')`, n))
		targets = append(targets, &f.integers, &f.reals, &f.texts, &f.blobs, &f.least, &f.most)
		if strings.Contains(c.declared, "DATE") || strings.Contains(c.declared, "TIME") {
			exprs = append(exprs, fmt.Sprintf(`count(*) FILTER (WHERE %[1]s GLOB '%[2]s' AND date(%[1]s) = %[1]s),
				count(*) FILTER (WHERE (%[1]s GLOB '%[3]s' OR (length(%[1]s) BETWEEN 21 AND 26 AND %[1]s GLOB '%[3]s.[0-9]*' AND substr(%[1]s, 21) NOT GLOB '*[^0-9]*'))
					AND date(%[1]s) = substr(%[1]s, 1, 10) AND time(%[1]s) = substr(%[1]s, 12, 8))`, n, dateGlob, timestampGlob))
			targets = append(targets, &f.dates, &f.timestamps)
		}
	}
	row := t.db.QueryRowContext(ctx, "SELECT "+strings.Join(exprs, ", ")+" FROM "+quoted(t.name))
	return found, row.Scan(targets...)
}

// field chooses the type that holds every value of a column exactly: the
// declared one where all values fit, else the one that they share, else text.
func (f census) field(c sqliteColumn) arrow.Field {
	kind := connectors.KindText
	if f.onlyTexts() && strings.Contains(c.declared, "JSON") {
		kind = connectors.KindJSON
	}
	return connectors.Field(c.name, f.arrowType(c.declared), c.declared, kind)
}

func (f census) onlyTexts() bool { return f.integers+f.reals+f.blobs == 0 }

func (f census) arrowType(declared string) arrow.DataType {
	switch {
	case f.integers+f.reals+f.texts+f.blobs == 0:
		return declaredType(declared)
	case f.onlyTexts():
		return f.textType(declared)
	case f.blobs > 0 && f.integers+f.reals+f.texts == 0:
		return arrow.BinaryTypes.Binary
	case f.blobs+f.texts > 0:
		return arrow.BinaryTypes.String
	case f.reals == 0:
		return f.integerType(declared)
	case f.least.Int64 >= -1<<53 && f.most.Int64 <= 1<<53:
		return arrow.PrimitiveTypes.Float64
	}
	return arrow.BinaryTypes.String
}

func (f census) textType(declared string) arrow.DataType {
	switch {
	case f.dates == f.texts && strings.Contains(declared, "DATE"):
		return arrow.FixedWidthTypes.Date32
	case f.timestamps == f.texts && strings.Contains(declared, "TIME"):
		return &arrow.TimestampType{Unit: arrow.Microsecond}
	}
	return arrow.BinaryTypes.String
}

func (f census) integerType(declared string) arrow.DataType {
	if strings.Contains(declared, "BOOL") && f.least.Int64 >= 0 && f.most.Int64 <= 1 {
		return arrow.FixedWidthTypes.Boolean
	}
	return arrow.PrimitiveTypes.Int64
}

// declaredType is the type of a column without values.
func declaredType(declared string) arrow.DataType {
	for _, known := range []struct {
		word string
		t    arrow.DataType
	}{
		{"INT", arrow.PrimitiveTypes.Int64}, {"BOOL", arrow.FixedWidthTypes.Boolean},
		{"REAL", arrow.PrimitiveTypes.Float64}, {"FLOA", arrow.PrimitiveTypes.Float64}, {"DOUB", arrow.PrimitiveTypes.Float64},
		{"BLOB", arrow.BinaryTypes.Binary}, {"TIME", &arrow.TimestampType{Unit: arrow.Microsecond}}, {"DATE", arrow.FixedWidthTypes.Date32},
	} {
		if strings.Contains(declared, known.word) {
			return known.t
		}
	}
	return arrow.BinaryTypes.String
}

// appendSQLite adds a value of the driver to a column. A value that no longer
// fits, because the file has changed since it was opened, is an error.
func appendSQLite(builder array.Builder, cell any) error {
	if cell == nil {
		builder.AppendNull()
		return nil
	}
	if !appendFitting(builder, cell) {
		return fmt.Errorf("the value %s does not fit its type any more; open the file again", sqliteText(cell))
	}
	return nil
}

func appendFitting(builder array.Builder, cell any) bool {
	switch b := builder.(type) {
	case *array.StringBuilder:
		b.Append(sqliteText(cell))
		return true
	case *array.BinaryBuilder:
		v, ok := cell.([]byte)
		b.Append(v)
		return ok
	case *array.Date32Builder, *array.TimestampBuilder:
		text, ok := cell.(string)
		return ok && appendMoment(builder, strings.Replace(text, "T", " ", 1)) == nil
	}
	return appendNumber(builder, cell)
}

func appendNumber(builder array.Builder, cell any) bool {
	whole, isWhole := cell.(int64)
	switch b := builder.(type) {
	case *array.Int64Builder:
		b.Append(whole)
		return isWhole
	case *array.BooleanBuilder:
		b.Append(whole == 1)
		return isWhole && (whole == 0 || whole == 1)
	case *array.Float64Builder:
		n, isReal := cell.(float64)
		if isWhole {
			n = float64(whole)
		}
		b.Append(n)
		return isWhole || isReal
	}
	return false
}

func sqliteText(cell any) string {
	switch v := cell.(type) {
	case string:
		return v
	case []byte:
		return `\x` + hex.EncodeToString(v)
	case float64:
		return realText(v)
	}
	return fmt.Sprint(cell)
}

// realText writes infinities as the columns of numbers show them.
func realText(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "Infinity"
	case math.IsInf(v, -1):
		return "-Infinity"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
