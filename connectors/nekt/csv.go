package nekt

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"sonde/connectors"
	"sonde/internal/decode"
)

func (f *files) csv(first *opened, from int) batches {
	header := f.query.header()
	text := &joined{files: f, next: from + 1, current: first, repeats: header, delimiter: f.query.delimiter(), last: '\n'}
	return decode.CSV(text, decode.CSVOptions{Delimiter: f.query.delimiter(), Header: header, End: decode.EndNewline})
}

// joined is the text of several CSV files as one: the line of names stands at
// its beginning only. Files are opened one after the other, as they are read.
type joined struct {
	files     *files
	next      int     // index of the file after the current one
	current   *opened // nil between files
	begun     bool    // the current file's first line has been looked at
	repeats   bool    // files begin with a line of names
	delimiter byte
	names     []byte // of the first file, with its line end
	pending   []byte // what comes before the rest of the current file
	last      byte   // the byte read last; a line feed before the first
}

func (j *joined) Read(p []byte) (int, error) {
	for {
		if len(j.pending) > 0 {
			n := copy(p, j.pending)
			j.last, j.pending = p[n-1], j.pending[n:]
			return n, nil
		}
		if j.current == nil {
			if err := j.open(); err != nil {
				return 0, err
			}
			continue
		}
		if !j.begun {
			if err := j.begin(); err != nil {
				return 0, j.explain(err)
			}
			continue
		}
		if n, err := j.read(p); n > 0 || err != nil {
			return n, err
		}
	}
}

// open goes on to the next file; io.EOF after the last one.
func (j *joined) open() error {
	if j.next == len(j.files.objects) {
		return io.EOF
	}
	current, err := j.files.open(j.next)
	if err != nil {
		return err
	}
	if current.head == parquetMark {
		current.Close()
		return connectors.Errorf(connectors.ClassIncomplete, "file %d of the result is Parquet, the ones before are CSV", j.next+1)
	}
	j.current, j.next, j.begun = current, j.next+1, false
	return nil
}

// read reads from the file at hand, and lets go of it at its end.
func (j *joined) read(p []byte) (int, error) {
	n, err := j.current.Read(p)
	switch {
	case n > 0:
		j.last = p[n-1]
		return n, nil
	case errors.Is(err, io.EOF):
		return 0, j.leave()
	case err != nil:
		return 0, j.explain(err)
	}
	return 0, nil
}

// leave lets go of a file at its end. Both clouds end every line, and so a file
// that does not may have been cut, unless its checksum or the store says that all
// of it has come.
func (j *joined) leave() error {
	file := j.current
	file.Close()
	j.current = nil
	switch {
	case j.last == '\n':
	case file.compressed || file.stream.isWhole():
		j.pending = []byte{'\n'}
	default:
		return file.stream.object.explain(connectors.Errorf(connectors.ClassIncomplete, "the file ends in the middle of a line"))
	}
	return nil
}

// begin looks at the first line of a file, and drops it where it repeats the
// names. A line that does not is a row like any other.
func (j *joined) begin() error {
	j.begun = true
	if strings.HasPrefix(j.current.head, mark) {
		if _, err := j.current.Discard(len(mark)); err != nil {
			return err
		}
	}
	var line []byte
	if j.repeats {
		var err error
		if line, err = firstLine(j.current.Reader, j.delimiter); err != nil {
			return err
		}
	}
	switch {
	case j.names == nil:
		j.names = line
	case len(line) > 0 && bytes.Equal(trimEnd(line), trimEnd(j.names)):
		line = nil
	}
	j.pending = line
	return nil
}

// mark is the byte order mark with which a file may begin.
const mark = "\uFEFF"

func (j *joined) explain(err error) error { return j.current.stream.object.explain(err) }

// firstLine reads a line with its end. Line feeds inside quotes are part of it.
func firstLine(r *bufio.Reader, delimiter byte) ([]byte, error) {
	var line []byte
	quoted, fieldStart := false, true
	for {
		c, err := r.ReadByte()
		if errors.Is(err, io.EOF) {
			return line, nil
		}
		if err != nil {
			return nil, err
		}
		line = append(line, c)
		switch {
		case c == '"' && (quoted || fieldStart):
			quoted, fieldStart = !quoted, !quoted
		case quoted:
		case c == '\n':
			return line, nil
		default:
			fieldStart = c == delimiter
		}
	}
}

func trimEnd(line []byte) []byte { return bytes.TrimRight(line, "\r\n") }
