package nekt

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"sonde/connectors"
)

// stored is a file that another program wrote.
func stored(t *testing.T, name string) file {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return file{data: data}
}

// TestFilesOfOtherWriters reads what real engines have written, value by value,
// from a store with ranges, from one without, and as objects that are compressed.
func TestFilesOfOtherWriters(t *testing.T) {
	duck := []string{
		`9007199254740993|a,"b"` + "\nc" + `|0.10|2024-01-31 13:45:00.123456|[1,null]|{"k":1}|{"label":"work","primary":true}|2024-01-31 13:45:00+00:00|99999999999999999999999999999999999999`,
		"NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
		"-1||-1.50|0001-01-01 00:00:00|[]|{}|NULL|NULL|0",
	}
	athena := []string{
		`9223372036854775807|é "x"|12345678901234567890123456789.123456789|2024-01-31 13:45:00.123456|[1,null]|{"k":1}|{"label":"work","primary":true}`,
		"NULL|NULL|NULL|NULL|NULL|NULL|NULL",
		`-1||-0.100000000|1969-12-31 23:59:59|[]|{}|{"label":null,"primary":null}`,
	}
	const polarsColumns = "id|name|amount|at|tz|d|t|raw|f|ok|tags|row"
	polars := []string{
		"9223372036854775807|é \"x\"\n,|12345678901234567890123456789.123456789|2024-01-31 13:45:00.123456|2024-01-31 13:45:00+00:00|2024-01-31|13:45:00.5|\\x00ff|0.1|true|[1,null]|" +
			`{"label":"work","n":[{"k":1}]}`,
		"NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
		`-1||-0.100000000|0001-01-01 00:00:00|1969-12-31 23:59:59.999999+00:00|9999-12-31|00:00:00|\x|NaN|false|[]|{"label":null,"n":null}`,
	}
	lines := []string{"1|a,\"b\"\nc", "NULL|", "3|NULL"}
	for _, c := range []struct {
		name, mode, columns string
		files               []string
		rows                []string
	}{
		{"Athena's Parquet, with a part whose column is all NULL", modeParquet, "id|name|amount|at|tags|attrs|row", []string{"pyarrow-int96-snappy", "pyarrow-null-column-gzip"},
			append(athena[:3:3], `2|NULL|1.000000000|2262-01-01 00:00:00|[2]|{"z":null}|NULL`)},
		{"the part whose column is all NULL comes first", modeParquet, "id|name|amount|at|tags|attrs|row", []string{"pyarrow-null-column-gzip", "pyarrow-int96-snappy"},
			append([]string{`2|NULL|1.000000000|2262-01-01 00:00:00|[2]|{"z":null}|NULL`}, athena...)},
		{"BigQuery's Parquet", modeParquet, "big|num|ts|dt|d|t|raw|f|rep", []string{"pyarrow-bigquery-none"}, []string{
			`12345678901234567890123456789012345678.12345678901234567890123456789012345678|1.500000000|2024-01-31 13:45:00.123456+00:00|0001-01-01 00:00:00|0001-01-01|23:59:59.999999|\x00ff|NaN|[{"k":"a","v":[1,2]}]`,
			`NULL|-99999999999999999999999999999.999999999|NULL|9999-12-31 23:59:59.999999|NULL|NULL|\x|0.1|[]`}},
		{"DuckDB's Parquet", modeParquet, "id|name|amount|at|tags|attrs|row|tz|h", []string{"duckdb-snappy"}, duck},
		{"DuckDB's Parquet with pages of the second version", modeParquet, "id|name|amount|at|tags|attrs|row|tz|h", []string{"duckdb-gzip-v2"}, duck},
		{"Parquet where CSV was asked for", modeCSV, "id|name|amount|at|tags|attrs|row|tz|h", []string{"duckdb-snappy"}, duck},
		{"polars' Parquet", modeParquet, polarsColumns, []string{"polars-snappy"}, polars},
		{"polars' Parquet in small groups and pages", modeParquet, polarsColumns, []string{"polars-gzip-stats"}, polars},
		{"polars' CSV", modeCSV, "id|name", []string{"polars.csv"}, lines},
		{"everything quoted, as Athena does", modeCSV, "id|name", []string{"duckdb-quoted.csv"}, lines},
		{"quoted where needed, as BigQuery does", modeCSV, "id|name", []string{"duckdb-plain.csv"}, lines},
		{"both kinds of quotes, header once", modeCSV, "id|name", []string{"duckdb-plain.csv", "duckdb-plain.csv"}, append(lines[:3:3], lines...)},
		{"pyarrow's CSV", modeCSV, "id|name", []string{"pyarrow.csv"}, lines},
		{"CSV where Parquet was asked for", modeParquet, "id|name", []string{"pyarrow.csv"}, lines},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, change := range []func(file) file{
				func(f file) file { return f },
				func(f file) file { f.noRanges = true; return f },
				func(f file) file { return file{data: gzipped(t, string(f.data)), encoding: "gzip"} },
			} {
				var files []file
				for _, name := range c.files {
					files = append(files, change(stored(t, name)))
				}
				_, url := serve(t, map[string]result{"q": {files: files, mode: c.mode}})
				run(t, connect(t, url, map[string]any{"mode": c.mode}), connectors.Statement{SQL: "q"}).expect(t, c.columns, c.rows...)
			}
		})
	}
}

// TestFilesOfArrowGo reads what Arrow's writer for Go makes of every type that the
// clouds export, with pages of both versions, with dictionaries and without.
func TestFilesOfArrowGo(t *testing.T) {
	fields := []arrow.Field{
		field("b", arrow.FixedWidthTypes.Boolean), field("i", arrow.PrimitiveTypes.Int64), field("s", arrow.PrimitiveTypes.Int16), field("r", arrow.PrimitiveTypes.Float32),
		field("d", &arrow.Decimal128Type{Precision: 38, Scale: 2}), field("big", &arrow.Decimal256Type{Precision: 76, Scale: 3}), field("ts", &arrow.TimestampType{Unit: arrow.Nanosecond}),
		field("day", arrow.FixedWidthTypes.Date32), field("raw", arrow.BinaryTypes.Binary), field("l", arrow.ListOf(arrow.ListOf(arrow.PrimitiveTypes.Int64))),
		field("o", arrow.StructOf(field("a", arrow.BinaryTypes.String), field("m", arrow.MapOf(arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64)))),
	}
	const rows = `[{"b":true,"i":-9223372036854775808,"s":-32768,"r":0.5,"d":"999999999999999999999999999999999999.99","big":"-1.125","ts":"2024-01-31 13:45:00.123456789","day":"2024-01-31",` +
		`"raw":"AP8=","l":[[1,null],null,[]],"o":{"a":"x","m":[{"key":"k","value":1}]}},` +
		`{"b":null,"i":null,"s":null,"r":null,"d":null,"big":null,"ts":null,"day":null,"raw":null,"l":null,"o":null},` +
		`{"b":false,"i":0,"s":1,"r":-0.25,"d":"0.00","big":"0.001","ts":"1677-09-22 00:00:00","day":"1969-12-31","raw":"","l":[],"o":{"a":null,"m":[]}}]`
	batch, _, err := array.RecordFromJSON(memory.NewGoAllocator(), arrow.NewSchema(fields, nil), strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	for name, properties := range map[string][]parquet.WriterProperty{
		"plain":      {parquet.WithDictionaryDefault(false)},
		"dictionary": {parquet.WithDictionaryDefault(true), parquet.WithCompression(compress.Codecs.Snappy)},
		"version 2":  {parquet.WithDataPageVersion(parquet.DataPageV2), parquet.WithCompression(compress.Codecs.Gzip), parquet.WithDictionaryDefault(false)},
		"delta":      {parquet.WithDictionaryDefault(false), parquet.WithEncodingFor("i", parquet.Encodings.DeltaBinaryPacked), parquet.WithDataPageVersion(parquet.DataPageV2)},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			w, err := pqarrow.NewFileWriter(batch.Schema(), &out, parquet.NewWriterProperties(properties...), pqarrow.NewArrowWriterProperties(pqarrow.WithDeprecatedInt96Timestamps(true)))
			if err != nil || w.Write(batch) != nil || w.Close() != nil {
				t.Fatal(err)
			}
			_, url := serve(t, map[string]result{"q": {files: []file{{data: out.Bytes()}}}})
			run(t, connect(t, url, map[string]any{"mode": modeParquet}), connectors.Statement{SQL: "q"}).expect(t, "b|i|s|r|d|big|ts|day|raw|l|o",
				`true|-9223372036854775808|-32768|0.5|999999999999999999999999999999999999.99|-1.125|2024-01-31 13:45:00.123456789|2024-01-31|\x00ff|[[1,null],null,[]]|{"a":"x","m":{"k":1}}`,
				"NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
				`false|0|1|-0.25|0.00|0.001|1677-09-22 00:00:00|1969-12-31|\x|[]|{"a":null,"m":{}}`)
		})
	}
}

func TestCompressedCSVOfBigQuery(t *testing.T) {
	f, url := serve(t, map[string]result{"q": {
		files: []file{stored(t, "duckdb-semicolon.csv.gz"), stored(t, "duckdb-semicolon.csv.gz")}, options: `{"compression":"GZIP","delimiter":";","header":false}`,
	}})
	f.signer = signedGCS
	c := connect(t, url, map[string]any{"dialect": "bigquery", "mode_options": map[string]any{"compression": "GZIP", "delimiter": ";", "header": false}})
	run(t, c, connectors.Statement{SQL: "q"}).expect(t, "col1|col2", "1|a,\"b\"\nc", "NULL|", "3|NULL", "1|a,\"b\"\nc", "NULL|", "3|NULL")
}
