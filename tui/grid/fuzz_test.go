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

// mixed returns rows × columns of numbers, texts of many lengths and NULLs.
func mixed(rows, columns int) arrow.RecordBatch {
	fields, arrays := make([]arrow.Field, columns), make([]arrow.Array, columns)
	for c := range columns {
		fields[c] = arrow.Field{Name: strings.Repeat("c", c%30), Type: arrow.BinaryTypes.String, Nullable: true}
		b := array.NewStringBuilder(memory.DefaultAllocator)
		if c%3 == 0 {
			fields[c].Type = arrow.PrimitiveTypes.Int64
			arrays[c] = integers(rows, c)
			continue
		}
		if c%5 == 2 {
			fields[c].Type, arrays[c] = pairType, pairs(rows)
			continue
		}
		for r := range rows {
			if (r+c)%7 == 0 {
				b.AppendNull()
				continue
			}
			b.Append(strings.Repeat("wide 数据 ", (r*c)%9))
		}
		arrays[c] = b.NewArray()
	}
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), arrays, int64(rows))
}

// pairType is a struct within a struct.
var pairType = arrow.StructOf(
	arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	arrow.Field{Name: "s", Type: arrow.StructOf(arrow.Field{Name: "deep", Type: arrow.BinaryTypes.String, Nullable: true}), Nullable: true})

func pairs(rows int) arrow.Array {
	b := array.NewStructBuilder(memory.DefaultAllocator, pairType)
	for r := range rows {
		if r%3 == 0 {
			b.AppendNull()
			continue
		}
		b.Append(true)
		b.FieldBuilder(0).(*array.Int64Builder).Append(int64(r))
		deep := b.FieldBuilder(1).(*array.StructBuilder)
		deep.Append(true)
		deep.FieldBuilder(0).(*array.StringBuilder).Append("deep")
	}
	return b.NewArray()
}

func integers(rows, c int) arrow.Array {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	for r := range rows {
		b.Append(int64(r) << (c % 50))
	}
	return b.NewArray()
}

// FuzzGeometry drives a grid at random. Whatever happens, the cursor stays in
// the result and in sight, the selection stays in the result, and nothing is
// drawn outside of the rectangle.
func FuzzGeometry(f *testing.F) {
	for _, s := range []string{"", "\x00\x01\x02\x03", "w8a0b1c2d3", "\xff\xfe\xfd0123456789", "zzzzzzzzzzzz\x10\x11", "AAAaaaBBBbbb\x80\x81"} {
		f.Add(uint8(9), uint8(5), s)
	}
	f.Add(uint8(0), uint8(3), "gG")
	f.Add(uint8(40), uint8(60), "\x20\x21\x22\x23\x24\x25")
	f.Fuzz(func(t *testing.T, rows, columns uint8, script string) {
		if len(script) > 400 {
			return
		}
		p := result.NewPool(result.Options{})
		defer p.Close()
		s := p.NewStore()
		batch := mixed(int(rows), int(columns))
		s.SetSchema(batch.Schema())
		g := New()
		g.SetView(s.Snapshot().View(nil))
		area := canvas.Rect{X: 2, Y: 1, W: 40, H: 9}
		for i := 0; i+2 < len(script); i += 3 {
			drive(t, g, s, batch, &area, script[i], int(int8(script[i+1])), int(int8(script[i+2])))
			if script[i]%4 != 3 {
				check(t, g, area)
			}
		}
		check(t, g, area)
	})
}

func drive(t *testing.T, g *Grid, s *result.Store, batch arrow.RecordBatch, area *canvas.Rect, op byte, a, b int) {
	switch op % 14 {
	case 0:
		area.W, area.H = max(0, a), max(0, b)
	case 1:
		if batch.NumRows() > 0 && s.Snapshot().NumRows() < 2000 {
			if err := s.Append(batch); err != nil {
				t.Fatal(err)
			}
		}
		g.SetView(s.Snapshot().View(nil))
	case 2:
		g.Click(a, b, op&16 != 0)
	case 3:
		g.Drag(a, b)
	case 4:
		g.Wheel(a, b)
	case 5:
		g.GoTo(int64(a) * int64(b))
	case 6:
		g.Restore(State{Row: int64(a), Column: b, Top: int64(b), Left: a, Widths: map[int]int{a: b}, Hidden: []int{b}})
	case 8:
		g.SetHidden(a, b > 0)
		g.GoToColumn(b)
		g.Follow(int64(a))
	case 9:
		g.Restore(State{Order: []int{2, 0, 1}, Frozen: a, Column: b, Fields: []result.Path{{a & 7, b & 3}, {2, 0}, {2, 1, 0}}})
		g.SetMarks([]Mark{{result.Path{a}, "▲"}, {result.Path{b}, "▼2"}})
	case 7:
		rows := make([]int64, min(s.Snapshot().NumRows(), int64(a&63)))
		g.SetView(s.Snapshot().View(rows))
	default:
		g.Do(Actions[(a+128)%len(Actions)].ID)
	}
}

func check(t *testing.T, g *Grid, area canvas.Rect) {
	t.Helper()
	c := &canvas.Canvas{}
	c.Resize(area.X+area.W+2, area.Y+area.H+2)
	outside := themes.Style{FG: themes.ANSI(9)}
	c.Fill(canvas.Rect{W: c.W, H: c.H}, outside)
	g.Draw(c, area, dark, true)
	for y := range c.H {
		for x := range c.W {
			if !area.Contains(x, y) && c.StyleAt(x, y) != outside {
				t.Fatalf("%d,%d is drawn outside of %+v", x, y, area)
			}
		}
	}
	checkCursor(t, g)
	sel := g.Selection()
	if sel.First < 0 || sel.Rows < 0 || sel.First+sel.Rows > g.rows {
		t.Fatalf("rows %d+%d of %d are selected", sel.First, sel.Rows, g.rows)
	}
	for _, col := range sel.Columns {
		if col >= len(g.columns) || g.columns[col].hidden {
			t.Fatalf("column %d of %d is selected", col, len(g.columns))
		}
	}
	_ = g.Status() + g.CellText(10)
}

func checkCursor(t *testing.T, g *Grid) {
	t.Helper()
	row, col := g.Cursor()
	if row < 0 || row >= max(1, g.rows) || col < 0 || col >= max(1, len(g.columns)) {
		t.Fatalf("the cursor is at %d,%d of %d × %d", row, col, g.rows, len(g.columns))
	}
	if len(g.columns) == 0 || g.rows == 0 {
		return
	}
	if g.columns[col].hidden {
		t.Fatalf("the cursor is in the hidden column %d", col)
	}
	if g.loose {
		return
	}
	if body := g.seen.body; body > 0 && (row < g.top || row >= g.top+int64(body)) {
		t.Fatalf("row %d is not among %d from %d", row, body, g.top)
	}
	if g.seen.area.W == 0 || g.seen.area.H == 0 {
		return
	}
	for _, s := range g.seen.spans {
		if s.col == col && (s.w >= g.columns[col].width || col == g.left) {
			return
		}
	}
	t.Fatalf("column %d is not wholly in sight: %s", col, fmt.Sprint(g.seen.spans))
}
