package clickhouse

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
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
	ending *ending
	ended  bool // the last line was one with which the format may end

	any     atomic.Bool // there was a line
	numbers numbers     // of the rows, where the format has a box around them
}

// colors are the sequences with which terminals are told colours.
var colors = regexp.MustCompile(`\x1b\[[0-9;]*m`)

func newLines(body io.ReadCloser, name string) *lines {
	field := connectors.Field(name, arrow.BinaryTypes.String, "text", connectors.KindLine)
	l := &lines{body: body, reader: bufio.NewReaderSize(body, lineBytes), known: arrow.NewSchema([]arrow.Field{field}, nil), ending: endingOf(name)}
	l.ended = l.ending == nil || l.ending.empty
	return l
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
			l.ended = l.ending == nil || l.ending.ends(string(line))
			line = withoutEnd(line)
			l.any.Store(true)
			if l.ending != nil && l.ending.numbered {
				l.numbers.read(string(line))
			}
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
	if l.err == io.EOF && !l.ended { //nolint:errorlint // as above
		return nil, connectors.Errorf(connectors.ClassIncomplete, "the answer was cut: it does not end with %s", l.ending.text)
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
