package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	arrowmemory "github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"sonde/connectors"
	"sonde/connectors/druid"
	"sonde/connectors/nekt"
	"sonde/internal/result"
	"sonde/internal/run"
)

// bodyBytes is the size of the bodies that are read over and over.
const bodyBytes = 64 << 20

// webColumns are twelve mixed columns, as a table of page edits has them: names
// and the two types of Druid.
var webColumns = [3][]string{
	{"__time", "channel", "page", "comment", "added", "deleted", "delta", "isRobot", "user", "score", "price", "region"},
	{"LONG", "STRING", "STRING", "STRING", "LONG", "LONG", "LONG", "LONG", "STRING", "DOUBLE", "DOUBLE", "STRING"},
	{"TIMESTAMP", "VARCHAR", "VARCHAR", "VARCHAR", "BIGINT", "BIGINT", "BIGINT", "BOOLEAN", "VARCHAR", "DOUBLE", "DOUBLE", "VARCHAR"},
}

// webRows writes rows until there are size bytes of them.
func webRows(w *bytes.Buffer, size int, begin, end string, quote func(string) string) {
	r := rand.New(rand.NewPCG(1, 2))
	for w.Len() < size {
		fmt.Fprintf(w, "%s%s,%s,%s,%s,%d,%d,%d,%v,%s,%v,%d.%04d,%s%s", begin,
			quote(fmt.Sprintf("2015-09-%02dT%02d:%02d:%02d.%03dZ", 1+r.IntN(30), r.IntN(24), r.IntN(60), r.IntN(60), r.IntN(1000))),
			quote("#en.wikipedia"), quote(fmt.Sprintf("Page/%d of the list of things", r.IntN(1e6))),
			quote(`/* Section */ "quoted" and so on`), r.IntN(5000), r.IntN(100), r.Int64()-1<<62, r.IntN(2) == 0,
			quote(fmt.Sprintf("user%d", r.IntN(1e5))), float64(r.IntN(1e6))/1e3+r.Float64()*float64(r.IntN(2)), r.IntN(1e6), r.IntN(1e4), quote("Île-de-France"), end)
	}
}

func quoteJSON(s string) string { b, _ := json.Marshal(s); return string(b) }

func quoteCSV(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// arrayLines is the body of an answer of Druid.
func arrayLines(size int) []byte {
	var b bytes.Buffer
	for _, header := range webColumns {
		row, _ := json.Marshal(header)
		b.Write(append(row, '\n'))
	}
	webRows(&b, size, "[", "]\n", quoteJSON)
	b.WriteByte('\n')
	return b.Bytes()
}

// csvBody is a part of a result in an object store.
func csvBody(size int) []byte {
	var b bytes.Buffer
	b.WriteString(strings.Join(webColumns[0], ",") + "\n")
	webRows(&b, size, "", "\n", quoteCSV)
	return b.Bytes()
}

// druidServer answers every query with body.
func druidServer(tb testing.TB, body []byte) *httptest.Server {
	return serve(tb, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Druid-SQL-Header-Included", "yes")
		_, _ = w.Write(body)
	}))
}

// nektServer answers every query with one part of a result, which it holds too.
func nektServer(tb testing.TB, part []byte) *httptest.Server {
	mux := http.NewServeMux()
	server := serve(tb, mux)
	mux.HandleFunc("POST /api/v1/sql-query/", func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{
			"state": "SUCCEEDED", "presigned_urls": []string{server.URL + "/part?X-Amz-Signature=0"},
			"data_scanned_in_bytes": 11250, "execution_time_in_millis": 408,
		})
	})
	mux.HandleFunc("GET /part", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(part))
	})
	return server
}

func serve(tb testing.TB, h http.Handler) *httptest.Server {
	s := httptest.NewServer(h)
	tb.Cleanup(s.Close)
	return s
}

// openSource opens a connection to a server of this file.
func openSource(tb testing.TB, d *connectors.Driver, values map[string]any) *run.Connection {
	tb.Helper()
	config, err := connectors.NewConfig(d, "bench", values)
	if err != nil {
		tb.Fatal(err)
	}
	conn, err := d.Open(context.Background(), config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close() })
	return &run.Connection{Name: "bench", Driver: d, Config: config, Conn: conn}
}

func openDruid(tb testing.TB, s *httptest.Server) *run.Connection {
	return openSource(tb, druid.Driver(), map[string]any{"url": s.URL})
}

func openNekt(tb testing.TB, s *httptest.Server, mode string) *run.Connection {
	return openSource(tb, nekt.Driver(), map[string]any{"url": s.URL, "api_key": "none", "mode": mode, "dialect": "athena"})
}

// keepAll benchmarks a statement into the store.
func keepAll(b *testing.B, c *run.Connection, size int) {
	b.SetBytes(int64(size))
	for b.Loop() {
		if _, err := keep(c, "SELECT * FROM edits"); err != nil {
			b.Fatal(err)
		}
	}
}

// readAll benchmarks a floor: what do makes of a body that is read over
// loopback.
func readAll(b *testing.B, url, method string, size int, do func(io.Reader) error) {
	b.SetBytes(int64(size))
	for b.Loop() {
		req, _ := http.NewRequest(method, url, nil)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(do(res.Body), res.Body.Close()); err != nil {
			b.Fatal(err)
		}
	}
}

func discard(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

// BenchmarkHTTPJSON measures rows of JSON over loopback into the store.
func BenchmarkHTTPJSON(b *testing.B) {
	body := arrayLines(bodyBytes)
	server := druidServer(b, body)
	b.Run("floor/discard", func(b *testing.B) { readAll(b, server.URL, "POST", len(body), discard) })
	b.Run("floor/encoding-json", func(b *testing.B) {
		readAll(b, server.URL, "POST", len(body), func(r io.Reader) error {
			for d := json.NewDecoder(r); ; {
				var row any
				if err := d.Decode(&row); err != nil {
					return unlessEOF(err)
				}
			}
		})
	})
	b.Run("sonde", func(b *testing.B) { keepAll(b, openDruid(b, server), len(body)) })
}

// BenchmarkHTTPCSV measures a part of a result in an object store.
func BenchmarkHTTPCSV(b *testing.B) {
	body := csvBody(bodyBytes)
	server := nektServer(b, body)
	b.Run("floor/discard", func(b *testing.B) { readAll(b, server.URL+"/part", "GET", len(body), discard) })
	b.Run("floor/encoding-csv", func(b *testing.B) {
		readAll(b, server.URL+"/part", "GET", len(body), func(r io.Reader) error {
			d := csv.NewReader(r)
			d.ReuseRecord = true
			for {
				if _, err := d.Read(); err != nil {
					return unlessEOF(err)
				}
			}
		})
	})
	b.Run("sonde", func(b *testing.B) { keepAll(b, openNekt(b, server, "csv"), len(body)) })
}

// BenchmarkHTTPParquet measures the same table as one Parquet file.
func BenchmarkHTTPParquet(b *testing.B) {
	body := parquetOf(b, openDruid(b, druidServer(b, arrayLines(bodyBytes))))
	server := nektServer(b, body)
	b.Run("floor/discard", func(b *testing.B) { readAll(b, server.URL+"/part", "GET", len(body), discard) })
	b.Run("floor/arrow-go", func(b *testing.B) { readAll(b, server.URL+"/part", "GET", len(body), readParquet) })
	b.Run("sonde", func(b *testing.B) { keepAll(b, openNekt(b, server, "parquet"), len(body)) })
}

// readParquet reads a file with nothing but the library.
func readParquet(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	source, err := file.NewParquetReader(bytes.NewReader(body))
	if err != nil {
		return err
	}
	reader, err := pqarrow.NewFileReader(source, pqarrow.ArrowReadProperties{BatchSize: 8192}, arrowmemory.NewGoAllocator())
	if err != nil {
		return err
	}
	records, err := reader.GetRecordReader(context.Background(), nil, nil)
	if err != nil {
		return err
	}
	defer records.Release()
	for records.Next() {
	}
	return unlessEOF(records.Err())
}

// parquetOf writes the answer of a connection as a Parquet file.
func parquetOf(tb testing.TB, c *run.Connection) []byte {
	rows, err := c.Conn.Query(context.Background(), connectors.Statement{ID: "parquet", SQL: "SELECT * FROM edits"})
	if err != nil {
		tb.Fatal(err)
	}
	defer rows.Close()
	var out bytes.Buffer
	var w *pqarrow.FileWriter
	for {
		batch, err := rows.Next(context.Background())
		if err == io.EOF {
			break
		}
		if err == nil && w == nil {
			w, err = pqarrow.NewFileWriter(rows.Schema(), &out, nil, pqarrow.DefaultWriterProps())
		}
		if err == nil {
			err = w.WriteBuffered(batch)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func unlessEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// BenchmarkHTTPFirstRow measures from the first byte of a server that goes on
// slowly to the first rows in the store.
func BenchmarkHTTPFirstRow(b *testing.B) {
	head := arrayLines(4 << 10)
	head = head[:len(head)-1]
	sent := make(chan time.Time, 1)
	server := serve(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.WriteHeader(http.StatusAccepted)
			return
		}
		w.Header().Set("X-Druid-SQL-Header-Included", "yes")
		sent <- time.Now()
		_, _ = w.Write(head)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	c := openDruid(b, server)
	var total time.Duration
	for b.Loop() {
		total += afterFirstByte(b, c, sent)
	}
	b.ReportMetric(float64(total.Microseconds())/1e3/float64(b.N), "first-row-ms")
}

func afterFirstByte(b *testing.B, c *run.Connection, sent chan time.Time) time.Duration {
	pool := result.NewPool(result.Options{})
	first := make(chan time.Time, 1)
	tell := sync.OnceFunc(func() { first <- time.Now() })
	r, err := start(c, "SELECT * FROM edits", told{run.StoreSink(pool.NewStore()), tell})
	if err != nil {
		b.Fatal(err)
	}
	begin := <-sent
	end := <-first
	r.Cancel()
	r.Wait()
	if err := pool.Close(); err != nil {
		b.Fatal(err)
	}
	return end.Sub(begin)
}

// endless repeats the rows of a body until size bytes have been sent.
func endless(w io.Writer, body []byte, size int64) error {
	start := 0
	for range webColumns {
		start += bytes.IndexByte(body[start:], '\n') + 1
	}
	rows := body[start : len(body)-1]
	if _, err := w.Write(body[:start]); err != nil {
		return err
	}
	for sent := int64(0); sent < size; sent += int64(len(rows)) {
		if _, err := w.Write(rows); err != nil {
			return err
		}
	}
	_, err := w.Write([]byte("\n"))
	return err
}

// streamHTTP reads a body of JSON rows of so many bytes into the store, from a
// server in the same process.
func streamHTTP(size int64) (int64, error) {
	body := arrayLines(1 << 20)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Druid-SQL-Header-Included", "yes")
		_ = endless(w, body, size)
	}))
	defer server.Close()
	d := druid.Driver()
	config, err := connectors.NewConfig(d, "bench", map[string]any{"url": server.URL})
	if err != nil {
		return 0, err
	}
	conn, err := d.Open(context.Background(), config)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	return keep(&run.Connection{Name: "bench", Driver: d, Config: config, Conn: conn}, "SELECT * FROM edits")
}
