package nekt

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/memory"
	parquetfile "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"sonde/connectors"
)

// bench serves one file over the loopback.
func bench(b *testing.B, mode string, data []byte) (c *Conn, link string) {
	f := &fake{answers: map[string]result{"q": {files: []file{{data: data}}}}, signer: signedS3}
	s := httptest.NewServer(f)
	b.Cleanup(s.Close)
	return connect(b, s.URL, map[string]any{"mode": mode}), s.URL + "/bucket/71/" + objectName(file{}, 0) + "?" + signedS3
}

func drain(b *testing.B, c *Conn) {
	rows, err := c.Query(context.Background(), connectors.Statement{SQL: "q"})
	for err == nil {
		_, err = rows.Next(context.Background())
	}
	if err != io.EOF {
		b.Fatal(err)
	}
	rows.Close()
}

func download(b *testing.B, link string, w io.Writer) {
	resp, err := http.Get(link)
	if err == nil {
		_, err = io.Copy(w, resp.Body)
		resp.Body.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkCSV measures the way of a result from the store into batches, beside
// reading the same file and throwing it away.
func BenchmarkCSV(b *testing.B) {
	c, link := bench(b, modeCSV, []byte("\"n\",\"s\"\n"+lines(1_000_000, numbered)))
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			download(b, link, io.Discard)
		}
	})
	b.Run("sonde", func(b *testing.B) {
		for b.Loop() {
			drain(b, c)
		}
	})
}

// BenchmarkParquet stands beside the library reading the same file from memory
// after a download.
func BenchmarkParquet(b *testing.B) {
	c, link := bench(b, modeParquet, counted(2_000_000))
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			var data bytes.Buffer
			download(b, link, &data)
			readWithLibrary(b, data.Bytes())
		}
	})
	b.Run("sonde", func(b *testing.B) {
		for b.Loop() {
			drain(b, c)
		}
	})
}

func readWithLibrary(b *testing.B, data []byte) {
	r, err := parquetfile.NewParquetReader(bytes.NewReader(data))
	if err != nil {
		b.Fatal(err)
	}
	library, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{BatchSize: 16 << 10}, memory.NewGoAllocator())
	if err != nil {
		b.Fatal(err)
	}
	records, err := library.GetRecordReader(context.Background(), nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer records.Release()
	for records.Next() {
		_ = records.RecordBatch()
	}
	if err := records.Err(); err != nil && err != io.EOF {
		b.Fatal(err)
	}
}

// BenchmarkFirstRow measures the time until the first batch of a large result.
func BenchmarkFirstRow(b *testing.B) {
	c, _ := bench(b, modeCSV, []byte("\"n\",\"s\"\n"+lines(1_000_000, numbered)))
	for b.Loop() {
		rows, err := c.Query(context.Background(), connectors.Statement{SQL: "q"})
		if err == nil {
			_, err = rows.Next(context.Background())
		}
		if err != nil {
			b.Fatal(err)
		}
		rows.Close()
	}
}
