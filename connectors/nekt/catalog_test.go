package nekt

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
)

func tree(t *testing.T, c *Conn, path ...string) string {
	t.Helper()
	nodes, err := c.Children(t.Context(), path)
	if err != nil {
		t.Fatalf("%q: %v", path, err)
	}
	var lines []string
	for _, n := range nodes {
		line := fmt.Sprintf("%s %s %s %s %v %v", n.Kind, n.Name, n.Type, n.Qualified, n.NotNull, n.Leaf)
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestCatalogOfAthena(t *testing.T) {
	f, url := serve(t, map[string]result{
		"SELECT 1": probe,
		tablesSQL: {mode: modeCSV, files: []file{text("\"table_schema\",\"table_name\",\"table_type\"\n\"nekt_raw\",\"my-orders\",\"BASE TABLE\"\n" +
			"\"nekt_raw\",\"recent\",\"VIEW\"\n\"nekt_silver\",\"sums\",\"EXTERNAL_TABLE\"\n")}},
		columnsSQL: {mode: modeCSV, files: []file{text("\"table_name\",\"column_name\",\"data_type\",\"is_nullable\"\n\"my-orders\",\"id\",\"bigint\",\"NO\"\n" +
			"\"my-orders\",\"Name\",\"row(a varchar)\",\"YES\"\n\"recent\",\"x\",\"date\",\n")}},
		nothingSQL: {mode: modeCSV, files: []file{text("\"table_name\",\"column_name\",\"data_type\",\"is_nullable\"\n")}},
	})
	c := connect(t, url, map[string]any{"mode": "parquet", "mode_options": map[string]any{"compression": "GZIP"}})
	for range 2 {
		for path, want := range map[string]string{
			"":                   "schema nekt_raw  \"nekt_raw\" false false\nschema nekt_silver  \"nekt_silver\" false false",
			"nekt_raw":           "table my-orders  \"nekt_raw\".\"my-orders\" false false\nview recent  \"nekt_raw\".\"recent\" false false",
			"nekt_silver":        "table sums external_table \"nekt_silver\".\"sums\" false false",
			"nekt_raw.my-orders": "column id bigint id true true\ncolumn Name row(a varchar) Name false true",
			"nekt_raw.recent":    "column x date x false true",
		} {
			if got := tree(t, c, strings.FieldsFunc(path, func(r rune) bool { return r == '.' })...); got != want {
				t.Errorf("%q:\n%s", path, got)
			}
		}
	}
	if want := []string{"SELECT 1", tablesSQL, columnsSQL}; !slices.Equal(slices.Sorted(slices.Values(f.posts)), slices.Sorted(slices.Values(want))) {
		t.Errorf("each of %q should be sent once: %q", want, f.posts)
	}
	nodes, _ := c.Children(t.Context(), nil)
	if !strings.HasPrefix(nodes[0].Comment, "listed at ") {
		t.Errorf("the age is %q", nodes[0].Comment)
	}
	tables, _ := c.Children(t.Context(), []string{"nekt_raw"})
	if tables[0].Preview != `SELECT * FROM "nekt_raw"."my-orders" LIMIT 100` || !strings.HasPrefix(tables[0].Comment, "listed at ") {
		t.Errorf("%+v", tables[0])
	}
	for _, path := range [][]string{{"nowhere"}, {"no such thing", "t"}, {"nekt_raw", "nothing"}, {"a", "b", "c"}} {
		if _, err := c.Children(t.Context(), path); !connectors.IsClass(err, connectors.ClassNotFound) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

func TestCatalogOfBigQuery(t *testing.T) {
	const tables = "SELECT table_schema, table_name, table_type FROM `sales`.INFORMATION_SCHEMA.TABLES ORDER BY table_schema, table_name"
	f, url := serve(t, map[string]result{
		"SELECT schema_name FROM `region-eu`.INFORMATION_SCHEMA.SCHEMATA ORDER BY schema_name": {files: []file{text("schema_name\nsales\n")}},
		"SELECT schema_name FROM INFORMATION_SCHEMA.SCHEMATA ORDER BY schema_name":             {body: `{"state":"FAILED","error":"Access Denied: no"}`},
		tables: {files: []file{text("table_schema,table_name,table_type\nsales,orders,BASE TABLE\nsales,latest,MATERIALIZED VIEW\n")}},
		"SELECT c.table_name, c.column_name, c.data_type, c.is_nullable, p.description FROM `sales`.INFORMATION_SCHEMA.COLUMNS AS c" +
			" LEFT JOIN `sales`.INFORMATION_SCHEMA.COLUMN_FIELD_PATHS AS p ON p.table_name = c.table_name AND p.field_path = c.column_name ORDER BY c.table_name, c.ordinal_position": {
			files: []file{text("table_name,column_name,data_type,is_nullable,description\norders,order,\"STRUCT<a INT64, b STRING>\",YES,what was ordered\n")}},
	})
	f.signer = signedGCS
	c := connect(t, url, map[string]any{"dialect": "bigquery", "region": "eu"})
	for path, want := range map[string]string{
		"":             "schema sales  `sales` false false",
		"sales":        "table orders  `sales`.`orders` false false\nview latest  `sales`.`latest` false false",
		"sales.orders": "column order STRUCT<a INT64, b STRING> `order` false true",
	} {
		if got := tree(t, c, strings.FieldsFunc(path, func(r rune) bool { return r == '.' })...); got != want {
			t.Errorf("%q:\n%s", path, got)
		}
	}
	if columns, err := c.Children(t.Context(), []string{"sales", "orders"}); err != nil || columns[0].Comment != "what was ordered" {
		t.Errorf("%+v, %v", columns, err)
	}
	_, err := connect(t, url, map[string]any{"dialect": "bigquery"}).Children(t.Context(), nil)
	if e := connectors.AsError(err); !connectors.IsClass(err, connectors.ClassPermission) || !strings.Contains(e.Hint, "datasets") {
		t.Errorf("%v", err)
	}
	c = connect(t, url, map[string]any{"dialect": "bigquery", "datasets": "sales, other"})
	for _, sql := range []string{"SELECT table_schema, table_name, table_type FROM `other`.INFORMATION_SCHEMA.TABLES ORDER BY table_schema, table_name", "SELECT table_schema, table_name, table_type FROM `nowhere`.INFORMATION_SCHEMA.TABLES ORDER BY table_schema, table_name"} {
		f.answers[sql] = result{files: []file{text("table_schema,table_name,table_type\n")}}
	}
	if got := tree(t, c, "other"); got != "" {
		t.Errorf("a dataset without tables has %s", got)
	}
	if _, err := c.Children(t.Context(), []string{"nowhere"}); !connectors.IsClass(err, connectors.ClassNotFound) {
		t.Errorf("%v", err)
	}
	if got := tree(t, c); got != "schema sales  `sales` false false\nschema other  `other` false false" {
		t.Errorf("%s", got)
	}
}

// TestWhereCredentialsWent is the proof from the requests themselves: the fake
// fails the test for a key at the store, and here the key is seen to go to the
// service and to be nowhere else.
func TestWhereCredentialsWent(t *testing.T) {
	f, url := serve(t, map[string]result{"q": {files: []file{text("a\n1\n"), text("a\n2\n")}}})
	var store []http.Header
	f.store = func(_ http.ResponseWriter, r *http.Request) bool {
		store = append(store, r.Header.Clone())
		return false
	}
	c := connect(t, url, map[string]any{"headers": map[string]any{"X-Tenant": "t0p-secret", "Cookie": "session=another"}})
	run(t, c, statement("q")).expect(t, "a", "1", "2")
	if len(store) != 2 {
		t.Fatalf("%d requests reached the store", len(store))
	}
	for _, h := range store {
		for name, values := range h {
			if text := strings.Join(values, " "); strings.Contains(text, apiKey) || strings.Contains(text, "t0p-secret") || strings.Contains(text, "another") {
				t.Errorf("%s: %s went to the store", name, text)
			}
		}
	}
}
