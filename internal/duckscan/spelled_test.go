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

	"sonde/connectors"
	"sonde/internal/duck"
)

// answered is a table of what DuckDB answers.
func answered(t testing.TB, conn *duck.Conn, sql string) *batches {
	t.Helper()
	rows, err := conn.Query(context.Background(), sql, nil)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	defer rows.Close()
	table := &batches{}
	for {
		batch, err := rows.Next(context.Background())
		if errors.Is(err, io.EOF) {
			table.schema = rows.Schema()
			return table
		}
		if err != nil {
			t.Fatal(err)
		}
		table.all = append(table.all, batch)
	}
}

// sameThere checks that the answer to a query is, when it is read as a table, the
// same in types, texts and values.
func sameThere(t *testing.T, conn *duck.Conn, table *batches, sql string) {
	t.Helper()
	*table = *answered(t, conn, sql)
	for _, of := range []string{
		"SELECT typeof(x) FROM %s",
		"SELECT x FROM %s",
		"SELECT x::VARCHAR FROM %s",
		"SELECT x FROM %s ORDER BY x NULLS FIRST",
	} {
		got, want := query(t, conn, fmt.Sprintf(of, "scan('data')")), query(t, conn, fmt.Sprintf(of, "("+sql+")"))
		if !slices.Equal(got, want) {
			t.Errorf("%s of %s: got %q, want %q", of, sql, got, want)
		}
	}
	for _, rest := range []string{"(%s) EXCEPT FROM scan('data')", "scan('data') EXCEPT (%s)"} {
		if got := query(t, conn, "FROM "+fmt.Sprintf(rest, sql)); len(got) > 0 {
			t.Errorf("%s: values are not equal: %q", sql, got)
		}
	}
}

func TestEveryTypeOfDuckDBIsThereAgain(t *testing.T) {
	table := &batches{}
	conn := serve(t, table)
	for _, name := range query(t, conn, "SELECT column_name FROM (DESCRIBE FROM test_all_types())") {
		x := `"` + name + `"`
		for _, form := range []string{"%s", "[%s, NULL]", "{'a': %s, 'b': 1}", "[{'a': %s}]", "MAP {1: %s}", "array_value(%[1]s, %[1]s)"} {
			sameThere(t, conn, table, "SELECT "+fmt.Sprintf(form, x)+" AS x FROM test_all_types()")
		}
	}
}

func TestValuesThatOnlyDuckDBHas(t *testing.T) {
	table := &batches{}
	conn := serve(t, table)
	for _, values := range []string{
		"'-1 year -2 months 3 days -04:05:06.000007'::INTERVAL, '00:00:00'::INTERVAL, to_microseconds(9223372036854775807), to_microseconds(-9223372036854775808), INTERVAL (-2147483648) MONTHS",
		"'24:00:00-15:59:59'::TIMETZ, '00:00:00+15:59:59'::TIMETZ, '12:34:56.000001+05:30'::TIMETZ, '12:00:00+01:00:30'::TIMETZ",
		"'0'::BIT, '1'::BIT, '00000000'::BIT, '111111111'::BIT, '0101010101010101'::BIT",
		"'0'::BIGNUM, '-1'::BIGNUM, '255'::BIGNUM, '256'::BIGNUM, '-256'::BIGNUM, repeat('9', 500)::BIGNUM, ('-' || repeat('9', 500))::BIGNUM",
		"'ffffffff-ffff-ffff-ffff-ffffffffffff'::UUID, '00000000-0000-0000-0000-000000000000'::UUID, '7fffffff-0000-0000-8000-000000000001'::UUID",
		"'it''s'::ENUM('a', 'it''s', '', 'b, c', ''''), ''::ENUM('a', 'it''s', '', 'b, c', ''''), ''''::ENUM('a', 'it''s', '', 'b, c', '''')",
		"union_value(a := 1)::UNION(a INTEGER, b INTERVAL, c VARCHAR[]), INTERVAL 1 DAY, NULL, ['x']",
		"'POINT (1 2)'::GEOMETRY, 'POINT EMPTY'::GEOMETRY, 'LINESTRING (0 0, 1e-7 1e300)'::GEOMETRY, 'POLYGON ((0 0, 0 1, 1 1, 0 0), (0 0, 0 0.5, 0.5 0.5, 0 0))'::GEOMETRY, 'POLYGON EMPTY'::GEOMETRY",
		"'MULTIPOINT (1 2, 3 4)'::GEOMETRY, 'MULTILINESTRING ((0 0, 1 1), EMPTY)'::GEOMETRY, 'MULTIPOLYGON (((0 0, 0 1, 1 1, 0 0)))'::GEOMETRY, 'GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION (LINESTRING EMPTY))'::GEOMETRY",
		"'POINT Z (1 2 3)'::GEOMETRY, 'LINESTRING M (1 2 3, 4 5 6)'::GEOMETRY, 'POINT ZM (1 2 3 4)'::GEOMETRY, 'MULTIPOINT ZM (1 2 3 4)'::GEOMETRY, 'POINT Z EMPTY'::GEOMETRY",
	} {
		sameThere(t, conn, table, "SELECT unnest(["+values+", NULL]) AS x")
	}
	var names []string
	for i := range 300 {
		names = append(names, fmt.Sprintf("'%d'", i))
	}
	sameThere(t, conn, table, "SELECT i::VARCHAR::ENUM("+strings.Join(names, ", ")+") AS x FROM range(300) t(i)")
	var members []string
	for i := range 130 {
		members = append(members, fmt.Sprintf("m%d INTEGER", i))
	}
	sameThere(t, conn, table, "SELECT union_value(m0 := i::INTEGER)::UNION("+strings.Join(members, ", ")+") AS x FROM range(3) t(i)")
}

func TestManyRowsOfDuckDBsOwnTypes(t *testing.T) {
	table := &batches{}
	conn := serve(t, table)
	for _, x := range []string{
		"INTERVAL (i) SECONDS", "uuid_blob", "i::BIGNUM * 1000000007", "bitstring(bin(i), 20)", "CASE i % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'b' END::ENUM('a', 'b')",
		"CASE i % 3 WHEN 0 THEN union_value(n := i) END",
	} {
		x = strings.ReplaceAll(x, "uuid_blob", "md5(i::VARCHAR)::UUID")
		sameThere(t, conn, table, "SELECT "+x+" AS x FROM range(10000) t(i)")
	}
}

func TestTextThatIsNoSuchValueIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"UUID": "764D4124-dd03-4039-b25c-f9bd3c5791be", "INTERVAL": "1 fortnight", "TIME WITH TIME ZONE": "12:00:00", "BIT": "012",
		"BIGNUM": "1.5", "GEOMETRY": "POINT (1)", "ENUM('a')": "b",
	} {
		table := tableOf(fromJSON(t, arrow.BinaryTypes.String, `["`+text+`"]`))
		table.schema = arrow.NewSchema([]arrow.Field{connectors.EngineField(connectors.Field("x", arrow.BinaryTypes.String, name, ""), name)}, nil)
		if _, err := tryQuery(serve(t, table), "FROM scan('data')"); err == nil || !strings.Contains(err.Error(), "column x") {
			t.Errorf("%s as %s: %v", text, name, err)
		}
	}
}

func TestNamesOfAnEnum(t *testing.T) {
	for name, want := range map[string][]string{
		"ENUM('a', 'it''s', '', ', ')": {"a", "it's", "", ", "},
		"ENUM('')":                     {""},
		"ENUM()":                       nil,
		"ENUM('a":                      nil,
		"ENUM('a')b)":                  nil,
		"ENUM('a'')":                   nil,
		"UUID":                         nil,
	} {
		if got := enumNames(name); !slices.Equal(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func FuzzSpelling(f *testing.F) {
	for _, text := range []string{"1 day", "12:00:00+01", "0101", "-7", "POINT (1 2)", "GEOMETRYCOLLECTION (POINT Z EMPTY)", "ENUM('a')", "764d4124-dd03-4039-b25c-f9bd3c5791be"} {
		f.Add(text)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		parseUUID(text)
		parseInterval(text)
		parseTimeTZ(text)
		appendBits(nil, text)
		appendBignum(nil, text)
		appendGeometry(nil, text)
		enumNames(text)
	})
}

// BenchmarkSpelled reads UUIDs as such and, for the floor, as the text that they
// travel as.
func BenchmarkSpelled(b *testing.B) {
	table := &batches{}
	conn := serve(b, table)
	*table = *answered(b, conn, "SELECT md5(i::VARCHAR)::UUID AS x FROM range(1000000) t(i)")
	typed := table.schema
	plain := arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.BinaryTypes.String, Nullable: true}}, nil)
	for _, c := range []struct {
		name   string
		schema *arrow.Schema
	}{{"floor", plain}, {"sonde", typed}} {
		b.Run(c.name, func(b *testing.B) {
			table.schema = c.schema
			for b.Loop() {
				query(b, conn, "SELECT max(x) FROM scan('data')")
			}
		})
	}
}
