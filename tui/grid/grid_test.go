package grid

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/themes"
	"sonde/tui/canvas"
)

var dark = themes.Default(true)

// table builds a batch from JSON rows; a misfit column may have another type
// than the schema of the result.
func table(t testing.TB, rows string, fields ...arrow.Field) arrow.RecordBatch {
	t.Helper()
	b, _, err := array.RecordFromJSON(memory.DefaultAllocator, arrow.NewSchema(fields, nil), strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func store(t testing.TB, batches ...arrow.RecordBatch) *result.Store {
	t.Helper()
	p := result.NewPool(result.Options{Dir: t.TempDir()})
	t.Cleanup(func() { _ = p.Close() })
	s := p.NewStore()
	for _, b := range batches {
		if err := s.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func gridOf(t testing.TB, batches ...arrow.RecordBatch) *Grid {
	t.Helper()
	g := New()
	g.SetView(store(t, batches...).Snapshot().View(nil))
	return g
}

// draw draws a grid and returns its lines without trailing blanks.
func draw(g *Grid, w, h int) []string {
	lines, _ := drawStyled(g, w, h)
	return lines
}

func drawStyled(g *Grid, w, h int) ([]string, *canvas.Canvas) {
	c := &canvas.Canvas{}
	c.Resize(w, h)
	g.Draw(c, canvas.Rect{W: w, H: h}, dark, true)
	lines := make([]string, h)
	for y := range lines {
		lines[y] = strings.TrimRight(c.Line(y), " ")
	}
	return lines, c
}

func expect(t *testing.T, got []string, want string) {
	t.Helper()
	text := strings.TrimRight(strings.Join(got, "\n"), "\n")
	if want = strings.Trim(want, "\n"); text != want {
		t.Errorf("the screen shows\n%s\nwant\n%s", text, want)
	}
}

func do(t *testing.T, g *Grid, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if !g.Do("grid." + id) {
			t.Fatalf("%s was not done", id)
		}
	}
}

var (
	idField   = arrow.Field{Name: "id", Type: arrow.PrimitiveTypes.Int64, Nullable: true}
	nameField = arrow.Field{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true}
	priceType = &arrow.Decimal128Type{Precision: 10, Scale: 2}
)

func TestValues(t *testing.T) {
	g := gridOf(t, table(t, `[
		{"id": 1, "name": "NULL", "price": "1234.50", "flag": true, "at": "2024-01-31", "raw": "AP8="},
		{"id": 9223372036854775807, "name": null, "price": "0.10", "flag": null, "at": null, "raw": ""},
		{"id": null, "name": "", "price": null, "flag": false, "at": "1999-12-31", "raw": null}]`,
		idField, nameField, arrow.Field{Name: "price", Type: priceType, Nullable: true},
		arrow.Field{Name: "flag", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
		arrow.Field{Name: "at", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		arrow.Field{Name: "raw", Type: arrow.BinaryTypes.Binary, Nullable: true}))
	expect(t, draw(g, 80, 6), `
                      id name   price flag  at         raw
▸  1                   1 NULL 1234.50 true  2024-01-31 \x00ff
   2 9223372036854775807 NULL    0.10 NULL  NULL       \x
   3                NULL         NULL false 1999-12-31 NULL`)
}

func TestNullDoesNotLookLikeText(t *testing.T) {
	g := gridOf(t, table(t, `[{"name": "NULL"}, {"name": null}, {"name": "x"}]`, nameField))
	do(t, g, "last-row")
	_, c := drawStyled(g, 30, 5)
	text, null := c.StyleAt(5, 1), c.StyleAt(5, 2)
	if text != dark.Style(themes.TextValue) || null != dark.Style(themes.Null) || text == null {
		t.Errorf("the text NULL has style %+v, the value %+v", text, null)
	}
}

func TestUnsafeAndWideText(t *testing.T) {
	g := gridOf(t, table(t, `[{"name": "a\u001b[2Jb\nc"}, {"name": "数据"}, {"name": "e\u0301\u202e"}]`,
		nameField, arrow.Field{Name: "\x1b]0;x\a", Type: arrow.Null}))
	expect(t, draw(g, 40, 5), "     name     ␛]0;x␇\n▸  1 a␛[2Jb␊c NULL\n   2 数据     NULL\n   3 e\u0301◌       NULL")
}

func TestLongTextIsCutWithEllipsis(t *testing.T) {
	long := strings.Repeat("long ", 1<<18)
	g := gridOf(t, table(t, fmt.Sprintf(`[{"name": %q, "id": 1, "note": %q}]`, long, long), nameField, idField,
		arrow.Field{Name: "note", Type: arrow.BinaryTypes.String}))
	expect(t, draw(g, 45, 3), `
     name                  id note          ›
▸  1 long long long long…   1 long long long…`)
}

func TestLastColumnTakesTheRoom(t *testing.T) {
	long := strings.Repeat("x", 60)
	g := gridOf(t, table(t, fmt.Sprintf(`[{"a": 1, "name": %q}]`, long), arrow.Field{Name: "a", Type: arrow.PrimitiveTypes.Int8}, nameField))
	if got := draw(g, 70, 2)[1]; got != "▸  1   1 "+long {
		t.Errorf("the row is %q", got)
	}
	if got := draw(g, 50, 2)[1]; !strings.HasSuffix(got, "x…") || len([]rune(got)) != 50 {
		t.Errorf("in a narrower pane the row is %q", got)
	}
}

func TestNames(t *testing.T) {
	var fields []arrow.Field
	for _, name := range []string{"a", "", "a", strings.Repeat("n", 99)} {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.Null})
	}
	g := gridOf(t, array.NewRecordBatch(arrow.NewSchema(fields, nil), nulls(4), 1))
	expect(t, draw(g, 80, 3), `
     a    (no name) a    nnnnnnnnnnn…nnnnnnnnnnnn
▸  1 NULL NULL      NULL NULL`)
}

func TestTypesOnRequest(t *testing.T) {
	g := gridOf(t, table(t, `[{"id": 1, "name": "x"}]`, idField, connectors.Field("name", arrow.BinaryTypes.String, "VARCHAR", connectors.KindText)))
	do(t, g, "toggle-types")
	expect(t, draw(g, 40, 4), `
        id name
     int64 VARCHAR
▸  1     1 x`)
	do(t, g, "toggle-types")
	if got := draw(g, 40, 4)[1]; !strings.HasPrefix(got, "▸  1") {
		t.Errorf("the second line is %q", got)
	}
}

func TestTypesSayWhatIsNeverNull(t *testing.T) {
	id := connectors.Field("id", arrow.PrimitiveTypes.Int64, "BIGINT", connectors.KindText)
	id.Metadata = arrow.NewMetadata(append(id.Metadata.Keys(), connectors.MetaNullable), append(id.Metadata.Values(), "false"))
	g := gridOf(t, table(t, `[{"id": 1, "name": "x"}]`, id, nameField))
	do(t, g, "toggle-types")
	expect(t, draw(g, 40, 3), `
                  id name
     BIGINT not NULL utf8
▸  1               1 x`)
}

func TestEmptyResults(t *testing.T) {
	s := store(t)
	g := New()
	expect(t, draw(g, 30, 3), " No columns")
	g.SetMessage("3 rows inserted")
	expect(t, draw(g, 30, 3), " 3 rows inserted")
	g.SetMessage("")
	s.SetSchema(arrow.NewSchema([]arrow.Field{idField, nameField}, nil))
	g.SetView(s.Snapshot().View(nil))
	expect(t, draw(g, 30, 3), "      id name\n 0 rows")
	if sel := g.Selection(); sel.Rows != 0 {
		t.Errorf("%d rows are selected of none", sel.Rows)
	}
	for _, a := range Actions {
		g.Do(a.ID)
		draw(g, 30, 3)
	}
}

func TestMisfitColumnIsShownAsSent(t *testing.T) {
	g := gridOf(t, table(t, `[{"id": 12}]`, idField),
		table(t, `[{"id": "340282366920938463463374607431768211456"}]`, arrow.Field{Name: "id", Type: arrow.BinaryTypes.String}))
	expect(t, draw(g, 60, 4), `
                                          id
▸  1                                      12
   2 340282366920938463463374607431768211456`)
}

func TestGrowingResultKeepsCursorAndWidths(t *testing.T) {
	s := store(t, table(t, `[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]`, idField, nameField))
	g := New()
	g.SetView(s.Snapshot().View(nil))
	do(t, g, "down", "right", "widen-column")
	before := draw(g, 40, 6)
	if err := s.Append(table(t, `[{"id": 3, "name": "c"}]`, idField, nameField)); err != nil {
		t.Fatal(err)
	}
	g.SetView(s.Snapshot().View(nil))
	after := draw(g, 40, 6)
	if row, col := g.Cursor(); row != 1 || col != 1 {
		t.Errorf("the cursor is at %d, %d", row, col)
	}
	if before[0] != after[0] || before[2] != after[2] || !strings.Contains(after[3], "3 c") {
		t.Errorf("before\n%s\nafter\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}

func TestAnotherResultStartsAnew(t *testing.T) {
	g := gridOf(t, table(t, `[{"id": 1}, {"id": 2}]`, idField))
	do(t, g, "last-row", "select-all")
	g.SetView(store(t, table(t, `[{"name": "x"}]`, nameField)).Snapshot().View(nil))
	if row, col := g.Cursor(); row != 0 || col != 0 || g.Selected() {
		t.Errorf("cursor %d, %d, selected %v", row, col, g.Selected())
	}
	g.SetView(nil)
	expect(t, draw(g, 20, 2), " No columns")
}

func TestColumnsWidenForWhatComesIntoSight(t *testing.T) {
	g := gridOf(t, table(t, `[{"id": 1, "name": "a"}, {"id": 123456789, "name": "b"}]`, idField, nameField))
	draw(g, 40, 2)
	do(t, g, "down")
	expect(t, draw(g, 40, 2), `
            id name
▸  2 123456789 b`)
	do(t, g, "up")
	expect(t, draw(g, 40, 2), `
            id name
▸  1         1 a`)
}

func TestFitColumn(t *testing.T) {
	long := strings.Repeat("x", 50)
	g := gridOf(t, table(t, fmt.Sprintf(`[{"name": %q, "id": 1}]`, long), nameField, idField))
	draw(g, 100, 3)
	do(t, g, "narrow-column", "narrow-column")
	narrow := draw(g, 100, 3)[1]
	do(t, g, "fit-column", "fit-column")
	wide := draw(g, 100, 3)[1]
	if strings.Contains(narrow, long) || !strings.Contains(wide, long+"   1") {
		t.Errorf("narrow %q, fitted %q", narrow, wide)
	}
}

func TestMissingRowsAreReported(t *testing.T) {
	rows := `[{"id": 1}, {"id": 2}, {"id": 3}, {"id": 4}]`
	p := result.NewPool(result.Options{Dir: t.TempDir(), Budget: 1})
	defer p.Close()
	s := p.NewStore()
	for range 8 {
		if err := s.Append(table(t, rows, idField)); err != nil {
			t.Fatal(err)
		}
	}
	view := s.Snapshot().View(nil)
	g := New()
	g.SetView(view)
	g.GoTo(12)
	lines := draw(g, 20, 5)
	first, n, ok := g.Missing()
	if !ok || !strings.HasSuffix(lines[4], "   …") {
		t.Fatalf("rows on disk are not reported: %v\n%s", ok, strings.Join(lines, "\n"))
	}
	if err := view.Prefetch(context.Background(), first, n); err != nil {
		t.Fatal(err)
	}
	if lines = draw(g, 20, 5); !strings.HasSuffix(lines[4], "13   1") {
		t.Errorf("after fetching the screen shows\n%s", strings.Join(lines, "\n"))
	}
}

func TestEdgesSayThatThereIsMore(t *testing.T) {
	fields := make([]arrow.Field, 30)
	for i := range fields {
		fields[i] = arrow.Field{Name: fmt.Sprintf("column_%d", i), Type: arrow.Null}
	}
	g := gridOf(t, array.NewRecordBatch(arrow.NewSchema(fields, nil), nulls(30), 1))
	if got := draw(g, 40, 2)[0]; !strings.HasSuffix(got, "›") || strings.Contains(got, "‹") {
		t.Errorf("at the left edge: %q", got)
	}
	do(t, g, "row-end")
	if got := draw(g, 40, 2)[0]; strings.HasSuffix(got, "›") || !strings.HasPrefix(got, "    ‹") || !strings.Contains(got, "column_29") {
		t.Errorf("at the right edge: %q", got)
	}
	do(t, g, "row-start", "right", "right", "right", "right")
	if got := draw(g, 40, 2)[0]; !strings.HasSuffix(got, "›") || !strings.HasPrefix(got, "    ‹") {
		t.Errorf("in the middle: %q", got)
	}
}

func nulls(n int) []arrow.Array {
	out := make([]arrow.Array, n)
	for i := range out {
		out[i] = array.NewNull(1)
	}
	return out
}

func TestCellTextAndStatus(t *testing.T) {
	g := gridOf(t, table(t, `[{"id": 1, "name": "hello"}, {"id": 2, "name": null}]`, idField, nameField))
	do(t, g, "right")
	if got := g.CellText(3); got != "hel" {
		t.Errorf("the cell is %q", got)
	}
	if got, want := g.Status(), "row 1 of 2 · column 2 of 2"; got != want {
		t.Errorf("status %q, want %q", got, want)
	}
	do(t, g, "select-all")
	if got, want := g.Status(), "2 × 2 selected · row 1 of 2 · column 2 of 2"; got != want {
		t.Errorf("status %q, want %q", got, want)
	}
	if got := count(1234567); got != "1,234,567" {
		t.Errorf("count writes %q", got)
	}
}
