package datafold

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// shape is how an answer is laid out, as far as its beginning tells. Datafold
// documents one object with columns and rows; what it sends while it streams is
// only said to be valid JSON.
type shape struct {
	lines   bool // rows, one behind the other
	header  bool // the first line holds the columns
	columns []column
	// first is the first row as JSON; nil where it was not looked at.
	first []byte
	page  bool // no data at all, but markup
	// only is an answer that is a single value and holds no rows.
	only []byte
}

// recognise reads as much of an answer as it needs to tell its shape, and
// returns a reader of the whole of it. What cannot be read is left to whoever
// decodes the rows.
func recognise(body io.Reader) (*shape, io.Reader, error) {
	var seen bytes.Buffer
	start := bufio.NewReader(body)
	if mark, _ := start.Peek(len(bom)); string(mark) == bom {
		_, _ = start.Discard(len(bom)) // it was there a moment ago
	}
	source := &failing{Reader: io.TeeReader(start, &seen)}
	s := &shape{}
	if first, _ := start.Peek(1); string(first) == "<" {
		s.page = true
		return s, start, nil
	}
	s.read(json.NewDecoder(source))
	return s, io.MultiReader(&seen, start), source.err
}

const bom = "\uFEFF"

// failing remembers an error of the connection: the JSON decoder reports what it
// makes of it.
type failing struct {
	io.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // a wrapped io.EOF is no clean end
		f.err = err
	}
	return n, err
}

func (s *shape) read(d *json.Decoder) {
	d.UseNumber()
	token, err := d.Token()
	if _, opens := token.(json.Delim); err == nil && !opens {
		s.only, _ = json.Marshal(token)
	}
	if err != nil || token != json.Delim('{') {
		return
	}
	empty := true
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		name, isKey := token.(string)
		if !isKey { // the object has ended without rows
			s.header = s.columns != nil
			s.lines = !empty
			return
		}
		empty = false
		if name == "rows" {
			s.readFirst(d)
			return
		}
		var value json.RawMessage
		if failures[name] || d.Decode(&value) != nil {
			return
		}
		if name == "columns" {
			s.columns = parseColumns(value)
		}
	}
}

// readFirst looks at the first row where the columns do not tell enough.
func (s *shape) readFirst(d *json.Decoder) {
	if !unclear(s.columns) {
		return
	}
	if token, err := d.Token(); err != nil || token != json.Delim('[') || !d.More() {
		return
	}
	var first json.RawMessage
	if d.Decode(&first) == nil {
		s.first = first
	}
}
