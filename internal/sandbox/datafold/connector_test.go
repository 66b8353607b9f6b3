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
