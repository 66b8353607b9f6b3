package export

import (
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/cellwidth"
	"sonde/internal/value"
)

const (
	// The widths of columns come from this many rows, or from those that came in
	// this time, whichever is reached first.
	sampleRows = 1000
	sampleTime = 100 * time.Millisecond
	// maxPadding is the widest that a column is made; longer values stand over.
	maxPadding = 60
)

// grid is aligned text for a terminal. Widths come from the first rows; a later
// value that is wider is printed in full and moves the rest of its row.
type grid struct {
	w        io.Writer
	color    bool
	schema   *arrow.Schema
	formats  formatters
	mu       sync.Mutex // guards what follows until the sample has ended
	sample   []arrow.RecordBatch
	rows     int64
	timer    *time.Timer
	pipeline *pipeline
	failure  error
}

func newTable(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	return &grid{w: w, color: o.Color, schema: schema}, nil
}

// Write prints a batch, or keeps it for the sample.
func (g *grid) Write(b arrow.RecordBatch) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pipeline != nil {
		return g.pipeline.Write(b)
	}
	g.sample = append(g.sample, b)
	g.rows += b.NumRows()
	if g.rows >= sampleRows {
		g.begin()
		return g.failure
	}
	if g.timer == nil {
		g.timer = time.AfterFunc(sampleTime, g.tooSlow)
	}
	return nil
}

// tooSlow ends the sample of a result whose rows come slowly.
func (g *grid) tooSlow() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pipeline == nil {
		g.begin()
	}
}

// begin measures the sample and prints it.
func (g *grid) begin() {
	if g.timer != nil {
		g.timer.Stop()
	}
	g.pipeline = newPipeline(g.w, g.lines())
	for _, b := range g.sample {
		if g.failure == nil {
			g.failure = g.pipeline.Write(b)
		}
	}
	g.sample = nil
}

// Close prints the rest.
func (g *grid) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pipeline == nil {
		g.begin()
	}
	return g.pipeline.Close()
}

// lines measures the sample.
func (g *grid) lines() *lines {
	e := &lines{color: g.color}
	for _, f := range g.schema.Fields() {
		name := cellwidth.Safe(f.Name)
		e.names = append(e.names, name)
		e.widths = append(e.widths, paddedWidth(name))
		e.right = append(e.right, value.RightAligned(f))
	}
	left := int64(sampleRows)
	for _, b := range g.sample {
		e.measure(g.formats.columns(b), int(min(left, b.NumRows())))
		left -= min(left, b.NumRows())
	}
	return e
}

// lines is the encoder of aligned text.
type lines struct {
	names  []string
	widths []int
	right  []bool
	color  bool
}

func (e *lines) measure(columns []column, rows int) {
	var text []byte
	for j, c := range columns {
		for i := 0; i < rows && e.widths[j] < maxPadding; i++ {
			shown := "NULL"
			if !c.null(i) {
				text = c.clipped(text[:0], i, maxPadding*utf8.UTFMax)
				shown = noNull(cellwidth.Safe(string(text)))
			}
			e.widths[j] = max(e.widths[j], paddedWidth(shown))
		}
	}
}

// paddedWidth is the width of text as far as padding depends on it.
func paddedWidth(s string) int {
	_, width := cellwidth.Clip(s, maxPadding)
	return width
}

func (e *lines) head(dst []byte) []byte {
	if len(e.names) == 0 {
		return dst
	}
	for j, name := range e.names {
		dst = e.cell(dst, j, name, "\x1b[1m")
	}
	dst = append(dst, '\n')
	for j, w := range e.widths {
		if j > 0 {
			dst = append(dst, "  "...)
		}
		dst = append(dst, strings.Repeat("─", max(1, w))...)
	}
	return append(dst, '\n')
}

func (e *lines) rows(dst []byte, columns []column, from, to int, _ int64) []byte {
	if len(columns) == 0 {
		return dst
	}
	var text []byte
	for i := from; i < to; i++ {
		for j, c := range columns {
			if c.null(i) {
				dst = e.cell(dst, j, "NULL", "\x1b[2m")
				continue
			}
			text = c.text(text[:0], i)
			dst = e.cell(dst, j, noNull(cellwidth.Safe(string(text))), "")
		}
		dst = append(dst, '\n')
	}
	return dst
}

// noNull quotes a text that would look like NULL.
func noNull(text string) string {
	if text == "NULL" {
		return `"NULL"`
	}
	return text
}

func (e *lines) tail(dst []byte, _ int64) []byte { return dst }

// cell appends a cell of column j, aligned, with two spaces between columns.
func (e *lines) cell(dst []byte, j int, text, style string) []byte {
	if j > 0 {
		dst = append(dst, "  "...)
	}
	padding := e.widths[j] - min(e.widths[j], paddedWidth(text))
	if e.right[j] {
		dst = appendSpaces(dst, padding)
	}
	if e.color && style != "" {
		dst = append(append(append(dst, style...), text...), "\x1b[0m"...)
	} else {
		dst = append(dst, text...)
	}
	if !e.right[j] && j < len(e.widths)-1 {
		dst = appendSpaces(dst, padding)
	}
	return dst
}

func appendSpaces(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, ' ')
	}
	return dst
}
