package dolthub

import (
	"errors"
	"io"
	"sync"
	"testing"

	"sonde/connectors"
	connector "sonde/connectors/dolthub"
	"sonde/internal/sandbox/face"
	"sonde/internal/value"
)

// connect opens the connector on the sandbox.
func connect(t *testing.T) connectors.Conn {
	t.Helper()
	c := sandbox(t)
	config, err := connectors.NewConfig(connector.Driver(), "sandbox", map[string]any{
		"url": c.root, "owner": "sonde", "database": "shop", "ref": "main", "token": Token,
		"headers": map[string]any{face.Header: "prompt"},
	})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := connector.Driver().Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// ask runs a statement, and returns the number of its rows and the text of the
// first cell.
func ask(t *testing.T, c connectors.Conn, s connectors.Statement) (rows int64, first string, p connectors.Progress) {
	t.Helper()
	answer, err := c.Query(t.Context(), s)
	if err != nil {
		t.Fatalf("%s: %v", s.SQL, err)
	}
	defer answer.Close()
	for {
		batch, err := answer.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return rows, first, answer.Progress()
		}
		if err != nil {
			t.Fatalf("%s: %v", s.SQL, err)
		}
		if rows == 0 {
			first = string(value.NewFormatter(batch.Schema().Field(0)).Append(nil, batch.Column(0), 0))
		}
		rows += batch.NumRows()
	}
}

// The connector works on the sandbox from a write to the merge.
func TestConnector(t *testing.T) {
	c := connect(t)
	price := connectors.Statement{SQL: "SELECT price FROM products WHERE product_id = 1"}
	_, before, _ := ask(t, c, price)
	_, _, p := ask(t, c, connectors.Statement{SQL: "UPDATE products SET price = 1 WHERE product_id < 4", Options: map[string]string{"to": "try"}})
	if p.RowsAffected != 3 {
		t.Errorf("%d rows affected", p.RowsAffected)
	}
	changes, err := c.(connectors.Differ).Changes(t.Context(), "main", "try")
	if err != nil || len(changes) != 1 || changes[0].Table != "products" {
		t.Fatalf("%v %v", changes, err)
	}
	if n, _, _ := ask(t, c, changes[0].Statement); n != 3 {
		t.Errorf("%d rows differ", n)
	}
	if _, now, _ := ask(t, c, price); now != before {
		t.Errorf("main has the price %s before the merge", now)
	}
	ask(t, c, c.(connectors.BranchWriter).MergeStatement("try", "main"))
	if _, now, _ := ask(t, c, price); now != "1.00" {
		t.Errorf("main has the price %s after the merge", now)
	}
}

func TestConnectorPagesOn(t *testing.T) {
	c := connect(t)
	for all, want := range map[string]int64{"false": 1000, "true": 1250, "csv": 1250} {
		n, _, _ := ask(t, c, connectors.Statement{SQL: "SELECT * FROM order_items", Options: map[string]string{"all": all}})
		if n != want {
			t.Errorf("all=%s: %d rows", all, n)
		}
	}
}

// Statements at different refs do not see each other's tables.
func TestManyAtOnce(t *testing.T) {
	c := sandbox(t)
	main, branch := c.column("sonde/shop/main", "SELECT count(*) FROM products"), c.column("sonde/shop/feature%2Fdiscounts", "SELECT count(*) FROM products")
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			ref, want := "main", main
			if i%2 == 1 {
				ref, want = "feature%2Fdiscounts", branch
			}
			if a := c.read("sonde/shop/"+ref, "SELECT count(*) AS n FROM products"); len(a.Rows) != 1 || *a.Rows[0]["n"] != want {
				t.Errorf("%s: %s", ref, a.Raw)
			}
		})
	}
	group.Wait()
}
