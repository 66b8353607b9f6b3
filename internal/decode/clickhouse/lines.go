package clickhouse

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

const (
	lineRows  = 4 << 10
	lineBytes = 1 << 20 // a longer line becomes several
)

// lines reads text that is no table: one column with a row for each line.
type lines struct {
	body   io.ReadCloser
	reader *bufio.Reader
	known  *arrow.Schema
	told   atomic.Bool
	err    error
	last   string // the last line that the format has to end with; empty where it has none
	ended  bool   // the line that was read last is that one
}

// lastLines are the last lines of formats of text that have one, by name in
// lower case.
var lastLines = map[string]string{
	"xml": "</result>", "jsoncolumns": "}", "jsoncolumnswithmetadata": "}", "jsonobjecteachrow": "}", "jsoncompactcolumns": "]",
}

func newLines(body io.ReadCloser, name string) *lines {
	field := connectors.Field(name, arrow.BinaryTypes.String, "text", connectors.KindText)
	return &lines{body: body, reader: bufio.NewReaderSize(body, lineBytes), known: arrow.NewSchema([]arrow.Field{field}, nil), last: lastLines[strings.ToLower(name)]}
}

func (l *lines) Schema() *arrow.Schema {
	if !l.told.Load() {
		return nil
	}
	return l.known
}

func (l *lines) Close() error { return l.body.Close() }

func (l *lines) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if err := ctx.Err(); err != nil {
		return nil, connectors.AsError(err)
	}
	defer context.AfterFunc(ctx, func() { _ = l.body.Close() })()
	b := array.NewStringBuilder(memory.DefaultAllocator)
	for l.err == nil && b.Len() < lineRows && b.DataLen() < lineBytes {
		var line []byte
		line, l.err = l.reader.ReadSlice('\n')
		if errors.Is(l.err, bufio.ErrBufferFull) {
			l.err = nil
		}
		if len(line) > 0 {
			line = withoutEnd(line)
			l.ended = string(line) == l.last
			b.Append(string(line))
		}
	}
	l.told.Store(l.told.Load() || b.Len() > 0 || l.err == io.EOF) //nolint:errorlint // a wrapped io.EOF is no clean end
	if n := int64(b.Len()); n > 0 {
		return array.NewRecordBatch(l.known, []arrow.Array{b.NewStringArray()}, n), nil
	}
	if ctx.Err() != nil {
		return nil, connectors.AsError(ctx.Err())
	}
	if l.err == io.EOF && l.last != "" && !l.ended { //nolint:errorlint // as above
		return nil, connectors.Errorf(connectors.ClassIncomplete, "the answer was cut: it does not end with %s", l.last)
	}
	return nil, l.err
}

// withoutEnd cuts the end off a line.
func withoutEnd(line []byte) []byte {
	line, ended := bytes.CutSuffix(line, []byte{'\n'})
	if ended {
		line = bytes.TrimSuffix(line, []byte{'\r'})
	}
	return line
}
