package nekt

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"sonde/connectors"
	"sonde/connectors/connectortest"
)

// names are n names of columns.
func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("c%d", i)
	}
	return list
}

func lines(n int, line func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(i) + "\n")
	}
	return b.String()
}

func numbered(i int) string { return fmt.Sprintf("\"%d\",\"row %d\"", i, i) }

// Metadata queries of Athena.
const (
	tablesSQL  = "SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema <> 'information_schema' ORDER BY table_schema, table_name"
	columnsSQL = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'nekt_raw' ORDER BY table_name, ordinal_position"
	nothingSQL = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'no such thing' ORDER BY table_name, ordinal_position"
)

// csvAnswers are files as Athena writes them.
var csvAnswers = map[string]result{
	"small":     {files: []file{text("\"a\",\"b\"\n\"1\",\"x\"\n,\"\"\n"), text("\"a\",\"b\"\n\"2\",\"y\"\n")}},
	"large":     {files: []file{text("\"n\",\"s\"\n" + lines(3000, numbered)), text("\"n\",\"s\"\n" + lines(3000, numbered))}},
	"types":     {files: []file{text("\"d\",\"t\",\"b\",\"bin\"\n\"2024-01-31\",\"2024-01-01 00:00:00.000 UTC\",\"true\",\"31 32 33\"\n")}},
	"nulls":     {files: []file{text("\"a\",\"b\"\n,\"\"\n\"\",\n")}},
	"integers":  {files: []file{text("\"i\"\n\"9223372036854775807\"\n\"-9223372036854775808\"\n")}},
	"decimals":  {files: []file{text("\"d\"\n\"12345678901234567890123456789.10\"\n")}},
	"nested":    {files: []file{text("\"l\",\"m\",\"r\"\n\"[1, 2]\",\"{1=2, 3=4}\",\"{label=work, primary=true}\"\n")}},
	"duplicate": {files: []file{text("\"a\",\"a\"\n\"1\",\"2\"\n")}},
	"none":      {files: []file{text("\"a\",\"b\"\n")}},
	"wide":      {files: []file{text(strings.Join(names(1200), ",") + "\n" + strings.Repeat("\"1\",", 1199) + "\"1\"\n")}},
	"many":      {files: []file{text("\"n\",\"s\"\n" + lines(100_000, numbered))}},
	"refused":   {body: `{"state":"FAILED","presigned_urls":null,"data_scanned_in_bytes":null,"state_change_reason":"SYNTAX_ERROR: line 1:8: Column 'x' cannot be resolved"}`},
	"late":      {files: []file{text("\"a\"\n\"1\"\n"), {name: "not-there", data: nil}}},
	"SELECT 1":  {files: []file{text("\"_col0\"\n\"1\"\n")}},
	tablesSQL:   {files: []file{text("\"table_schema\",\"table_name\",\"table_type\"\n\"nekt_raw\",\"orders\",\"BASE TABLE\"\n")}},
	columnsSQL:  {files: []file{text("\"table_name\",\"column_name\",\"data_type\",\"is_nullable\"\n\"orders\",\"id\",\"bigint\",\"NO\"\n")}},
	nothingSQL:  {files: []file{text("\"table_name\",\"column_name\",\"data_type\",\"is_nullable\"\n")}},
	"write":     {files: []file{text("")}},
}

func conformance(t *testing.T, answers map[string]result, mode string, cases map[connectortest.Case]connectortest.Answer) {
	f := &fake{answers: answers, signer: signedS3}
	connectortest.Run(t, connectortest.Source{
		Driver:  Driver(),
		Handler: f,
		Values: func(url string) map[string]any {
			return map[string]any{"url": url, "api_key": apiKey, "mode": mode}
		},
		Secrets: []string{apiKey, "&X-Amz-Signature=0badc0de", "&X-Amz-Security-Token=a%2Bb%2F%3D"},
		Answers: cases,
		Steps: []connectortest.Step{
			{Name: "statement", Match: func(r *http.Request) bool { return r.Method == http.MethodPost }},
			{Name: "file", Match: func(r *http.Request) bool { return r.Method == http.MethodGet }, Repeatable: true, Rows: true, Bare: true},
		},
		ErrorBody: func(status int) (string, string) {
			return fmt.Sprintf(`{"detail":"refused with %d"}`, status), "application/json"
		},
		CutUndetectable: "a CSV file that ends behind a row looks whole where the store does not tell its length",
	})
	for _, p := range slices.Compact(f.problems) {
		if !strings.Contains(p, "the body: EOF") {
			t.Error(p)
		}
	}
}

func TestConformanceOfCSV(t *testing.T) {
	row := func(i int) string { return fmt.Sprintf("%d|row %d", i%3000, i%3000) }
	conformance(t, csvAnswers, modeCSV, map[connectortest.Case]connectortest.Answer{
		connectortest.Small:          {SQL: "small", Columns: []string{"a", "b"}, Rows: []string{"1|x", "NULL|", "2|y"}},
		connectortest.Large:          {SQL: "large", Columns: []string{"n", "s"}, Count: 6000, Row: row},
		connectortest.Types:          {SQL: "types", Rows: []string{"2024-01-31|2024-01-01 00:00:00.000 UTC|true|31 32 33"}},
		connectortest.Nulls:          {SQL: "nulls", Rows: []string{"NULL|", "|NULL"}},
		connectortest.Integers:       {SQL: "integers", Rows: []string{"9223372036854775807", "-9223372036854775808"}},
		connectortest.Decimals:       {SQL: "decimals", Rows: []string{"12345678901234567890123456789.10"}},
		connectortest.Nested:         {SQL: "nested", Rows: []string{"[1, 2]|{1=2, 3=4}|{label=work, primary=true}"}},
		connectortest.DuplicateNames: {SQL: "duplicate", Columns: []string{"a", "a"}, Rows: []string{"1|2"}},
		connectortest.NoRows:         {SQL: "none", Columns: []string{"a", "b"}},
		connectortest.WideRows:       {SQL: "wide", Columns: names(1200), Count: 1},
		connectortest.ManyRows:       {SQL: "many", Count: 100_000, Row: func(i int) string { return fmt.Sprintf("%d|row %d", i, i) }},
		connectortest.Refused:        {SQL: "refused", Class: connectors.ClassSyntax, Message: "Column 'x' cannot be resolved"},
		connectortest.LateError:      {SQL: "late", Rows: []string{"1"}, Message: "file 2 of 2: the result file is gone"},
		connectortest.Write:          {SQL: "write"},
	})
}

// writeParquet writes rows of JSON as a file.
func writeParquet(rows string, fields ...arrow.Field) []byte {
	s := arrow.NewSchema(fields, nil)
	batch, _, err := array.RecordFromJSON(memory.NewGoAllocator(), s, strings.NewReader(rows))
	if err != nil {
		panic(err)
	}
	return writeBatch(batch)
}

func writeBatch(batch arrow.RecordBatch) []byte {
	var out bytes.Buffer
	props := parquet.NewWriterProperties(parquet.WithStats(false), parquet.WithDictionaryDefault(false), parquet.WithCreatedBy("t"), parquet.WithMaxRowGroupLength(20_000))
	w, err := pqarrow.NewFileWriter(batch.Schema(), &out, props, pqarrow.NewArrowWriterProperties(pqarrow.WithDeprecatedInt96Timestamps(true)))
	if err == nil {
		err = w.Write(batch)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err)
	}
	return out.Bytes()
}

func field(name string, t arrow.DataType) arrow.Field {
	return arrow.Field{Name: name, Type: t, Nullable: true}
}

// counted is a file of n rows, as numbered makes them.
func counted(n int) []byte { return writeCounted(n, "") }

// writeCounted pads the text of every row.
func writeCounted(n int, padding string) []byte {
	schema := arrow.NewSchema([]arrow.Field{field("n", arrow.PrimitiveTypes.Int64), field("s", arrow.BinaryTypes.String)}, nil)
	b := array.NewRecordBuilder(memory.NewGoAllocator(), schema)
	for i := range n {
		b.Field(0).(*array.Int64Builder).Append(int64(i))
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprintf("row %d", i) + padding)
	}
	return writeBatch(b.NewRecordBatch())
}

func parquetAnswers() map[string]result {
	integer, utf8 := arrow.PrimitiveTypes.Int64, arrow.BinaryTypes.String
	of := func(files ...[]byte) result {
		r := result{mode: modeParquet}
		for _, data := range files {
			r.files = append(r.files, file{data: data})
		}
		return r
	}
	wide := make([]arrow.Field, 1200)
	var cells []string
	for i, name := range names(1200) {
		wide[i] = field(name, integer)
		cells = append(cells, fmt.Sprintf("%q:%d", name, i))
	}
	small := writeParquet(`[{"a":1},{"a":null},{"a":3}]`, field("a", integer))
	answers := map[string]result{
		"small": of(small), "large": of(counted(3000), counted(3000)), "many": of(counted(100_000)),
		"types": of(writeParquet(`[{"b":true,"d":"2024-01-31","f":0.1,"t":"2024-01-31 13:45:00.123456789","x":"AAH/"}]`,
			field("b", arrow.FixedWidthTypes.Boolean), field("d", arrow.FixedWidthTypes.Date32), field("f", arrow.PrimitiveTypes.Float64),
			field("t", &arrow.TimestampType{Unit: arrow.Nanosecond}), field("x", arrow.BinaryTypes.Binary))),
		"nulls":    of(writeParquet(`[{"a":null,"b":""},{"a":"","b":null}]`, field("a", utf8), field("b", utf8))),
		"integers": of(writeParquet(`[{"i":9223372036854775807},{"i":-9223372036854775808}]`, field("i", integer))),
		"decimals": of(writeParquet(`[{"n":"12345678901234567890123456789.123456789","b":"-99999999999999999999999999999999999999.00000000000000000000000000000000000001"}]`,
			field("n", &arrow.Decimal128Type{Precision: 38, Scale: 9}), field("b", &arrow.Decimal256Type{Precision: 76, Scale: 38}))),
		"nested": of(writeParquet(`[{"l":[1,null],"r":{"x":"é","y":null},"m":[{"key":"k","value":1}]}]`,
			field("l", arrow.ListOf(integer)), field("r", arrow.StructOf(field("x", utf8), field("y", integer))), field("m", arrow.MapOf(utf8, integer)))),
		"duplicate": of(writeParquet(`[]`, field("a", integer), field("a", integer))),
		"none":      of(writeParquet(`[]`, field("a", integer), field("b", utf8))),
		"wide":      of(writeParquet("[{"+strings.Join(cells, ",")+"}]", wide...)),
		"late":      {mode: modeParquet, files: []file{{data: small}, {name: "not-there"}}},
	}
	for name, r := range maps.All(csvAnswers) {
		if _, has := answers[name]; !has {
			answers[name] = r
		}
	}
	return answers
}

func TestConformanceOfParquet(t *testing.T) {
	count := func(rows int) func(i int) string {
		return func(i int) string { return fmt.Sprintf("%d|row %d", i%rows, i%rows) }
	}
	conformance(t, parquetAnswers(), modeParquet, map[connectortest.Case]connectortest.Answer{
		connectortest.Small:          {SQL: "small", Columns: []string{"a"}, Rows: []string{"1", "NULL", "3"}},
		connectortest.Large:          {SQL: "large", Columns: []string{"n", "s"}, Count: 6000, Row: count(3000)},
		connectortest.Types:          {SQL: "types", Rows: []string{`true|2024-01-31|0.1|2024-01-31 13:45:00.123456789|\x0001ff`}},
		connectortest.Nulls:          {SQL: "nulls", Rows: []string{"NULL|", "|NULL"}},
		connectortest.Integers:       {SQL: "integers", Rows: []string{"9223372036854775807", "-9223372036854775808"}},
		connectortest.Decimals:       {SQL: "decimals", Rows: []string{"12345678901234567890123456789.123456789|-99999999999999999999999999999999999999.00000000000000000000000000000000000001"}},
		connectortest.Nested:         {SQL: "nested", Rows: []string{`[1,null]|{"x":"é","y":null}|{"k":1}`}},
		connectortest.DuplicateNames: {SQL: "duplicate", Columns: []string{"a", "a"}},
		connectortest.NoRows:         {SQL: "none", Columns: []string{"a", "b"}},
		connectortest.WideRows:       {SQL: "wide", Columns: names(1200), Count: 1},
		connectortest.ManyRows:       {SQL: "many", Count: 100_000, Row: count(100_000)},
		connectortest.Refused:        {SQL: "refused", Class: connectors.ClassSyntax, Message: "Column 'x' cannot be resolved"},
		connectortest.LateError:      {SQL: "late", Rows: []string{"1", "NULL", "3"}, Message: "file 2 of 2: the result file is gone"},
		connectortest.Write:          {SQL: "write"},
	})
}
