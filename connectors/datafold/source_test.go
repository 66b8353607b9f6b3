package datafold

import (
	"fmt"
	"strings"
	"testing"

	"sonde/connectors"
)

func TestDataSourcesByName(t *testing.T) {
	for _, c := range []struct {
		name, options string
		class         connectors.Class
		message, hint string
	}{
		{name: "shop"}, {name: "SHOP"}, {name: "12"},
		{name: "shob", class: connectors.ClassNotFound, message: `did you mean "shop"?`},
		{name: "Twin", class: connectors.ClassConfig, message: `2 data sources have the name "Twin"`, hint: "9, 10"},
		{name: "", class: connectors.ClassConfig, message: "no data source is chosen", hint: "data_source"},
	} {
		_, url := serve(t, map[string]result{"q": {body: `{"rows":[]}`}})
		o := run(t, connect(t, url, map[string]any{"data_source": c.name}), statement("q"))
		if c.class == "" {
			o.expect(t, "")
			continue
		}
		o.fails(t, 0, c.class, c.message, c.hint)
	}
}

func TestWithoutTheRightToList(t *testing.T) {
	f, url := serve(t, map[string]result{"q": {body: `{"rows":[]}`}})
	f.listing, f.single = "", ""
	run(t, connect(t, url, map[string]any{"data_source": "shop"}), statement("q")).fails(t, 0, connectors.ClassPermission, "list_data_sources", "to the id")
	c := connect(t, url, map[string]any{"stream": "auto"})
	run(t, c, statement("q")).expect(t, "")
	nodes, err := c.Children(t.Context(), nil)
	if err != nil || len(nodes) != 1 || nodes[0].Name != "shop" || nodes[0].Type != "snowflake" {
		t.Errorf("%+v, %v", nodes, err)
	}
	info, err := c.Ping(t.Context())
	if err != nil || info.Product != "Datafold, shop (snowflake)" {
		t.Errorf("%+v, %v", info, err)
	}
}

func TestDataSourcesInTheSidebar(t *testing.T) {
	_, url := serve(t, nil)
	c := connect(t, url, map[string]any{"data_source": "lake"})
	nodes, err := c.Children(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, n := range nodes {
		lines = append(lines, fmt.Sprintf("%s %s %s %v %s", n.Kind, n.Name, n.Type, n.Leaf, n.State))
	}
	want := "database lake databricks false \ndatabase shop snowflake false \ndatabase files aws_s3 true \ndatabase Twin (9) pg true not accessible\ndatabase Twin (10) pg true paused"
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("%s", got)
	}
	if _, err := c.Children(t.Context(), []string{"files"}); !connectors.IsClass(err, connectors.ClassUnsupported) {
		t.Errorf("%v", err)
	}
	if _, err := c.Children(t.Context(), []string{"nowhere"}); !connectors.IsClass(err, connectors.ClassNotFound) {
		t.Errorf("%v", err)
	}
}

func TestCatalogAsksOnce(t *testing.T) {
	f, url := serve(t, conformingAnswers())
	c := connect(t, url, nil)
	for range 2 {
		for _, path := range [][]string{{"shop"}, {"shop", "PUBLIC"}, {"shop", "PUBLIC", "ORDERS"}} {
			if nodes, err := c.Children(t.Context(), path); err != nil || len(nodes) != 1 {
				t.Fatalf("%q: %+v, %v", path, nodes, err)
			}
		}
	}
	tables, _ := c.Children(t.Context(), []string{"shop", "PUBLIC"})
	columns, _ := c.Children(t.Context(), []string{"shop", "PUBLIC", "ORDERS"})
	if tables[0].Preview != `SELECT * FROM "PUBLIC"."ORDERS" LIMIT 100` || columns[0].Name != "ID" || columns[0].Type != "NUMBER" || !columns[0].NotNull || !columns[0].Leaf || columns[0].Comment != "The order" {
		t.Errorf("%+v %+v", tables, columns)
	}
	if posts := strings.Count(strings.Join(f.log, "\n"), "POST"); posts != 3 {
		t.Errorf("%d statements were sent: %q", posts, f.log)
	}
}

func TestEmptyAndMissing(t *testing.T) {
	list := func(level int, path ...string) string { return grammarOf("snowflake").sql(commented[level], path) }
	none := result{body: `{"columns":null,"rows":[]}`}
	_, url := serve(t, map[string]result{
		list(0): {body: `{"rows":[{"name":"EMPTY"}]}`}, list(1, "EMPTY"): none, list(1, "nowhere"): none, list(2, "EMPTY", "t"): none,
	})
	c := connect(t, url, nil)
	if nodes, err := c.Children(t.Context(), []string{"shop", "EMPTY"}); err != nil || len(nodes) != 0 {
		t.Errorf("%v, %v", nodes, err)
	}
	for _, path := range [][]string{{"shop", "nowhere"}, {"shop", "EMPTY", "t"}, {"shop", "a", "b", "c"}} {
		if _, err := c.Children(t.Context(), path); !connectors.IsClass(err, connectors.ClassNotFound) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

func TestGrammars(t *testing.T) {
	for _, c := range []struct{ kind, level, preview string }{
		{"bigquery", "SELECT c.column_name AS name, c.data_type AS kind, c.is_nullable AS nullable, p.description AS comment FROM `it's`.INFORMATION_SCHEMA.COLUMNS AS c" +
			" LEFT JOIN `it's`.INFORMATION_SCHEMA.COLUMN_FIELD_PATHS AS p ON p.table_name = c.table_name AND p.field_path = c.column_name WHERE c.table_name = 't\\\\' ORDER BY c.ordinal_position", "SELECT * FROM `it's`.`t\\` LIMIT 100"},
		{"mssql", `SELECT column_name AS name, data_type AS kind, is_nullable AS nullable FROM information_schema.columns WHERE table_schema = 'it''s' AND table_name = 't\' ORDER BY ordinal_position`, `SELECT TOP 100 * FROM [it's].[t\]`},
		{"oracle", `SELECT c.column_name AS name, c.data_type AS kind, c.nullable, d.comments AS "comment" FROM all_tab_columns c` +
			` LEFT JOIN all_col_comments d ON d.owner = c.owner AND d.table_name = c.table_name AND d.column_name = c.column_name WHERE c.owner = 'it''s' AND c.table_name = 't\' ORDER BY c.column_id`, `SELECT * FROM "it's"."t\" FETCH FIRST 100 ROWS ONLY`},
		{"duckdb", `SELECT column_name AS name, data_type AS kind, is_nullable AS nullable, column_comment AS comment FROM information_schema.columns WHERE table_catalog = current_database() AND table_schema = 'it''s' AND table_name = 't\' ORDER BY ordinal_position`, `SELECT * FROM "it's"."t\" LIMIT 100`},
		{"snowflake", `SELECT column_name AS name, data_type AS kind, is_nullable AS nullable, comment AS comment FROM information_schema.columns WHERE table_schema = 'it''s' AND table_name = 't\' ORDER BY ordinal_position`, `SELECT * FROM "it's"."t\" LIMIT 100`},
		{"mysql", "SELECT column_name AS name, data_type AS kind, is_nullable AS nullable, column_comment AS comment FROM information_schema.columns WHERE table_schema = 'it\\'s' AND table_name = 't\\\\' ORDER BY ordinal_position", "SELECT * FROM `it's`.`t\\` LIMIT 100"},
		{"", `SELECT column_name AS name, data_type AS kind, is_nullable AS nullable FROM information_schema.columns WHERE table_schema = 'it''s' AND table_name = 't\' ORDER BY ordinal_position`, `SELECT * FROM "it's"."t\" LIMIT 100`},
	} {
		g := grammarOf(c.kind)
		if sql := g.sql(g.levels[2], []string{"it's", `t\`}); sql != c.level {
			t.Errorf("%s: %s", c.kind, sql)
		}
		if n := g.node([]string{"it's"}, []string{`t\`, "VIEW", "", "sold goods"}, true); n.Preview != c.preview || n.Kind != connectors.NodeView || n.Comment != "sold goods" {
			t.Errorf("%s: %+v", c.kind, n)
		}
	}
	if grammarOf("mongodb") != nil {
		t.Error("a document store was given SQL")
	}
}
