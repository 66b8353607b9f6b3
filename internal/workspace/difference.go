package workspace

import (
	"context"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/value"
)

// What became of a row from the left result to the right one. Rows that cannot
// be told apart by their key are listed, never matched.
const (
	Added    = "added"
	Removed  = "removed"
	Modified = "modified"
	Repeated = "repeated key" // another row of the same side has this key, or several of the other
	Keyless  = "NULL in key"
)

// Pair is a row of the comparison: a row of the left result and one of the right,
// by their numbers, negative where there is none.
type Pair struct {
	Kind        string
	Left, Right int64
}

// Match is a column of the left result and the one of the right that it is
// compared with; negative where there is none.
type Match struct {
	Left, Right int
	// Note says how values of different types were compared; empty where they
	// have one type.
	Note string
}

// Difference is what differs between two results.
type Difference struct {
	Left, Right *result.Snapshot
	// Keys are the columns that tell rows apart, Columns all others.
	Keys, Columns []Match
	// Pairs are the rows that differ, in the order of their keys.
	Pairs []Pair
	// Changes are which values differ in the pairs of kind Modified: for every pair
	// as many words as Words tells, with a bit for each of Columns in turn.
	Changes []uint64
	// Counts are the rows by kind, those of Repeated and Keyless on both sides
	// together; LeftCounts those that only the left side has; Equal those that do
	// not differ.
	Counts, LeftCounts map[string]int64
	Equal              int64
	// LeftName and RightName are what the kind of a row that is not compared calls
	// the side that it is on.
	LeftName, RightName string
}

// Words is how many words of Changes a pair has.
func (d *Difference) Words() int { return (len(d.Columns) + 63) / 64 }

// Changed returns what tells of a column of Schema whether its value in a pair
// differs from the other one.
func (d *Difference) Changed() func(pair int64, column int) bool {
	places := slices.Repeat([]int{-1}, 1+len(d.Keys))
	for i, m := range d.Columns {
		for _, side := range []int{m.Left, m.Right} {
			if side >= 0 {
				places = append(places, i)
			}
		}
	}
	return func(pair int64, column int) bool {
		at := places[column]
		return at >= 0 && d.Changes[int(pair)*d.Words()+at/64]>>(at%64)&1 != 0
	}
}

// Schema is the kind of each row, the key, and of each other column x what was
// (from_x) and what is (to_x), as far as the sides have it. Columns whose types
// make no common one are text.
func (d *Difference) Schema() *arrow.Schema {
	fields := []arrow.Field{{Name: "diff_type", Type: arrow.BinaryTypes.String}}
	for _, c := range d.columns() {
		fields = append(fields, c.field)
	}
	return arrow.NewSchema(fields, nil)
}

// Others gives for each column of Schema the one with the other value, negative
// where there is none.
func (d *Difference) Others() []int {
	others := []int{-1}
	for _, c := range d.columns() {
		at := len(others)
		switch {
		case c.left >= 0 && c.paired:
			others = append(others, at+1)
		case c.paired:
			others = append(others, at-1)
		default:
			others = append(others, -1)
		}
	}
	return others
}

// outColumn is a column of the comparison: values of one side, or of whichever
// side there is.
type outColumn struct {
	field       arrow.Field
	left, right int // the columns that it takes from; negative: not from that side
	paired      bool
}

func (d *Difference) columns() []outColumn {
	var out []outColumn
	left, right := d.Left.Schema(), d.Right.Schema()
	for _, m := range d.Keys {
		f := left.Field(m.Left)
		if other := right.Field(m.Right); !arrow.TypeEqual(f.Type, other.Type, arrow.CheckMetadata()) || connectors.EngineType(f) != connectors.EngineType(other) {
			f = arrow.Field{Name: f.Name, Type: arrow.BinaryTypes.String}
		}
		f.Nullable = true
		out = append(out, outColumn{field: f, left: m.Left, right: m.Right})
	}
	for _, m := range d.Columns {
		paired := m.Left >= 0 && m.Right >= 0
		if m.Left >= 0 {
			out = append(out, outColumn{sided(left.Field(m.Left), "from_"), m.Left, -1, paired})
		}
		if m.Right >= 0 {
			out = append(out, outColumn{sided(right.Field(m.Right), "to_"), -1, m.Right, paired})
		}
	}
	return out
}

func sided(f arrow.Field, prefix string) arrow.Field {
	f.Name, f.Nullable = prefix+f.Name, true
	return f
}

// pairsAtOnce is how many rows of a comparison make a batch.
const pairsAtOnce = 8192

// Page returns some of the rows that differ, from the given one on. The error is
// that of reading the results.
func (d *Difference) Page(ctx context.Context, first int) (arrow.RecordBatch, error) {
	return d.batch(ctx, d.Pairs[first:min(len(d.Pairs), first+pairsAtOnce)])
}

// batch gathers the values of some pairs.
func (d *Difference) batch(ctx context.Context, pairs []Pair) (arrow.RecordBatch, error) {
	kinds := array.NewStringBuilder(memory.DefaultAllocator)
	for _, p := range pairs {
		kinds.Append(d.kindText(p))
	}
	left, err := takeSide(ctx, d.Left, pairs, func(p Pair) int64 { return p.Left })
	if err != nil {
		return nil, err
	}
	right, err := takeSide(ctx, d.Right, pairs, func(p Pair) int64 { return p.Right })
	if err != nil {
		return nil, err
	}
	fields, columns := []arrow.Field{{Name: "diff_type", Type: arrow.BinaryTypes.String}}, []arrow.Array{kinds.NewArray()}
	for _, c := range d.columns() {
		values, err := c.gather(left, right)
		if err != nil {
			return nil, err
		}
		c.field.Type = values.DataType()
		fields, columns = append(fields, c.field), append(columns, values)
	}
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, int64(len(pairs))), nil
}

// kindText tells what became of a row, and of one that is not compared also where
// it is.
func (d *Difference) kindText(p Pair) string {
	switch {
	case p.Kind != Repeated && p.Kind != Keyless:
		return p.Kind
	case p.Left >= 0:
		return p.Kind + ", in " + d.LeftName
	}
	return p.Kind + ", in " + d.RightName
}

// side is the rows of one result that some pairs need.
type side struct {
	batches []arrow.RecordBatch
	places  []result.Place // of each pair
}

func takeSide(ctx context.Context, s *result.Snapshot, pairs []Pair, row func(Pair) int64) (side, error) {
	var wanted []int64
	for _, p := range pairs {
		if r := row(p); r >= 0 {
			wanted = append(wanted, r)
		}
	}
	out := side{places: make([]result.Place, len(pairs))}
	var found []result.Place
	for b, err := range s.View(wanted).Scan(ctx, 0, int64(len(wanted))) {
		if err != nil {
			return out, err
		}
		for i := range b.NumRows() {
			found = append(found, result.Place{Source: int32(len(out.batches)), Row: int32(i)})
		}
		out.batches = append(out.batches, b)
	}
	for i, p := range pairs {
		out.places[i].Source = -1
		if row(p) >= 0 {
			out.places[i], found = found[0], found[1:]
		}
	}
	return out, nil
}

// gather makes a column of the values of both sides, as text where they do not
// all have the column's type.
func (c outColumn) gather(left, right side) (arrow.Array, error) {
	places := left.places
	if c.left < 0 {
		places = right.places
	}
	sources, fields := sourcesOf(left, c.left)
	if c.left >= 0 && c.right >= 0 {
		places = make([]result.Place, len(left.places))
		for i, p := range left.places {
			if places[i] = p; p.Source < 0 {
				places[i] = right.places[i]
				places[i].Source += int32(len(left.batches))
			}
		}
	}
	more, moreFields := sourcesOf(right, c.right)
	sources, fields = append(sources, more...), append(fields, moreFields...)
	t := c.field.Type
	for _, s := range sources {
		if !arrow.TypeEqual(s.DataType(), t) {
			t = arrow.BinaryTypes.String
		}
	}
	for i, s := range sources {
		if !arrow.TypeEqual(s.DataType(), t) {
			sources[i] = value.Texts(fields[i], s)
		}
	}
	return result.Gather(t, sources, places)
}

func sourcesOf(s side, column int) (sources []arrow.Array, fields []arrow.Field) {
	if column < 0 {
		return nil, nil
	}
	for _, b := range s.batches {
		sources, fields = append(sources, b.Column(column)), append(fields, b.Schema().Field(column))
	}
	return sources, fields
}
