package export

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"sonde/connectors"
)

var arrowCodecs = map[string][]ipc.Option{
	"":     {ipc.WithZstd()},
	"zstd": {ipc.WithZstd()},
	"lz4":  {ipc.WithLZ4()},
	"none": nil,
}

// arrowFile writes an Arrow IPC file. Metadata stay exactly as they are, and types
// but for those that become text.
type arrowFile struct {
	columns []fileColumn
	schema  *arrow.Schema
	file    *ipc.FileWriter
	finish  func() error
	err     error
	closed  bool
}

func newArrow(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	codec, ok := arrowCodecs[o.Compression]
	if !ok {
		return nil, connectors.Errorf(connectors.ClassConfig, "Arrow files have no compression %q; they have zstd, lz4 and none", o.Compression)
	}
	f := &arrowFile{columns: planned(schema, arrowColumn)}
	f.schema = arrowSchema(f.columns, schema)
	if o.NoteAtEnd != nil {
		return f, f.beginNoted(w, o, codec)
	}
	f.schema = withNote(f.schema, o.Note)
	return f, f.begin(w, codec)
}

// arrowSchema is the schema of a file.
func arrowSchema(columns []fileColumn, schema *arrow.Schema) *arrow.Schema {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = c.field
	}
	metadata := schema.Metadata()
	return arrow.NewSchema(fields, &metadata)
}

func (f *arrowFile) begin(w io.Writer, codec []ipc.Option) (err error) {
	f.file, err = ipc.NewFileWriter(w, append(codec, ipc.WithSchema(f.schema))...)
	if err == nil {
		f.finish = f.file.Close
	}
	return err
}

// Write writes a batch, or explains which value has no place in the file.
func (f *arrowFile) Write(b arrow.RecordBatch) error {
	if f.err == nil {
		b, f.err = convertAll(f.columns, f.schema, b)
	}
	if f.err == nil {
		f.err = f.file.Write(b)
	}
	return f.err
}

// Close writes the end of the file, unless a write failed.
func (f *arrowFile) Close() error {
	if f.closed {
		return f.err
	}
	f.closed = true
	if err := f.finish(); f.err == nil {
		f.err = err
	}
	return f.err
}

// placeholder stands for a note in the first of the two schemas of a file, and is
// as long as a note can be. Readers of files take the second one, at the end.
var placeholder = fmt.Sprintf("%-480s", "see the schema at the end of the file")

// beginNoted begins a file whose note becomes known at its end, where it takes the
// place of the placeholder.
func (f *arrowFile) beginNoted(w io.Writer, o Options, codec []ipc.Option) error {
	end := &held{to: w}
	f.schema = withNote(f.schema, placeholder)
	if err := f.begin(end, codec); err != nil {
		return err
	}
	f.finish = func() error {
		end.holding = true
		if err := f.file.Close(); err != nil {
			return err
		}
		setNote(end.Bytes(), cmp.Or(o.lateNote(), connectors.Complete.String()))
		_, err := end.WriteTo(w)
		return err
	}
	return nil
}

// setNote puts a note in the place of the last placeholder. The length of a text
// stands before it, in four bytes, and a NUL after it.
func setNote(end []byte, note string) {
	at := bytes.LastIndex(end, []byte(placeholder))
	if at < 4 {
		return
	}
	note = strings.ToValidUTF8(note[:min(len(note), len(placeholder))], "")
	binary.LittleEndian.PutUint32(end[at-4:], uint32(len(note)))
	clear(end[at : at+len(placeholder)])
	copy(end[at:], note)
}

// held passes on what is written until it is told to hold it.
type held struct {
	bytes.Buffer
	to      io.Writer
	holding bool
}

func (h *held) Write(p []byte) (int, error) {
	if h.holding {
		return h.Buffer.Write(p)
	}
	return h.to.Write(p)
}
