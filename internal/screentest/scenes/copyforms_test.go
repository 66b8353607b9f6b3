package scenes

import (
	"sync"
	"testing"
	"time"

	"sonde/connectors/duckdb"
	"sonde/internal/remember"
	"sonde/internal/screentest"
	"sonde/tui"
)

// clipboard is what was copied last.
type clipboard struct {
	mu   sync.Mutex
	text string
}

func (c *clipboard) set(text string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text = text
	return nil
}

func (c *clipboard) want(t *testing.T, what, text string) {
	t.Helper()
	var got string
	for range 6000 {
		c.mu.Lock()
		got = c.text
		c.mu.Unlock()
		if got == text {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%s: copied\n%q, want\n%q", what, got, text)
}

// openCopying is open on a machine with a clipboard.
func openCopying(t *testing.T) (*stage, *clipboard) {
	t.Helper()
	c := &clipboard{}
	return start(t, screentest.Options{}, openConnections, tui.Options{
		Open: "sample", Text: duckdb.SampleQuery, Welcome: true, State: remember.State{Welcomed: true}, Clipboard: c.set,
	}), c
}

func TestEveryFormOfACopy(t *testing.T) {
	s, copied := openCopying(t)
	s.ready()
	s.query("SELECT * FROM (VALUES (1, 'a|b', 0.10::DECIMAL(9,2), NULL), (2, 'O''Neil, \"x\"', NULL, DATE '2024-02-29'), (2, '', 7, NULL)) t(id, \"text\", amount, day)")
	s.WaitText("✓ done", "O'Neil", "3 rows")
	s.Press("alt+3", "ctrl+a")
	s.WaitText("3 × 4 selected")
	for _, c := range []struct{ typed, title, want string }{
		{"markdown", "Markdown", "| id | text | amount | day |\n| ---: | --- | ---: | --- |\n| 1 | a\\|b | 0.10 | NULL |\n| 2 | O'Neil, \"x\" | NULL | 2024-02-29 |\n| 2 |  | 7.00 | NULL |"},
		{"json", "JSON", "[\n{\"id\":1,\"text\":\"a|b\",\"amount\":0.10,\"day\":null},\n{\"id\":2,\"text\":\"O'Neil, \\\"x\\\"\",\"amount\":null,\"day\":\"2024-02-29\"},\n{\"id\":2,\"text\":\"\",\"amount\":7.00,\"day\":null}\n]"},
		{"tsv with header", "TSV", "id\ttext\tamount\tday\n1\ta|b\t0.10\t\n2\t\"O'Neil, \"\"x\"\"\"\t\t2024-02-29\n2\t\"\"\t7.00\t"},
		{"csv with header", "CSV", "id,text,amount,day\n1,a|b,0.10,\n2,\"O'Neil, \"\"x\"\"\",,2024-02-29\n2,\"\",7.00,"},
		{"sql values", "SQL values", "(1, 'a|b', 0.10, NULL),\n(2, 'O''Neil, \"x\"', NULL, '2024-02-29'::DATE),\n(2, '', 7.00, NULL)"},
	} {
		s.Press("C")
		s.WaitText("Copy 3 × 4 cells as")
		s.Type(c.typed)
		s.Press("enter")
		s.WaitText("Copied 3 × 4 cells as " + c.title)
		copied.want(t, c.typed, c.want)
	}
	s.Press("backspace", "home", "c", "C")
	s.WaitText("Copy 3 × 1 cells as")
	s.Type("in-list")
	s.Press("enter")
	s.WaitText("as IN-list")
	copied.want(t, "in-list", "(1, 2)")
}

func TestWhatIsUnderTheCursorIsCopied(t *testing.T) {
	s, copied := openCopying(t)
	s.ready()
	s.Press("alt+3", "down", "y")
	s.WaitText("Copied 1 cell")
	copied.want(t, "a cell", "Greece")
	s.Press("right", "right", "v", "down", "y")
	copied.want(t, "a range", "items\n328\n283")
}
