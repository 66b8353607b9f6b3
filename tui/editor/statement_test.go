package editor

import (
	"math/rand/v2"
	"strings"
	"testing"

	"sonde/internal/sqltext"
)

func TestStatement(t *testing.T) {
	for _, c := range []struct {
		text, want string
		start      int
	}{
		{"select 1; |select 2;", "select 2", 10},
		{"select 1;|\n\n", "select 1", 0},
		{"select ⟦1;\nse⟧lect 2", "1;\nse", 7},
		{"select⟦ \n⟧1", "select \n1", 0},
		{"select 'a;|b'; c", "select 'a;b'", 0},
	} {
		e := newEditor(c.text)
		if text, start, ok := e.Statement(); text != c.want || start != c.start || !ok {
			t.Errorf("%q: %q at %d (%v), want %q at %d", c.text, text, start, ok, c.want, c.start)
		}
	}
	if _, _, ok := newEditor("  -- nothing|\n").Statement(); ok {
		t.Error("a comment alone is a statement")
	}
}

// scriptOf makes a text of many statements of all shapes.
func scriptOf(r *rand.Rand, statements int) string {
	pieces := []string{
		"select a,\n  b\nfrom t", "-- note; here\nselect 'x;y'", "insert into t values (1);\n\n\n/* ; */ select 2",
		"select $$ ; \n ; $$", "select 1; select 2", "/* a\nb */\n\nselect \"c;d\"",
	}
	var b strings.Builder
	for range statements {
		b.WriteString(pieces[r.IntN(len(pieces))] + ";\n" + strings.Repeat("\n", r.IntN(3)))
	}
	return b.String()
}

// TestMarkAgreesWithTheSplitter compares the part-wise look-up in a long text
// with the splitter's answer for the whole.
func TestMarkAgreesWithTheSplitter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := scriptOf(r, 2000)
	for _, dialect := range []string{"duckdb", "clickhouse", "mysql"} {
		e := New(sqltext.ForName(dialect))
		e.SetText(text)
		for range 300 {
			e.syntax.begin()
			e.SetCursor(r.IntN(e.Len()))
			_, line, _ := e.Cursor()
			first, last, ok := e.marked(line + 60)
			s, want := e.dialect.StatementAt(e.Text(), e.buf.Cursor())
			from, _ := e.buf.Position(s.Start)
			to, _ := e.buf.Position(s.End)
			if ok != want || first != from || last != to {
				t.Fatalf("%s: cursor at %d: lines %d to %d are marked, want %d to %d", dialect, e.buf.Cursor(), first, last, from, to)
			}
		}
	}
}

func TestALongStatementIsMarkedFromItsStartToItsEnd(t *testing.T) {
	rows := strings.Repeat("  (1, 'one'),\n", 5000)
	e := newEditor("select 1;\n\ninsert into t values\n" + rows + "  (2, 'two');\n\nselect 3;\n\n|")
	mark := func(move string, first, last int) {
		t.Helper()
		do(t, e, move)
		e.syntax.begin()
		_, line, _ := e.Cursor()
		if f, l, ok := e.marked(line + 20); !ok || f != first || l != last {
			t.Errorf("%s: lines %d to %d (%v) are marked, want %d to %d", move, f, l, ok, first, last)
		}
	}
	mark("end", 5005, 5005)
	mark("up up up up", 2, 5003)
	mark("up up", 2, 5003)
	mark("start", 0, 0)
}
