package dolthub

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sonde/connectors"
)

// engine opens a database of the server that SONDE_TEST_DOLTHUB names. It has
// sonde/shop (events with 200,000 rows, the branches feature/discounts,
// conflict-left and conflict-right, the tags v1.0 and v2.0) and sonde/wide (types,
// rows0, rows999, rows1000, rows1001), and SONDE_TEST_DOLTHUB_TOKEN may write.
func engine(t *testing.T, database string, values map[string]any) *conn {
	t.Helper()
	url := os.Getenv("SONDE_TEST_DOLTHUB")
	if url == "" {
		t.Skip("SONDE_TEST_DOLTHUB is not set to the address of a server; see make test-engines")
	}
	all := map[string]any{"owner": "sonde", "database": database, "token": os.Getenv("SONDE_TEST_DOLTHUB_TOKEN")}
	for k, v := range values {
		all[k] = v
	}
	c := openFake(t, url, all)
	c.pause = 200 * time.Millisecond
	return c
}

func TestEngineTypes(t *testing.T) {
	c := engine(t, "wide", nil)
	text, err := os.ReadFile(filepath.Join("testdata", "types.json"))
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		SQL string `json:"sql_query"`
	}
	if err := json.Unmarshal(text, &told); err != nil {
		t.Fatal(err)
	}
	want := ask(t, recorded(t, map[string]string{told.SQL: "types.json"}, nil), connectors.Statement{SQL: told.SQL})
	got := ask(t, c, connectors.Statement{SQL: told.SQL})
	if got.err != nil || !slices.Equal(got.rows, want.rows) || !slices.Equal(got.columns, want.columns) {
		t.Errorf("%v\n%s\nrecorded\n%s", got.err, strings.Join(got.rows, "\n"), strings.Join(want.rows, "\n"))
	}
}

func TestEngineLimitAndPages(t *testing.T) {
	c := engine(t, "wide", nil)
	for table, want := range map[string]connectors.Completeness{"rows0": connectors.Complete, "rows999": connectors.Complete, "rows1000": connectors.Complete, "rows1001": connectors.Limited} {
		got := ask(t, c, connectors.Statement{SQL: "SELECT * FROM " + table})
		if got.err != nil || got.progress.Completeness != want {
			t.Errorf("%s: %d rows, %v, %v", table, len(got.rows), got.progress.Completeness, got.err)
		}
		all := ask(t, c, connectors.Statement{SQL: "SELECT * FROM " + table, Options: map[string]string{"all": "true"}})
		if all.err != nil || all.progress.Completeness != connectors.Complete || fmt.Sprint("rows", len(all.rows)) != table {
			t.Errorf("all of %s: %d rows, %+v, %v", table, len(all.rows), all.progress, all.err)
		}
	}
}

func TestEngineManyPages(t *testing.T) {
	c := engine(t, "shop", map[string]any{"all": true})
	rows, err := c.Query(t.Context(), connectors.Statement{SQL: "SELECT id FROM events"})
	if err != nil {
		t.Fatal(err)
	}
	got := collect(t, rows)
	if got.err != nil || len(got.rows) != 200_000 || got.rows[199_999] != fmt.Sprint(1<<53+199_999) || got.progress.Completeness != connectors.Complete {
		t.Errorf("%d rows, %+v, %v", len(got.rows), got.progress, got.err)
	}
	joined := ask(t, c, connectors.Statement{SQL: "SELECT o.id, c.id FROM orders o JOIN customers c ON o.customer_id = c.id ORDER BY o.ordered_at DESC"})
	seen := map[string]bool{}
	for _, row := range joined.rows {
		seen[row] = true
	}
	if joined.err != nil || len(seen) != 1500 || len(joined.rows) != 1500 {
		t.Errorf("%d rows, %d different, %+v, %v", len(joined.rows), len(seen), joined.progress, joined.err)
	}
}

func TestEngineRefs(t *testing.T) {
	c := engine(t, "shop", nil)
	if ref, err := c.CurrentRef(t.Context()); err != nil || ref != "main" {
		t.Errorf("%s, %v", ref, err)
	}
	refs, err := c.Refs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	commits := map[string]string{}
	for _, r := range refs {
		commits[r.Name] = r.Commit
		if r.Commit == "" || r.Time.IsZero() {
			t.Errorf("%+v", r)
		}
	}
	for _, ref := range []string{"feature/discounts", "v1.0", commits["v2.0"]} {
		got := ask(t, c, connectors.Statement{SQL: headSQL, Options: map[string]string{"ref": ref}})
		if got.err != nil || len(got.rows) != 1 || got.rows[0] != commits[ref] && got.rows[0] != ref {
			t.Errorf("%s: %v, %v", ref, got.rows, got.err)
		}
	}
	if ref, err := openFake(t, os.Getenv("SONDE_TEST_DOLTHUB"), map[string]any{"owner": "acme", "database": "price-list"}).CurrentRef(t.Context()); err != nil || ref != "master" {
		t.Errorf("the default branch is %q, %v", ref, err)
	}
}

func TestEngineCatalog(t *testing.T) {
	tables, err := engine(t, "wide", nil).Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	columns := 0
	for _, table := range tables {
		columns += len(table.Columns)
	}
	if columns <= 1000 {
		t.Errorf("%d tables have %d columns", len(tables), columns)
	}
	shop := engine(t, "shop", nil)
	for _, path := range [][]string{nil, {"shop"}, {"shop", "vip customers"}, {"shop", "revenue"}, {groupSystem}, {groupBranches}, {groupTags}, {groupCommits}, {groupQueries}} {
		nodes, err := shop.Children(t.Context(), path)
		if err != nil || len(nodes) == 0 {
			t.Errorf("%q: %d nodes, %v", path, len(nodes), err)
		}
		for _, n := range nodes {
			if n.Preview == "" {
				continue
			}
			if got := ask(t, shop, connectors.Statement{SQL: n.Preview}); got.err != nil {
				t.Errorf("%s: %v", n.Preview, got.err)
			}
		}
	}
	for _, table := range systemTables {
		if _, err := shop.Children(t.Context(), []string{groupSystem, table}); err != nil {
			t.Errorf("%s: %v", table, err)
		}
	}
}

// TestEngineWrites goes the whole way: write, look at the changes, merge.
func TestEngineWrites(t *testing.T) {
	c := engine(t, "shop", nil)
	branch := fmt.Sprintf("test/%d", time.Now().UnixNano())
	options := map[string]string{"from": "main", "to": branch}
	got := ask(t, c, connectors.Statement{SQL: "UPDATE products SET stock = stock + 1 WHERE id IN (3, 4)", Options: options})
	s := stats(got.progress)
	if got.err != nil || got.progress.RowsAffected != 2 || s["to_commit"] == "" {
		t.Fatalf("%+v, %v", got.progress, got.err)
	}
	changes, err := c.Changes(t.Context(), s["from_commit"], s["to_commit"])
	if err != nil || len(changes) != 1 || changes[0].Table != "products" || changes[0].Schema {
		t.Fatalf("%+v, %v", changes, err)
	}
	diff := ask(t, c, changes[0].Statement)
	if diff.err != nil || len(diff.rows) != 2 || !slices.Contains(diff.columns, "diff_type") || !slices.Contains(diff.columns, "from_stock") {
		t.Errorf("%v, %v, %v", diff.columns, diff.rows, diff.err)
	}
	same := ask(t, c, connectors.Statement{SQL: "UPDATE products SET stock = stock", Options: map[string]string{"ref": branch}})
	if same.err != nil || same.progress.RowsAffected != 0 || stats(same.progress)["to_commit"] != "" {
		t.Errorf("%+v, %v", same.progress, same.err)
	}
	wrong := ask(t, c, connectors.Statement{SQL: "UPDATE products SET nope = 1", Options: options})
	if !connectors.IsClass(wrong.err, connectors.ClassQuery) {
		t.Error(wrong.err)
	}
	merged := ask(t, c, c.MergeStatement(branch, "main"))
	if m := stats(merged.progress); merged.err != nil || m["from_commit"] == "" || m["to_commit"] == m["from_commit"] {
		t.Errorf("%+v, %v", merged.progress, merged.err)
	}
	again := ask(t, c, c.MergeStatement(branch, "main"))
	if again.err != nil || stats(again.progress)["to_commit"] != "" {
		t.Errorf("%+v, %v", again.progress, again.err)
	}
	if gone := ask(t, c, connectors.Statement{SQL: "CALL DOLT_BRANCH('-D', " + dialect.QuoteString(branch) + ")"}); gone.err != nil {
		t.Error(gone.err)
	}
}

func TestEngineConflict(t *testing.T) {
	c := engine(t, "shop", nil)
	got := ask(t, c, c.MergeStatement("conflict-left", "conflict-right"))
	if e := connectors.AsError(got.err); !connectors.IsClass(got.err, connectors.ClassQuery) || !strings.HasPrefix(e.Hint, "In conflict: products (2 rows)") {
		t.Errorf("%v", got.err)
	}
}

func TestEngineWriteOutlivesItsConnection(t *testing.T) {
	c := engine(t, "shop", nil)
	branch := fmt.Sprintf("test/%d", time.Now().UnixNano())
	rows, err := c.Query(t.Context(), connectors.Statement{SQL: "DELETE FROM order_items WHERE order_id = 1", Options: map[string]string{"from": "main", "to": branch}})
	if err != nil {
		t.Fatal(err)
	}
	operation := rows.Progress().Operation
	rows.Close()
	c.Close()
	other := engine(t, "wide", nil)
	if rows, err = other.Resume(t.Context(), operation); err != nil {
		t.Fatal(err)
	}
	if got := collect(t, rows); got.err != nil || got.progress.RowsAffected < 1 || stats(got.progress)["to_branch"] != branch {
		t.Errorf("%+v, %v", got.progress, got.err)
	}
	ask(t, engine(t, "shop", nil), connectors.Statement{SQL: "CALL DOLT_BRANCH('-D', " + dialect.QuoteString(branch) + ")"})
}

func TestEngineRefusals(t *testing.T) {
	for name, test := range map[string]struct {
		database string
		values   map[string]any
		want     connectors.Class
	}{
		"no database": {"nope", nil, connectors.ClassNotFound},
		"no branch":   {"shop", map[string]any{"ref": "nope"}, connectors.ClassNotFound},
		"bad token":   {"shop", map[string]any{"token": "dhat.v1.nobody"}, connectors.ClassAuth},
		"no token":    {"vault", map[string]any{"token": ""}, connectors.ClassNotFound},
	} {
		got := ask(t, engine(t, test.database, test.values), connectors.Statement{SQL: "SELECT 1"})
		if !connectors.IsClass(got.err, test.want) || connectors.AsError(got.err).Hint == "" {
			t.Errorf("%s: %v", name, got.err)
		}
	}
	if got := ask(t, engine(t, "vault", nil), connectors.Statement{SQL: "SHOW TABLES"}); got.err != nil {
		t.Errorf("a private database: %v", got.err)
	}
}
