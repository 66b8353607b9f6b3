package clickhouse

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"sonde/connectors"
)

// A table in a box is whole only with its lower edge.
func TestBoxThatIsCut(t *testing.T) {
	box := "   ┌─a─┐\n1. │ 1 │\n   └───┘\n"
	for text, whole := range map[string]bool{
		box: true, "": true, box[:len(box)-1]: true, box[:12]: false, box[:27]: false, box[:len(box)-4]: false,
		box + "  Showed 1 out of 2 rows.\n": true, "+---+\n| 1 |\n+---+\n": true, box + "\nTotals:\n   ┌─a─┐\n": false,
		"   \x1b[1m└───┘\x1b[0m\n": true, "1. │ 1 │\n   └─a─┘\n": true,
	} {
		a := Read(io.NopCloser(strings.NewReader(text)), Options{Format: "PrettyCompact"})
		_, _, err := table(t, a)
		if whole != (err == nil) || !whole && !connectors.IsClass(err, connectors.ClassIncomplete) {
			t.Errorf("%q ends with %v", text, err)
		}
		if !connectors.IsLines(a.Schema()) {
			t.Errorf("%q is not told to be text: %v", text, a.Schema())
		}
		_ = a.Close()
	}
}

// Rows of several lengths are no table: where they begin so, the whole answer is
// the text that was sent, and later the rows before them are kept.
func TestSeparatedValuesOfSeveralLengths(t *testing.T) {
	const text = "\"qb\",\"n\"\n[1,2],1\n\"[3]\",2\n"
	for _, reader := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
		a := Read(io.NopCloser(reader), Options{Format: "CSVWithNames", Limit: 9})
		_, rows, err := table(t, a)
		if err != nil || fmt.Sprint(rows) != `[["qb","n"] [[1,2],1] ["[3]",2]]` || !connectors.IsLines(a.Schema()) {
			t.Errorf("%v, %v, %v", rows, a.Schema(), err)
		}
		var p connectors.Progress
		if a.Fill(&p); len(p.Warnings) != 2 || !strings.Contains(p.Warnings[0], "FORMAT JSON") || !strings.Contains(p.Warnings[1], "limit of 9 rows is not applied") {
			t.Errorf("%q", p.Warnings)
		}
		_ = a.Close()
	}
	late := strings.Repeat("1,2\n", 400) + "1,2,3\n"
	a := Read(io.NopCloser(strings.NewReader(late)), Options{Format: "CSV"})
	defer a.Close()
	_, rows, err := table(t, a)
	var e *connectors.Error
	if !errors.As(err, &e) || e.Class != connectors.ClassIncomplete || !strings.Contains(e.Hint, "FORMAT JSON") || len(rows) != 400 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestBytesInTextAreTold(t *testing.T) {
	a := Read(io.NopCloser(strings.NewReader(`{"meta":[{"name":"a","type":"String"},{"name":"b","type":"String"}]}`+"\n{\"row\":[\"\xff\",\"é\"]}\n")), Options{Format: Progress})
	defer a.Close()
	_, rows, err := table(t, a)
	var p connectors.Progress
	if a.Fill(&p); err != nil || rows[0][0] != "\xff" || len(p.Warnings) != 1 || !strings.HasPrefix(p.Warnings[0], "a: some text is no UTF-8") {
		t.Errorf("%q, %q, %v", rows, p.Warnings, err)
	}
}
