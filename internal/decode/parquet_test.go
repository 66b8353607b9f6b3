package decode

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/apache/arrow-go/v18/parquet/schema"

	"sonde/connectors"
)

// memoryFile is a Parquet file in memory.
type memoryFile struct {
	*bytes.Reader
	closed *int
}

func (m memoryFile) Close() error { *m.closed++; return nil }

func parts(closed *int, files ...[]byte) *ParquetReader {
	var open []func(context.Context) (File, error)
	for _, f := range files {
		open = append(open, func(context.Context) (File, error) { return memoryFile{bytes.NewReader(f), closed}, nil })
	}
	return Parquet(open...)
}

// writeParquet writes JSON rows of a schema.
func writeParquet(t testing.TB, rows string, props *parquet.WriterProperties, fields ...arrow.Field) []byte {
	t.Helper()
	s := arrow.NewSchema(fields, nil)
	batch, _, err := array.RecordFromJSON(memory.NewGoAllocator(), s, strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(s, &out, props, pqarrow.NewArrowWriterProperties(pqarrow.WithDeprecatedInt96Timestamps(true)))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(batch); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func readParquet(t *testing.T, p *ParquetReader) (rows []string, err error) {
	t.Helper()
	defer p.Close()
	for {
		batch, err := p.Next(t.Context())
		if err != nil {
			return rows, err
		}
		rows = append(rows, texts(batch)...)
	}
}

func TestParquet(t *testing.T) {
	fields := []arrow.Field{
		field("i", int64Type), field("s", textType), field("d", &arrow.Decimal128Type{Precision: 38, Scale: 9}),
		field("big", &arrow.Decimal256Type{Precision: 76, Scale: 38}), field("list", arrow.ListOf(int64Type)),
		field("at", &arrow.TimestampType{Unit: arrow.Nanosecond}), field("date", arrow.FixedWidthTypes.Date32),
		field("row", arrow.StructOf(field("x", textType), field("y", floatType))), field("", arrow.FixedWidthTypes.Boolean),
	}
	rows := `[{"i":9007199254740993,"s":"a","d":"-0.100000000","big":"99999999999999999999999999999999999999.00000000000000000000000000000000000001","list":[1,null],"at":"2024-01-31 13:45:00.123456789","date":"2024-01-31","row":{"x":"é","y":0.1},"":true},
		{"i":null,"s":"","d":null,"big":null,"list":null,"at":null,"date":null,"row":null,"":null}]`
	want := []string{`9007199254740993|a|-0.100000000|99999999999999999999999999999999999999.00000000000000000000000000000000000001|[1,null]|2024-01-31 13:45:00.123456789|2024-01-31|{"x":"é","y":0.1}|true`,
		"NULL||NULL|NULL|NULL|NULL|NULL|NULL|NULL"}
	for _, version := range []parquet.DataPageVersion{parquet.DataPageV1, parquet.DataPageV2} {
		for _, codec := range []compress.Compression{compress.Codecs.Uncompressed, compress.Codecs.Snappy, compress.Codecs.Gzip} {
			file := writeParquet(t, rows, parquet.NewWriterProperties(parquet.WithDataPageVersion(version), parquet.WithCompression(codec)), fields...)
			closed := 0
			p := parts(&closed, file, file)
			got, err := readParquet(t, p)
			if err != io.EOF || closed != 2 || p.Rows() != 4 {
				t.Fatalf("%v, %d closed, %d rows", err, closed, p.Rows())
			}
			same(t, got, append(append([]string{}, want...), want...))
			if name := connectors.SourceType(p.Schema().Field(5)); name != "INT96" {
				t.Errorf("the source's type of a timestamp is %s", name)
			}
		}
	}
}

// writeInt96 writes a file of one column of Julian days.
func writeInt96(t *testing.T, days ...uint32) []byte {
	t.Helper()
	node, levels, present := schema.NewInt96Node("at", parquet.Repetitions.Optional, -1), []int16{}, []uint32{}
	for _, d := range days {
		levels = append(levels, int16(min(d, 1)))
		if d > 0 {
			present = append(present, d)
		}
	}
	return writeColumn(t, node, func(c file.ColumnChunkWriter) error {
		_, err := c.(*file.Int96ColumnChunkWriter).WriteBatch(momentsOf(present...), levels, nil)
		return err
	})
}

func TestParquetInt96BeyondNanoseconds(t *testing.T) {
	closed := 0
	p := parts(&closed, writeInt96(t, 2_440_588, 0), writeInt96(t, 2_440_588, 5_373_484, 0, 1_721_426))
	got, err := readParquet(t, p)
	if err != io.EOF {
		t.Fatal(err)
	}
	same(t, got, []string{"1970-01-01 00:00:01.5", "NULL", "1970-01-01 00:00:01.5", "9999-12-31 00:00:01.5", "NULL", "0001-01-01 00:00:01.5"})
	if p.Schema().Field(0).Type.ID() != arrow.TIMESTAMP {
		t.Error("the column is no timestamp")
	}
}

func TestParquetPartsThatDiffer(t *testing.T) {
	props := parquet.NewWriterProperties()
	numbers := writeParquet(t, `[{"a":1}]`, props, field("a", int64Type))
	words := writeParquet(t, `[{"a":"x"},{"a":null}]`, props, field("a", textType))
	floats := writeParquet(t, `[{"a":0.5}]`, props, field("a", floatType))
	others := writeParquet(t, `[{"b":1}]`, props, field("b", int64Type))
	closed := 0
	got, err := readParquet(t, parts(&closed, numbers, words, floats, others))
	if !connectors.IsClass(err, connectors.ClassIncomplete) || !strings.Contains(err.Error(), "part 4 has other columns") {
		t.Errorf("ended with %v", err)
	}
	same(t, got, []string{"1", "x", "NULL", "0.5"})
	if closed != 4 {
		t.Errorf("%d files were closed", closed)
	}
	p := parts(&closed)
	if _, err := readParquet(t, p); err != io.EOF || p.Schema().NumFields() != 0 {
		t.Errorf("no parts ended with %v", err)
	}
}

// A damaged file is an error, never a panic and never an end.
func TestParquetDamaged(t *testing.T) {
	var rows []string
	for i := range 1000 {
		rows = append(rows, fmt.Sprintf(`{"a":%d,"s":"text %d"}`, i, i%7))
	}
	whole := writeParquet(t, "["+strings.Join(rows, ",")+"]", parquet.NewWriterProperties(), field("a", int64Type), field("s", textType))
	closed := 0
	for n := 0; n < len(whole); n += 37 {
		if _, err := readParquet(t, parts(&closed, whole[:n])); !connectors.IsClass(err, connectors.ClassIncomplete) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
	for n := 4; n < len(whole)-8; n += 11 {
		damaged := bytes.Clone(whole)
		damaged[n] ^= 0x55
		if _, err := readParquet(t, parts(&closed, damaged)); err != io.EOF && !connectors.IsClass(err, connectors.ClassIncomplete) {
			t.Errorf("damaged at %d: %v", n, err)
		}
	}
	for reason, body := range map[string][]byte{
		"part 2 of 2 is no Parquet file; 1,000 rows": []byte("a,b\n1,2\n3,4\n5,6\n"),
		"part 2 of 2 is cut":                         whole[:len(whole)-100],
	} {
		if _, err := readParquet(t, parts(&closed, whole, body)); !connectors.IsClass(err, connectors.ClassIncomplete) || !strings.Contains(err.Error(), reason) {
			t.Errorf("%v, not %s", err, reason)
		}
	}
	if _, err := readParquet(t, parts(&closed, []byte("<html>"))); !connectors.IsClass(err, connectors.ClassIncomplete) {
		t.Errorf("a page ended with %v", err)
	}
}

func TestParquetContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Parquet().Next(ctx); !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("ended with %v", err)
	}
}

func BenchmarkParquet(b *testing.B) {
	var body bytes.Buffer
	r := JSON(bytes.NewReader(append(benchRows(32<<20, "[", "]\n", quoteJSON), '\n')), JSONOptions{Lines: true, Columns: benchColumns()})
	var w *pqarrow.FileWriter
	for {
		batch, err := r.Next(context.Background())
		if err == io.EOF {
			break
		}
		if w == nil {
			w, _ = pqarrow.NewFileWriter(r.Schema(), &body, parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy)), pqarrow.DefaultWriterProps())
		}
		if err := w.WriteBuffered(batch); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("floor/arrow-go", func(b *testing.B) {
		benchmark(b, body.Bytes(), func(r io.Reader) {
			source, err := file.NewParquetReader(bytes.NewReader(body.Bytes()))
			if err != nil {
				b.Fatal(err)
			}
			reader, err := pqarrow.NewFileReader(source, pqarrow.ArrowReadProperties{BatchSize: parquetRows}, memory.NewGoAllocator())
			if err != nil {
				b.Fatal(err)
			}
			records, err := reader.GetRecordReader(context.Background(), nil, nil)
			if err != nil {
				b.Fatal(err)
			}
			for records.Next() {
			}
			if records.Err() != nil {
				b.Fatal(records.Err())
			}
		})
	})
	b.Run("sonde", func(b *testing.B) {
		closed := 0
		benchmark(b, body.Bytes(), func(io.Reader) {
			p := parts(&closed, body.Bytes())
			for {
				if _, err := p.Next(context.Background()); err == io.EOF {
					return
				} else if err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

func FuzzParquet(f *testing.F) {
	f.Add(writeParquet(f, `[{"a":1,"s":"x"},{"a":null,"s":""}]`, parquet.NewWriterProperties(parquet.WithDictionaryDefault(false)), field("a", int64Type), field("s", textType)))
	f.Fuzz(func(t *testing.T, data []byte) {
		closed := 0
		if _, err := readParquet(t, parts(&closed, data)); err != io.EOF && !connectors.IsClass(err, connectors.ClassIncomplete) {
			t.Fatal(err)
		}
	})
}
