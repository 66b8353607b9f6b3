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

// newArrow writes an Arrow IPC file. Types and metadata stay exactly as they
// are.
func newArrow(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	codec, ok := arrowCodecs[o.Compression]
	if !ok {
		return nil, connectors.Errorf(connectors.ClassConfig, "Arrow files have no compression %q; they have zstd, lz4 and none", o.Compression)
	}
	if o.NoteAtEnd != nil {
		return newNotedArrow(w, schema, o, codec)
	}
	schema = withNote(schema, o.Note)
	file, err := ipc.NewFileWriter(w, append(codec, ipc.WithSchema(schema))...)
	if err != nil {
		return nil, err
	}
	return &typed{schema: schema, write: file.Write, finish: file.Close}, nil
}

// placeholder stands for a note in the first of the two schemas of a file, and is
// as long as a note can be. Readers of files take the second one, at the end.
var placeholder = fmt.Sprintf("%-480s", "see the schema at the end of the file")

// newNotedArrow writes a file whose note becomes known at its end, where it takes
// the place of the placeholder.
func newNotedArrow(w io.Writer, schema *arrow.Schema, o Options, codec []ipc.Option) (Writer, error) {
	end := &held{to: w}
	schema = withNote(schema, placeholder)
	file, err := ipc.NewFileWriter(end, append(codec, ipc.WithSchema(schema))...)
	if err != nil {
		return nil, err
	}
	finish := func() error {
		end.holding = true
		if err := file.Close(); err != nil {
			return err
		}
		setNote(end.Bytes(), cmp.Or(o.lateNote(), connectors.Complete.String()))
		_, err := end.WriteTo(w)
		return err
	}
	return &typed{schema: schema, write: file.Write, finish: finish}, nil
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
