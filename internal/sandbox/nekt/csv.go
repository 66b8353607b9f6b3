package nekt

import (
	"bufio"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
)

// csvPart writes CSV as one of the clouds does.
type csvPart struct {
	out       *bufio.Writer
	columns   []*formatter
	delimiter string
	quote     func(dst []byte, text []byte, delimiter string) []byte
	line      []byte
	cell      []byte
}

func newCSV(to io.Writer, schema *arrow.Schema, q *request) (*csvPart, error) {
	c := &csvPart{out: bufio.NewWriter(to), columns: formatters(schema, q.cloud), delimiter: q.delimiter, quote: quoteAlways}
	if q.cloud == gcp {
		c.quote = quoteIfNeeded
	}
	if !q.header {
		return c, nil
	}
	for i, f := range schema.Fields() {
		c.separate(i)
		c.line = c.quote(c.line, []byte(f.Name), c.delimiter)
	}
	return c, c.endLine()
}

func (c *csvPart) separate(column int) {
	if column > 0 {
		c.line = append(c.line, c.delimiter...)
	}
}

func (c *csvPart) endLine() error {
	_, err := c.out.Write(append(c.line, '\n'))
	c.line = c.line[:0]
	return err
}

// Write writes a line for every row. NULL is nothing at all, so that a row of
// one NULL is an empty line.
func (c *csvPart) Write(b arrow.RecordBatch) error {
	for row := range int(b.NumRows()) {
		for i, f := range c.columns {
			c.separate(i)
			if a := b.Column(i); !f.null(a, row) {
				c.cell = f.append(c.cell[:0], a, row)
				c.line = c.quote(c.line, c.cell, c.delimiter)
			}
		}
		if err := c.endLine(); err != nil {
			return err
		}
	}
	return nil
}

func (c *csvPart) Close() error { return c.out.Flush() }

// quoteAlways puts every value in quotes, as Athena does.
func quoteAlways(dst, text []byte, _ string) []byte {
	dst = append(dst, '"')
	for _, b := range text {
		if b == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, b)
	}
	return append(dst, '"')
}

// quoteIfNeeded quotes what would read as something else, as BigQuery does; the
// empty text would read as NULL.
func quoteIfNeeded(dst, text []byte, delimiter string) []byte {
	if len(text) == 0 || strings.ContainsAny(string(text), "\"\r\n"+delimiter) {
		return quoteAlways(dst, text, delimiter)
	}
	return append(dst, text...)
}

// listingPart writes the answers to SHOW, DESCRIBE and the like: values between
// tabs, without column names and quotes.
type listingPart struct {
	out     *bufio.Writer
	columns []*formatter
}

func newListing(to io.Writer, schema *arrow.Schema) *listingPart {
	return &listingPart{out: bufio.NewWriter(to), columns: formatters(schema, aws)}
}

func (l *listingPart) Write(b arrow.RecordBatch) error {
	var line []byte
	for row := range int(b.NumRows()) {
		line = line[:0]
		for i, f := range l.columns {
			if i > 0 {
				line = append(line, '\t')
			}
			line = f.append(line, b.Column(i), row)
		}
		if _, err := l.out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

func (l *listingPart) Close() error { return l.out.Flush() }
