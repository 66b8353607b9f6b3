package tinybird

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/export"
)

// whole are the formats that need the whole answer before they begin, with what
// they make of it.
var whole = map[string]func(ctx context.Context, t table, o output) (body []byte, contentType string, err error){
	"PrettyCompact": prettyCompact,
	"Parquet":       parquetFile,
	"Prometheus":    prometheus,
}

// table is a whole answer.
type table struct {
	schema  *arrow.Schema
	columns []*column
	batches []arrow.RecordBatch
}

func (t table) each(visit func(batch arrow.RecordBatch, i int)) {
	for _, batch := range t.batches {
		for i := range int(batch.NumRows()) {
			visit(batch, i)
		}
	}
}

// mostPretty is the number of rows that PrettyCompact shows.
const mostPretty = 10_000

// prettyCompact draws a table.
func prettyCompact(_ context.Context, t table, _ output) ([]byte, string, error) {
	const contentType = "text/plain; charset=UTF-8"
	var cells [][]string
	total := 0
	t.each(func(batch arrow.RecordBatch, i int) {
		if total++; total > mostPretty {
			return
		}
		row := make([]string, len(t.columns))
		for c, col := range t.columns {
			row[c] = col.pretty(batch.Column(c), i)
		}
		cells = append(cells, row)
	})
	if total == 0 {
		return nil, contentType, nil
	}
	var b strings.Builder
	widths := t.widths(cells)
	digits := len(strconv.Itoa(len(cells)))
	margin := strings.Repeat(" ", digits+len(". "))
	t.rule(&b, widths, margin+"┌", "┬", "┐", true)
	for i, row := range cells {
		fmt.Fprintf(&b, "%*d. ", digits, i+1)
		t.line(&b, widths, row)
	}
	t.rule(&b, widths, margin+"└", "┴", "┘", false)
	if total > mostPretty {
		b.WriteString("  Showed first 10000.\n")
	}
	return []byte(b.String()), contentType, nil
}

func (c *column) pretty(a arrow.Array, i int) string {
	if a.IsNull(i) && len(c.parts) == 0 {
		return "ᴺᵁᴸᴸ"
	}
	if len(c.parts) > 0 {
		return string(c.appendNested(nil, a, i))
	}
	return string(c.write.text(nil, a, i))
}

func (t table) widths(cells [][]string) []int {
	widths := make([]int, len(t.columns))
	for c, col := range t.columns {
		widths[c] = utf8.RuneCountInString(col.name)
		for _, row := range cells {
			widths[c] = max(widths[c], utf8.RuneCountInString(row[c]))
		}
	}
	return widths
}

// rule draws the first line, with the names in it, or the last one.
func (t table) rule(b *strings.Builder, widths []int, left, between, right string, named bool) {
	for c, col := range t.columns {
		b.WriteString(map[bool]string{true: left, false: between}[c == 0])
		name := ""
		if named {
			name = col.name
		}
		fill := strings.Repeat("─", widths[c]-utf8.RuneCountInString(name))
		if col.alignsRight() {
			b.WriteString("─" + fill + name + "─")
		} else {
			b.WriteString("─" + name + fill + "─")
		}
	}
	b.WriteString(right + "\n")
}

func (t table) line(b *strings.Builder, widths []int, row []string) {
	for c, text := range row {
		pad := strings.Repeat(" ", widths[c]-utf8.RuneCountInString(text))
		if t.columns[c].alignsRight() {
			text = pad + text
		} else {
			text += pad
		}
		b.WriteString("│ " + text + " ")
	}
	b.WriteString("│\n")
}

func (c *column) alignsRight() bool {
	return c.write.kind <= floatKind && c.base != "Bool" && c.base != nothing || strings.HasPrefix(c.base, "Date")
}

// parquetFile writes a Parquet file. Strings are binary unless a client asks.
func parquetFile(_ context.Context, t table, o output) ([]byte, string, error) {
	for _, c := range t.columns {
		if c.base == nothing {
			return nil, "", fail(400, "[Error] Internal type '%s' of column '%s' is not supported for conversion into Parquet data format. (UNKNOWN_TYPE)", nothing, c.name)
		}
	}
	schema := t.schema
	if !o.stringAsString {
		schema = withBinary(schema)
	}
	var body bytes.Buffer
	w, err := export.NewWriter(&body, "parquet", schema, export.Options{})
	if err != nil {
		return nil, "", err
	}
	for _, batch := range t.batches {
		if err := w.Write(binaryBatch(schema, batch)); err != nil {
			return nil, "", err
		}
	}
	err = w.Close()
	return body.Bytes(), "application/octet-stream", err
}

// withBinary declares the columns of text as bytes.
func withBinary(schema *arrow.Schema) *arrow.Schema {
	fields := schema.Fields()
	for i, f := range fields {
		if f.Type.ID() == arrow.STRING {
			fields[i] = arrow.Field{Name: f.Name, Type: arrow.BinaryTypes.Binary, Nullable: true}
		}
	}
	return arrow.NewSchema(fields, nil)
}

// binaryBatch takes the columns of text, which have the same memory, for bytes
// where the schema says so.
func binaryBatch(schema *arrow.Schema, batch arrow.RecordBatch) arrow.RecordBatch {
	columns := make([]arrow.Array, batch.NumCols())
	for i, a := range batch.Columns() {
		columns[i] = a
		if text, ok := a.(*array.String); ok && schema.Field(i).Type.ID() == arrow.BINARY {
			d := text.Data()
			columns[i] = array.NewBinaryData(array.NewData(arrow.BinaryTypes.Binary, d.Len(), d.Buffers(), nil, d.NullN(), d.Offset()))
		}
	}
	return array.NewRecordBatch(schema, columns, batch.NumRows())
}

// prometheus writes metrics: the columns name and value, and where there are any
// help, type, labels and timestamp.
func prometheus(_ context.Context, t table, _ output) ([]byte, string, error) {
	at := map[string]int{}
	for i, c := range t.columns {
		at[c.name] = i
	}
	name := at["name"]
	number := at["value"]
	for _, required := range []string{"name", "value"} {
		if _, has := at[required]; !has {
			return nil, "", fail(400, "[Error] Column '%s' is required for output format 'Prometheus'. (BAD_ARGUMENTS)", required)
		}
	}
	var b strings.Builder
	last := ""
	t.each(func(batch arrow.RecordBatch, i int) {
		text := func(column string) string {
			c, ok := at[column]
			if !ok || batch.Column(c).IsNull(i) {
				return ""
			}
			return t.columns[c].pretty(batch.Column(c), i)
		}
		if metric := t.columns[name].pretty(batch.Column(name), i); metric != last {
			last = metric
			writeMetricHead(&b, metric, text("help"), text("type"))
		}
		b.WriteString(last)
		if c, ok := at["labels"]; ok {
			writeLabels(&b, t.columns[c], batch.Column(c), i)
		}
		b.WriteString(" " + t.columns[number].pretty(batch.Column(number), i))
		if stamp := text("timestamp"); stamp != "" {
			b.WriteString(" " + stamp)
		}
		b.WriteByte('\n')
	})
	return []byte(b.String()), "text/plain; version=0.0.4; charset=UTF-8", nil
}

func writeMetricHead(w io.StringWriter, metric, help, kind string) {
	if help != "" {
		_, _ = w.WriteString("# HELP " + metric + " " + help + "\n") // It is memory.
	}
	if kind != "" {
		_, _ = w.WriteString("# TYPE " + metric + " " + kind + "\n")
	}
}

func writeLabels(b *strings.Builder, c *column, a arrow.Array, i int) {
	m, ok := a.(*array.Map)
	if !ok || m.IsNull(i) {
		return
	}
	start, end := m.ValueOffsets(i)
	b.WriteByte('{')
	for at := int(start); at < int(end); at++ {
		if at > int(start) {
			b.WriteByte(',')
		}
		b.Write(c.parts[0].write.text(nil, m.Keys(), at))
		b.WriteString("=" + string(appendQuoted(nil, c.parts[1].write.text(nil, m.Items(), at))))
	}
	b.WriteByte('}')
}
