package druid

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"sonde/connectors"
)

// BenchmarkRows reads some 60 MB of twelve mixed columns over loopback: with a
// plain client that throws them away, and into batches.
func BenchmarkRows(b *testing.B) {
	var body bytes.Buffer
	body.WriteString(`["__time","page","user","channel","comment","tags","added","rev","delta","ratio","robot","nums"]` + "\n" +
		`["LONG","STRING","STRING","STRING","STRING","STRING","LONG","LONG","DOUBLE","FLOAT","LONG","ARRAY<LONG>"]` + "\n" +
		`["TIMESTAMP","VARCHAR","VARCHAR","VARCHAR","VARCHAR","VARCHAR","BIGINT","BIGINT","DOUBLE","FLOAT","BOOLEAN","ARRAY"]` + "\n")
	for i := range 300_000 {
		fmt.Fprintf(&body, `["2024-03-01T%02d:%02d:02.160Z","page %d of the list of pages","user%d","#en","edit \"%d\" of something",null,%d,%d,%v,0.5,%v,[%d,null]]`+"\n",
			i%24, i%60, i, i%1000, i, i%5000, 9007199254740993+i, float64(i)/7, i%2 == 0, i)
	}
	body.WriteByte('\n')
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(includedHeader, "yes")
		_, _ = w.Write(body.Bytes())
	}))
	defer server.Close()
	b.Run("floor", func(b *testing.B) {
		b.SetBytes(int64(body.Len()))
		for b.Loop() {
			answer, err := http.Post(server.URL, "application/json", nil)
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
	})
	b.Run("sonde", func(b *testing.B) {
		c := connect(b, server.URL, nil)
		b.SetBytes(int64(body.Len()))
		for b.Loop() {
			rows, err := c.Query(b.Context(), connectors.Statement{SQL: "SELECT 1"})
			if err != nil {
				b.Fatal(err)
			}
			n := int64(0)
			for {
				batch, err := rows.Next(b.Context())
				if err == io.EOF {
					break
				}
				if err != nil {
					b.Fatal(err)
				}
				n += batch.NumRows()
			}
			rows.Close()
			if n != 300_000 {
				b.Fatalf("%d rows", n)
			}
		}
	})
}
