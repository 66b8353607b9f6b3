package datafold

import (
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
	"sonde/internal/value"
)

// shape is how an answer is put together.
type shape struct {
	columnsLast, nullColumns, noColumns bool
	array, lines                        bool
	upperKeys, keepAlive                bool
}

func shapeOf(r *http.Request) shape {
	return shape{
		columnsLast: face.Asks(r, "columns-last"), nullColumns: face.Asks(r, "null-columns"), noColumns: face.Asks(r, "absent-columns"),
		array: face.Asks(r, "bare-array"), lines: face.Asks(r, "lines"),
		upperKeys: face.Asks(r, "upper-keys"), keepAlive: face.Asks(r, "keep-alive"),
	}
}

// document writes an answer.
type document struct {
	shape
	w       io.Writer
	fields  []arrow.Field
	keys    []string // as JSON; empty for a column that a later one of its name hides
	rows    int
	failure string
	bareNaN bool // numbers that JSON does not have stand as they are, otherwise as null
	line    []byte
}

func newDocument(w io.Writer, r *http.Request, schema *arrow.Schema, s shape) *document {
	d := &document{shape: s, w: w, fields: schema.Fields()}
	last := map[string]int{}
	for i, f := range d.fields {
		last[f.Name] = i
	}
	d.keys = make([]string, len(d.fields))
	for name, i := range last {
		if s.upperKeys {
			name = strings.ToUpper(name)
		}
		d.keys[i] = string(value.AppendJSONString(nil, name))
	}
	if face.Asks(r, "late-error") {
		d.failure = "failed by the sandbox"
	}
	return d
}

func (d *document) write(text string) error {
	_, err := io.WriteString(d.w, text)
	return err
}

// begin writes what stands before the rows.
func (d *document) begin() error {
	text := ""
	if d.keepAlive {
		text = "\n \n"
	}
	switch {
	case d.lines:
	case d.array:
		text += "["
	case d.columnsLast || d.noColumns:
		text += `{"rows":[`
	default:
		text += `{"columns":` + d.columns() + `,"rows":[`
	}
	return d.write(text)
}

// row writes a row: an object in the order of the columns.
func (d *document) row(row face.Row) error {
	d.line = d.line[:0]
	if d.rows > 0 && !d.lines {
		d.line = append(d.line, ',')
	}
	if d.keepAlive {
		d.line = append(d.line, " \n"...)
	}
	d.rows++
	d.line = append(d.line, '{')
	first := true
	for c, key := range d.keys {
		if key == "" {
			continue
		}
		if !first {
			d.line = append(d.line, ',')
		}
		first = false
		d.line = append(append(d.line, key...), ':')
		d.line = d.cell(d.line, row, c)
	}
	d.line = append(d.line, '}')
	if d.lines {
		d.line = append(d.line, '\n')
	}
	_, err := d.w.Write(d.line)
	return err
}

// cell writes a value. Decimals are strings, so that no reader rounds them.
func (d *document) cell(dst []byte, row face.Row, column int) []byte {
	if row.IsNull(column) {
		return append(dst, "null"...)
	}
	switch a := row.Batch.Column(column).(type) {
	case *array.Decimal128, *array.Decimal256:
		return value.AppendJSONString(dst, row.Text(column))
	case *array.Float64:
		return d.float(dst, row, column, a.Value(row.Index))
	case *array.Float32:
		return d.float(dst, row, column, float64(a.Value(row.Index)))
	}
	return row.AppendJSON(dst, column)
}

func (d *document) float(dst []byte, row face.Row, column int, f float64) []byte {
	switch {
	case !math.IsNaN(f) && !math.IsInf(f, 0):
		return row.AppendJSON(dst, column)
	case d.bareNaN:
		return row.AppendText(dst, column)
	}
	return append(dst, "null"...)
}

// end writes what stands behind the rows.
func (d *document) end() error {
	failure := ""
	if d.failure != "" {
		failure = `"detail":` + string(value.AppendJSONString(nil, d.failure))
	}
	switch {
	case d.lines && failure != "":
		return d.write("{" + failure + "}\n")
	case d.lines:
		return nil
	case d.array && failure != "":
		comma := ""
		if d.rows > 0 {
			comma = ","
		}
		return d.write(comma + "{" + failure + "}]")
	case d.array:
		return d.write("]")
	}
	text := "]"
	if failure != "" {
		text += "," + failure
	}
	if d.columnsLast {
		text += `,"columns":` + d.columns()
	}
	return d.write(text + "}")
}

// description is a column as the API describes it.
type description struct {
	Name        string  `json:"name"`
	Type        string  `json:"type"`
	DBType      string  `json:"db_type"`
	Description *string `json:"description"`
	IsNullable  *bool   `json:"is_nullable"`
	Number      int     `json:"number"`
}

// columns is the list of columns, or null.
func (d *document) columns() string {
	if d.nullColumns {
		return "null"
	}
	all := make([]description, len(d.fields))
	for i, f := range d.fields {
		native := connectors.SourceType(f)
		all[i] = description{Name: f.Name, Type: typeName(native), DBType: native, Number: i + 1}
		if comment, ok := f.Metadata.GetValue(connectors.MetaComment); ok {
			all[i].Description = &comment
		}
	}
	text, _ := json.Marshal(all) // Texts and numbers can always be written.
	return string(text)
}

// typeNames gives Datafold's names to the engine's types.
var typeNames = map[string]string{
	"BOOLEAN": "boolean", "TINYINT": "integer", "SMALLINT": "integer", "INTEGER": "integer", "BIGINT": "integer", "HUGEINT": "integer",
	"UTINYINT": "integer", "USMALLINT": "integer", "UINTEGER": "integer", "UBIGINT": "integer", "UHUGEINT": "integer",
	"FLOAT": "float", "DOUBLE": "float", "DECIMAL": "decimal", "VARCHAR": "string", "ENUM": "string", "BLOB": "binary",
	"DATE": "date", "TIME": "time", "INTERVAL": "time_interval", "UUID": "uuid", "JSON": "json", "STRUCT": "struct", "MAP": "map",
}

func typeName(native string) string {
	base, _, _ := strings.Cut(native, "(")
	base, _, _ = strings.Cut(base, " ")
	switch known, ok := typeNames[base]; {
	case strings.HasSuffix(native, "]"):
		return "array"
	case strings.HasPrefix(base, "TIMESTAMP"):
		return "timestamp"
	case ok:
		return known
	}
	return "unsupported"
}
