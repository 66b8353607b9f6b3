package inspector

import (
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/themes"
	"sonde/tui/canvas"
)

func viewOf(t testing.TB, rows string, fields ...arrow.Field) *result.View {
	t.Helper()
	b, _, err := array.RecordFromJSON(memory.DefaultAllocator, arrow.NewSchema(fields, nil), strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	p := result.NewPool(result.Options{})
	t.Cleanup(func() { _ = p.Close() })
	s := p.NewStore()
	if err := s.Append(b); err != nil {
		t.Fatal(err)
	}
	return s.Snapshot().View(nil)
}

func draw(d *Inspector, w, h int) string {
	c := &canvas.Canvas{}
	c.Resize(w, h)
	d.Draw(c, canvas.Rect{W: w, H: h}, themes.Default(true))
	lines := make([]string, h)
	for y := range lines {
		lines[y] = strings.TrimRight(c.Line(y), " ")
	}
	return strings.Join(lines, "\n")
}

func open(t testing.TB, v *result.View, col int) *Inspector {
	t.Helper()
	cell, err := ReadCell(t.Context(), v, 0, col)
	if err != nil {
		t.Fatal(err)
	}
	d := New(1)
	d.Show(1, cell, nil)
	return d
}

func press(d *Inspector, keys ...tea.KeyPressMsg) (answer tea.Msg) {
	for _, k := range keys {
		answer, _ = d.Update(k)
	}
	return answer
}

func letters(s string) (keys []tea.KeyPressMsg) {
	for _, r := range s {
		keys = append(keys, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return keys
}

var (
	down, right, left = tea.KeyPressMsg{Code: tea.KeyDown}, tea.KeyPressMsg{Code: tea.KeyRight}, tea.KeyPressMsg{Code: tea.KeyLeft}
	turn, enter       = tea.KeyPressMsg{Code: tea.KeyTab}, tea.KeyPressMsg{Code: tea.KeyEnter}
)

func expect(t *testing.T, screen string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(screen, w) {
			t.Errorf("no %q in\n%s", w, screen)
		}
	}
}

func textField(kind connectors.Kind) arrow.Field {
	return connectors.Field("doc", arrow.BinaryTypes.String, "JSON", kind)
}

func TestTreeFolds(t *testing.T) {
	d := open(t, viewOf(t, `[{"doc": "{\"a\": {\"x\": 1, \"y\\\"z\": [true, null]}, \"b\": \"text\"}"}]`, textField(connectors.KindJSON)), 0)
	screen := draw(d, 80, 24)
	expect(t, screen, "JSON", "43 bytes · 43 characters · 2 fields", "▾ {2 fields}", "  ▾ a  {2 fields}", "x  1", `▾ y"z  [2 elements]`, "0  true", "1  null", `b  "text"`)
	press(d, down, left)
	screen = draw(d, 80, 24)
	expect(t, screen, "  ▸ a  {2 fields}", `b  "text"`)
	if strings.Contains(screen, "true") {
		t.Errorf("what is folded is shown:\n%s", screen)
	}
	if got := press(d, tea.KeyPressMsg{Code: 'y', Text: "Y", Mod: tea.ModShift}); got != (Copy{`{"x":1,"y\"z":[true,null]}`, `Copied "a"`}) {
		t.Errorf("the copy is %+v", got)
	}
	press(d, right, right)
	expect(t, draw(d, 80, 24), "true")
	press(d, turn)
	expect(t, draw(d, 80, 24), `{"a":{"x":1,"y\"z":[true,null]},"b":"text"}`)
}

func TestNestedValueIsATree(t *testing.T) {
	f := arrow.Field{Name: "s", Type: arrow.StructOf(arrow.Field{Name: "n", Type: arrow.ListOf(arrow.PrimitiveTypes.Int64)}, arrow.Field{Name: "t", Type: arrow.BinaryTypes.String})}
	d := open(t, viewOf(t, `[{"s": {"n": [1, 2], "t": "x"}}]`, f), 0)
	expect(t, draw(d, 80, 24), "2 elements", "▾ n  [2 elements]", "0  1", `t  "x"`)
}

func TestBytes(t *testing.T) {
	d := open(t, viewOf(t, `[{"raw": "AP9IZWxsbyB3b3JsZCwgbW9yZSBieXRlcw=="}]`, arrow.Field{Name: "raw", Type: arrow.BinaryTypes.Binary}), 0)
	expect(t, draw(d, 100, 24), "25 bytes", "00000000  00 ff 48 65 6c 6c 6f 20  77 6f 72 6c 64 2c 20 6d  ..Hello world, m", "00000010  6f 72 65 20 62 79 74 65  73")
	press(d, turn)
	expect(t, draw(d, 100, 24), `\x00ff48656c6c6f`)
}

func TestNullAndEmpty(t *testing.T) {
	v := viewOf(t, `[{"a": null, "b": ""}]`, arrow.Field{Name: "a", Type: arrow.BinaryTypes.String, Nullable: true}, arrow.Field{Name: "b", Type: arrow.BinaryTypes.String})
	expect(t, draw(open(t, v, 0), 80, 24), "NULL")
	expect(t, draw(open(t, v, 1), 80, 24), "the empty text", "0 bytes · 0 characters")
}

// The arrows scroll a value that does not fit, and go to other cells from one that
// does; letters always go to other cells.
func TestMoves(t *testing.T) {
	v := viewOf(t, `[{"short": "x", "long": "`+strings.Repeat(`line\n`, 100)+`end"}]`, arrow.Field{Name: "short", Type: arrow.BinaryTypes.String}, arrow.Field{Name: "long", Type: arrow.BinaryTypes.String})
	d := open(t, v, 0)
	draw(d, 80, 24)
	if got := press(d, down); got != (Move{Rows: 1}) {
		t.Errorf("down in a short value is %+v", got)
	}
	d = open(t, v, 1)
	draw(d, 80, 24)
	if got := press(d, down); got != nil {
		t.Errorf("down in a long value is %+v", got)
	}
	if got := press(d, letters("l")...); got != (Move{Columns: 1}) {
		t.Errorf("l is %+v", got)
	}
	press(d, tea.KeyPressMsg{Code: tea.KeyEnd})
	expect(t, draw(d, 80, 24), "end", "100 %")
}

func TestFind(t *testing.T) {
	text := strings.Repeat("x\\n", 500) + "Needle" + strings.Repeat("\\ny", 500)
	d := open(t, viewOf(t, `[{"a": "`+text+`"}]`, arrow.Field{Name: "a", Type: arrow.BinaryTypes.String}), 0)
	draw(d, 80, 24)
	work, ok := press(d, append(letters("/needle"), enter)...).(Work)
	if !ok {
		t.Fatal("nothing is searched")
	}
	d.Found(work().(Found))
	expect(t, draw(d, 80, 24), "Needle")
	work, _ = press(d, append(letters("/nowhere"), enter)...).(Work)
	d.Found(work().(Found))
	expect(t, draw(d, 80, 24), "no match")
}

func TestFindUnfolds(t *testing.T) {
	d := open(t, viewOf(t, `[{"doc": "{\"a\": {\"b\": [1, {\"deep\": 7}]}}"}]`, textField(connectors.KindJSON)), 0)
	press(d, left)
	work, ok := press(d, append(letters("/deep"), enter)...).(Work)
	if !ok {
		t.Fatal("nothing is searched")
	}
	d.Found(work().(Found))
	expect(t, draw(d, 80, 24), "deep  7")
	if d.tree.label(d.tree.at()) != "deep" {
		t.Errorf("the cursor is on %q", d.tree.label(d.tree.at()))
	}
}

func TestRecord(t *testing.T) {
	v := viewOf(t, `[{"id": 7, "name": null, "note": "a\tb"}]`, arrow.Field{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		arrow.Field{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true}, arrow.Field{Name: "note", Type: arrow.BinaryTypes.String})
	r, err := ReadRecord(t.Context(), v, 0, []int{2, 0, 1})
	if err != nil {
		t.Fatal(err)
	}
	d := New(3)
	d.ShowRecord(2, &Record{}, 0, nil)
	if d.record != nil {
		t.Error("a stale record is shown")
	}
	d.ShowRecord(3, r, 0, nil)
	expect(t, draw(d, 80, 24), "Row 1", "note  ", "a    b", "name", "NULL")
	if got := press(d, enter); got != (Switch{Column: 0}) {
		t.Errorf("enter is %+v", got)
	}
	if got := press(d, letters("j")...); got != (Move{Rows: 1}) {
		t.Errorf("j is %+v", got)
	}
	press(d, append(letters("/not"), enter)...)
	if d.line != 0 {
		t.Errorf("the search is at line %d", d.line)
	}
}

// Whatever the text, going down and up again by lines comes back to where it was,
// and every line begins a character.
func TestPagerComesBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "\n", "\t", "数", "e\u0301", "\xff", strings.Repeat("long ", 1700), "\r\n", "👨‍👩‍👧"}
	for range 40 {
		var b strings.Builder
		for range random.IntN(30) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		p := pager{text: b.String(), width: 4 + random.IntN(60), height: 5}
		var tops []int
		for p.more() {
			tops = append(tops, p.top)
			p.scroll(1)
		}
		for i := len(tops) - 1; i >= 0; i-- {
			if p.scroll(-1); p.top != tops[i] {
				t.Fatalf("width %d: back at %d, not %d, in %q", p.width, p.top, tops[i], clipped(p.text))
			}
		}
	}
}

func clipped(s string) string { return s[:min(len(s), 300)] }

// A hundred megabytes in one line cost no more than what is in sight.
func BenchmarkHugeText(b *testing.B) {
	p := pager{text: strings.Repeat("0123456789", 10_000_000), width: 100, height: 40}
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			_ = strings.IndexByte(p.text[:4000], '\n')
		}
	})
	b.Run("sonde", func(b *testing.B) {
		for b.Loop() {
			p.toEnd()
			p.lines()
			p.toTop()
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,2,{"b":null}],"a":"\"x\\"}`, `[]`, `[[[]],{}]`, `{"":{"":-1e5}}`, "[1,\n2]", `{"a"`, `"x"`} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, text string, at int) {
		nodes := parse(text)
		if len(nodes) == 0 {
			return
		}
		for i, n := range nodes {
			if n.value.from >= n.value.to || int(n.value.to) > len(text) || n.next <= int32(i) || int(n.next) > len(nodes) {
				t.Fatalf("node %d of %d is %+v", i, len(nodes), n)
			}
		}
		d := New(1)
		d.Show(1, &Cell{Text: text, Bytes: []byte(text), tree: nodes}, nil)
		d.tree.reveal(max(0, at) % len(text))
		draw(d, 40, 14)
		press(d, left, left, right, down, enter, turn)
		draw(d, 40, 14)
	})
}
