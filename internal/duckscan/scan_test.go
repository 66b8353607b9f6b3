package duckscan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	bindings "github.com/duckdb/duckdb-go-bindings"
	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/internal/duck"
	"sonde/internal/value"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// batches is a table in memory that keeps count of its readers.
type batches struct {
	schema *arrow.Schema
	all    []arrow.RecordBatch
	asked  [][]int
	open   int
	fail   error
}

func (b *batches) Schema() *arrow.Schema { return b.schema }
func (b *batches) NumRows() int64        { return -1 }

func (b *batches) Open(columns []int) (Reader, error) {
	b.asked = append(b.asked, columns)
	b.open++
	return &reader{b, columns, b.all}, nil
}

type reader struct {
	table   *batches
	columns []int
	rest    []arrow.RecordBatch
}

func (r *reader) Next() (arrow.RecordBatch, error) {
	if len(r.rest) == 0 {
		if r.table.fail != nil {
			return nil, r.table.fail
		}
		return nil, io.EOF
	}
	next := r.rest[0]
	r.rest = r.rest[1:]
	columns, fields := make([]arrow.Array, len(r.columns)), make([]arrow.Field, len(r.columns))
	for i, c := range r.columns {
		columns[i], fields[i] = next.Column(c), next.Schema().Field(c)
	}
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, next.NumRows()), nil
}

func (r *reader) Close() error {
	r.table.open--
	return nil
}

// serve opens a database in which the function data() reads the table.
func serve(t testing.TB, table Table) *duck.Conn {
	t.Helper()
	db, err := duck.Open(context.Background(), "", duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := conn.Exec(context.Background(), "SET TimeZone = 'UTC'"); err != nil {
		t.Fatal(err)
	}
	lookup := func(args []string) (Table, error) {
		if args[0] != "data" {
			return nil, fmt.Errorf("no table %q", args[0])
		}
		return table, nil
	}
	if err := conn.Raw(func(c bindings.Connection) error { return Register(c, "scan", 1, lookup) }); err != nil {
		t.Fatal(err)
	}
	return conn
}

func query(t testing.TB, conn *duck.Conn, sql string) []string {
	t.Helper()
	out, err := tryQuery(conn, sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return out
}

func tryQuery(conn *duck.Conn, sql string) ([]string, error) {
	rows, err := conn.Query(context.Background(), sql, nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for {
		batch, err := rows.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, texts(batch)...)
	}
}

// texts writes rows as the screen shows them.
func texts(batch arrow.RecordBatch) []string {
	out := make([]string, batch.NumRows())
	for i := range out {
		cells := make([]string, batch.NumCols())
		for j, column := range batch.Columns() {
			cells[j] = "NULL"
			if m := value.NewFormatter(batch.Schema().Field(j)); !m.IsNull(column, i) {
				cells[j] = string(m.Append(nil, column, i))
			}
		}
		out[i] = strings.Join(cells, "|")
	}
	return out
}

func fromJSON(t testing.TB, typ arrow.DataType, json string) arrow.Array {
	t.Helper()
	a, _, err := array.FromJSON(memory.DefaultAllocator, typ, strings.NewReader(json))
	if err != nil {
		t.Fatalf("%s: %v", typ, err)
	}
	return a
}

func tableOf(arrays ...arrow.Array) *batches {
	fields := make([]arrow.Field, len(arrays))
	for i, a := range arrays {
		fields[i] = arrow.Field{Name: fmt.Sprintf("c%d", i), Type: a.DataType(), Nullable: true}
	}
	schema := arrow.NewSchema(fields, nil)
	return &batches{schema: schema, all: []arrow.RecordBatch{array.NewRecordBatch(schema, arrays, int64(arrays[0].Len()))}}
}

// kinds are arrays of every kind, the type that DuckDB gives them, and their
// text where it is not that of the array itself.
var kinds = []struct {
	arrow arrow.DataType
	json  string
	duck  string
}{
	{arrow.FixedWidthTypes.Boolean, `[true, null, false]`, "BOOLEAN"},
	{arrow.PrimitiveTypes.Int8, `[-128, null, 127]`, "TINYINT"},
	{arrow.PrimitiveTypes.Int16, `[-32768, null, 32767]`, "SMALLINT"},
	{arrow.PrimitiveTypes.Int32, `[-2147483648, null, 7]`, "INTEGER"},
	{arrow.PrimitiveTypes.Int64, `[-9223372036854775808, null, 9223372036854775807]`, "BIGINT"},
	{arrow.PrimitiveTypes.Uint8, `[255, null, 0]`, "UTINYINT"},
	{arrow.PrimitiveTypes.Uint16, `[65535, null, 0]`, "USMALLINT"},
	{arrow.PrimitiveTypes.Uint32, `[4294967295, null, 0]`, "UINTEGER"},
	{arrow.PrimitiveTypes.Uint64, `[18446744073709551615, null, 0]`, "UBIGINT"},
	{arrow.FixedWidthTypes.Float16, `[1.5, null, -2]`, "FLOAT"},
	{arrow.PrimitiveTypes.Float32, `[0.1, null, -2]`, "FLOAT"},
	{arrow.PrimitiveTypes.Float64, `[0.1, null, 1e300]`, "DOUBLE"},
	{arrow.BinaryTypes.String, `["", null, "longer than twelve bytes 📧", "short"]`, "VARCHAR"},
	{arrow.BinaryTypes.LargeString, `["twelve bytes", null, "thirteen byte"]`, "VARCHAR"},
	{arrow.BinaryTypes.StringView, `["a", null, "thirteen byte and more"]`, "VARCHAR"},
	{arrow.BinaryTypes.Binary, `["AAEC", null, ""]`, "BLOB"},
	{&arrow.FixedSizeBinaryType{ByteWidth: 3}, `["AAEC", null, "////"]`, "BLOB"},
	{arrow.FixedWidthTypes.Date32, `["2024-02-29", null, "0001-01-01"]`, "DATE"},
	{arrow.FixedWidthTypes.Date64, `["2024-02-29", null, "1969-12-31"]`, "DATE"},
	{arrow.FixedWidthTypes.Time32s, `["23:59:59", null, "00:00:00"]`, "TIME"},
	{arrow.FixedWidthTypes.Time32ms, `["23:59:59.123", null, "00:00:00"]`, "TIME"},
	{arrow.FixedWidthTypes.Time64us, `["23:59:59.123456", null, "00:00:00"]`, "TIME"},
	{arrow.FixedWidthTypes.Time64ns, `["23:59:59.123456789", null, "00:00:00"]`, "TIME_NS"},
	{&arrow.TimestampType{Unit: arrow.Second}, `["2024-02-29 10:11:12", null]`, "TIMESTAMP_S"},
	{&arrow.TimestampType{Unit: arrow.Millisecond}, `["2024-02-29 10:11:12.123", null]`, "TIMESTAMP_MS"},
	{&arrow.TimestampType{Unit: arrow.Microsecond}, `["2024-02-29 10:11:12.123456", null]`, "TIMESTAMP"},
	{&arrow.TimestampType{Unit: arrow.Nanosecond}, `["2024-02-29 10:11:12.123456789", null]`, "TIMESTAMP_NS"},
	{&arrow.TimestampType{Unit: arrow.Second, TimeZone: "UTC"}, `["2024-02-29 10:11:12Z", null]`, "TIMESTAMP WITH TIME ZONE"},
	{&arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}, `["2024-02-29 10:11:12.5Z", null]`, "TIMESTAMP WITH TIME ZONE"},
	{&arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}, `["2024-02-29 10:11:12.123456789Z", null]`, "VARCHAR"},
	{&arrow.Decimal32Type{Precision: 4, Scale: 1}, `["999.9", null, "-0.1"]`, "DECIMAL(4,1)"},
	{&arrow.Decimal64Type{Precision: 9, Scale: 2}, `["9999999.99", null, "-0.10"]`, "DECIMAL(9,2)"},
	{&arrow.Decimal128Type{Precision: 18, Scale: 2}, `["9999999999999999.99", null, "-0.10"]`, "DECIMAL(18,2)"},
	{&arrow.Decimal128Type{Precision: 38, Scale: 2}, `["-999999999999999999999999999999999999.99", null, "0.10"]`, "DECIMAL(38,2)"},
	{&arrow.Decimal256Type{Precision: 38, Scale: 0}, `["-12345678901234567890123456789012345678", null, "1"]`, "DECIMAL(38,0)"},
	{&arrow.Decimal256Type{Precision: 60, Scale: 0}, `["123456789012345678901234567890123456789012345", null, "1"]`, "VARCHAR"},
	{arrow.ListOf(arrow.PrimitiveTypes.Int32), `[[1, null, 3], null, [], [4]]`, "INTEGER[]"},
	{arrow.LargeListOf(arrow.ListOf(arrow.BinaryTypes.String)), `[[["a"], null, []], null, [["longer than twelve bytes"]]]`, "VARCHAR[][]"},
	{arrow.FixedSizeListOf(2, arrow.PrimitiveTypes.Int16), `[[1, 2], null, [3, null]]`, "SMALLINT[2]"},
	{arrow.StructOf(arrow.Field{Name: "a", Type: arrow.PrimitiveTypes.Int32, Nullable: true}, arrow.Field{Name: "b", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true}),
		`[{"a": 1, "b": ["x"]}, null, {"a": null, "b": null}]`, "STRUCT(a INTEGER, b VARCHAR[])"},
	{arrow.ListOf(arrow.StructOf(arrow.Field{Name: "a", Type: arrow.FixedSizeListOf(2, arrow.PrimitiveTypes.Int8), Nullable: true})), `[[{"a": [1, 2]}, {"a": null}], [], null]`, "STRUCT(a TINYINT[2])[]"},
	{arrow.MapOf(arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64), `[[{"key": "a", "value": 1}, {"key": "b", "value": null}], null, []]`, "MAP(VARCHAR, BIGINT)"},
	{&arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}, `["red", null, "green", "red"]`, "VARCHAR"},
}

func TestEveryKindArrivesExactly(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.arrow.String(), func(t *testing.T) {
			table := tableOf(fromJSON(t, k.arrow, k.json))
			conn := serve(t, table)
			if got := query(t, conn, "SELECT any_value(typeof(c0)) FROM scan('data')")[0]; got != k.duck {
				t.Errorf("type %s, want %s", got, k.duck)
			}
			if got, want := query(t, conn, "FROM scan('data')"), texts(table.all[0]); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestSlicesAndManyRows(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.arrow.String(), func(t *testing.T) {
			short := fromJSON(t, k.arrow, k.json)
			var parts []arrow.Array
			for range 2100 {
				parts = append(parts, short)
			}
			long, err := array.Concatenate(parts, memory.DefaultAllocator)
			if err != nil {
				t.Fatal(err)
			}
			table := tableOf(array.NewSlice(long, 2, int64(long.Len()-1)))
			got, want := query(t, serve(t, table), "FROM scan('data')"), texts(table.all[0])
			if !slices.Equal(got, want) {
				t.Errorf("%d rows differ from %d", len(got), len(want))
			}
		})
	}
}

func TestRunEnds(t *testing.T) {
	values := fromJSON(t, arrow.BinaryTypes.String, `["a", null, "b"]`)
	ends := fromJSON(t, arrow.PrimitiveTypes.Int32, `[2, 3, 5]`)
	table := tableOf(array.NewRunEndEncodedArray(ends, values, 4, 1))
	if got := strings.Join(query(t, serve(t, table), "FROM scan('data')"), ","); got != "a,NULL,b,b" {
		t.Error(got)
	}
}

func TestOnlyWhatIsAskedForIsRead(t *testing.T) {
	table := tableOf(fromJSON(t, arrow.PrimitiveTypes.Int32, `[1, 2]`), fromJSON(t, arrow.BinaryTypes.String, `["x", "y"]`), fromJSON(t, arrow.PrimitiveTypes.Int8, `[5, 6]`))
	conn := serve(t, table)
	if got := query(t, conn, "SELECT c2, c0 FROM scan('data') WHERE c0 > 1"); !slices.Equal(got, []string{"6|2"}) {
		t.Error(got)
	}
	if got := query(t, conn, "SELECT count(*) FROM scan('data')"); !slices.Equal(got, []string{"2"}) {
		t.Error(got)
	}
	for _, columns := range table.asked {
		if slices.Contains(columns, 1) {
			t.Errorf("column 1 was read: %v", table.asked)
		}
	}
	if table.open != 0 {
		t.Errorf("%d readers are still open", table.open)
	}
}

func TestViewsAndJoins(t *testing.T) {
	table := tableOf(fromJSON(t, arrow.PrimitiveTypes.Int32, `[1, 2, 3]`))
	conn := serve(t, table)
	if err := conn.Exec(context.Background(), "CREATE VIEW v AS FROM scan('data')"); err != nil {
		t.Fatal(err)
	}
	if got := query(t, conn, "SELECT count(*) FROM v a JOIN v b ON a.c0 < b.c0"); !slices.Equal(got, []string{"3"}) {
		t.Error(got)
	}
}

func TestErrorsReachTheUser(t *testing.T) {
	table := tableOf(fromJSON(t, arrow.PrimitiveTypes.Int32, `[1]`))
	table.fail = errors.New("the disk is gone")
	conn := serve(t, table)
	if _, err := tryQuery(conn, "FROM scan('data')"); err == nil || !strings.Contains(err.Error(), "the disk is gone") {
		t.Errorf("got %v", err)
	}
	if _, err := tryQuery(conn, "FROM scan('nothing')"); err == nil || !strings.Contains(err.Error(), `no table "nothing"`) {
		t.Errorf("got %v", err)
	}
	if table.open != 0 {
		t.Errorf("%d readers are still open", table.open)
	}
}

func TestAnEarlyEndClosesTheReader(t *testing.T) {
	table := tableOf(fromJSON(t, arrow.PrimitiveTypes.Int32, `[1, 2, 3]`))
	table.all = slices.Repeat(table.all, 5000)
	conn := serve(t, table)
	if got := query(t, conn, "FROM scan('data') LIMIT 2"); len(got) != 2 {
		t.Error(got)
	}
	if table.open != 0 {
		t.Errorf("%d readers are still open", table.open)
	}
}

func TestValuesOfAnotherTypeAreRefused(t *testing.T) {
	table := tableOf(fromJSON(t, arrow.BinaryTypes.String, `["x"]`))
	table.schema = arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, nil)
	if _, err := tryQuery(serve(t, table), "FROM scan('data')"); err == nil || !strings.Contains(err.Error(), "column n") {
		t.Errorf("got %v", err)
	}
}

func TestJSONAndEmptyNames(t *testing.T) {
	table := tableOf(fromJSON(t, arrow.BinaryTypes.String, `["{\"a\": [1]}"]`))
	table.schema = arrow.NewSchema([]arrow.Field{connectors.Field("", arrow.BinaryTypes.String, "JSON", connectors.KindJSON)}, nil)
	if got := query(t, serve(t, table), "SELECT typeof(column0), column0.a[0] FROM scan('data')"); !slices.Equal(got, []string{"JSON|1"}) {
		t.Error(got)
	}
}

func BenchmarkScan(b *testing.B) {
	n := array.NewInt64Builder(memory.DefaultAllocator)
	s := array.NewStringBuilder(memory.DefaultAllocator)
	for i := range 100_000 {
		n.Append(int64(i))
		s.Append(fmt.Sprintf("a text of some length %d", i))
	}
	table := tableOf(n.NewArray(), s.NewArray())
	table.all = slices.Repeat(table.all, 10)
	conn := serve(b, table)
	if err := conn.Exec(context.Background(), "CREATE TABLE own AS FROM scan('data')"); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ name, from string }{{"floor", "own"}, {"sonde", "scan('data')"}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				query(b, conn, "SELECT sum(c0), max(c1) FROM "+c.from)
			}
		})
	}
}

func TestNamesThatRepeatAreMadeDifferent(t *testing.T) {
	var fields []arrow.Field
	for _, name := range []string{"a", "A", "a_1", "a", "", "column4"} {
		fields = append(fields, arrow.Field{Name: name})
	}
	want := []string{"a", "A_2", "a_1", "a_3", "column4", "column4_1"}
	if got := columnNames(fields); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
