package datafold

import (
	"errors"
	"io"
	"testing"

	"sonde/connectors"
	connector "sonde/connectors/datafold"
)

// The connector reads every shape of an answer, with and without a stream.
func TestConnector(t *testing.T) {
	c := sandbox(t)
	for _, test := range []struct {
		source, words string
		rows          int64
	}{
		{"12", "", 10_000}, {"Sample lakehouse", "", 12_000}, {"13", "columns-last", 12_000}, {"13", "null-columns", 12_000},
		{"12", "absent-columns", 10_000}, {"13", "bare-array", 12_000}, {"13", "lines", 12_000}, {"13", "upper-keys", 12_000}, {"13", "keep-alive", 12_000},
	} {
		values := map[string]any{"url": c.base, "api_key": Key, "data_source": test.source, "headers": map[string]any{"X-Sandbox": test.words}}
		config, err := connectors.NewConfig(connector.Driver(), "sandbox", values)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := connector.Driver().Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := count(t, conn, "SELECT event_id, kind, amount FROM events LIMIT 12000"); n != test.rows || err != nil {
			t.Errorf("%+v: %d rows, %v", test, n, err)
		}
		conn.Close()
	}
}

// What the sidebar asks of either kind of data source is answered, descriptions
// included, and so are its previews.
func TestCatalog(t *testing.T) {
	c := sandbox(t)
	for _, source := range []string{"Sample shop", "Sample lakehouse"} {
		config, err := connectors.NewConfig(connector.Driver(), "sandbox", map[string]any{"url": c.base, "api_key": Key, "data_source": source})
		if err != nil {
			t.Fatal(err)
		}
		conn, err := connector.Driver().Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		credit := child(t, conn, "credit", source, "main", "customers")
		if credit.Comment != "Balance in euros, negative when the customer owes" || credit.Type == "" {
			t.Errorf("%s: %+v", source, credit)
		}
		if email := child(t, conn, "email", source, "main", "customers"); !credit.NotNull || email.NotNull {
			t.Errorf("%s: %+v, %+v", source, credit, email)
		}
		orders := child(t, conn, "orders", source, "main")
		if orders.Comment != "One row per order" {
			t.Errorf("%s: %+v", source, orders)
		}
		if n, err := count(t, conn, orders.Preview); n != 100 || err != nil {
			t.Errorf("%s: %q gives %d rows, %v", source, orders.Preview, n, err)
		}
	}
}

func child(t *testing.T, c connectors.Conn, name string, path ...string) connectors.Node {
	t.Helper()
	nodes, err := c.(connectors.Cataloger).Children(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if n.Name == name {
			return n
		}
	}
	t.Fatalf("%q has no %s: %+v", path, name, nodes)
	return connectors.Node{}
}

func count(t *testing.T, c connectors.Conn, sql string) (rows int64, err error) {
	t.Helper()
	answer, err := c.Query(t.Context(), connectors.Statement{SQL: sql})
	if err != nil {
		return 0, err
	}
	defer answer.Close()
	for {
		batch, err := answer.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows += batch.NumRows()
	}
}
