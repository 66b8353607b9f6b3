package duckdb

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"sonde/connectors"
)

// children returns the nodes below a path, one line each.
func children(t *testing.T, c *Conn, path ...string) string {
	t.Helper()
	nodes, err := c.Children(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(nodes))
	for i, n := range nodes {
		lines[i] = strings.Join([]string{string(n.Kind), n.Name, n.Qualified, n.Type, n.Key}, " ")
	}
	return strings.Join(lines, "\n")
}

func TestTree(t *testing.T) {
	c := openWith(t, nil)
	for _, sql := range []string{
		`CREATE SCHEMA "my schema"`,
		`CREATE TABLE parents (id INTEGER, "a b" VARCHAR NOT NULL, PRIMARY KEY (id, "a b"))`,
		`CREATE TABLE "my schema"."order" (n INTEGER)`,
		`CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER, "parent b" VARCHAR, again INTEGER, UNIQUE (parent), FOREIGN KEY (parent, "parent b") REFERENCES parents (id, "a b"), FOREIGN KEY (again) REFERENCES children (id))`,
		`CREATE VIEW "View" AS SELECT * FROM parents`,
		`COMMENT ON TABLE parents IS 'who they are'`,
		`COMMENT ON COLUMN parents.id IS 'a number'`,
		`INSERT INTO parents VALUES (1, 'x'), (2, 'y')`,
		`ATTACH ':memory:' AS other`,
		`CREATE TABLE other.t (n INTEGER)`,
		`CREATE SCHEMA other.parents`,
	} {
		collect(t, c, sql)
	}
	expect(t, "root", children(t, c), "database memory memory  \ndatabase other other  \ngroup System   ")
	expect(t, "schemas", children(t, c, "memory"), "schema main memory.main  \nschema my schema memory.\"my schema\"  ")
	expect(t, "tables", children(t, c, "memory", "main"), "table children children  \ntable parents parents  \nview View View  ")
	expect(t, "quoted table", children(t, c, "memory", "my schema"), `table order "my schema"."order"  `)
	expect(t, "other database", children(t, c, "other", "main"), "table t other.t  ")
	expect(t, "columns", children(t, c, "memory", "main", "children"),
		"column id id INTEGER PK\ncolumn parent parent INTEGER FK → parents.id\n"+
			"column parent b \"parent b\" VARCHAR FK → parents.a b\ncolumn again again INTEGER FK → children.id")
	expect(t, "columns of a view", children(t, c, "memory", "main", "View"), "column id id INTEGER \ncolumn a b \"a b\" VARCHAR ")
	expect(t, "system", strings.SplitN(children(t, c, "System"), "\n", 2)[0], "database system system  ")
	if !strings.Contains(children(t, c, "System", "system", "information_schema"), "view tables ") {
		t.Error("the information schema is missing")
	}
}

func TestDetailsOfNodes(t *testing.T) {
	c := openWith(t, map[string]any{"sample": true})
	nodes, err := c.Children(context.Background(), []string{"memory", "main"})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if n.Comment == "" || n.Definition == "" {
			t.Errorf("%s: %+v", n.Name, n)
		}
		if (n.Kind == connectors.NodeTable) != (n.Rows > 0) {
			t.Errorf("%s has %d rows", n.Name, n.Rows)
		}
		if rows := collect(t, c, n.Preview); len(rows) == 0 || len(rows) > 1000 {
			t.Errorf("%s: %d rows", n.Preview, len(rows))
		}
	}
	columns, err := c.Children(context.Background(), []string{"memory", "main", "customers"})
	if err != nil {
		t.Fatal(err)
	}
	if !columns[0].NotNull || !columns[0].Leaf || columns[3].NotNull {
		t.Errorf("%+v", columns)
	}
}

func TestDefinitionsCanBeRunAgain(t *testing.T) {
	c := openWith(t, map[string]any{"sample": true})
	tables, err := c.Tables(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	fresh := openWith(t, nil)
	collect(t, fresh, "CREATE TYPE order_status AS ENUM ('placed')")
	definitions := map[string]string{}
	for _, table := range tables {
		definitions[table.Node.Name] = table.Node.Definition
	}
	for _, name := range []string{"countries", "customers", "products", "orders", "order_items", "order_totals", "events"} {
		collect(t, fresh, definitions[name])
	}
	expect(t, "keys", children(t, fresh, "memory", "main", "order_items"), children(t, c, "memory", "main", "order_items"))
}

func TestEveryTableAtOnce(t *testing.T) {
	c := openWith(t, map[string]any{"sample": true})
	tables, err := c.Tables(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, table := range tables {
		names = append(names, strings.Join(table.Path, ".")+"("+table.Columns[0].Name+")")
	}
	expect(t, "tables", strings.Join(names, " "), "memory.main.countries(country_code) memory.main.customers(customer_id) memory.main.events(event_id) "+
		"memory.main.order_items(order_id) memory.main.order_totals(order_id) memory.main.orders(order_id) memory.main.products(product_id)")
}

func TestNodesThatAreGone(t *testing.T) {
	c := openWith(t, nil)
	for _, path := range [][]string{{"nope"}, {"memory", "nope"}, {"memory", "main", "nope"}, {"memory", "main", "nope", "n"}} {
		_, err := c.Children(context.Background(), path)
		expectClass(t, err, connectors.ClassNotFound, "nope")
	}
	if nodes, err := c.Children(context.Background(), []string{"memory", "main"}); err != nil || len(nodes) != 0 {
		t.Errorf("an empty schema: %v, %v", nodes, err)
	}
}

func TestNamesThatWouldMeanSomethingElse(t *testing.T) {
	c := openWith(t, nil)
	for _, sql := range []string{
		"ATTACH ':memory:' AS s", "CREATE SCHEMA s", "CREATE TABLE memory.s.t AS SELECT 'schema' AS x", "CREATE TABLE s.main.t AS SELECT 'database' AS x",
		"CREATE TABLE twice AS SELECT 'main' AS x", "CREATE TEMP TABLE twice AS SELECT 'temporary' AS x",
	} {
		collect(t, c, sql)
	}
	for path, want := range map[[3]string]string{
		{"memory", "s", "t"}: "schema", {"s", "main", "t"}: "database", {"memory", "main", "twice"}: "main", {"temp", "main", "twice"}: "temporary",
	} {
		nodes, err := c.Children(context.Background(), path[:2])
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range nodes {
			if n.Name == path[2] {
				expect(t, n.Qualified, one(t, c, n.Preview), want)
			}
		}
	}
}

func TestTheCatalogDoesNotWait(t *testing.T) {
	c := openWith(t, map[string]any{"sample": true})
	collect(t, c, "BEGIN")
	begin(t, c, connectors.Statement{SQL: "FROM events"})
	if children(t, c, "memory", "main") == "" {
		t.Error("no tables")
	}
}

func TestTheCatalogSurvivesAFailedTransaction(t *testing.T) {
	c := openWith(t, map[string]any{"sample": true})
	collect(t, c, "BEGIN")
	if _, err := try(c, connectors.Statement{SQL: "SELECT error('no')"}); err == nil {
		t.Fatal("no error")
	}
	if children(t, c, "memory", "main") == "" {
		t.Error("no tables")
	}
}

func TestViewsOfAReopenedFileHaveColumns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shop.duckdb")
	c := openWith(t, map[string]any{"path": path, "create": true})
	collect(t, c, "CREATE VIEW v AS SELECT 1 AS n")
	collect(t, c, "CREATE TABLE u AS SELECT 1 AS n")
	collect(t, c, "CREATE VIEW broken AS FROM u")
	collect(t, c, "DROP TABLE u")
	c.Close()
	c = openWith(t, map[string]any{"path": path})
	expect(t, "columns", children(t, c, "shop", "main", "v"), "column n n INTEGER ")
	if _, err := c.Tables(context.Background()); err != nil {
		t.Error(err)
	}
}
