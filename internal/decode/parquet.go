package decode

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"sonde/connectors"
	"sonde/internal/value"
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
		return false, err
	}
	if !p.schema.CompareAndSwap(nil, p.open.schema) && !sameNames(p.Schema(), p.open.schema) {
		return false, connectors.Errorf(connectors.ClassIncomplete, "part %d has other columns than the parts before", p.part)
	}
	return true, nil
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
	return incomplete("part %d of %d cannot be read as Parquet after %d rows: %w", p.part, len(p.parts), p.Rows(), err)
}

// conform makes a batch of the declared schema, with the text of columns whose
// type is another one.
func conform(declared, actual *arrow.Schema, arrays []arrow.Array) arrow.RecordBatch {
	rows := int64(0)
	for i, a := range arrays {
		rows = int64(a.Len())
		if t := a.DataType(); t.ID() != arrow.STRING && !arrow.TypeEqual(t, declared.Field(i).Type) {
			arrays[i] = textOf(actual.Field(i), a)
		}
	}
	return newBatch(declared, arrays, rows)
}

func textOf(f arrow.Field, a arrow.Array) arrow.Array {
	formatter, text := value.NewFormatter(f), newText()
	var buffer []byte
	for i := range a.Len() {
		if formatter.IsNull(a, i) {
			text.null()
			continue
		}
		buffer = formatter.Append(buffer[:0], a, i)
		text.append(cell{buffer, plain})
	}
	return array.MakeFromData(text.finish())
}

// parquetFile reads one file, row group by row group.
type parquetFile struct {
	source  File
	file    *file.Reader
	arrow   *pqarrow.FileReader
	schema  *arrow.Schema
	leaves  []int          // of all columns that the library converts
	moments []*int96Column // per field; nil where the library converts it
	group   int
	records pqarrow.RecordReader // of the row group; nil where leaves is empty
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
// read here.
func (p *parquetFile) describe(schema *arrow.Schema) {
	root, fields := p.file.MetaData().Schema, schema.Fields()
	p.moments = make([]*int96Column, len(fields))
	own := map[int]bool{}
	for i, f := range p.arrow.Manifest.Fields {
		if len(f.Children) > 0 {
			continue
		}
		leaf := root.Column(f.ColIndex)
		if leaf.PhysicalType() == parquet.Types.Int96 && leaf.MaxRepetitionLevel() == 0 {
			p.moments[i], own[f.ColIndex] = &int96Column{leaf: f.ColIndex, optional: leaf.MaxDefinitionLevel() > 0}, true
			fields[i].Type = &arrow.TimestampType{Unit: arrow.Nanosecond}
		}
		name := leaf.PhysicalType().String()
		if logical := leaf.LogicalType(); logical != nil && !logical.IsNone() {
			name = logical.String()
		}
		described := connectors.Field(fields[i].Name, fields[i].Type, name, connectors.KindText)
		described.Nullable = fields[i].Nullable
		fields[i] = described
	}
	for i := range root.NumColumns() {
		if !own[i] {
			p.leaves = append(p.leaves, i)
		}
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
	converted, n, err := p.convert()
	if err != nil {
		return nil, err
	}
	if p.left -= n; p.left < 0 || n == 0 {
		return nil, errors.New("a row group does not have as many rows as it says")
	}
	arrays := make([]arrow.Array, len(p.moments))
	for i, m := range p.moments {
		if m == nil {
			arrays[i], converted = converted[0], converted[1:]
			continue
		}
		if arrays[i], err = m.read(n); err != nil {
			return nil, err
		}
	}
	return arrays, nil
}

// convert returns the columns that the library converts, and the rows of the
// next batch.
func (p *parquetFile) convert() ([]arrow.Array, int64, error) {
	if len(p.leaves) == 0 {
		return nil, min(p.left, p.batch), nil
	}
	batch, err := p.records.Read()
	if err != nil {
		return nil, 0, err
	}
	batch.Retain() // the library would take the batch back
	return batch.Columns(), batch.NumRows(), nil
}

// enter begins the next row group.
func (p *parquetFile) enter(ctx context.Context) (err error) {
	group := p.file.RowGroup(p.group)
	p.left = group.NumRows()
	if len(p.leaves) > 0 && p.left > 0 {
		if p.records, err = p.arrow.GetRecordReader(ctx, p.leaves, []int{p.group}); err != nil {
			return err
		}
	}
	for _, m := range p.moments {
		if m == nil {
			continue
		}
		column, err := group.Column(m.leaf)
		if err != nil {
			return err
		}
		m.reader = column.(*file.Int96ColumnChunkReader)
	}
	p.group++
	return nil
}
