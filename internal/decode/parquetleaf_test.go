package decode

import (
	"bytes"
	"io"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"

	"sonde/connectors"
)

// writeColumn writes a file of one field, whose only leaf is filled by write.
func writeColumn(t *testing.T, node schema.Node, write func(file.ColumnChunkWriter) error) []byte {
	t.Helper()
	root := schema.MustGroup(schema.NewGroupNode("root", parquet.Repetitions.Required, schema.FieldList{node}, -1))
	var out bytes.Buffer
	w := file.NewParquetWriter(&out, root)
	group, err := w.AppendRowGroupChecked()
	if err != nil {
		t.Fatal(err)
	}
	column, err := group.NextColumn()
	if err != nil {
		t.Fatal(err)
	}
	for _, do := range []func() error{func() error { return write(column) }, column.Close, group.Close, w.Close} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

func listNode(t *testing.T, item schema.Node) schema.Node {
	t.Helper()
	return schema.MustGroup(schema.ListOf(item, parquet.Repetitions.Optional, -1))
}

// momentsOf are INT96 values of Julian days, one and a half seconds after
// midnight.
func momentsOf(days ...uint32) []parquet.Int96 {
	values := make([]parquet.Int96, len(days))
	for i, d := range days {
		values[i] = parquet.NewInt96([3]uint32{1_500_000_000, 0, d})
	}
	return values
}

func readOne(t *testing.T, body []byte) ([]string, arrow.Field) {
	t.Helper()
	closed := 0
	p := parts(&closed, body)
	rows, err := readParquet(t, p)
	if err != io.EOF {
		t.Fatal(err)
	}
	return rows, p.Schema().Field(0)
}

// Moments inside lists and structs have no zone, as those outside, and those that
// 64 bits of nanoseconds do not hold are as exact.
func TestParquetInt96Nested(t *testing.T) {
	at := func(name string) schema.Node { return schema.NewInt96Node(name, parquet.Repetitions.Optional, -1) }
	list := func(days ...uint32) []byte {
		return writeColumn(t, listNode(t, at("element")), func(c file.ColumnChunkWriter) error {
			_, err := c.(*file.Int96ColumnChunkWriter).WriteBatch(momentsOf(days...), []int16{3, 2, 3, 0, 1, 3}, []int16{0, 1, 1, 0, 0, 0})
			return err
		})
	}
	rows, f := readOne(t, list(2_440_588, 2_440_589, 2_440_590))
	same(t, rows, []string{`["1970-01-01T00:00:01.5",null,"1970-01-02T00:00:01.5"]`, "NULL", "[]", `["1970-01-03T00:00:01.5"]`})
	if item := f.Type.(*arrow.ListType).Elem().(*arrow.TimestampType); item.TimeZone != "" {
		t.Errorf("the items have the zone %s", item.TimeZone)
	}
	rows, _ = readOne(t, list(2_440_588, 5_373_484, 1_721_426))
	same(t, rows, []string{`["1970-01-01T00:00:01.5",null,"9999-12-31T00:00:01.5"]`, "NULL", "[]", `["0001-01-01T00:00:01.5"]`})
	record := schema.MustGroup(schema.NewGroupNode("r", parquet.Repetitions.Optional, schema.FieldList{at("t")}, -1))
	rows, _ = readOne(t, writeColumn(t, record, func(c file.ColumnChunkWriter) error {
		_, err := c.(*file.Int96ColumnChunkWriter).WriteBatch(momentsOf(2_440_588, 5_373_484), []int16{2, 0, 1, 2}, nil)
		return err
	}))
	same(t, rows, []string{`{"t":"1970-01-01T00:00:01.5"}`, "NULL", `{"t":null}`, `{"t":"9999-12-31T00:00:01.5"}`})
}

func TestParquetJSON(t *testing.T) {
	node := func(name string) schema.Node {
		return schema.MustPrimitive(schema.NewPrimitiveNodeLogical(name, parquet.Repetitions.Optional, schema.JSONLogicalType{}, parquet.Types.ByteArray, 0, -1))
	}
	texts := []parquet.ByteArray{[]byte(`{"a":1.10}`), []byte(`[9007199254740993]`)}
	rows, f := readOne(t, writeColumn(t, node("j"), func(c file.ColumnChunkWriter) error {
		_, err := c.(*file.ByteArrayColumnChunkWriter).WriteBatch(texts, []int16{1, 0, 1}, nil)
		return err
	}))
	same(t, rows, []string{`{"a":1.10}`, "NULL", `[9007199254740993]`})
	if connectors.FieldKind(f) != connectors.KindJSON {
		t.Errorf("the column is %v", f)
	}
	rows, _ = readOne(t, writeColumn(t, listNode(t, node("element")), func(c file.ColumnChunkWriter) error {
		_, err := c.(*file.ByteArrayColumnChunkWriter).WriteBatch(texts, []int16{3, 2, 3}, []int16{0, 1, 1})
		return err
	}))
	same(t, rows, []string{`[{"a":1.10},null,[9007199254740993]]`})
}

func TestParquetInterval(t *testing.T) {
	node := schema.MustPrimitive(schema.NewPrimitiveNodeLogical("i", parquet.Repetitions.Optional, schema.IntervalLogicalType{}, parquet.Types.FixedLenByteArray, intervalBytes, -1))
	spans := []parquet.FixedLenByteArray{{14, 0, 0, 0, 2, 0, 0, 0, 0xb8, 0x0b, 0, 0}, {0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0}}
	rows, f := readOne(t, writeColumn(t, node, func(c file.ColumnChunkWriter) error {
		_, err := c.(*file.FixedLenByteArrayColumnChunkWriter).WriteBatch(spans, []int16{1, 0, 1}, nil)
		return err
	}))
	same(t, rows, []string{"1 year 2 months 2 days 00:00:03", "NULL", "357913941 years 3 months"})
	if connectors.FieldKind(f) != connectors.KindInterval {
		t.Errorf("the column is %v", f)
	}
}
