package grid

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// growing is a grid whose texts get longer from row to row, and a last one that does
// not.
func growing(t *testing.T, rows int) *Grid {
	t.Helper()
	var fields []arrow.Field
	var arrays []arrow.Array
	for _, every := range []int{3, 5, 4} {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		for r := range rows {
			b.Append(strings.Repeat("x", 2+r/every))
		}
		fields = append(fields, arrow.Field{Name: fmt.Sprint("t", every), Type: arrow.BinaryTypes.String})
		arrays = append(arrays, b.NewArray())
	}
	b := array.NewStringBuilder(memory.DefaultAllocator)
	for range rows {
		b.Append("end")
	}
	fields, arrays = append(fields, arrow.Field{Name: "z", Type: arrow.BinaryTypes.String}), append(arrays, b.NewArray())
	return gridOf(t, array.NewRecordBatch(arrow.NewSchema(fields, nil), arrays, int64(rows)))
}

func TestTextsThatPassByMoveNoColumn(t *testing.T) {
	g := growing(t, 5000)
	for _, width := range []int{120, 80, 50} {
		do(t, g, "first-row")
		header := draw(g, width, 20)[0]
		for range 12 {
			do(t, g, "page-down")
			if got := draw(g, width, 20)[0]; got[2:] != header[2:] {
				t.Fatalf("at row %d of a pane of %d\n%s\nbefore\n%s", g.row, width, got, header)
			}
		}
	}
}

// A text that comes into sight later is not cut where its column is short.
func TestShortTextsGrowAsTheyPassBy(t *testing.T) {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	for r := range 5000 {
		b.Append(fmt.Sprintf("v%d", r*r))
	}
	name := arrow.Field{Name: "v", Type: arrow.BinaryTypes.String}
	ends := array.NewStringBuilder(memory.DefaultAllocator)
	for range 5000 {
		ends.Append("end")
	}
	g := gridOf(t, array.NewRecordBatch(arrow.NewSchema([]arrow.Field{name, {Name: "z", Type: arrow.BinaryTypes.String}}, nil), []arrow.Array{b.NewArray(), ends.NewArray()}, 5000))
	draw(g, 60, 20)
	do(t, g, "last-row")
	if lines := draw(g, 60, 20); !strings.Contains(lines[len(lines)-1], "v24990001 end") {
		t.Errorf("the last row is\n%s", strings.Join(lines, "\n"))
	}
}

func TestLongerRowNumbersChangeNoText(t *testing.T) {
	g := growing(t, 5000)
	draw(g, 80, 20)
	before := widthsOf(g)
	do(t, g, "last-row")
	draw(g, 80, 20)
	if after := widthsOf(g); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("the widths are %v, and were %v", after, before)
	}
}

// What arrives until the pane is full widens columns, what arrives then does not.
func TestTextsWidenUntilThePaneIsFull(t *testing.T) {
	note := arrow.Field{Name: "note", Type: arrow.BinaryTypes.String}
	of := func(n int) arrow.RecordBatch {
		return table(t, fmt.Sprintf(`[{"name": %q, "note": "z"}, {"name": %q, "note": "z"}]`, strings.Repeat("x", n), strings.Repeat("x", n)), nameField, note)
	}
	s := store(t, of(2))
	g := New()
	for _, step := range []struct{ wide, at int }{{5, 11}, {9, 15}, {20, 15}} {
		g.SetView(s.Snapshot().View(nil))
		draw(g, 60, 6)
		if err := s.Append(of(step.wide)); err != nil {
			t.Fatal(err)
		}
		g.SetView(s.Snapshot().View(nil))
		if got := strings.Index(draw(g, 60, 6)[0], "note"); got != step.at {
			t.Errorf("with texts of %d the second column stands at %d, not %d", step.wide, got, step.at)
		}
	}
}

func TestLessRoomMakesNoColumnWider(t *testing.T) {
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 1))
		g := gridOf(t, mixed(40, 1+random.IntN(12)))
		draw(g, 200, 20)
		last := widthsOf(g)
		for width := 199; width > 20; width-- {
			draw(g, width, 20)
			now := widthsOf(g)
			for col := range now {
				if now[col] > last[col] {
					t.Fatalf("seed %d: column %d is %d wide in a pane of %d, and %d in a wider one", seed, col, now[col], width, last[col])
				}
			}
			last = now
		}
	}
}

func TestNoColumnIsOffTheEdgeWhereAllFit(t *testing.T) {
	g := abc(t)
	do(t, g, "row-end", "hide-column", "hide-column")
	draw(g, 40, 3)
	draw(g, 20, 3)
	do(t, g, "show-columns")
	expect(t, draw(g, 60, 3)[:1], `     aaaaaaaaaa bbbbbbbbbb cccccccccc dddddddddd eeeeeeeeee`)
}

func TestNumbersAreNotCutAtTheEdge(t *testing.T) {
	g := gridOf(t, table(t, `[{"name": "abcdef", "id": 1234567890123}]`, nameField, idField))
	expect(t, draw(g, 24, 2), `
     name              ›
▸  1 abcdef`)
}

func widthsOf(g *Grid) []int {
	out := make([]int, len(g.columns))
	for col := range g.columns {
		out[col] = g.width(col)
	}
	return out
}

// FuzzRoundTrip changes the pane and its columns at random and back: the frame is what
// it was.
func FuzzRoundTrip(f *testing.F) {
	for _, script := range []string{"r\x10r\x50", "-+", "t-t+", "-r\x20-+t", "r\x05tr\x60t--+", "WrtW"} {
		for columns := range uint8(14) {
			f.Add(columns, uint8(40), columns*3, script)
		}
	}
	f.Fuzz(func(t *testing.T, columns, rows, at uint8, script string) {
		if columns == 0 || columns > 60 || len(script) > 60 {
			return
		}
		g := gridOf(t, mixed(int(rows), int(columns)))
		passAll(g)
		g.GoTo(int64(at))
		g.GoToColumn(int(at) % int(columns))
		before := draw(g, 100, 12)
		there := g.State()
		for i := range len(script) {
			disturb(g, script, i)
		}
		goBack(t, g, there)
		expect(t, draw(g, 100, 12), strings.Join(before, "\n"))
	})
}

// passAll has every row and column in sight once, so that numbers grow no more.
func passAll(g *Grid) {
	for row := int64(0); row < g.rows; row += 10 {
		for col := range g.columns {
			g.GoTo(row)
			g.GoToColumn(col)
			draw(g, 100, 12)
		}
	}
	g.GoTo(0)
	g.GoToColumn(0)
	draw(g, 100, 12)
}

func disturb(g *Grid, script string, i int) {
	width, height := 100, 12
	switch script[i] {
	case 'r':
		if i+1 < len(script) {
			width, height = int(script[i+1]), 3+int(script[i+1])%30
		}
	case '-':
		g.Do("grid.hide-column")
	case 't':
		g.Do("grid.toggle-types")
	case '+':
		g.Do("grid.show-columns")
	case 'W':
		g.Do("grid.fit-columns")
	}
	draw(g, width, height)
}

func goBack(t *testing.T, g *Grid, there State) {
	t.Helper()
	do(t, g, "show-columns")
	if g.types {
		do(t, g, "toggle-types")
	}
	if g.fitted {
		do(t, g, "fit-columns")
	}
	draw(g, 100, 12)
	g.col = there.Column
}
