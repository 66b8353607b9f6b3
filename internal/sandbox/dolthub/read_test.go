package dolthub

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// The document's example of a read on the default branch.
func TestReadOnDefaultBranch(t *testing.T) {
	c := sandbox(t).as("")
	a := c.json("GET", "dolthub/ip-to-country", "")
	want := `{"query_execution_status":"Success","query_execution_message":"","repository_owner":"dolthub","repository_name":"ip-to-country",` +
		`"commit_ref":"main","sql_query":"SHOW TABLES;","schema":[{"columnName":"Tables_in_ip-to-country/main","columnType":"longtext"}],` +
		`"rows":[{"Tables_in_ip-to-country/main":"IPv4ToCountry"},{"Tables_in_ip-to-country/main":"IPv6ToCountry"}]}`
	if a.HTTP != 200 || a.Raw != want {
		t.Errorf("%d\n%s\nwant\n%s", a.HTTP, a.Raw, want)
	}
	if raw := c.with("colon-keys").read("dolthub/ip-to-country", "SHOW TABLES").Raw; !strings.Contains(raw, `"sql_query:":"SHOW TABLES"`) {
		t.Error(raw)
	}
	if a := c.json("GET", "acme/price-list", ""); a.Ref != "master" {
		t.Error(a.Raw)
	}
}

// The document's example of a read at a ref: a string in double quotes, more
// rows than an answer may have, old names of types.
func TestReadAtRef(t *testing.T) {
	c := sandbox(t)
	sql := `SELECT * FROM IPv4ToCountry WHERE CountryCode2Letter = "AU"`
	a := c.with("type-kinds").read("dolthub/ip-to-country/newbranch", sql)
	if a.Status != "RowLimit" || a.Ref != "newbranch" || a.SQL != sql || len(a.Rows) != 1000 || a.HTTP != 200 {
		t.Fatalf("%d %s %s %d rows", a.HTTP, a.Status, a.Ref, len(a.Rows))
	}
	if got := fmt.Sprint(a.Schema); got != "[{IPFrom Int} {IpTo Int} {Registry String} {AssignedDate Int} {CountryCode2Letter String} {CountryCode3Letter String} {Country String}]" {
		t.Error(got)
	}
	if !strings.Contains(a.Raw, `"rows":[{"IPFrom":"16777216","IpTo":"16777471","Registry":"apnic","AssignedDate":"1313020800","CountryCode2Letter":"AU","CountryCode3Letter":"AUS","Country":"Australia"},`) {
		t.Error(a.Raw[:400])
	}
	if a := c.read("dolthub/ip-to-country/main", "SELECT * FROM IPv4ToCountry LIMIT 1000"); a.Status != "Success" || len(a.Rows) != 1000 {
		t.Errorf("%s with %d rows", a.Status, len(a.Rows))
	}
}

func TestRefs(t *testing.T) {
	c := sandbox(t)
	slash := url.PathEscape("feature/discounts")
	main, feature := c.column("sonde/shop/main", "SELECT count(*) FROM products"), c.column("sonde/shop/"+slash, "SELECT count(*) FROM products")
	if main == feature {
		t.Errorf("%s products on both branches", main)
	}
	hash := c.column("sonde/shop/main", "SELECT DOLT_HASHOF('v1.0')")
	for _, ref := range []string{"v1.0", hash} {
		if got := c.column("sonde/shop/"+ref, "SELECT price FROM products WHERE product_id = 10"); got == "24.50" {
			t.Errorf("%s has the price of main", ref)
		}
	}
	if got := c.column("sonde/shop/main", "SELECT count(*) FROM products AS OF 'feature/discounts' p"); got != feature {
		t.Errorf("AS OF: %s", got)
	}
	if got := c.column("sonde/shop/main", "SELECT count(*) FROM `shop/feature/discounts`.products"); got != feature {
		t.Errorf("revision database: %s", got)
	}
	for ref, message := range map[string]string{
		"nope":                             "query error: branch not found",
		"00000000000000000000000000000000": "query error: target commit not found",
	} {
		if a := c.read("sonde/shop/"+ref, "SELECT 1"); a.HTTP != 200 || a.Status != "Error" || a.Message != message {
			t.Errorf("%s: %d %s", ref, a.HTTP, a.Raw)
		}
	}
	if status, body, _ := c.send("GET", c.base+"sonde/shop/feature/discounts?q=SELECT+1", ""); status != 404 || !strings.Contains(body, "<html>") {
		t.Errorf("a bare slash: %d %s", status, body)
	}
}

func TestValues(t *testing.T) {
	a := sandbox(t).read("sonde/shop/main", `SELECT true AS b, 9223372036854775807 AS i, 0.10::DECIMAL(20,2) AS d, 1.5e6::DOUBLE AS f, 0.00001::DOUBLE AS g,
		DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 23:59:59.5' AS at, TIMESTAMPTZ '2024-02-29 23:59:59+00' AS z, TIME '12:34:56' AS time,
		NULL::INTEGER AS nothing, '' AS empty, [1, 2] AS list, 170141183460469231731687303715884105727::HUGEINT AS h, 1 AS x, 2 AS x`)
	want := `"schema":[{"columnName":"b","columnType":"tinyint(1)"},{"columnName":"i","columnType":"bigint"},{"columnName":"d","columnType":"decimal(20,2)"},` +
		`{"columnName":"f","columnType":"double"},{"columnName":"g","columnType":"double"},{"columnName":"day","columnType":"date"},{"columnName":"at","columnType":"datetime(6)"},` +
		`{"columnName":"z","columnType":"timestamp(6)"},{"columnName":"time","columnType":"time(6)"},{"columnName":"nothing","columnType":"int"},` +
		`{"columnName":"empty","columnType":"longtext"},{"columnName":"list","columnType":"json"},{"columnName":"h","columnType":"decimal(39,0)"},` +
		`{"columnName":"x","columnType":"int"},{"columnName":"x","columnType":"int"}],` +
		`"rows":[{"b":"1","i":"9223372036854775807","d":"0.10","f":"1.5e+06","g":"1e-05","day":"2024-02-29","at":"2024-02-29 23:59:59.500000","z":"2024-02-29 23:59:59",` +
		`"time":"12:34:56","nothing":null,"empty":"","list":"[1,2]","h":"170141183460469231731687303715884105727","x":"2"}]}`
	if _, got, _ := strings.Cut(a.Raw, `"schema"`); `"schema"`+got != want {
		t.Errorf("\n%s\nwant\n%s", a.Raw, want)
	}
}

func TestErrorsOfReads(t *testing.T) {
	c := sandbox(t)
	a := c.read("dolthub/ip-to-country/newbranch", "invalid query")
	if a.HTTP != 400 || a.Status != "Error" || !strings.HasPrefix(a.Message, "query error: Error parsing SQL") || a.SQL != "invalid query" ||
		strings.Contains(a.Raw, "schema") || strings.Contains(a.Raw, "rows") {
		t.Errorf("%d %s", a.HTTP, a.Raw)
	}
	for sql, want := range map[string]string{
		"SELECT * FROM nope":        "query error: table not found: nope",
		"SELECT nope FROM products": `query error: column "nope" could not be found in any table in scope`,
		"DESCRIBE nope":             "query error: table not found: nope",
		"DELETE FROM products":      "query error: database server is set to read only mode",
		"CALL DOLT_BRANCH('x')":     "query error: database server is set to read only mode",
		"SELECT 'a'::INTEGER":       "",
		"SELECT * FROM dolt_nope":   "query error: table not found: dolt_nope",
	} {
		a := c.read("sonde/shop/main", sql)
		if a.HTTP != 200 || a.Status != "Error" || want != "" && a.Message != want {
			t.Errorf("%s: %d %s", sql, a.HTTP, a.Raw)
		}
	}
	if a := c.read("sonde/shop/main", "SELECT 1; SELECT 2"); a.HTTP != 400 || a.Message != "query error: Error parsing SQL: syntax error at position 17 near 'SELECT'" {
		t.Error(a.Raw)
	}
	if a := c.with("timeout").read("sonde/shop/main", "SELECT 1"); a.HTTP != 200 || a.Status != "Timeout" {
		t.Error(a.Raw)
	}
	if a := c.with("warning").read("sonde/shop/main", "SELECT 1"); a.Status != "SuccessWithWarning" || len(a.Rows) != 1 {
		t.Error(a.Raw)
	}
	if status, _, _ := c.send("GET", c.base+"sonde/shop/main?q="+strings.Repeat("x", 9000), ""); status != 414 {
		t.Errorf("a long statement: %d", status)
	}
}

func TestTokens(t *testing.T) {
	c := sandbox(t)
	for _, test := range []struct{ token, path, message string }{
		{"token " + Token, "sonde/shop", "Calls authenticated with a token must include a refName"},
		{"token dhat.v1.wrong", "sonde/shop/main", "no token found for given api token"},
		{"token wrong", "sonde/shop/main", "invalid authorization header"},
		{"", "sonde/vault/main", "no such repository"},
		{"token " + GuestToken, "sonde/vault/main", "no such repository"},
		{"", "sonde/nope", "no such repository"},
	} {
		if a := c.as(test.token).json("GET", test.path, ""); a.HTTP != 400 || a.Status != "Error" || a.Message != test.message {
			t.Errorf("%s with %q: %d %s", test.path, test.token, a.HTTP, a.Raw)
		}
	}
	if got := c.column("sonde/vault/main", "SELECT word FROM secrets"); got != "open sesame" {
		t.Error(got)
	}
	if a := c.as("").write("sonde/shop", "main", "x", "DELETE FROM products"); a.HTTP != 400 || a.Message != "no authentication" || a.Operation != "" {
		t.Error(a.Raw)
	}
	if a := c.as("token "+GuestToken).write("sonde/shop", "main", "x", "DELETE FROM products"); a.Message != "permission denied" {
		t.Error(a.Raw)
	}
	if _, body, _ := c.send("GET", c.base+"user", ""); body != `{"username":"sandbox","display_name":"","email_addresses":[]}` {
		t.Error(body)
	}
}

func TestListings(t *testing.T) {
	c := sandbox(t)
	if _, body, _ := c.send("GET", c.base+"sonde/shop/branches", ""); body != `{"status":"Success","database_owner":"sonde","database_name":"shop","branches":[{"branch_name":"feature/discounts"},{"branch_name":"main"}]}` {
		t.Error(body)
	}
	if status, body, _ := c.send("POST", c.base+"sonde/shop/branches", `{"revisionType":"branch","revisionName":"main","newBranchName":"try"}`); status != 200 {
		t.Error(body)
	}
	if got := c.column("sonde/shop/try", "SELECT ACTIVE_BRANCH()"); got != "try" {
		t.Error(got)
	}
	if _, body, _ := c.send("GET", c.base+"sonde/shop/tags", ""); !strings.Contains(body, `"tags":[{"tag_name":"v1.0",`) {
		t.Error(body)
	}
}

func TestCatalog(t *testing.T) {
	c := sandbox(t)
	for sql, want := range map[string]string{
		"SHOW TABLES": "countries customers events order_items order_totals orders products",
		"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'VIEW' ORDER BY 1": "events order_totals",
		"SELECT column_type FROM information_schema.columns WHERE table_name = 'products' ORDER BY ordinal_position":          "int longtext longtext longtext decimal(10,2) double json json json longtext longblob tinyint(1)",
		"SELECT column_name FROM information_schema.columns WHERE column_key = 'PRI' AND table_name = 'order_items'":          "order_id line",
		"DESCRIBE countries":                          "country_code name local_name currency time_zone vat_percent",
		"SHOW FULL COLUMNS FROM `countries`":          "country_code name local_name currency time_zone vat_percent",
		"SHOW CREATE TABLE countries":                 "countries",
		"SHOW INDEX FROM order_items":                 "order_items order_items",
		"SELECT name FROM dolt_branches":              "feature/discounts main",
		"SELECT tag_name FROM dolt_tags":              "v1.0",
		"SELECT message FROM dolt_log":                "Fix the price of a kettle Initialize data repository",
		"SELECT query FROM dolt_query_catalog":        "SELECT category, count(*) AS products, avg(price) AS price FROM products GROUP BY category",
		"SELECT name FROM dolt_schemas ORDER BY name": "events order_totals",
		"SELECT table_name FROM dolt_status":          "",
		"SELECT version()":                            "8.0.31",
		"SHOW TABLES AS OF 'v1.0'":                    "countries customers events order_items order_totals orders products",
	} {
		if got := c.column("sonde/shop/main", sql); got != want {
			t.Errorf("%s: %s", sql, got)
		}
	}
}

func TestExport(t *testing.T) {
	c := sandbox(t)
	status, body, header := c.send("GET", c.root+"/csv/sonde/shop/main/countries", "")
	if status != 200 || header.Get("Content-Type") != "text/csv" || !strings.HasPrefix(body, "country_code,name,local_name,currency,time_zone,vat_percent\nBR,Brazil,Brasil,BRL,America/Sao_Paulo,17.00\n") ||
		!strings.HasSuffix(body, "US,United States,United States,USD,America/New_York,\n") {
		t.Errorf("%d %s", status, body)
	}
	if status, body, _ := c.send("GET", c.root+"/csv/dolthub/ip-to-country/main/IPv4ToCountry", ""); status != 200 || strings.Count(body, "\n") != 1801 {
		t.Errorf("%d, %d lines", status, strings.Count(body, "\n"))
	}
	if status, body, _ := c.send("GET", c.root+"/csv/sonde/shop/main", ""); status != 200 || !strings.HasPrefix(body, "PK") {
		t.Errorf("%d", status)
	}
	if status, _, _ := c.send("GET", c.root+"/csv/sonde/shop/main/nope", ""); status != 404 {
		t.Errorf("%d", status)
	}
}
