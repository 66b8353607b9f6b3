package grid

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/internal/result"
	"sonde/themes"
	"sonde/tui/canvas"
)

const benchWidth, benchHeight = 200, 60

// benchStore holds rows × columns of numbers, texts, timestamps and decimals.
// Its batches share their columns, so that ten million rows fit in memory.
func benchStore(b *testing.B, rows, columns int) *result.Store {
	const batchRows = 10_000
	batch := benchBatch(min(rows, batchRows), columns)
	p := result.NewPool(result.Options{Budget: 1 << 50})
	b.Cleanup(func() { _ = p.Close() })
	s := p.NewStore()
	for range max(1, rows/batchRows) {
		if err := s.Append(batch); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

func benchBatch(rows, columns int) arrow.RecordBatch {
	kinds := []arrow.DataType{arrow.PrimitiveTypes.Int64, arrow.BinaryTypes.String, &arrow.TimestampType{Unit: arrow.Microsecond}, priceType}
	ready := make([]arrow.Array, len(kinds))
	for k, kind := range kinds {
		builder := array.NewBuilder(memory.DefaultAllocator, kind)
		for r := range rows {
			if err := builder.AppendValueFromString(benchValue(k, r)); err != nil {
				panic(err)
			}
		}
		ready[k] = builder.NewArray()
	}
	fields, arrays := make([]arrow.Field, columns), make([]arrow.Array, columns)
	for c := range columns {
		fields[c] = arrow.Field{Name: fmt.Sprintf("column_%d", c), Type: kinds[c%len(kinds)], Nullable: true}
		arrays[c] = ready[c%len(kinds)]
	}
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), arrays, int64(rows))
}

func benchValue(kind, row int) string {
	return []string{fmt.Sprint(row * 7919), fmt.Sprintf("value number %d", row), "2024-01-31 13:45:00.5", fmt.Sprintf("%d.25", row)}[kind]
}

// BenchmarkFrame draws a frame in the middle of a result and writes it out; the
// cursor moves every time. The floor fills the same sheet with plain text.
func BenchmarkFrame(b *testing.B) {
	c := &canvas.Canvas{}
	line := strings.Repeat("value number 12345 ", benchWidth/10)
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Resize(benchWidth, benchHeight)
			for y := range benchHeight {
				c.Text(0, y, benchWidth, line, themes.Style{})
			}
			_ = c.String()
		}
	})
	for _, rows := range []int{1_000, 10_000_000} {
		for _, columns := range []int{10, 200, 10_000} {
			b.Run(fmt.Sprintf("sonde/%dx%d", rows, columns), func(b *testing.B) {
				benchFrames(b, c, rows, columns)
			})
		}
	}
}

func benchFrames(b *testing.B, c *canvas.Canvas, rows, columns int) {
	g := New()
	g.SetView(benchStore(b, rows, columns).Snapshot().View(nil))
	g.GoTo(int64(rows / 2))
	g.to(g.row, columns/2, false)
	b.ReportAllocs()
	for b.Loop() {
		c.Resize(benchWidth, benchHeight)
		g.Draw(c, canvas.Rect{W: benchWidth, H: benchHeight}, dark, true)
		_ = c.String()
		g.Do("grid.down")
	}
}

// BenchmarkSetView is what every batch of a running query costs the screen.
func BenchmarkSetView(b *testing.B) {
	s := benchStore(b, 10_000_000, 200)
	g := New()
	b.ReportAllocs()
	for b.Loop() {
		g.SetView(s.Snapshot().View(nil))
	}
}
