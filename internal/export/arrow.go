package export

import (
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"
)

// newArrow writes an Arrow IPC file. Types and metadata stay exactly as they
// are; batches are compressed with zstd.
func newArrow(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	schema = withNote(schema, o.Note)
	file, err := ipc.NewFileWriter(w, ipc.WithSchema(schema), ipc.WithZstd())
	if err != nil {
		return nil, err
	}
	return &typed{schema: schema, write: file.Write, finish: file.Close}, nil
}
