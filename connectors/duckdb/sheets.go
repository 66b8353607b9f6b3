package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/duckscan"
)

// sheets makes tables of the sheets of workbooks. They are copied, because a
// sheet has to be read as a whole to know its columns. The one sheet of a
// workbook has the file's name.
func (o *opener) sheets(ctx context.Context, s source) error {
	for _, file := range s.files {
		if err := o.workbook(ctx, file); err != nil {
			return connectors.Errorf(connectors.ClassUnavailable, "%s is not a valid XLSX file: %w", file, err)
		}
	}
	return nil
}

func (o *opener) workbook(ctx context.Context, file string) error {
	book, err := openWorkbook(file)
	if err != nil {
		return err
	}
	defer book.Close()
	var parts []part
	for _, s := range book.sheets {
		table, err := newSheetTable(book, s)
		if err != nil {
			return err
		}
		if table.schema.NumFields() > 0 {
			parts = append(parts, part{name: s.name, table: table})
		}
	}
	switch len(parts) {
	case 0:
		return errors.New("its sheets are empty")
	case 1:
		return o.part(ctx, file, parts[0], quoted(o.fileName(file)), true)
	}
	return o.parts(ctx, file, parts, true)
}

// sheetTable is a sheet as a table: its first row names the columns where it
// holds nothing but text and is not the only one.
type sheetTable struct {
	book   *workbook
	sheet  sheet
	header bool
	from   []int // the sheet's column of each column
	kinds  []cellKind
	rows   int64
	schema *arrow.Schema
}

// sheetColumn is what is known of a column of a sheet after reading it.
type sheetColumn struct {
	title string
	kind  cellKind
}

func newSheetTable(book *workbook, s sheet) (*sheetTable, error) {
	r, err := book.read(s)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	t := &sheetTable{book: book, sheet: s, schema: arrow.NewSchema(nil, nil)}
	first, err := r.Next()
	if errors.Is(err, io.EOF) {
		return t, nil
	}
	if err != nil {
		return nil, err
	}
	columns := map[int]*sheetColumn{}
	if err := t.survey(r, columns); err != nil {
		return nil, err
	}
	t.begin(first, columns)
	t.define(columns)
	return t, nil
}

// begin decides whether the first row names the columns or belongs to the rest.
func (t *sheetTable) begin(first []cell, columns map[int]*sheetColumn) {
	t.header = t.rows > 0 && isHeader(first)
	for _, c := range first {
		if known := columnOf(columns, c.column); t.header {
			known.title = c.text
		} else {
			known.kind = widen(known.kind, c.kind)
		}
	}
	if !t.header {
		t.rows++
	}
}

// survey reads the rows after the first.
func (t *sheetTable) survey(r *sheetReader, columns map[int]*sheetColumn) error {
	for {
		cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		t.rows++
		for _, c := range cells {
			known := columnOf(columns, c.column)
			known.kind = widen(known.kind, c.kind)
		}
	}
}

func columnOf(columns map[int]*sheetColumn, i int) *sheetColumn {
	if columns[i] == nil {
		columns[i] = &sheetColumn{}
	}
	return columns[i]
}

func isHeader(cells []cell) bool {
	for _, c := range cells {
		if c.kind != cellText || strings.TrimSpace(c.text) == "" {
			return false
		}
	}
	return true
}

// widen is the kind that holds values of both kinds.
func widen(a, b cellKind) cellKind {
	switch {
	case a == b || b == cellEmpty:
		return a
	case a == cellEmpty:
		return b
	case a > b:
		return widen(b, a)
	case a == cellWhole && b == cellNumber:
		return cellNumber
	case a == cellDate && b == cellTimestamp:
		return cellTimestamp
	}
	return cellText
}

var sheetTypes = map[cellKind]arrow.DataType{
	cellEmpty:     arrow.BinaryTypes.String,
	cellText:      arrow.BinaryTypes.String,
	cellWhole:     arrow.PrimitiveTypes.Int64,
	cellNumber:    arrow.PrimitiveTypes.Float64,
	cellBool:      arrow.FixedWidthTypes.Boolean,
	cellDate:      arrow.FixedWidthTypes.Date32,
	cellTime:      arrow.FixedWidthTypes.Time64us,
	cellTimestamp: &arrow.TimestampType{Unit: arrow.Microsecond},
}

// define settles the columns, from left to right, and their names: a table of
// the engine wants them all different.
func (t *sheetTable) define(columns map[int]*sheetColumn) {
	used := map[string]bool{}
	var fields []arrow.Field
	for i := range 1 << 14 {
		c := columns[i]
		if c == nil {
			continue
		}
		if c.title == "" {
			c.title = columnLetters(i)
		}
		name := c.title
		for n := 2; used[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s_%d", c.title, n)
		}
		used[strings.ToLower(name)] = true
		t.from, t.kinds = append(t.from, i), append(t.kinds, c.kind)
		fields = append(fields, arrow.Field{Name: name, Type: sheetTypes[c.kind], Nullable: true})
	}
	t.schema = arrow.NewSchema(fields, nil)
}

func (t *sheetTable) Schema() *arrow.Schema { return t.schema }

func (t *sheetTable) NumRows() int64 { return t.rows }

func (t *sheetTable) Open(columns []int) (duckscan.Reader, error) {
	r, err := t.book.read(t.sheet)
	if err != nil {
		return nil, err
	}
	if t.header {
		if _, err := r.Next(); err != nil {
			r.Close()
			return nil, err
		}
	}
	out := &sheetScan{sheetReader: r, place: map[int]int{}}
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i], out.place[t.from[c]] = t.schema.Field(c), i
	}
	out.schema = arrow.NewSchema(fields, nil)
	return out, nil
}

// sheetScan turns the rows of a sheet into batches.
type sheetScan struct {
	*sheetReader
	schema *arrow.Schema
	place  map[int]int // the position in schema of a column of the sheet
}

// sheetBatch is how many rows go into a batch.
const sheetBatch = 4096

func (s *sheetScan) Next() (arrow.RecordBatch, error) {
	b := array.NewRecordBuilder(allocator, s.schema)
	n := 0
	for ; n < sheetBatch; n++ {
		cells, err := s.sheetReader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := s.append(b.Fields(), cells, n); err != nil {
			return nil, err
		}
	}
	if n == 0 {
		return nil, io.EOF
	}
	columns := make([]arrow.Array, len(b.Fields()))
	for i, builder := range b.Fields() {
		columns[i] = builder.NewArray()
	}
	return array.NewRecordBatch(s.schema, columns, int64(n)), nil
}

func (s *sheetScan) append(builders []array.Builder, cells []cell, row int) error {
	for _, c := range cells {
		if i, ok := s.place[c.column]; ok && builders[i].Len() == row {
			if err := appendCell(builders[i], c.text); err != nil {
				return err
			}
		}
	}
	for _, b := range builders {
		if b.Len() == row {
			b.AppendNull()
		}
	}
	return nil
}

func appendCell(builder array.Builder, text string) error {
	var err error
	switch b := builder.(type) {
	case *array.Int64Builder:
		var n int64
		n, err = strconv.ParseInt(text, 10, 64)
		b.Append(n)
	case *array.Float64Builder:
		var n float64
		n, err = strconv.ParseFloat(text, 64)
		b.Append(n)
	case *array.BooleanBuilder:
		b.Append(text == "true")
	case *array.StringBuilder:
		b.Append(text)
	default:
		err = appendMoment(builder, text)
	}
	return err
}

func appendMoment(builder array.Builder, text string) error {
	layout := "2006-01-02 15:04:05"
	switch {
	case len(text) == len(time.DateOnly):
		layout = time.DateOnly
	case len(text) < len(layout) && !strings.Contains(text, "-"):
		layout = time.TimeOnly
	}
	t, err := time.Parse(layout, text)
	switch b := builder.(type) {
	case *array.Date32Builder:
		b.Append(arrow.Date32FromTime(t))
	case *array.Time64Builder:
		b.Append(arrow.Time64(t.Sub(t.Truncate(24 * time.Hour)).Microseconds()))
	case *array.TimestampBuilder:
		b.Append(arrow.Timestamp(t.UnixMicro()))
	}
	return err
}
