package export

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/extensions"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

func TestParquetOfManyRowGroups(t *testing.T) {
	c := database(t)
	execute(t, c, `CREATE TABLE many AS SELECT range AS id, 'word ' || range % 7 AS word, CASE WHEN range % 3 > 0 THEN hash(range)::VARCHAR END AS text,
		[range, NULL] AS list FROM range(400000)`)
	for _, compression := range []string{"", "zstd", "gzip", "none"} {
		path := filepath.Join(t.TempDir(), "many.parquet")
		if _, err := ToFile(t.Context(), path, "", query(t, c, "FROM many"), Options{Compression: compression}, nil); err != nil {
			t.Fatal(err)
		}
		got := query(t, c, fmt.Sprintf(`SELECT (SELECT count(*) FROM (SELECT *, row_number() OVER () AS n FROM '%s' EXCEPT SELECT *, row_number() OVER () FROM many)),
			(SELECT count(*) FROM '%s'), (SELECT count(DISTINCT row_group_id) > 2 FROM parquet_metadata('%s')),
			(SELECT count(*) FROM '%s' WHERE id = 399999)`, path, path, path, path)).batches[0]
		for i, want := range []string{"0", "400000", "true", "1"} {
			if s := got.Column(i).ValueStr(0); s != want {
				t.Errorf("compression %q: check %d is %s, want %s", compression, i, s, want)
			}
		}
	}
}

func TestParquetTakesEveryArrowType(t *testing.T) {
	types := []arrow.DataType{
		arrow.Null, arrow.FixedWidthTypes.Float16, &arrow.Decimal32Type{Precision: 5, Scale: 2}, &arrow.Decimal256Type{Precision: 76, Scale: 3},
		&arrow.Decimal128Type{Precision: 5, Scale: -2}, arrow.BinaryTypes.StringView, arrow.BinaryTypes.BinaryView, arrow.BinaryTypes.LargeString,
		&arrow.FixedSizeBinaryType{ByteWidth: 4}, arrow.FixedWidthTypes.Date64, arrow.FixedWidthTypes.Time32s, arrow.FixedWidthTypes.Duration_ns,
		arrow.FixedWidthTypes.MonthInterval, arrow.FixedWidthTypes.DayTimeInterval, arrow.FixedWidthTypes.MonthDayNanoInterval,
		arrow.FixedWidthTypes.Timestamp_s, arrow.LargeListOf(arrow.PrimitiveTypes.Int8), arrow.ListViewOf(arrow.PrimitiveTypes.Int8),
		arrow.ListOf(arrow.FixedWidthTypes.Timestamp_s), arrow.StructOf(), arrow.StructOf(arrow.Field{Name: "a", Type: arrow.PrimitiveTypes.Int8}, arrow.Field{Name: "a", Type: arrow.PrimitiveTypes.Int8}),
		arrow.FixedSizeListOf(2, arrow.FixedSizeListOf(1, arrow.PrimitiveTypes.Int8)), extensions.NewUUIDType(),
		&arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String},
		arrow.RunEndEncodedOf(arrow.PrimitiveTypes.Int32, arrow.PrimitiveTypes.Int64),
	}
	c := database(t)
	for _, dt := range types {
		b := array.NewBuilder(memory.DefaultAllocator, dt)
		b.AppendNull()
		b.AppendEmptyValue()
		column := b.NewArray()
		schema := arrow.NewSchema([]arrow.Field{{Name: "c", Type: dt, Nullable: true}}, nil)
		path := filepath.Join(t.TempDir(), "t.parquet")
		save(t, path, &stored{schema: schema, batches: []arrow.RecordBatch{array.NewRecordBatch(schema, []arrow.Array{column}, 2)}})
		got := query(t, c, fmt.Sprintf("SELECT count(*), count(c) FROM '%s'", path)).batches[0]
		want := "1"
		if dt.ID() == arrow.NULL {
			want = "0"
		}
		if got.Column(0).ValueStr(0) != "2" || got.Column(1).ValueStr(0) != want {
			t.Errorf("%s: %s rows, %s of them not NULL", dt, got.Column(0).ValueStr(0), got.Column(1).ValueStr(0))
		}
	}
}
