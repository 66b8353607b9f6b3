package clickhouse

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// repeated makes a body of some 32 MB of a recorded one: what stands before the
// rows, the rows again and again with a separator between them, and the end.
func repeated(b *testing.B, name, first, end, separator string) []byte {
	b.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		b.Fatal(err)
	}
	from := bytes.Index(data, []byte(first))
	to := len(data)
	if end != "" {
		to = bytes.Index(data, []byte(end))
	}
	out := bytes.Clone(data[:from])
	for len(out) < 32<<20 {
		out = append(append(out, data[from:to]...), separator...)
	}
	return append(append(out, data[from:to]...), data[to:]...)
}

// BenchmarkRead reads a table of fifteen columns, as the engine sends it.
func BenchmarkRead(b *testing.B) {
	for format, body := range map[string][]byte{
		Progress: repeated(b, "events."+Progress, `{"row":`, "", ""),
		JSON:     repeated(b, "events."+JSON, "\t\t{\n\t\t\t\"id\"", "\n\t],\n\n\t\"rows\"", ",\n"),
	} {
		b.Run(format+"/floor/discard", func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				_, _ = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{bytes.NewReader(body)}, make([]byte, 128<<10))
			}
		})
		b.Run(format+"/floor/encoding-json", func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				decodeAny(b, body)
			}
		})
		b.Run(format+"/sonde", func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				drain(b, Read(io.NopCloser(bytes.NewReader(body)), Options{Format: format, Tag: tag}))
			}
		})
	}
}

func decodeAny(b *testing.B, body []byte) {
	d := json.NewDecoder(bytes.NewReader(body))
	for {
		var v any
		if err := d.Decode(&v); err == io.EOF { //nolint:errorlint // the decoder's own end
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

func drain(b *testing.B, a *Answer) {
	for {
		batch, err := a.Next(b.Context())
		if err == io.EOF { //nolint:errorlint // the contract says io.EOF itself
			break
		}
		if err != nil {
			b.Fatal(err)
		}
		for i, c := range batch.Columns() {
			if !arrow.TypeEqual(c.DataType(), a.Schema().Field(i).Type) {
				b.Fatalf("column %d did not fit", i)
			}
		}
	}
	if err := a.Close(); err != nil {
		b.Fatal(err)
	}
}
