package dolthub

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"sonde/connectors"
)

// BenchmarkPage reads a page of 1,000 rows and 12 columns, and beside it fetches
// the same bytes and throws them away.
func BenchmarkPage(b *testing.B) {
	page := answer{status: "RowLimit"}
	for i, t := range []string{"bigint", "int", "varchar(40)", "decimal(12,2)", "double", "date", "datetime(6)", "text", "tinyint(1)", "json", "enum('a','b')", "bigint unsigned"} {
		page.columns = append(page.columns, column{fmt.Sprint("column_", i), t})
	}
	for i := range 1000 {
		n := fmt.Sprint(i)
		page.rows = append(page.rows, []any{n, n, "name of " + n, n + ".50", n + ".25", "2024-02-29", "2024-02-29 23:59:59.123456", nil, "1", `{"a":` + n + `}`, "a", "18446744073709551615"})
	}
	body := page.body("main", "SELECT * FROM t", false)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	defer server.Close()
	b.Run("floor", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			answer, err := http.Get(server.URL)
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
		http.DefaultClient.CloseIdleConnections()
	})
	b.Run("sonde", func(b *testing.B) {
		c := openFake(b, server.URL, map[string]any{"ref": "main"})
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			drain(b, c)
		}
	})
}

func drain(b *testing.B, c *conn) {
	rows, err := c.Query(b.Context(), connectors.Statement{SQL: "SELECT * FROM t"})
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for err == nil {
		_, err = rows.Next(b.Context())
	}
	if !errors.Is(err, io.EOF) {
		b.Fatal(err)
	}
}
