package tinybird

import (
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
)

// The types of Parquet are those that the API tells of the query or, where the
// endpoint of a pipe is asked, those that the listing has of it.
func TestParquetHasTheTypesOfTheQuery(t *testing.T) {
	file, err := os.ReadFile("../clickhouse/testdata/two.parquet")
	if err != nil {
		t.Fatal(err)
	}
	c, a := serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v0/pipes" {
			_, _ = io.WriteString(w, `{"pipes": [{"name": "p", "endpoint": "e", "nodes": [{"id": "e", "name": "n", "columns": [{"name": "ip4", "type": "IPv4"}, {"name": "int128", "type": "Int128"}]}]}]}`)
			return
		}
		_, _ = w.Write(file)
	})
	const want = "192.168.0.1|42 0.0.0.0|-170141183460469231731687303715884105728"
	o := c.run(connectors.Statement{SQL: "GET /v0/pipes/p.parquet", Limit: 2})
	if got := strings.Join(o.rows, " "); o.err != nil || got != want || !slices.ContainsFunc(a.list, func(s seen) bool { return s.path == "/v0/pipes" }) {
		t.Errorf("%s, %v", got, o.err)
	}
}

func TestParquetOfAStatementIsDescribed(t *testing.T) {
	file, err := os.ReadFile("../clickhouse/testdata/two.parquet")
	if err != nil {
		t.Fatal(err)
	}
	for sql, described := range map[string]string{
		"SELECT ip4, int128 FROM t FORMAT Parquet":  "DESCRIBE (SELECT ip4, int128 FROM t\n)\nFORMAT JSON",
		"% SELECT {{Int8(x, 1)}} a FORMAT Parquet;": `"q":"% DESCRIBE ( SELECT {{Int8(x, 1)}} a\n)\nFORMAT JSON"`,
	} {
		var a *api
		var c *Conn
		c, a = serve(t, nil, func(w http.ResponseWriter, _ *http.Request) {
			if strings.Contains(a.last().body, "DESCRIBE") {
				_, _ = io.WriteString(w, envelope(columns("name", "String", "type", "String"), `{"name": "ip4", "type": "IPv4"}`, `{"name": "int128", "type": "Int128"}`))
				return
			}
			_, _ = w.Write(file)
		})
		o := c.run(connectors.Statement{SQL: sql, Limit: 1})
		if o.err != nil || o.rows[0] != "192.168.0.1|42" || !strings.Contains(a.list[0].body, described) {
			t.Errorf("%s: %q, %v, described by %s", sql, o.rows, o.err, a.list[0].body)
		}
	}
}

// A connection can be made with a choice of the regions' hosts, or with another.
func TestRegionsAreOffered(t *testing.T) {
	url := Driver().Options[0]
	if url.Name != "url" || len(url.Choices) < 9 || !slices.Contains(url.Choices, "https://api.us-east.aws.tinybird.co") {
		t.Errorf("%+v", url)
	}
	if _, err := connectors.NewConfig(Driver(), "x", map[string]any{"url": "https://api.example.com", "token": token}); err != nil {
		t.Errorf("a host of its own: %v", err)
	}
}
