package tui

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/screentest/source"
)

// meanwhile is the service of screentest, which does something before the end of
// its second answer.
func meanwhile(do func()) *connectors.Driver {
	d := *source.Driver()
	open := d.Open
	d.Open = func(ctx context.Context, c connectors.Config) (connectors.Conn, error) {
		conn, err := open(ctx, c)
		return &busyConn{Conn: conn, do: do}, err
	}
	return &d
}

type busyConn struct {
	connectors.Conn
	asked int
	do    func()
}

func (c *busyConn) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	c.asked++
	rows, err := c.Conn.Query(ctx, s)
	if c.asked == 2 {
		return &busyRows{rows, c.do}, err
	}
	return rows, err
}

type busyRows struct {
	connectors.Rows
	do func()
}

func (r *busyRows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	b, err := r.Rows.Next(ctx)
	if err == io.EOF {
		r.do()
	}
	return b, err
}

// exportWhole exports the whole query to a file that another program makes while
// the user types.
func exportWhole(t *testing.T) (s *stage, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "rows.ndjson")
	typed := make(chan bool)
	s = open(t, 120, 40, meanwhile(func() {
		<-typed
		if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
			t.Error(err)
		}
	}))
	s.run("SELECT 1")
	s.WaitText("✓ done")
	s.Press("ctrl+e")
	s.WaitText("Preview", "1,000 × ")
	s.Type(path)
	s.WaitText("Big numbers")
	s.Press("home", "up", "up", "up", "up", "left")
	s.WaitText("the whole query, run again")
	s.Press("enter")
	s.WaitText("exporting rows.ndjson")
	s.Press("alt+2")
	s.Type(" yyy")
	close(typed)
	s.WaitText("exists already", "Alt+E")
	return s, path
}

func TestEndOfAnExportTakesNoKeys(t *testing.T) {
	s, path := exportWhole(t)
	s.Type(" yny")
	s.WaitText("SELECT 1 yyy yny")
	if text := await(t, path); text != "mine" {
		t.Errorf("the file holds %.100q", text)
	}
	s.Press("alt+e")
	s.WaitText("o overwrite · n another name · x throw away")
	s.Press("n")
	s.WaitText("Another name")
	s.Press("ctrl+u")
	s.Type(filepath.Join(filepath.Dir(path), "other.ndjson"))
	s.Press("enter")
	s.WaitText("Exported 1,000 rows")
	if text := await(t, filepath.Join(filepath.Dir(path), "other.ndjson")); strings.Count(text, "\n") != 1000 {
		t.Errorf("%.100q", text)
	}
	if text := await(t, path); text != "mine" {
		t.Errorf("the file holds %.100q", text)
	}
}

func TestExportThatWaitsIsThrownAwayOrOverwrites(t *testing.T) {
	for key, want := range map[string]int{"o": 1000, "x": 0} {
		s, path := exportWhole(t)
		s.Press("alt+e")
		s.WaitText("x throw away")
		s.Press(key)
		s.WaitText("All exports have ended")
		if text := await(t, path); strings.Count(text, "\n") != want {
			t.Errorf("%s: %.100q", key, text)
		}
		if files, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".sonde*")); len(files) != 0 {
			t.Errorf("%s: %q is left", key, files)
		}
	}
}

func TestExportIsCheckedWhileItsFormIsOpen(t *testing.T) {
	s := open(t, 120, 40)
	s.run("SELECT 1")
	s.WaitText("✓ done")
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Press("ctrl+e")
	s.WaitText("Preview", "1,000 × ")
	s.Type(filepath.Join(filepath.Dir(path), "no", "rows.csv"))
	s.Press("enter")
	s.WaitText("does not exist", "Preview")
	s.Press("ctrl+u")
	s.Type(path)
	s.Press("enter")
	s.WaitText("Overwrite?")
	s.Press("n")
	s.WaitGone("Overwrite?")
	s.WaitText("Preview")
	if text := await(t, path); text != "mine" {
		t.Errorf("%.100q", text)
	}
}
