package inspector

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/value"
	"sonde/tui/facts"
	"sonde/tui/statusbar"
)

// Cell is one value with what there is to say of it. It is made off the screen's
// goroutine, for a value may have any size.
type Cell struct {
	Name  string
	Row   int64 // of the view, 0-based
	Facts []facts.Fact
	Null  bool
	// Text is the whole value as package value writes it, Bytes those of binary,
	// or else of the text.
	Text   string
	Bytes  []byte
	Binary bool
	Sizes  string
	tree   []node // nil for what is no JSON, or too large to fold
}

// Field is one column of a record.
type Field struct {
	Name, Type, Text string
	Column           int
	Class            value.Class
	Null             bool
}

// Record is one row with the beginning of each of its values.
type Record struct {
	Row    int64 // of the view, 0-based
	Fields []Field
}

// treeLimit is the size in bytes of the largest JSON that is shown as a tree.
const treeLimit = 16 << 20

// ReadCell reads a cell of a view.
func ReadCell(ctx context.Context, v *result.View, row int64, col int) (*Cell, error) {
	b, err := rowOf(ctx, v, row)
	if err != nil {
		return nil, err
	}
	a, f := b.Column(col), b.Schema().Field(col)
	m := value.NewFormatter(f)
	c := &Cell{Name: f.Name, Row: row, Facts: facts.Of(f), Null: m.IsNull(a, 0)}
	if c.Null {
		return c, nil
	}
	c.Text = string(m.Append(nil, a, 0))
	c.Bytes, c.Binary = rawBytes(a)
	elements := elementsOf(a)
	if !c.Binary {
		c.Bytes = []byte(c.Text)
		c.tree = treeOf(c.Text, f, m.Class())
	}
	c.Sizes = c.sizes(elements, m.Class())
	return c, nil
}

func rowOf(ctx context.Context, v *result.View, row int64) (arrow.RecordBatch, error) {
	for b, err := range v.Scan(ctx, row, 1) {
		return b, err
	}
	return nil, connectors.Errorf(connectors.ClassNotFound, "row %d is not there any more", row+1)
}

// treeOf parses what is JSON, or text that looks like it.
func treeOf(text string, f arrow.Field, class value.Class) []node {
	looksLike := strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
	if len(text) > treeLimit || !looksLike || class != value.Nested && class != value.Text && connectors.FieldKind(f) != connectors.KindJSON {
		return nil
	}
	return parse(text)
}

// rawBytes returns the bytes of a binary value.
func rawBytes(a arrow.Array) ([]byte, bool) {
	switch a := a.(type) {
	case *array.Binary:
		return a.Value(0), true
	case *array.LargeBinary:
		return a.Value(0), true
	case *array.BinaryView:
		return a.Value(0), true
	case *array.FixedSizeBinary:
		return a.Value(0), true
	}
	return nil, false
}

// elementsOf counts the elements of a list, the entries of a map or the fields
// of a struct; negative for other types.
func elementsOf(a arrow.Array) int64 {
	switch a := a.(type) {
	case array.ListLike:
		from, to := a.ValueOffsets(0)
		return to - from
	case *array.Struct:
		return int64(a.NumField())
	}
	return -1
}

// sizes tells how large the value is: of a number how many digits it has, and
// nothing of what is as large as any of its type.
func (c *Cell) sizes(elements int64, class value.Class) string {
	switch class {
	case value.Number:
		return digitsOf(c.Text)
	case value.Bool, value.Temporal:
		return ""
	}
	parts := []string{plural(int64(len(c.Bytes)), "byte")}
	if len(c.Bytes) >= 1000 {
		parts[0] = statusbar.Size(int64(len(c.Bytes))) + " (" + parts[0] + ")"
	}
	if class == value.Text || class == value.Nested || class == value.Other {
		parts = append(parts, plural(int64(utf8.RuneCountInString(c.Text)), "character"))
	}
	if elements < 0 && len(c.tree) > 0 {
		elements = int64(c.tree[0].members)
	}
	if elements >= 0 {
		parts = append(parts, plural(elements, c.member()))
	}
	return strings.Join(parts, " · ")
}

// member is what the value consists of, in the word that the tree has for it.
func (c *Cell) member() string {
	if strings.HasPrefix(c.Text, "{") {
		return "field"
	}
	return "element"
}

// digitsOf counts the digits of a number that is written with nothing else, such as
// an exponent.
func digitsOf(text string) string {
	digits := strings.Replace(strings.TrimPrefix(text, "-"), ".", "", 1)
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	return plural(int64(len(digits)), "digit")
}

func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return statusbar.Count(n) + " " + what + "s"
}

// recordBytes is how much of each value a record shows.
const recordBytes = 2000

// ReadRecord reads the given columns of a row of a view.
func ReadRecord(ctx context.Context, v *result.View, row int64, columns []int) (*Record, error) {
	b, err := rowOf(ctx, v, row)
	if err != nil {
		return nil, err
	}
	r := &Record{Row: row, Fields: make([]Field, len(columns))}
	for i, col := range columns {
		a, f := b.Column(col), b.Schema().Field(col)
		m := value.NewFormatter(f)
		r.Fields[i] = Field{Name: f.Name, Type: facts.Type(f), Column: col, Class: m.Class(), Null: m.IsNull(a, 0),
			Text: string(m.AppendClipped(nil, a, 0, recordBytes))}
	}
	return r, nil
}
