package local

import (
	"context"
	"fmt"
	"testing"

	"sonde/connectors"
	"sonde/internal/result"
)

func distinct(t testing.TB, e *Engine, s *result.Snapshot, rows []int64, column int) int64 {
	t.Helper()
	n, err := e.Distinct(context.Background(), s, rows, result.Path{column}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// counted is what DuckDB itself counts in the column x of the rows of a query.
func counted(t testing.TB, sql string) string {
	t.Helper()
	return shown(t, answer(t, "SELECT count(DISTINCT x) FROM ("+sql+")"), 0, 0)
}

func TestDistinctIsWhatDuckDBCounts(t *testing.T) {
	e := open(t)
	for _, sql := range []string{
		"SELECT if(i % 4 = 0, 7, i)::VARCHAR AS x FROM range(200_000) r(i)",
		"SELECT if(i % 5 = 0, NULL, hash(i) % 1000) AS x FROM range(200_000) r(i)",
		"SELECT (hash(i) % 5000) / 7 AS x FROM range(200_000) r(i)",
		"SELECT unnest(['NaN', 'NaN', '-0', '0', 'Infinity']::DOUBLE[]) AS x",
		"SELECT unnest(['a', 'A', 'a ', '', NULL]) AS x",
		"SELECT [i % 3, i % 5] AS x FROM range(1000) r(i)",
		"SELECT TIMESTAMP '2024-01-01' + INTERVAL (i % 77) MINUTE AS x FROM range(1000) r(i)",
		"SELECT NULL::INTEGER AS x FROM range(5)",
		"SELECT 1 AS x WHERE false",
	} {
		if got, want := fmt.Sprint(distinct(t, e, answer(t, sql), nil, 0)), counted(t, sql); got != want {
			t.Errorf("%s: %s different values, want %s", sql, got, want)
		}
	}
}

func TestDistinctOfEveryTypeIsThatOfTheProfile(t *testing.T) {
	s, e := answer(t, everyType), open(t)
	for i, f := range s.Schema().Fields() {
		if got, want := distinct(t, e, s, nil, i), profile(t, s, nil, i)[0].Distinct; got != want {
			t.Errorf("%s (%s): %d different values, in the profile %d", f.Name, f.Type, got, want)
		}
	}
}

func TestDistinctOfSomeRows(t *testing.T) {
	s, e := answer(t, "SELECT i // 10 AS x FROM range(100_000) r(i)"), open(t)
	for want, rows := range map[int64][]int64{0: {}, 1: {5, 3}, 3: {70_000, 5, 99_999, 70_001, 7}} {
		if got := distinct(t, e, s, rows, 0); got != want {
			t.Errorf("in rows %v: %d different values, want %d", rows, got, want)
		}
	}
}

// What does not fit into the engine's memory goes to its temporary folder.
func TestDistinctValuesMayBeMoreThanMemoryHolds(t *testing.T) {
	s := answer(t, "SELECT hash(i)::VARCHAR || repeat('-', 80) AS x FROM range(1_500_000) r(i)")
	e := New(Options{Memory: 64 << 20})
	t.Cleanup(func() { e.Close() })
	if got := distinct(t, e, s, nil, 0); got != 1_500_000 {
		t.Errorf("%d different values of 1,500,000", got)
	}
}

func TestACancelEndsACount(t *testing.T) {
	s, e := answer(t, "SELECT hash(i)::VARCHAR AS x FROM range(2_000_000) r(i)"), open(t)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := e.Distinct(ctx, s, nil, result.Path{0}, func(float64) { cancel() })
	if !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("got %v", err)
	}
	cancel()
}

// However many rows there are, whole numbers that lie close are counted.
func TestWholeNumbersThatLieCloseAreCountedInAProfile(t *testing.T) {
	for _, x := range []string{"(hash(i) % 90_000_000)::INTEGER - 45_000_000", "18446744073709551615::UBIGINT - hash(i) % 90_000_000"} {
		sql := "SELECT " + x + " AS x FROM range(4_100_000) r(i)"
		c := profile(t, answer(t, sql), nil, 0)[0]
		if want := counted(t, sql); c.Approximate || fmt.Sprint(c.Distinct) != want {
			t.Errorf("%s: %d different values of %s, estimated: %v", x, c.Distinct, want, c.Approximate)
		}
	}
}

func TestDifferentShortTextsOfSomeMillionRowsAreCounted(t *testing.T) {
	s := answer(t, "SELECT if(i % 4 = 0, 7, i)::VARCHAR AS x FROM range(2_000_000) r(i)")
	if c := profile(t, s, nil, 0)[0]; c.Approximate || c.Distinct != 1_500_000 {
		t.Errorf("%d different values of 1,500,000, estimated: %v", c.Distinct, c.Approximate)
	}
}
