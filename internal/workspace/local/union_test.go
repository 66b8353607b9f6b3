package local

import (
	"testing"

	"sonde/internal/workspace"
)

// A union is sorted as the engine sorts it in a statement.
func TestUnionsAreSortedByMemberAndValue(t *testing.T) {
	const rows = `FROM (VALUES (10::UNION(n BIGINT, d DATE, s VARCHAR)), (9), (-3), ('b'), ('10'), ('a'), (NULL), (DATE '2024-01-31'), (DATE '0999-12-31'), (100)) t(v)`
	w, s := open(t), answer(t, "SELECT v "+rows)
	for _, descending := range []bool{false, true} {
		direction := ""
		if descending {
			direction = " DESC"
		}
		sorted := answer(t, "SELECT v "+rows+" ORDER BY v"+direction+" NULLS LAST")
		all := make([]int64, sorted.NumRows())
		for i := range all {
			all[i] = int64(i)
		}
		if got, want := cells(t, s, arrange(t, w, s, nil, workspace.SortKey{Descending: descending})), cells(t, sorted, all); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	less := cells(t, s, arrange(t, w, s, []workspace.Condition{{Op: workspace.Less, Values: []string{"10"}}}))
	if less != "9 -3" {
		t.Errorf("less than 10: %s", less)
	}
	if w.AsText(s, workspace.SortKey{}.Path()) {
		t.Error("they are said to be sorted as text")
	}
	lists := answer(t, "SELECT [1]::UNION(l BIGINT[], s VARCHAR) AS v")
	if !w.AsText(lists, workspace.SortKey{}.Path()) {
		t.Error("lists in a union are not said to be sorted as text")
	}
}
