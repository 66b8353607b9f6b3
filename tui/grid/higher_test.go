package grid

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// lengthening is a grid of short texts, of which those from the fifth row on are long.
func lengthening(t *testing.T) *Grid {
	t.Helper()
	note := arrow.Field{Name: "note", Type: arrow.BinaryTypes.String}
	rows := strings.Repeat(`{"name": "a short name", "id": 1, "note": "a note"},`, 4)
	long := strings.Repeat("long ", 20)
	rows += strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`{"name": %q, "id": 1, "note": %q},`, long, long), 40), ",")
	return gridOf(t, table(t, "["+rows+"]", nameField, idField, note))
}

func TestAHigherPaneMovesNoColumn(t *testing.T) {
	g := lengthening(t)
	low := draw(g, 60, 5)
	high := draw(g, 60, 9)
	for y, line := range low {
		if high[y] != line {
			t.Errorf("line %d was %q and is %q", y, line, high[y])
		}
	}
}
