package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"sonde/connectors"
	"sonde/internal/duckscan"
)

// arrow makes a view of Arrow IPC files, in the file or the stream format.
func (o *opener) arrow(ctx context.Context, s source) error {
	var calls []string
	for _, file := range s.files {
		table, err := openArrow(file)
		if err != nil {
			return connectors.Errorf(connectors.ClassUnavailable, "%s is not a valid Arrow file: %w", file, err)
		}
		call, err := o.conn.scan(file, "", table)
		if err != nil {
			return err
		}
		calls = append(calls, "SELECT * FROM "+call)
	}
	return o.view(ctx, s, strings.Join(calls, " UNION ALL BY NAME "))
}

// arrowFile is an Arrow IPC file. It is read anew by every statement.
type arrowFile struct {
	path   string
	schema *arrow.Schema
	// micro marks columns of zoned nanoseconds that hold whole microseconds,
	// which is what the engine's type can hold.
	micro []bool
}

// openArrow reads the schema of a file. Only a file with zoned nanoseconds is
// read further, to see whether the engine's type holds them all.
func openArrow(path string) (table *arrowFile, err error) {
	defer recovered(&err)
	t := &arrowFile{path: path}
	batches, err := t.batches()
	if err != nil {
		return nil, err
	}
	defer batches.Close()
	t.schema = batches.schema
	return t, t.findMicroseconds(batches)
}

// recovered turns a panic over a corrupt file into an error.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the file is corrupt: %v", p)
	}
}

func (t *arrowFile) findMicroseconds(batches *arrowBatches) error {
	t.micro = make([]bool, t.schema.NumFields())
	some := false
	for i, f := range t.schema.Fields() {
		zoned, ok := f.Type.(*arrow.TimestampType)
		t.micro[i] = ok && zoned.TimeZone != "" && zoned.Unit == arrow.Nanosecond
		some = some || t.micro[i]
	}
	if !some {
		return nil
	}
	for {
		batch, err := batches.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		for i := range t.micro {
			t.micro[i] = t.micro[i] && wholeMicroseconds(batch.Column(i).(*array.Timestamp))
		}
	}
	fields := t.schema.Fields()
	for i, micro := range t.micro {
		if micro {
			fields[i].Type = microType(fields[i].Type)
		}
	}
	metadata := t.schema.Metadata()
	t.schema = arrow.NewSchema(fields, &metadata)
	return nil
}

func microType(t arrow.DataType) arrow.DataType {
	return &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: t.(*arrow.TimestampType).TimeZone}
}

func wholeMicroseconds(a *array.Timestamp) bool {
	for i, v := range a.Values() {
		if v%1000 != 0 && a.IsValid(i) {
			return false
		}
	}
	return true
}

// toMicroseconds divides every value by 1,000.
func toMicroseconds(a *array.Timestamp) arrow.Array {
	out := make([]arrow.Timestamp, a.Len())
	valid := make([]bool, a.Len())
	for i, v := range a.Values() {
		out[i], valid[i] = v/1000, a.IsValid(i)
	}
	b := array.NewTimestampBuilder(allocator, microType(a.DataType()).(*arrow.TimestampType))
	b.AppendValues(out, valid)
	return b.NewArray()
}

func (t *arrowFile) Schema() *arrow.Schema { return t.schema }

func (t *arrowFile) NumRows() int64 { return -1 }

func (t *arrowFile) Open(columns []int) (duckscan.Reader, error) {
	batches, err := t.batches()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.path, err)
	}
	return &arrowReader{table: t, arrowBatches: batches, columns: columns}, nil
}

// arrowBatches reads a file of either format from its beginning.
type arrowBatches struct {
	file   *os.File
	schema *arrow.Schema
	next   func() (arrow.RecordBatch, error)
}

func (b *arrowBatches) Close() error { return b.file.Close() }

func (t *arrowFile) batches() (*arrowBatches, error) {
	file, err := os.Open(t.path)
	if err != nil {
		return nil, err
	}
	b := &arrowBatches{file: file}
	if err := b.start(); err != nil {
		file.Close()
		return nil, err
	}
	return b, nil
}

func (b *arrowBatches) start() error {
	head := make([]byte, 6)
	if _, err := b.file.ReadAt(head, 0); err != nil {
		return err
	}
	info, err := b.file.Stat()
	if err != nil {
		return err
	}
	// No part of a sound file is larger than the file.
	limits := []ipc.Option{ipc.WithMetadataSizeLimit(info.Size()), ipc.WithBodySizeLimit(info.Size())}
	if string(head) != "ARROW1" {
		r, err := ipc.NewReader(b.file, limits...)
		if err != nil {
			return err
		}
		b.schema, b.next = r.Schema(), r.Read
		return nil
	}
	r, err := ipc.NewFileReader(b.file, limits...)
	if err != nil {
		return err
	}
	at := 0
	b.schema = r.Schema()
	b.next = func() (arrow.RecordBatch, error) {
		if at == r.NumRecords() {
			return nil, io.EOF
		}
		at++
		return r.RecordBatchAt(at - 1)
	}
	return nil
}

// arrowReader picks columns out of the batches of a file.
type arrowReader struct {
	*arrowBatches
	table   *arrowFile
	columns []int
}

func (r *arrowReader) Next() (_ arrow.RecordBatch, err error) {
	defer recovered(&err)
	batch, err := r.next()
	if errors.Is(err, io.EOF) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.table.path, err)
	}
	fields, columns := make([]arrow.Field, len(r.columns)), make([]arrow.Array, len(r.columns))
	for i, c := range r.columns {
		fields[i], columns[i] = r.table.schema.Field(c), batch.Column(c)
		if r.table.micro[c] {
			columns[i] = toMicroseconds(columns[i].(*array.Timestamp))
		}
	}
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, batch.NumRows()), nil
}
