package export

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
)

func TestTable(t *testing.T) {
	b := sample(t)
	expectText(t, written(t, "table", Options{}, b.Schema(), b), `              id  name             at                     tags
────────────────  ───────────────  ─────────────────────  ─────────
               1  plain            2024-01-31 13:45:00.5  ["a","b"]
9007199254740993                   NULL                   []
            NULL  a,"b"␊c|<d>␛[1m  1969-12-31 00:00:00    NULL
              -4  NULL             2024-01-31 13:45:00    [null]
`)
}

func TestTableInColour(t *testing.T) {
	b := batchOf(t, `[{"n": null}]`, arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int64})
	expectText(t, written(t, "table", Options{Color: true}, b.Schema(), b), "   \x1b[1mn\x1b[0m\n────\n\x1b[2mNULL\x1b[0m\n")
}

func TestTableLetsLateWideValuesOverflow(t *testing.T) {
	field := arrow.Field{Name: "s", Type: arrow.BinaryTypes.String}
	short := batchOf(t, "["+strings.Repeat(`{"s":"ab","t":"x"},`, 1999)+`{"s":"ab","t":"x"}]`, field, arrow.Field{Name: "t", Type: arrow.BinaryTypes.String})
	long := batchOf(t, `[{"s":"much wider","t":"y"}]`, field, arrow.Field{Name: "t", Type: arrow.BinaryTypes.String})
	text := written(t, "table", Options{}, short.Schema(), short, long)
	if !strings.HasPrefix(text, "s   t\n──  ─\nab  x\n") || !strings.HasSuffix(text, "ab  x\nmuch wider  y\n") {
		t.Errorf("the table begins %.40q and ends %q", text, text[len(text)-30:])
	}
}

// guarded is a writer that a test can read while it is written to.
type guarded struct {
	mu   sync.Mutex
	text strings.Builder
	came chan struct{}
}

func (g *guarded) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if strings.Contains(string(b), "1\n") {
		close(g.came)
	}
	return g.text.Write(b)
}

func TestTableShowsSlowRowsSoon(t *testing.T) {
	out := &guarded{came: make(chan struct{})}
	b := numbers(t)
	w, err := NewWriter(out, "table", b.Schema(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	select {
	case <-out.came:
	case <-time.After(time.Minute):
		t.Error("rows wait for more rows")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestTextNULLIsNotNULL(t *testing.T) {
	b := batchOf(t, `[{"s": "NULL"}, {"s": null}]`, arrow.Field{Name: "s", Type: arrow.BinaryTypes.String, Nullable: true})
	for _, format := range []string{"table", "markdown"} {
		if got := written(t, format, Options{}, b.Schema(), b); strings.Count(got, `"NULL"`) != 1 || strings.Count(got, "NULL") != 2 {
			t.Errorf("%s: %q", format, got)
		}
	}
}
