package inspector

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// boxOf are the first and the last line of the box.
func boxOf(drawn string) (top, bottom int) {
	for y, line := range strings.Split(drawn, "\n") {
		if strings.Contains(line, "┌─") {
			top = y
		}
		if strings.Contains(line, "└─") {
			bottom = y
		}
	}
	return top, bottom
}

// The box is as high as what it shows, and does not jump from row to row.
func TestTheBoxFitsItsContent(t *testing.T) {
	text := arrow.Field{Name: "note", Type: arrow.BinaryTypes.String, Nullable: true}
	long := strings.Repeat(`a\n`, 12)
	v := viewOf(t, `[{"note": "short"}, {"note": "`+long+`"}, {"note": "`+strings.Repeat(long, 20)+`"}]`, text)
	d := open(t, v, 0)
	top, first := boxOf(draw(d, 100, 50))
	if first-top > 8 {
		t.Errorf("a short value takes %d lines", first-top)
	}
	show := func(row int64) (above, below int) {
		cell, err := ReadCell(t.Context(), v, row, 0)
		if err != nil {
			t.Fatal(err)
		}
		d.Show(1, cell, nil)
		return boxOf(draw(d, 100, 50))
	}
	above, second := show(1)
	if second-first < 11 || above != top {
		t.Errorf("a longer value ends at %d after %d; the box begins at %d, then at %d", second, first, top, above)
	}
	if above, below := show(0); below != second || above != top {
		t.Errorf("back on the short value the box jumps to %d…%d", above, below)
	}
	if _, below := show(2); below >= 46 {
		t.Errorf("a long value goes down to line %d", below)
	}
}

func TestARecordIsAsHighAsItsColumns(t *testing.T) {
	number := func(name string) arrow.Field { return arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int64} }
	v := viewOf(t, `[{"a": 1, "b": 2, "c": 3}]`, number("a"), number("b"), number("c"))
	r, err := ReadRecord(t.Context(), v, 0, []int{0, 1, 2})
	if err != nil {
		t.Fatal(err)
	}
	d := New(1)
	d.ShowRecord(1, r, 0, nil)
	if top, bottom := boxOf(draw(d, 100, 50)); bottom-top != 4 {
		t.Errorf("three columns take %d lines:\n%s", bottom-top, draw(d, 100, 50))
	}
}
