package editor

import (
	"strings"
	"testing"

	"sonde/internal/sqltext"
	"sonde/themes"
	"sonde/tui/canvas"
)

func TestAroundIsTheStatementOfTheCursor(t *testing.T) {
	statement := "SELECT name,\n  price\nFROM products;\n"
	e := New(sqltext.ForName("duckdb"))
	e.Insert(strings.Repeat(statement, 2000))
	at := 1000*len(statement) + 9
	e.SetCursor(at)
	e.Draw(&canvas.Canvas{}, canvas.Rect{W: 80, H: 20}, themes.Default(true), true)
	text, start := e.Around()
	if strings.TrimSpace(text) != strings.TrimSpace(statement) {
		t.Errorf("%q", text)
	}
	if e.Part(start, start+len(text)) != text || start > at || at > start+len(text) {
		t.Errorf("it begins at %d, and the cursor is at %d", start, at)
	}
}

func TestAroundOfAVeryLongStatementIsBounded(t *testing.T) {
	e := New(sqltext.ForName("duckdb"))
	e.Insert("SELECT\n" + strings.Repeat("  a_column_of_the_table,\n", 40_000))
	e.SetCursor(500_000)
	for range 3 { // A frame reads a part of the text.
		e.Draw(&canvas.Canvas{}, canvas.Rect{W: 80, H: 20}, themes.Default(true), true)
	}
	if text, _ := e.Around(); len(text) > 2*aroundBytes || len(text) < aroundBytes {
		t.Errorf("%d bytes", len(text))
	}
}

func TestACompletionIsOneStepToUndo(t *testing.T) {
	e := New(sqltext.ForName("duckdb"))
	e.Insert("SELECT na")
	e.Complete(7, 9, "name")
	if e.Text() != "SELECT name" {
		t.Fatal(e.Text())
	}
	if at, _, _ := e.Cursor(); at != 11 {
		t.Errorf("the cursor is at %d", at)
	}
	if e.Do("editor.undo"); e.Text() != "SELECT na" {
		t.Error(e.Text())
	}
}
