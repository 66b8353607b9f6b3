package result

import (
	"slices"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/array"
)

// A scan without an order reads the same rows as one in the order of the view, also
// where the batches are on the disk.
func TestScanUnordered(t *testing.T) {
	s := newPool(t, 50_000).NewStore()
	fill(t, s, 50, 700)
	order := shuffled(35_000)
	for name, rows := range map[string][]int64{"sorted": order, "filtered": order[:20_000], "few": order[:9], "stored": nil, "twice": append(slices.Clone(order), order...)} {
		v := s.Snapshot().View(rows)
		for _, part := range [][2]int64{{0, v.NumRows()}, {100, 15_000}, {3, 4}, {v.NumRows(), 5}} {
			want := scanNumbers(t, v, part[0], part[1])
			var got []int64
			for b, err := range v.ScanUnordered(t.Context(), part[0], part[1], []int{1, 0}) {
				if err != nil {
					t.Fatal(err)
				}
				if b.NumCols() != 2 || b.ColumnName(0) != "text" {
					t.Fatalf("%s: the columns are %v", name, b.Schema())
				}
				got = append(got, b.Column(1).(*array.Int64).Int64Values()...)
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s, rows from %d, %d: %d rows, want %d", name, part[0], part[1], len(got), len(want))
			}
		}
	}
}
