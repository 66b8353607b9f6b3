package decode

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// benchColumns are twelve mixed columns, as a web analytics table has them.
func benchColumns() []Column {
	return Columns(
		field("time", &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}),
		field("channel", textType), field("page", textType), field("comment", textType),
		field("added", int64Type), field("deleted", int64Type), field("delta", int64Type),
		field("robot", arrow.FixedWidthTypes.Boolean), field("user", textType),
		field("score", floatType), field("price", &arrow.Decimal128Type{Precision: 18, Scale: 4}), field("region", textType),
	)
}

// benchRows writes about size bytes of rows, each value through one of the
// three functions.
func benchRows(size int, open, closing string, quote func(string) string) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	for b.Len() < size {
		fmt.Fprintf(&b, "%s%s,%s,%s,%s,%d,%d,%d,%v,%s,%v,%d.%04d,%s%s", open,
			quote(fmt.Sprintf("2015-09-%02dT%02d:%02d:%02d.%03dZ", 1+r.IntN(30), r.IntN(24), r.IntN(60), r.IntN(60), r.IntN(1000))),
			quote("#en.wikipedia"), quote(fmt.Sprintf("Page/%d of the list of things", r.IntN(1e6))),
			quote(`/* Section */ "quoted" and so on`), r.IntN(5000), r.IntN(100), r.Int64()-1<<62, r.IntN(2) == 0,
			quote(fmt.Sprintf("user%d", r.IntN(1e5))), float64(r.IntN(1e6))/1e3+r.Float64()*float64(r.IntN(2)), r.IntN(1e6), r.IntN(1e4), quote("Île-de-France"), closing)
	}
	return b.Bytes()
}

func quoteJSON(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func quoteCSV(s string) string {
	return `"` + string(bytes.ReplaceAll([]byte(s), []byte(`"`), []byte(`""`))) + `"`
}

func drain(b *testing.B, r *Reader) {
	for {
		batch, err := r.Next(context.Background())
		if err == io.EOF {
			break
		}
		if err != nil {
			b.Fatal(err)
		}
		for i, c := range batch.Columns() {
			if !arrow.TypeEqual(c.DataType(), r.Schema().Field(i).Type) {
				b.Fatalf("column %d did not fit", i)
			}
		}
	}
	if err := r.Close(); err != nil {
		b.Fatal(err)
	}
}

func benchmark(b *testing.B, body []byte, do func(r io.Reader)) {
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		do(bytes.NewReader(body))
	}
}

func BenchmarkJSON(b *testing.B) {
	body := append(benchRows(32<<20, "[", "]\n", quoteJSON), '\n')
	b.Run("floor/discard", func(b *testing.B) {
		benchmark(b, body, func(r io.Reader) {
			_, _ = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{r}, make([]byte, blockBytes))
		})
	})
	b.Run("floor/encoding-json", func(b *testing.B) {
		benchmark(b, body, func(r io.Reader) {
			d := json.NewDecoder(r)
			for {
				var row any
				if err := d.Decode(&row); err == io.EOF {
					return
				} else if err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("sonde", func(b *testing.B) {
		benchmark(b, body, func(r io.Reader) {
			drain(b, JSON(r, JSONOptions{Lines: true, End: EndBlankLine, Columns: benchColumns()}))
		})
	})
}

func BenchmarkJSONObjects(b *testing.B) {
	names := benchColumns()
	var body bytes.Buffer
	body.WriteString(`{"meta":[],"data":[`)
	var rows [][]json.RawMessage
	rows = make([][]json.RawMessage, 0)
	d := json.NewDecoder(bytes.NewReader(benchRows(8<<20, "[", "]\n", quoteJSON)))
	for {
		var row []json.RawMessage
		if d.Decode(&row) != nil {
			break
		}
		rows = append(rows, row)
	}
	for i, row := range rows {
		for c, v := range row {
			fmt.Fprintf(&body, `%s%q:%s`, [...]string{",", "{"}[b2i(c == 0)], names[c].Field.Name, v)
		}
		body.WriteString([...]string{"},\n", "}"}[b2i(i == len(rows)-1)])
	}
	body.WriteString("]}")
	b.Run("floor/encoding-json", func(b *testing.B) {
		benchmark(b, body.Bytes(), func(r io.Reader) {
			var v any
			if err := json.NewDecoder(r).Decode(&v); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("sonde", func(b *testing.B) {
		benchmark(b, body.Bytes(), func(r io.Reader) {
			drain(b, JSON(r, JSONOptions{Envelope: "data", Columns: names}))
		})
	})
}

func b2i(v bool) int {
	if v {
		return 1
	}
	return 0
}

func BenchmarkCSV(b *testing.B) {
	body := benchRows(32<<20, "", "\n", quoteCSV)
	b.Run("floor/encoding-csv", func(b *testing.B) {
		benchmark(b, body, func(r io.Reader) {
			d := csv.NewReader(r)
			d.ReuseRecord = true
			for {
				if _, err := d.Read(); err == io.EOF {
					return
				} else if err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("sonde/text", func(b *testing.B) {
		benchmark(b, body, func(r io.Reader) { drain(b, CSV(r, CSVOptions{End: EndNewline})) })
	})
	b.Run("sonde/typed", func(b *testing.B) {
		benchmark(b, body, func(r io.Reader) { drain(b, CSV(r, CSVOptions{End: EndNewline, Columns: benchColumns()})) })
	})
}
