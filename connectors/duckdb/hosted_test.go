package duckdb

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

	"sonde/connectors"
)

// hostedOf is a table of JSON rows, a batch for each list.
func hostedOf(t testing.TB, name string, schema *arrow.Schema, lists ...string) connectors.HostedTable {
	t.Helper()
	var all []arrow.RecordBatch
	table := connectors.HostedTable{Name: name, Schema: func() *arrow.Schema { return schema }, Batches: len(lists)}
	for _, list := range lists {
		b, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(list))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
		table.Rows += b.NumRows()
	}
	table.Load = func(_ context.Context, i int) (arrow.RecordBatch, error) { return all[i], nil }
	return table
}

var idAndName = arrow.NewSchema([]arrow.Field{{Name: "id", Type: arrow.PrimitiveTypes.Int64}, {Name: "name", Type: arrow.BinaryTypes.String, Nullable: true}}, nil)

// outcome runs a statement with tables and returns its rows and last progress.
func outcome(t testing.TB, c connectors.Conn, sql string, tables ...connectors.HostedTable) (string, connectors.Progress, error) {
	t.Helper()
	s := connectors.Statement{SQL: sql, Tables: tables}
	rows, err := try(c, s)
	if err != nil {
		return "", connectors.Progress{}, err
	}
	again, err := c.Query(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for err == nil {
		_, err = again.Next(context.Background())
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return strings.Join(rows, " "), again.Progress(), nil
}

func TestResultsAreTables(t *testing.T) {
	c := openWith(t, nil)
	r1 := hostedOf(t, "r1", idAndName, `[{"id": 1, "name": "a"}, {"id": 2, "name": null}]`, `[{"id": 3, "name": "c"}]`)
	last := hostedOf(t, "_", idAndName, `[{"id": 3, "name": "z"}]`)
	for sql, want := range map[string]string{
		"SELECT * FROM r1": "1|a 2|NULL 3|c",
		"SELECT a.id, b.name FROM R1 a JOIN _ b USING (id)":           "3|z",
		"SELECT count(*) FROM r1 x, r1 y WHERE x.id < y.id":           "3",
		"FROM \"r1\" SELECT max(name)":                                "c",
		"SELECT count(*) FROM r1":                                     "3",
		"SELECT i FROM range(5) t(i) WHERE i IN (SELECT id FROM r1)":  "1 2 3",
		"WITH r1 AS (SELECT 7 AS id) SELECT id FROM r1":               "7",
		"SELECT r1.id FROM r1 ORDER BY r1.id DESC LIMIT 1":            "3",
		"SELECT column_name FROM (DESCRIBE r1)":                       "id name",
		"SELECT sum(id) FROM (SELECT * FROM r1 UNION ALL FROM _) ALL": "9",
	} {
		got, p, err := outcome(t, c, strings.TrimSuffix(sql, " ALL"), r1, last)
		if err != nil || got != want || p.Completeness != connectors.Complete || len(p.Warnings) > 0 {
			t.Errorf("%s: got %s, %v, %v %v; want %s", sql, got, err, p.Completeness, p.Warnings, want)
		}
	}
	if _, _, err := outcome(t, c, "SELECT * FROM r2", r1); !connectors.IsClass(err, connectors.ClassNotFound) {
		t.Errorf("a result that is not there: %v", err)
	}
}

func TestRowsOfAResultKeepTheirOrder(t *testing.T) {
	c := openWith(t, nil)
	var lists []string
	var want []string
	for batch := range 40 {
		var rows []string
		for i := range 3000 {
			rows = append(rows, fmt.Sprintf(`{"id": %d}`, batch*3000+i))
			want = append(want, fmt.Sprint(batch*3000+i))
		}
		lists = append(lists, "["+strings.Join(rows, ",")+"]")
	}
	r1 := hostedOf(t, "r1", arrow.NewSchema([]arrow.Field{{Name: "id", Type: arrow.PrimitiveTypes.Int64}}, nil), lists...)
	rows, err := try(c, connectors.Statement{SQL: "SELECT id FROM r1", Tables: []connectors.HostedTable{r1}})
	if err != nil || !slices.Equal(rows, want) {
		t.Errorf("%d rows, %v, in order: %v", len(rows), err, slices.Equal(rows, want))
	}
}

func TestWhatIsMadeOfAnIncompleteResultIsIncomplete(t *testing.T) {
	c := openWith(t, nil)
	r1 := hostedOf(t, "r1", idAndName, `[{"id": 1}]`)
	r1.Completeness, r1.Reason = connectors.Limited, "the first row; more exist"
	if _, p, err := outcome(t, c, "SELECT count(*) FROM r1", r1); err != nil || p.Completeness != connectors.Incomplete || p.Reason != "r1 is incomplete: the first row; more exist" {
		t.Errorf("%v %q, %v", p.Completeness, p.Reason, err)
	}
	if _, p, err := outcome(t, c, "SELECT 1 AS r1", r1); err != nil || p.Completeness != connectors.Complete {
		t.Errorf("it was not read: %v %q, %v", p.Completeness, p.Reason, err)
	}
}

func TestATableOfTheDatabaseComesFirst(t *testing.T) {
	c := openWith(t, nil)
	collect(t, c, "CREATE TABLE r1 AS SELECT 42 AS id")
	r1 := hostedOf(t, "r1", idAndName, `[{"id": 1}]`)
	r1.Completeness = connectors.Incomplete
	got, p, err := outcome(t, c, "SELECT id FROM r1", r1)
	if err != nil || got != "42" || p.Completeness != connectors.Complete || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "r1 is a table of the database") {
		t.Errorf("got %s, %v, %v %v", got, err, p.Completeness, p.Warnings)
	}
}

func TestOddColumnNamesOfAResult(t *testing.T) {
	c := openWith(t, nil)
	text := arrow.BinaryTypes.String
	schema := arrow.NewSchema([]arrow.Field{{Name: "", Type: text}, {Name: "a", Type: text}, {Name: "a", Type: text}, {Name: "A", Type: text}, {Name: "select", Type: text}}, nil)
	b := array.NewRecordBatch(schema, []arrow.Array{textOf("1"), textOf("2"), textOf("3"), textOf("4"), textOf("5")}, 1)
	r1 := connectors.HostedTable{Name: "r1", Schema: func() *arrow.Schema { return schema }, Rows: 1, Batches: 1, Load: func(context.Context, int) (arrow.RecordBatch, error) { return b, nil }}
	got, _, err := outcome(t, c, "SELECT * FROM r1", r1)
	if err != nil || got != "1|2|3|4|5" {
		t.Errorf("got %s, %v", got, err)
	}
	if got, _, err := outcome(t, c, `SELECT "select" FROM r1`, r1); err != nil || got != "5" {
		t.Errorf("got %s, %v", got, err)
	}
}

func textOf(all ...string) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	b.AppendStringValues(all, nil)
	return b.NewArray()
}

func TestAReleasedResultSaysSo(t *testing.T) {
	c := openWith(t, nil)
	r1 := hostedOf(t, "r1", idAndName, `[{"id": 1}]`)
	r1.Load = func(context.Context, int) (arrow.RecordBatch, error) {
		return nil, errors.New("the rows of this result have been released")
	}
	if _, _, err := outcome(t, c, "SELECT * FROM r1", r1); err == nil || !strings.Contains(err.Error(), "r1: the rows of this result have been released") {
		t.Errorf("got %v", err)
	}
}

func TestAResultOfEveryTypeReadsAsItWas(t *testing.T) {
	c := openWith(t, nil)
	all := "SELECT * EXCLUDE (timestamp_tz, timestamptz_ns) FROM test_all_types()"
	if _, err := try(c, connectors.Statement{SQL: all}); err != nil {
		all = "SELECT * FROM test_all_types()"
	}
	want := collect(t, c, all)
	rows, err := c.Query(context.Background(), connectors.Statement{SQL: all})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	b, err := rows.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	schema := rows.Schema()
	r1 := connectors.HostedTable{Name: "r1", Schema: func() *arrow.Schema { return schema }, Rows: b.NumRows(), Batches: 1, Load: func(context.Context, int) (arrow.RecordBatch, error) { return b, nil }}
	s := connectors.Statement{SQL: "FROM r1", Tables: []connectors.HostedTable{r1}}
	got, err := try(c, s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		a, b := strings.Split(got[i], "|"), strings.Split(want[i], "|")
		for j := range b {
			if j < len(a) && a[j] != b[j] {
				t.Errorf("%s: got %s, want %s", schema.Field(min(j, schema.NumFields()-1)).Name, a[j], b[j])
			}
		}
	}
	kinds, err := try(c, connectors.Statement{SQL: "SELECT typeof(hugeint), typeof(uhugeint), hugeint + 0 = hugeint FROM r1 LIMIT 1", Tables: s.Tables})
	if err != nil || kinds[0] != "HUGEINT|UHUGEINT|true" {
		t.Errorf("got %v, %v", kinds, err)
	}
}
