package export

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"sonde/connectors"
)

// A value that comes late may not fit the type with which the file of its column
// was begun. The file is then begun anew, with that column as text: its rows so far
// are read back from it, the others go on from the source.

// anew is a source that begins with the rows of a file and goes on with another
// source.
type anew struct {
	schema  *arrow.Schema
	earlier *earlierFile
	batch   arrow.RecordBatch // between the two; nil once it was taken
	rest    Source
}

func (a *anew) Schema() *arrow.Schema { return a.schema }

func (a *anew) Next(ctx context.Context) (arrow.RecordBatch, error) {
	b, err := a.earlier.next(ctx)
	if !errors.Is(err, io.EOF) {
		return b, err
	}
	if b = a.batch; b != nil {
		a.batch = nil
		return b, nil
	}
	return a.rest.Next(ctx)
}

// earlierFile is a file that was written and is read back.
type earlierFile struct {
	was    target
	reader *os.File
	schema *arrow.Schema // of its batches: types of the file, names and meaning of the result
	read   func(ctx context.Context) (arrow.RecordBatch, error)
}

// beginAnew puts an empty temporary file in the place of the one that a target has
// written, whose rows are to be read back. The earlier file must be closed.
func (t *target) beginAnew(journal, format string, schema *arrow.Schema) (*earlierFile, error) {
	e := &earlierFile{was: *t, schema: readBackSchema(format, schema)}
	info, err := t.file.Stat()
	if err != nil {
		return nil, err
	}
	if e.reader, err = os.Open(t.temp); err != nil {
		return nil, err
	}
	begun, err := createTemporary(filepath.Dir(t.path), info.Mode().Perm())
	if err != nil {
		return nil, errors.Join(err, e.reader.Close())
	}
	t.file, t.temp = begun, begun.Name()
	t.note = takeNote(journal, t.temp)
	return e, nil
}

// readBackSchema is that of the batches of a file that was written of a result.
func readBackSchema(format string, schema *arrow.Schema) *arrow.Schema {
	var fields []arrow.Field
	for _, c := range planned(schema, plans[format]) {
		f := c.field
		f.Name, f.Nullable = c.declared.Name, true
		fields = append(fields, f)
	}
	return arrow.NewSchema(fields, nil)
}

// close removes the file.
func (e *earlierFile) close() error { return errors.Join(e.reader.Close(), e.was.discard()) }

// open finds out how the file is read.
func (e *earlierFile) open(ctx context.Context, format string) error {
	if format == "arrow" {
		r, err := ipc.NewFileReader(e.reader)
		if err != nil {
			return err
		}
		at := 0
		e.read = func(context.Context) (arrow.RecordBatch, error) {
			if at++; at > r.NumRecords() {
				return nil, io.EOF
			}
			return r.RecordBatchAt(at - 1)
		}
		return nil
	}
	f, err := file.NewParquetReader(e.reader)
	if err != nil {
		return err
	}
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: 1 << 13}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	batches, err := r.GetRecordReader(ctx, nil, nil)
	if err != nil {
		return err
	}
	e.read = func(context.Context) (arrow.RecordBatch, error) { return batches.Read() }
	return nil
}

func (e *earlierFile) next(ctx context.Context) (arrow.RecordBatch, error) {
	b, err := e.read(ctx)
	if err != nil {
		return nil, err
	}
	columns := make([]arrow.Array, b.NumCols())
	for i, c := range b.Columns() {
		data, err := renamed(c.Data(), e.schema.Field(i).Type)
		if err != nil {
			return nil, err
		}
		columns[i] = array.MakeFromData(data)
	}
	return array.NewRecordBatch(e.schema, columns, b.NumRows()), nil
}

// renamed gives data a type that differs from their own in the names of its parts
// only, as Parquet has its own for the elements of lists.
func renamed(d arrow.ArrayData, t arrow.DataType) (arrow.ArrayData, error) {
	if arrow.TypeEqual(d.DataType(), t) {
		return d, nil
	}
	nested, ok := t.(arrow.NestedType)
	if !ok || d.DataType().ID() != t.ID() {
		return nil, connectors.Errorf(connectors.ClassInternal, "a column of type %s was read back as %s", t, d.DataType())
	}
	var children []arrow.ArrayData
	for i, f := range nested.Fields() {
		child, err := renamed(d.Children()[i], f.Type)
		if err != nil {
			return nil, err
		}
		children = append(children, child)
	}
	return array.NewData(t, d.Len(), d.Buffers(), children, d.NullN(), d.Offset()), nil
}
