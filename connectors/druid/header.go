package druid

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
)

// reader decodes the body of an answer. included says that the server knows
// headers with types; an older one sends names at most.
func (r *request) reader(body io.Reader, included bool) *decode.Reader {
	h := header{request: r, types: included && r.TypesHeader, sqlTypes: included && r.SQLTypesHeader}
	h.reading = reading{zone: r.zone(), stringified: r.Context["sqlStringifyArrays"] != false && r.Context["sqlStringifyArrays"] != "false"}
	if r.ResultFormat == formatCSV {
		return decode.CSV(body, h.csv())
	}
	return decode.JSON(body, h.json())
}

// header reads what stands before the rows.
type header struct {
	request  *request
	reading  reading
	types    bool
	sqlTypes bool
}

func (h header) csv() decode.CSVOptions {
	return decode.CSVOptions{
		End: decode.EndBlankLine, EmptyNull: true,
		Header: h.request.Header, TypeRows: h.typeRows(),
		Types: func(names []string, types [][]string) ([]decode.Column, error) {
			if !h.types && !h.sqlTypes {
				return nil, nil
			}
			return h.columns(names, h.typings(types)), nil
		},
	}
}

func (h header) json() decode.JSONOptions {
	f := h.request.ResultFormat
	o := decode.JSONOptions{Strict: h.request.Header}
	if f == formatArrayLines || f == formatObjectLines {
		o.Lines, o.End = true, decode.EndBlankLine
	}
	switch {
	case !h.request.Header:
	case f == formatArray || f == formatArrayLines:
		o.HeaderRows, o.Header = 1+h.typeRows(), h.arrays
	default:
		o.HeaderRows, o.Header = 1, h.object
	}
	return o
}

// typeRows is how many rows of types follow the names, where rows are lists.
func (h header) typeRows() int {
	n := 0
	for _, asked := range []bool{h.types, h.sqlTypes} {
		if asked {
			n++
		}
	}
	return n
}

// typings pairs the rows of types, of which either may be missing.
func (h header) typings(rows [][]string) func(column int) typing {
	return func(i int) typing {
		var t typing
		at := 0
		if h.types {
			t.native = cellOf(rows, at, i)
			at++
		}
		if h.sqlTypes {
			t.sql = cellOf(rows, at, i)
		}
		return t
	}
}

func cellOf(rows [][]string, row, column int) string {
	if row < len(rows) && column < len(rows[row]) {
		return rows[row][column]
	}
	return ""
}

// columns has no types where the header has none.
func (h header) columns(names []string, typeOf func(int) typing) []decode.Column {
	columns := make([]decode.Column, len(names))
	for i, name := range names {
		if h.types || h.sqlTypes {
			columns[i] = h.reading.column(name, typeOf(i))
		} else {
			columns[i].Field = arrow.Field{Name: name, Nullable: true}
		}
	}
	return columns
}

// arrays reads the rows ["a","b"], ["LONG",null], ["BIGINT","NULL"].
func (h header) arrays(rows [][]byte) ([]decode.Column, error) {
	lists := make([][]string, len(rows))
	for i, row := range rows {
		var cells []*string
		if json.Unmarshal(row, &cells) != nil {
			return nil, noHeader(row)
		}
		for _, c := range cells {
			if c == nil && i == 0 {
				return nil, noHeader(row)
			}
			if c == nil {
				c = new(string)
			}
			lists[i] = append(lists[i], *c)
		}
	}
	return h.columns(lists[0], h.typings(lists[1:])), nil
}

// object reads {"a":{"type":"LONG","sqlType":"BIGINT"},"b":null}, whose keys may
// repeat.
func (h header) object(rows [][]byte) ([]decode.Column, error) {
	d := json.NewDecoder(bytes.NewReader(rows[0]))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return nil, noHeader(rows[0])
	}
	var names []string
	var types []typing
	for d.More() {
		key, err := d.Token()
		var t *struct{ Type, SQLType *string }
		if err != nil || d.Decode(&t) != nil {
			return nil, noHeader(rows[0])
		}
		names = append(names, key.(string))
		types = append(types, typing{})
		if t != nil {
			types[len(types)-1] = typing{deref(t.Type), deref(t.SQLType)}
		}
	}
	return h.columns(names, func(i int) typing { return types[i] }), nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// noHeader is the error of an answer that begins with something else than a
// header: an error in spite of the status, or rows of a server that knows no
// headers.
func noHeader(row []byte) error {
	if e := inBandError(row); e != nil {
		return e
	}
	return connectors.Errorf(connectors.ClassUnsupported, "the answer does not begin with the names of its columns").
		WithHint("The server may be too old for headers: set the option header to false.")
}
