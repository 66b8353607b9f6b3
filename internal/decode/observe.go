package decode

import (
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// sampleRows is how many rows at most are looked at to infer columns.
const sampleRows = 1000

// observer infers columns from rows.
type observer struct {
	rows    int
	names   []string
	evident []evidence
	scratch []byte
	arrays  bool // a row was an array
	// doubtful reports whether a key is rather that of an error than of a
	// column. It may be nil.
	doubtful func(key string) bool
}

// evidence says which types hold all values of a column that were seen.
type evidence struct {
	seen, nested, boolean, integer, natural, float, number bool
}

// add looks at a row; false where it is none.
func (o *observer) add(row cell) bool {
	switch row.kind {
	case jsonArray:
		o.arrays = true
		n := 0
		eachItem(row.text, func(c cell) bool {
			o.note(n, "col"+strconv.Itoa(n+1), c)
			n++
			return true
		})
	case jsonObject:
		if o.tellsOfAnError(row) {
			break
		}
		counts := map[string]int{}
		eachMember(row.text, func(key, c cell) bool {
			name := string(key.bare(&o.scratch))
			counts[name]++
			o.note(o.find(name, counts[name]), name, c)
			return true
		})
	default:
		return false
	}
	o.rows++
	return true
}

// tellsOfAnError reports whether all keys of an object are rather those of an
// error.
func (o *observer) tellsOfAnError(row cell) bool {
	found := false
	return o.doubtful != nil && eachMember(row.text, func(key, _ cell) bool {
		found = o.doubtful(string(key.bare(&o.scratch)))
		return found
	}) && found
}

// find is the column of the nth key of that name in an object.
func (o *observer) find(name string, nth int) int {
	for i, have := range o.names {
		if have == name {
			if nth--; nth == 0 {
				return i
			}
		}
	}
	return len(o.names)
}

func (o *observer) note(i int, name string, c cell) {
	if i == len(o.names) {
		o.names = append(o.names, name)
		o.evident = append(o.evident, evidence{boolean: true, integer: true, natural: true, float: true, number: true, nested: true})
	}
	e := &o.evident[i]
	if c.isNull() {
		return
	}
	e.seen = true
	e.boolean = e.boolean && (c.kind == boolTrue || c.kind == boolFalse)
	e.nested = e.nested && (c.kind == jsonArray || c.kind == jsonObject)
	e.number = e.number && c.kind == number
	_, fits := signed[int64](c)
	e.integer = e.integer && e.number && fits
	_, fits = unsigned[uint64](c)
	e.natural = e.natural && e.number && fits
	_, fits = inferredFloat(c)
	e.float = e.float && !c.isText() && fits
}

func (o *observer) columns() []Column {
	columns := make([]Column, len(o.names))
	for i, name := range o.names {
		t, kind := o.evident[i].choose()
		columns[i] = Column{Field: connectors.Field(name, t, "", kind), Verbatim: kind == connectors.KindJSON, inferred: true}
	}
	return columns
}

// choose picks the narrowest type that holds every value seen.
func (e evidence) choose() (arrow.DataType, connectors.Kind) {
	switch {
	case !e.seen:
	case e.boolean:
		return arrow.FixedWidthTypes.Boolean, connectors.KindText
	case e.integer:
		return arrow.PrimitiveTypes.Int64, connectors.KindText
	case e.natural:
		return arrow.PrimitiveTypes.Uint64, connectors.KindText
	case e.float:
		return arrow.PrimitiveTypes.Float64, connectors.KindText
	case e.number:
		return arrow.BinaryTypes.String, connectors.KindNumber
	case e.nested:
		return arrow.BinaryTypes.String, connectors.KindJSON
	}
	return arrow.BinaryTypes.String, connectors.KindText
}

// withNames gives inferred columns the names of others, in order. Those of which
// nothing was seen are text.
func withNames(inferred, named []Column) []Column {
	for i, c := range named {
		if i == len(inferred) {
			inferred = append(inferred, Column{Field: connectors.Field("", arrow.BinaryTypes.String, "", connectors.KindText)})
		}
		inferred[i].Field.Name = c.Field.Name
	}
	return inferred
}
