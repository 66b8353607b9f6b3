package dolthub

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sonde/connectors"
)

func texts(names ...string) (columns []column) {
	for _, n := range names {
		columns = append(columns, text(n))
	}
	return columns
}

// shopCatalog is what the fake knows of itself, by parts of the questions.
var shopCatalog = map[string]answer{
	"AND table_name = 'revenue' ORDER BY name": {columns: texts("name", "type", "comment"), rows: [][]any{{"revenue", "VIEW", "VIEW"}}},
	"FROM revenue LIMIT 0":                     {columns: []column{{"total", "double"}}},
	"FROM information_schema.tables": {columns: texts("name", "type", "comment"), rows: [][]any{
		{"odd name", "BASE TABLE", ""}, {"orders", "BASE TABLE", "what was sold"}, {"revenue", "VIEW", ""}}},
	"FROM information_schema.columns": {columns: texts("tab", "name", "type", "nullable", "k", "comment", "position"), rows: [][]any{
		{"odd name", "a b", "text", "YES", "", "", "1"},
		{"orders", "id", "bigint", "NO", "PRI", "", "1"}, {"orders", "customer_id", "int", "YES", "MUL", "who bought", "2"}}},
	"FROM information_schema.key_column_usage": {columns: texts("tab", "name", "to_tab", "to_name", "con", "position"), rows: [][]any{
		{"orders", "customer_id", "customers", "id", "fk", "1"}}},
	"FROM dolt_branches": {columns: []column{text("name"), text("hash"), text("latest_committer"), {"latest_commit_date", "datetime(3)"}, text("latest_commit_message")}, rows: [][]any{
		{"feature/x", "h1", "ann", "2024-02-29 12:00:00.123000", "Add x"}, {"main", "h2", "bob", "2024-03-01 00:00:00", "Begin"}}},
	"FROM dolt_tags":          {columns: texts("tag_name", "tag_hash", "tagger", "date", "message"), rows: [][]any{{"v1.0", "h1", "ann", "2024-02-29 12:00:00", "First"}}},
	"FROM dolt_log":           {columns: texts("commit_hash", "hash", "committer", "date", "message"), rows: [][]any{{"h2", "h2", "bob", "2024-03-01 00:00:00", "Begin"}}},
	"FROM dolt_query_catalog": {columns: texts("id", "name", "query", "description"), rows: [][]any{{"1", "top", "SELECT 1", "the best"}}},
	"SELECT * FROM dolt_":     {columns: []column{{"commit_hash", "char(32)"}}},
}

func openShop(t *testing.T, values map[string]any) (*conn, *fake) {
	t.Helper()
	f := conformanceFake()
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return openFake(t, server.URL, values), f
}

// tree is a level of the catalog in lines of kind, name and what else matters.
func tree(t *testing.T, c connectors.Cataloger, path ...string) string {
	t.Helper()
	nodes, err := c.Children(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, n := range nodes {
		fmt.Fprintln(&b, strings.Join(strings.Fields(fmt.Sprintf("%s %s %s [%s] %s leaf=%v %s", n.Kind, n.Name, n.Type, n.Key, n.Comment, n.Leaf, n.Preview)), " "))
	}
	return b.String()
}

func TestCatalog(t *testing.T) {
	c, _ := openShop(t, nil)
	for path, want := range map[string]string{
		"": `database shop [] acme/shop leaf=false
group System tables [] leaf=false
group Branches [] leaf=false
group Tags [] leaf=false
group Commits [] leaf=false
group Saved queries [] leaf=false
`,
		"shop": "table odd name [] leaf=false SELECT * FROM `odd name` LIMIT 1000\n" +
			"table orders [] what was sold leaf=false SELECT * FROM orders LIMIT 1000\n" +
			"view revenue [] leaf=false SELECT * FROM revenue LIMIT 1000\n",
		"shop/orders": `column id bigint [PK] leaf=true
column customer_id int [FK → customers.id] who bought leaf=true
view dolt_diff_orders system [] leaf=true SELECT * FROM dolt_diff_orders LIMIT 1000
view dolt_history_orders system [] leaf=true SELECT * FROM dolt_history_orders LIMIT 1000
view dolt_blame_orders system [] leaf=true SELECT * FROM dolt_blame_orders LIMIT 1000
`,
		"shop/revenue": "column total double [] leaf=true\n",
		"Branches": `group feature/x branch [] Add x leaf=true SELECT * FROM dolt_log('feature/x') LIMIT 1000
group main branch [] Begin leaf=true SELECT * FROM dolt_log('main') LIMIT 1000
`,
		"Tags":                   "group v1.0 tag [] First leaf=true SELECT * FROM dolt_log('v1.0') LIMIT 1000\n",
		"Commits":                "group h2 commit [] Begin leaf=true SELECT * FROM dolt_diff WHERE commit_hash = 'h2'\n",
		"Saved queries":          "group top query [] the best leaf=true SELECT 1\n",
		"System tables/dolt_log": "column commit_hash char(32) [] leaf=true\n",
	} {
		var parts []string
		if path != "" {
			parts = strings.Split(path, "/")
		}
		if got := tree(t, c, parts...); got != want {
			t.Errorf("%s:\n%swant\n%s", path, got, want)
		}
	}
}

func TestTablesInOneCall(t *testing.T) {
	c, f := openShop(t, nil)
	tables, err := c.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, table := range tables {
		got = append(got, fmt.Sprint(table.Path, " ", len(table.Columns)))
	}
	if strings.Join(got, ", ") != "[shop odd name] 1, [shop orders] 2, [shop revenue] 1" {
		t.Error(got)
	}
	if n := len(f.requests()); n != 4 {
		t.Errorf("%d requests", n)
	}
}

func TestRefs(t *testing.T) {
	c, _ := openShop(t, nil)
	refs, err := c.Refs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range refs {
		got = append(got, fmt.Sprint(r.Kind, " ", r.Name, " ", r.Current, " ", r.Time.Format("01-02")))
	}
	want := "branch feature/x false 02-29; branch main true 03-01; tag v1.0 false 02-29; commit h2 false 03-01"
	if strings.Join(got, "; ") != want {
		t.Error(got)
	}
}

// A proxy, or a service that is no DoltHub, may answer anything.
func TestCatalogOfNarrowAnswers(t *testing.T) {
	for _, body := range []string{
		`{"query_execution_status":"Success","schema":[{"columnName":"a","columnType":"int"}],"rows":[{"a":"1"}]}`,
		`{"query_execution_status":"Success","schema":[],"rows":[{}]}`,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
		t.Cleanup(server.Close)
		c := openFake(t, server.URL, map[string]any{"ref": "main"})
		_, tables := c.Children(t.Context(), []string{"shop"})
		_, columns := c.Children(t.Context(), []string{"shop", "orders"})
		_, queries := c.Children(t.Context(), []string{groupQueries})
		_, all := c.Tables(t.Context())
		_, refs := c.Refs(t.Context())
		for what, err := range map[string]error{"tables": tables, "columns": columns, "queries": queries, "all tables": all, "refs": refs} {
			if !connectors.IsClass(err, connectors.ClassInternal) {
				t.Errorf("%s after %s: %v", what, body, err)
			}
		}
	}
}

func TestDefinition(t *testing.T) {
	var asked string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Query().Get("q")
		_, _ = io.WriteString(w, `{"query_execution_status":"Success","schema":[{"columnName":"Table","columnType":"longtext"},{"columnName":"Create Table","columnType":"longtext"}],"rows":[{"Table":"odd name","Create Table":"CREATE TABLE ..."}]}`)
	}))
	t.Cleanup(server.Close)
	c := openFake(t, server.URL, map[string]any{"ref": "main"})
	got, err := c.Definition(t.Context(), []string{"shop", "odd name"})
	if err != nil || got != "CREATE TABLE ..." || asked != "SHOW CREATE TABLE `odd name`" {
		t.Errorf("%q, %v, asked %q", got, err, asked)
	}
	if got, err := c.Definition(t.Context(), []string{groupTags, "v1"}); got != "" || err != nil {
		t.Errorf("of a tag: %q, %v", got, err)
	}
}
