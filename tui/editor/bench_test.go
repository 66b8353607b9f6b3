package editor

import (
	"strings"
	"testing"

	"sonde/internal/sqltext"
	"sonde/themes"
	"sonde/tui/canvas"
)

// benchText is a buffer of 5,000 lines in many statements.
var benchText = strings.Repeat(`select o.order_id, c.name, sum(i.quantity * i.price) as total -- the sum of a row
from orders o join customers c on c.id = o.customer_id join items i using (order_id)
where o.placed_at >= timestamp '2024-01-31 12:00:00' and c.country in ('DE', 'FR', 'JP')
group by all
order by total desc limit 100;
`, 1000)

func benchEditor(b *testing.B, text string) (*Editor, *canvas.Canvas, func()) {
	b.Helper()
	e := New(sqltext.ForName("duckdb"))
	e.SetText(text)
	c, theme := &canvas.Canvas{}, themes.Default(true)
	c.Resize(200, 60)
	e.SetCursor(len(text) / 2)
	draw := func() { e.Draw(c, canvas.Rect{W: 200, H: 60}, theme, true) }
	draw()
	b.ReportAllocs()
	return e, c, draw
}

// plainFrame is the floor: the visible lines drawn as plain text.
func plainFrame(b *testing.B, e *Editor, c *canvas.Canvas) {
	r, style := canvas.Rect{W: 200, H: 60}, themes.Default(true).Style(themes.Text)
	for b.Loop() {
		c.Fill(r, style)
		for y := range 60 {
			c.Text(5, y, 195, e.buf.Line(min(2500+y, e.buf.Lines()-1)), style)
		}
	}
}

func BenchmarkKeystroke(b *testing.B) {
	b.Run("floor", func(b *testing.B) {
		e, c, _ := benchEditor(b, benchText)
		plainFrame(b, e, c)
	})
	b.Run("sonde", func(b *testing.B) {
		e, _, draw := benchEditor(b, benchText)
		for b.Loop() {
			e.Insert("x")
			draw()
			e.Do("editor.delete-left")
			draw()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(2*b.N), "ns/key")
	})
}

// BenchmarkKeystrokeOpensQuote is the worst key: everything below turns into a
// string and back.
func BenchmarkKeystrokeOpensQuote(b *testing.B) {
	b.Run("floor", func(b *testing.B) {
		e, c, _ := benchEditor(b, benchText)
		plainFrame(b, e, c)
	})
	b.Run("sonde", func(b *testing.B) {
		e, _, draw := benchEditor(b, benchText)
		for b.Loop() {
			e.Insert("'")
			draw()
			e.Do("editor.delete-left")
			draw()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(2*b.N), "ns/key")
	})
}

// BenchmarkKeystrokeInOneStatement types at the end of a statement of 5,000
// lines.
func BenchmarkKeystrokeInOneStatement(b *testing.B) {
	text := "insert into t values\n" + strings.Repeat("  (1, 'one', 2.5, null, current_date),\n", 5000)
	b.Run("floor", func(b *testing.B) {
		e, c, _ := benchEditor(b, text)
		plainFrame(b, e, c)
	})
	b.Run("sonde", func(b *testing.B) {
		e, _, draw := benchEditor(b, text)
		e.Do("editor.end")
		for b.Loop() {
			e.Insert("x")
			draw()
			e.Do("editor.delete-left")
			draw()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(2*b.N), "ns/key")
	})
}

// BenchmarkPaste10MB pastes, draws until everything is read, and undoes.
func BenchmarkPaste10MB(b *testing.B) {
	text := strings.Repeat(benchText, 10<<20/len(benchText))
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			strings.Count(text, "\n")
		}
	})
	b.Run("sonde/first-frame", func(b *testing.B) {
		e, _, draw := benchEditor(b, "")
		for b.Loop() {
			e.Insert(text)
			draw()
			e.Do("editor.undo")
		}
	})
	b.Run("sonde/all", func(b *testing.B) {
		e, _, draw := benchEditor(b, "")
		for b.Loop() {
			e.Insert(text)
			draw()
			for e.Pending() {
				draw()
			}
			e.Do("editor.undo")
		}
	})
}

func BenchmarkStatement(b *testing.B) {
	b.Run("floor", func(b *testing.B) {
		e, _, _ := benchEditor(b, benchText)
		for b.Loop() {
			e.Text()
		}
	})
	b.Run("sonde", func(b *testing.B) {
		e, _, _ := benchEditor(b, benchText)
		for b.Loop() {
			e.Statement()
		}
	})
}
