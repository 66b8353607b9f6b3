package complete

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

func node(kind connectors.NodeKind, name, typ string) connectors.Node {
	return connectors.Node{Kind: kind, Name: name, Type: typ, Rows: -1, Bytes: -1, Leaf: kind == connectors.NodeColumn}
}

// shop is a small catalog.
func shop(dialect string) *Cache {
	c := NewCache(sqltext.ForName(dialect))
	orders := node(connectors.NodeTable, "orders", "")
	orders.Rows = 1200
	c.Put(nil, []connectors.Node{node(connectors.NodeDatabase, "shop", "")})
	c.Put([]string{"shop"}, []connectors.Node{node(connectors.NodeSchema, "main", ""), node(connectors.NodeSchema, "audit", "")})
	c.Put([]string{"shop", "main"}, []connectors.Node{orders, node(connectors.NodeTable, "order_items", ""), node(connectors.NodeView, "customers", ""), node(connectors.NodeTable, "Order", "")})
	c.Put([]string{"shop", "main", "orders"}, []connectors.Node{node(connectors.NodeColumn, "order_id", "BIGINT"), node(connectors.NodeColumn, "customer_id", "BIGINT"), node(connectors.NodeColumn, "placed at", "DATE")})
	c.Put([]string{"shop", "main", "customers"}, []connectors.Node{node(connectors.NodeColumn, "customer_id", "BIGINT"), node(connectors.NodeColumn, "name", "VARCHAR")})
	c.PutWords([]connectors.Function{
		{Name: "substring", Signature: "(string, start, length)", Returns: "VARCHAR", Kind: "scalar"},
		{Name: "substring", Signature: "(string, start)", Returns: "VARCHAR", Kind: "scalar"},
		{Name: "sum", Signature: "(DOUBLE)", Returns: "DOUBLE", Kind: "aggregate"},
		{Name: "coalesce", Signature: "(ANY, …)", Kind: "scalar"},
		{Name: "nanosecond", Signature: "(TIMESTAMP)", Returns: "BIGINT", Kind: "scalar"},
		{Name: "random", Signature: "()", Returns: "DOUBLE", Kind: "scalar"},
		{Name: "read_csv", Signature: "(VARCHAR, …)", Kind: "table"},
	}, []string{"abort"})
	return c
}

// offered are the inserts of the items at the cursor, at most n.
func offered(t *testing.T, c *Cache, marked string, n int, extra Extra) []string {
	t.Helper()
	head, tail, _ := strings.Cut(marked, "¦")
	names := c.Names()
	p := Analyse(c.contents.dialect, head+tail, len(head), names.Lookup)
	var out []string
	for _, it := range names.Offer(p, extra) {
		out = append(out, it.Insert)
	}
	return out[:min(n, len(out))]
}

func TestTheBestItems(t *testing.T) {
	c := shop("duckdb")
	for _, x := range []struct {
		sql  string
		want string // separated by |
	}{
		{"SELECT ¦ FROM orders", `order_id|customer_id|"placed at"|orders`},
		{"SELECT cu¦ FROM orders", "customer_id"},
		{"SELECT id¦ FROM orders", "order_id|customer_id"}, // the start of a word
		{"SELECT cid¦ FROM orders", "customer_id"},         // the starts of words
		{"SELECT o.¦ FROM orders o", `order_id|customer_id|"placed at"`},
		{"SELECT o.pl¦ FROM orders o", `"placed at"`},
		// A name that two relations have is written with its relation.
		{"SELECT cust¦ FROM orders o JOIN customers USING (customer_id)", "o.customer_id|customers.customer_id|customers"},
		{"SELECT * FROM orders o JOIN customers c ON ¦", "o.customer_id = c.customer_id|order_id"},
		{"SELECT * FROM orders o JOIN customers c ON true JOIN orders p ON ¦", "o.order_id = p.order_id|o.customer_id = p.customer_id"},
		{"SELECT * FROM orders JOIN customers USING (¦", "customer_id"},
		{"SELECT * FROM or¦", `orders|order_items|"Order"`},
		{"SELECT * FROM main.o¦", `orders|order_items|"Order"`},
		// The tables of the schema that may be left out come behind a catalog's name.
		{"SELECT * FROM shop.¦", `orders|order_items|customers|"Order"|main|audit`},
		{"SELECT * FROM shop.cus¦", "customers"},
		{"SELECT shop.orders.¦ FROM shop.orders", `order_id|customer_id|"placed at"`},
		{"SELECT cu¦ FROM shop.orders", "customer_id"},
		{"SELECT * FROM audit.¦", ""},
		{"SELECT * FROM re¦", "read_csv("},
		{"SELECT sub¦", "substring("},
		{"SELECT na¦", "name|nanosecond("},
		{"SELECT na¦ FROM customers", "name|nanosecond("},
		{"SELECT rand¦", "random()"}, // nothing can stand in its brackets
		{"SELECT rand¦()", "random"},
		{"SELECT SUB¦", "SUBSTRING("},
		{"SELECT sub¦(name)", "substring"},
		{"INSERT INTO orders (¦", `order_id|customer_id|"placed at"`},
		{"UPDATE orders SET cu¦", "customer_id"},
		{"WITH recent AS (SELECT order_id AS oid FROM orders) SELECT * FROM rec¦", "recent"},
		{"WITH recent AS (SELECT order_id AS oid FROM orders) SELECT ¦ FROM recent", "oid|recent"},
		{"SELECT x.¦ FROM (SELECT customer_id, sum(1) AS n FROM orders GROUP BY 1) x", "customer_id|n"},
		{"SELECT sum(order_id) AS total FROM orders ORDER BY tot¦", "total"},
		{`SELECT "pl¦ FROM orders`, `"placed at"`},
		{"SELECT * FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.¦)", "customer_id|name"},
		// Keywords follow the letter case of what is typed.
		{"SELECT * FROM orders wh¦", "where"},
		{"SELECT * FROM orders WH¦", "WHERE"},
		{"select * from orders ¦", "where|join"},
		{"SELECT * FROM orders o LEFT JOIN customers c ¦", "ON|USING"},
		{"SELECT * FROM orders o JOIN customers c us¦", "using|use"},
		{"SELECT ab¦ FROM orders", ""}, // A word that the source alone knows is no operand.
		{"ab¦", "abort"},
		{"SELECT order_id::BI¦ FROM orders", "BIT|BIGINT"},
		{"SELECT * FROM t WHERE a = $from AND b = $f¦", "$from"},
	} {
		n := strings.Count(x.want, "|") + 1
		if got := strings.Join(offered(t, c, x.sql, n, Extra{}), "|"); got != x.want {
			t.Errorf("%s\n got %s\nwant %s", x.sql, got, x.want)
		}
	}
}

func TestNamesAreQuotedAsTheDialectDoes(t *testing.T) {
	for dialect, want := range map[string]string{"duckdb": `"placed at"`, "clickhouse": "`placed at`", "mysql": "`placed at`", "bigquery": "`placed at`"} {
		if got := offered(t, shop(dialect), "SELECT pla¦ FROM orders", 1, Extra{}); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, want %s", dialect, got, want)
		}
	}
}

func TestTheSourcesOwnSpellingOfTypesIsKept(t *testing.T) {
	c := NewCache(sqltext.ForName("clickhouse"))
	c.PutWords(nil, []string{"UInt64", "PREWHERE", "Bespoke"})
	for marked, want := range map[string]string{"SELECT 1::uint6¦": "UInt64", "CREATE TABLE t (a int) Bes¦": "Bespoke"} {
		if got := offered(t, c, marked, 1, Extra{}); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v", marked, got)
		}
	}
}

func TestWhatIsUsedOftenComesFirst(t *testing.T) {
	c := shop("duckdb")
	uses := &Uses{}
	for range 20 {
		uses.Add(c.contents.dialect, "SELECT Customer_ID FROM t")
	}
	got := offered(t, c, "SELECT ¦ FROM orders", 1, Extra{Uses: uses})
	if len(got) != 1 || got[0] != "customer_id" {
		t.Errorf("%v", got)
	}
}

func TestResultsAreTables(t *testing.T) {
	extra := Extra{Tables: []Table{{Name: "r1", Kind: "result", Rows: 10}, {Name: "_", Kind: "result", Rows: 10}}}
	got := offered(t, shop("duckdb"), "SELECT * FROM r¦", 1, extra)
	if len(got) != 1 || got[0] != "r1" {
		t.Errorf("%v", got)
	}
	extra.Tables[0].Columns, extra.Tables[0].Known = []Column{{Name: "total", Type: "DOUBLE"}}, true
	const sql = "SELECT x. FROM r1 x"
	p := Analyse(sqltext.ForName("duckdb"), sql, 9, extra.Lookup(shop("duckdb").Names().Lookup))
	if got := scopeOf(p); got != "x(total DOUBLE)" {
		t.Error(got)
	}
}

func TestWhatIsWrittenAlreadyIsNotOffered(t *testing.T) {
	if got := offered(t, shop("duckdb"), "SELECT order_id¦ FROM orders", 9, Extra{}); slices.Contains(got, "order_id") {
		t.Errorf("%v", got)
	}
}

func TestWhatIsMissingCanBeAskedFor(t *testing.T) {
	c := shop("duckdb")
	missing := func(c *Cache, marked string) string {
		head, tail, _ := strings.Cut(marked, "¦")
		names := c.Names()
		return fmt.Sprint(names.Missing(Analyse(c.contents.dialect, head+tail, len(head), names.Lookup)))
	}
	for sql, want := range map[string]string{
		"SELECT ¦ FROM order_items":          "[[shop main order_items]]",
		"SELECT i.¦ FROM main.order_items i": "[[shop main order_items]]",
		"SELECT ¦ FROM orders":               "[]",
		"SELECT ¦ FROM (SELECT 1 AS a) x":    "[]",
		"SELECT * FROM audit.¦":              "[[shop audit]]",
		"SELECT * FROM ¦":                    "[]",
		"SELECT ¦ FROM audit.log":            "[[shop audit]]",
		"INSERT INTO order_items (¦":         "[[shop main order_items]]",
	} {
		if got := missing(c, sql); got != want {
			t.Errorf("%s: %s, want %s", sql, got, want)
		}
	}
	if got := missing(NewCache(c.contents.dialect), "SELECT * FROM ¦"); got != "[[]]" {
		t.Errorf("of nothing: %s", got)
	}
}

func TestAListOfTablesMakesACatalog(t *testing.T) {
	c := NewCache(sqltext.ForName("duckdb"))
	c.PutTables([]connectors.Table{{Path: []string{"db", "main", "t"}, Node: node(connectors.NodeTable, "t", ""), Columns: []connectors.Node{node(connectors.NodeColumn, "a", "INT")}}})
	if got := strings.Join(offered(t, c, "SELECT ¦ FROM db.main.t", 1, Extra{}), "|"); got != "a" {
		t.Errorf("%s", got)
	}
	// What is listed later takes its place, and what is not listed any more is gone.
	c.PutTables([]connectors.Table{{Path: []string{"db", "other", "v"}, Node: node(connectors.NodeTable, "v", "")}})
	if got := strings.Join(offered(t, c, "SELECT * FROM ¦", 9, Extra{}), "|"); got != "v|db|main|other" {
		t.Errorf("%s", got)
	}
	c.Put([]string{"db", "main"}, []connectors.Node{node(connectors.NodeTable, "u", "")})
	if got := strings.Join(offered(t, c, "SELECT * FROM ¦", 2, Extra{}), "|"); got != "u|v" {
		t.Errorf("%s", got)
	}
}

func TestSignatures(t *testing.T) {
	names := shop("duckdb").Names()
	for _, c := range []struct {
		call Call
		want string
	}{
		{Call{Name: "substring", Argument: 0}, "string"}, {Call{Name: "SUBSTRING", Argument: 2}, "length"}, {Call{Name: "sum", Argument: 0}, "DOUBLE"},
		{Call{Name: "coalesce", Argument: 5}, "…"}, {Call{Name: "sum", Argument: 3}, ""},
	} {
		s, ok := names.Signature(&c.call)
		if !ok || s.Text[s.From:s.To] != c.want {
			t.Errorf("%v: %q of %q", c.call, s.Text[s.From:s.To], s.Text)
		}
	}
	if _, ok := names.Signature(&Call{Name: "nothing"}); ok {
		t.Error("an unknown function has a signature")
	}
}

func TestTheWayToCallAFunctionFollowsItsArguments(t *testing.T) {
	c := shop("duckdb")
	c.PutWords([]connectors.Function{
		{Name: "date_trunc", Signature: "(part VARCHAR, timestamp DATE)", Returns: "TIMESTAMP"},
		{Name: "date_trunc", Signature: "(part VARCHAR, timestamp INTERVAL)", Returns: "INTERVAL"},
		{Name: "date_trunc", Signature: "(part VARCHAR, timestamp TIMESTAMP WITH TIME ZONE)", Returns: "TIMESTAMP WITH TIME ZONE"},
		{Name: "round", Signature: "(x INTEGER)", Returns: "INTEGER"},
		{Name: "round", Signature: "(x DOUBLE)", Returns: "DOUBLE"},
		{Name: "round", Signature: "(x DECIMAL, precision INTEGER)", Returns: "DECIMAL"},
		{Name: "now", Signature: "()", Returns: "TIMESTAMP WITH TIME ZONE"},
	}, nil)
	names := c.Names()
	for marked, want := range map[string]string{
		"SELECT date_trunc(¦":                                         "1 of 3 TIMESTAMP",
		"SELECT date_trunc('day', ¦now())":                            "3 of 3 TIMESTAMP WITH TIME ZONE",
		"SELECT date_trunc('day', INTERVAL '1 day'¦":                  "2 of 3 INTERVAL",
		"SELECT date_trunc('day', (x + 1)::INTERVAL ¦) FROM orders":   "2 of 3 INTERVAL",
		`SELECT date_trunc('day', o."placed at"¦) FROM orders o`:      "1 of 3 TIMESTAMP",
		"SELECT date_trunc('day', cast(a AS interval) ¦) FROM orders": "2 of 3 INTERVAL",
		"SELECT round(1.5::DOUBLE ¦":                                  "2 of 3 DOUBLE",
		"SELECT round(order_id ¦) FROM orders":                        "1 of 3 INTEGER",
		"SELECT round(1.5, ¦":                                         "3 of 3 DECIMAL",
	} {
		head, tail, _ := strings.Cut(marked, "¦")
		s, _ := names.Signature(Analyse(c.contents.dialect, head+tail, len(head), names.Lookup).Call)
		if got := fmt.Sprintf("%d of %d %s", s.Number, s.Ways, s.Returns); got != want {
			t.Errorf("%s: %s, want %s", marked, got, want)
		}
	}
}

func TestFilesOfTheFolder(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"trips.parquet", "sales.csv.gz", "notes.md", ".hidden.csv"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(folder, "data", "more"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "data", "it's.json"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for sql, want := range map[string]string{
		"SELECT * FROM '¦":          "sales.csv.gz'|trips.parquet'|data/",
		"SELECT * FROM 'tr¦'":       "trips.parquet",
		"SELECT * FROM 'data/¦'":    "data/it''s.json|data/more/",
		"SELECT * FROM 'nowhere/¦'": "",
	} {
		head, tail, _ := strings.Cut(sql, "¦")
		var got []string
		for _, it := range OfferFiles(Analyse(sqltext.ForName("duckdb"), head+tail, len(head), nil), folder) {
			got = append(got, it.Insert)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: %v, want %s", sql, got, want)
		}
	}
}

func TestWhatAnItemReplaces(t *testing.T) {
	for _, c := range []struct {
		marked string
		insert string
		want   string
	}{
		{"SELECT na¦me FROM t", "name", "SELECT name FROM t"},
		{"SELECT na¦me FROM t", "natural", "SELECT naturalme FROM t"},
		{"SELECT na¦ FROM t", "name", "SELECT name FROM t"},
		{`SELECT "na¦me" FROM t`, `"name of"`, `SELECT "name of" FROM t`},
		{"SELECT na¦", "x", "SELECT x"},
	} {
		head, tail, _ := strings.Cut(c.marked, "¦")
		p := Analyse(sqltext.ForName("duckdb"), head+tail, len(head), nil)
		from, to := p.Replaces(Item{Label: c.insert, Insert: c.insert})
		if got := (head + tail)[:from] + c.insert + (head + tail)[to:]; got != c.want {
			t.Errorf("%s: %s", c.marked, got)
		}
	}
}

func TestLettersThatFit(t *testing.T) {
	for _, c := range []struct {
		label, word string
		want        []int
	}{
		{"customer_id", "cu", []int{0, 1}}, {"order_id", "id", []int{6, 7}}, {"identity_id", "id", []int{0, 1}},
		{"order_id", "oid", []int{0, 6, 7}}, {"name", "", nil}, {"toDate", "date", []int{2, 3, 4, 5}},
	} {
		if got := Matched(c.label, c.word); !slices.Equal(got, c.want) {
			t.Errorf("%s in %s: %v, want %v", c.word, c.label, got, c.want)
		}
	}
}

// manyNames is a catalog of tables × columns different names.
func manyNames(tables, columns int) *Cache {
	c := NewCache(sqltext.ForName("duckdb"))
	list := make([]connectors.Table, tables)
	for i := range list {
		name := fmt.Sprintf("sales_region_%d", i)
		list[i] = connectors.Table{Path: []string{"db", "main", name}, Node: node(connectors.NodeTable, name, "")}
		for j := range columns {
			list[i].Columns = append(list[i].Columns, node(connectors.NodeColumn, fmt.Sprintf("customer_value_%d", i*columns+j), "BIGINT"))
		}
	}
	c.PutTables(list)
	return c
}

// BenchmarkOffer finds the best of 100,000 names for a key. The floor looks for
// the text in each of them.
func BenchmarkOffer(b *testing.B) {
	uses := &Uses{}
	uses.Add(sqltext.ForName("duckdb"), "SELECT customer_value_7, customer_value_99999 FROM sales_region_5")
	for _, c := range []struct {
		name            string
		tables, columns int
		sql             []string
	}{
		{"tables", 100_000, 0, []string{"SELECT * FROM s", "SELECT * FROM sa", "SELECT * FROM reg", "SELECT * FROM sr9", "SELECT * FROM se99", "SELECT * FROM xyz"}},
		{"columns", 1000, 100, []string{"SELECT c", "SELECT cu", "SELECT val", "SELECT cv9", "SELECT ce99", "SELECT xyz"}},
	} {
		cache := manyNames(c.tables, c.columns)
		names := cache.Names()
		for _, sql := range c.sql {
			word := sql[strings.LastIndexByte(sql, ' ')+1:]
			b.Run("floor/"+c.name+"-"+word, func(b *testing.B) {
				for b.Loop() {
					for i := range names.tableNames {
						_ = strings.Contains(names.tableNames[i].lower, word)
					}
					for i := range names.columnNames {
						_ = strings.Contains(names.columnNames[i].lower, word)
					}
				}
			})
			b.Run("sonde/"+c.name+"-"+word, func(b *testing.B) {
				for b.Loop() {
					names.Offer(Analyse(cache.contents.dialect, sql, len(sql), names.Lookup), Extra{Uses: uses})
				}
			})
		}
	}
}
