package decode

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"sonde/connectors"
)

// parquetCells bounds the values of one batch, so that wide tables have fewer
// rows in it.
const (
	parquetCells = 1 << 18
	parquetRows  = 16 << 10
)

// File is one whole Parquet file: a file on disk, or a view of a remote object.
type File interface {
	io.ReaderAt
	io.Seeker
	io.Closer
}

// ParquetReader reads record batches from Parquet files that make up one table.
// It is used by one goroutine; Schema and Rows may be called from any.
//
// The columns are those of the first file. In the others they must have the same
// names in the same order; where their type differs, batches have the text of
// the values.
type ParquetReader struct {
	parts  []func(context.Context) (File, error)
	schema atomic.Pointer[arrow.Schema]
	rows   atomic.Int64
	part   int // counted from 1
	open   *parquetFile
	err    error
}

// Parquet returns a reader of files, each of which is opened when the one before
// has ended.
func Parquet(parts ...func(context.Context) (File, error)) *ParquetReader {
	return &ParquetReader{parts: parts}
}

// Schema is nil until Next has returned for the first time. Without any file it
// has no fields.
func (p *ParquetReader) Schema() *arrow.Schema { return p.schema.Load() }

// Rows counts the rows of the batches so far.
func (p *ParquetReader) Rows() int64 { return p.rows.Load() }

// Close closes the open file. It may be called twice.
func (p *ParquetReader) Close() error {
	if p.open == nil {
		return nil
	}
	err := p.open.source.Close()
	p.open = nil
	return err
}

// Next returns the next batch as Reader.Next does.
func (p *ParquetReader) Next(ctx context.Context) (batch arrow.RecordBatch, err error) {
	if p.err != nil {
		return nil, p.err
	}
	if err = ctx.Err(); err == nil {
		batch, err = p.next(ctx)
	}
	switch {
	case err != nil:
		p.err = p.explain(err)
		return nil, p.err
	case batch == nil:
		p.err = io.EOF
		return nil, p.err
	}
	p.rows.Add(batch.NumRows())
	return batch, nil
}

// next returns no batch at the end. Whatever the library calls the end of a file
// is none here: rows may be missing.
func (p *ParquetReader) next(ctx context.Context) (batch arrow.RecordBatch, err error) {
	defer func() {
		if r := recover(); r != nil { // damaged files make the library panic
			err = fmt.Errorf("%v", r)
		}
	}()
	for {
		if p.open == nil {
			if more, err := p.openPart(ctx); err != nil || !more {
				return nil, err
			}
		}
		arrays, err := p.open.next(ctx)
		switch {
		case err != nil:
			return nil, err
		case arrays != nil:
			return conform(p.Schema(), p.open.schema, arrays), nil
		}
		if err := p.Close(); err != nil {
			return nil, err
		}
	}
}

func (p *ParquetReader) openPart(ctx context.Context) (more bool, err error) {
	if p.part == len(p.parts) {
		p.schema.CompareAndSwap(nil, arrow.NewSchema(nil, nil))
		return false, nil
	}
	p.part++
	source, err := p.parts[p.part-1](ctx)
	if err != nil {
		return false, err
	}
	p.open = &parquetFile{source: source}
	if err := p.open.begin(); err != nil {
		if reason := damage(source); reason != "" {
			return false, incomplete("part %d of %d %s; %s were read before", p.part, len(p.parts), reason, rowCount(p.Rows()))
		}
		return false, err
	}
	if !p.schema.CompareAndSwap(nil, p.open.schema) && !sameNames(p.Schema(), p.open.schema) {
		return false, connectors.Errorf(connectors.ClassIncomplete, "part %d has other columns than the parts before", p.part)
	}
	return true, nil
}

// parquetMark is what Parquet files begin and end with.
const parquetMark = "PAR1"

// damage says what is wrong with a file that cannot be opened, as far as its two
// ends tell; empty where they look right.
func damage(f File) string {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return ""
	}
	var head, end [len(parquetMark)]byte
	if n, err := f.ReadAt(head[:], 0); n < len(head) && !errors.Is(err, io.EOF) {
		return ""
	}
	if string(head[:]) != parquetMark {
		return "is no Parquet file"
	}
	if n, _ := f.ReadAt(end[:], max(0, size-int64(len(end)))); n == len(end) && string(end[:]) != parquetMark {
		return "is cut: its end is missing, where Parquet files say what they hold"
	}
	return ""
}

// rowCount is a number of rows in words.
func rowCount(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return connectors.Count(n) + " rows"
}

func sameNames(a, b *arrow.Schema) bool {
	if a.NumFields() != b.NumFields() {
		return false
	}
	for i, f := range a.Fields() {
		if f.Name != b.Field(i).Name {
			return false
		}
	}
	return true
}

func (p *ParquetReader) explain(err error) error {
	var typed *connectors.Error
	switch {
	case errors.As(err, &typed):
		return typed
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return connectors.AsError(err)
	}
	return incomplete("part %d of %d cannot be read as Parquet after %s: %w", p.part, len(p.parts), rowCount(p.Rows()), err)
}

// conform makes a batch of the declared schema, with the text of columns whose
// type is another one.
func conform(declared, actual *arrow.Schema, arrays []arrow.Array) arrow.RecordBatch {
	rows := int64(0)
	for i, a := range arrays {
		rows = int64(a.Len())
		if !arrow.TypeEqual(a.DataType(), declared.Field(i).Type) {
			arrays[i] = toText(actual.Field(i), a)
		}
	}
	return newBatch(declared, arrays, rows)
}

// parquetFile reads one file, row group by row group.
type parquetFile struct {
	source  File
	file    *file.Reader
	arrow   *pqarrow.FileReader
	schema  *arrow.Schema
	columns []branch // per field: what is converted here
	group   int
	records pqarrow.RecordReader // of the row group; nil where the file has no columns
	left    int64                // rows of the row group
	batch   int64
}

func (p *parquetFile) begin() (err error) {
	if p.file, err = file.NewParquetReader(p.source); err != nil {
		return err
	}
	columns := max(1, p.file.MetaData().Schema.NumColumns())
	p.batch = int64(min(parquetRows, max(1, parquetCells/columns)))
	properties := pqarrow.ArrowReadProperties{BatchSize: p.batch}
	if p.arrow, err = pqarrow.NewFileReader(p.file, properties, memory.NewGoAllocator()); err != nil {
		return err
	}
	schema, err := p.arrow.Schema()
	if err != nil {
		return err
	}
	p.describe(schema)
	return nil
}

// describe names the types as the file has them, and finds the columns that are
// converted here.
func (p *parquetFile) describe(schema *arrow.Schema) {
	root, fields := p.file.MetaData().Schema, schema.Fields()
	p.columns = make([]branch, len(fields))
	for i := range p.arrow.Manifest.Fields {
		node := &p.arrow.Manifest.Fields[i]
		p.columns[i], fields[i] = plan(node, root, fields[i], false)
		if len(node.Children) > 0 {
			continue
		}
		leaf := root.Column(node.ColIndex)
		name := leaf.PhysicalType().String()
		if logical := leaf.LogicalType(); logical != nil && !logical.IsNone() {
			name = logical.String()
		}
		fields[i] = withKind(fields[i], fields[i].Type, name, connectors.FieldKind(fields[i]))
	}
	p.schema = arrow.NewSchema(fields, nil)
}

// next returns the arrays of the next batch, or none after the last row group.
func (p *parquetFile) next(ctx context.Context) ([]arrow.Array, error) {
	for p.left == 0 {
		if p.group == p.file.NumRowGroups() {
			return nil, nil
		}
		if err := p.enter(ctx); err != nil {
			return nil, err
		}
	}
	arrays, n, err := p.read()
	if err != nil {
		return nil, err
	}
	if p.left -= n; p.left < 0 || n == 0 {
		return nil, errors.New("a row group does not have as many rows as it says")
	}
	for i, b := range p.columns {
		if !b.isEmpty() {
			arrays[i] = array.MakeFromData(b.convert(arrays[i].Data(), p.schema.Field(i).Type))
		}
	}
	return arrays, nil
}

// read returns the columns and the number of rows of the next batch.
func (p *parquetFile) read() ([]arrow.Array, int64, error) {
	if len(p.columns) == 0 {
		return []arrow.Array{}, min(p.left, p.batch), nil
	}
	batch, err := p.records.Read()
	if err != nil {
		return nil, 0, err
	}
	batch.Retain() // the library would take the batch back
	return slices.Clone(batch.Columns()), batch.NumRows(), nil
}

// enter begins the next row group.
func (p *parquetFile) enter(ctx context.Context) (err error) {
	p.left = p.file.RowGroup(p.group).NumRows()
	if len(p.columns) > 0 && p.left > 0 {
		p.records, err = p.arrow.GetRecordReader(ctx, nil, []int{p.group})
	}
	p.group++
	return err
}
