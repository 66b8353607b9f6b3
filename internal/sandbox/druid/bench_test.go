package druid

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/connectors/duckdb"
	"sonde/internal/sandbox/face"
)

const clicks = "SELECT * FROM clicks LIMIT 200000"

// BenchmarkRows compares an answer of the service with its floor, which is the
// engine alone, its rows thrown away.
func BenchmarkRows(b *testing.B) {
	config, err := connectors.NewConfig(duckdb.Driver(), "sandbox", map[string]any{"sample": true})
	if err != nil {
		b.Fatal(err)
	}
	conn, err := duckdb.Driver().Open(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	engine := face.NewEngine(conn)
	defer engine.Close()
	handler, err := face.Handler(b.Context(), Face(Options{}), face.Config{Engine: engine}, face.Switches{})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			if err := engine.Exec(b.Context(), clicks); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sonde", func(b *testing.B) {
		for b.Loop() {
			r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/druid/v2/sql", strings.NewReader(`{"resultFormat":"arrayLines","query":"`+clicks+`"}`))
			r.Header.Set("Content-Type", "application/json")
			w := &discarded{header: http.Header{}}
			handler.ServeHTTP(w, r)
			b.SetBytes(w.bytes)
		}
	})
}

// discarded counts an answer and throws it away.
type discarded struct {
	header http.Header
	bytes  int64
}

func (d *discarded) Header() http.Header { return d.header }
func (d *discarded) WriteHeader(int)     {}
func (d *discarded) Write(p []byte) (int, error) {
	d.bytes += int64(len(p))
	return io.Discard.Write(p)
}
