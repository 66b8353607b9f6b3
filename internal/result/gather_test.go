package result

import (
	"context"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// TestViewOfEveryType reorders rows of several batches, some of them slices,
// and compares each value with the one it came from.
func TestViewOfEveryType(t *testing.T) {
	order := []int64{7, 0, 4, 4, 1, 6, 5, 2, 3, 8, 1}
	for _, budget := range []int64{everythingSpills, DefaultBudget} {
		for _, c := range samples(t) {
			t.Run(c.name, func(t *testing.T) {
				s := newPool(t, budget).NewStore()
				parts := []arrow.Array{c.arr, array.NewSlice(c.arr, 1, 4), array.NewSlice(c.arr, 4, 5)}
				for _, part := range parts {
					if err := s.Append(oneColumn(part)); err != nil {
						t.Fatal(err)
					}
				}
				wantRows(t, s.Snapshot().View(order), rowsOf(parts), order)
			})
		}
	}
}

// rowsOf cuts arrays into arrays of one row.
func rowsOf(parts []arrow.Array) []arrow.Array {
	var rows []arrow.Array
	for _, part := range parts {
		for i := range int64(part.Len()) {
			rows = append(rows, array.NewSlice(part, i, i+1))
		}
	}
	return rows
}

func wantRows(t *testing.T, v *View, rows []arrow.Array, order []int64) {
	t.Helper()
	n := 0
	for b, err := range v.Scan(context.Background(), 0, -1) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.NumRows() {
			got, want := array.NewSlice(b.Column(0), i, i+1), rows[order[n]]
			if !array.Equal(got, want) {
				t.Errorf("row %d is %v, want %v", n, got, want)
			}
			n++
		}
	}
	if n != len(order) {
		t.Errorf("%d rows, want %d", n, len(order))
	}
}

func TestViewOfColumnThatIsPartlyText(t *testing.T) {
	s := newPool(t, everythingSpills).NewStore()
	parts := []arrow.Array{
		fromJSON(t, arrow.PrimitiveTypes.Int64, `[1, 2, 3]`),
		fromJSON(t, arrow.BinaryTypes.String, `["four", "5"]`),
		fromJSON(t, arrow.PrimitiveTypes.Int64, `[6, null]`),
	}
	for _, part := range parts {
		if err := s.Append(oneColumn(part)); err != nil {
			t.Fatal(err)
		}
	}
	order := []int64{6, 5, 4, 3, 0, 3, 2, 1}
	wantRows(t, s.Snapshot().View(order), rowsOf(parts), order)
}
