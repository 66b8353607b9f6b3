package history

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// A scan finds what a search of each run finds, whatever is asked for.
func TestScanFindsWhatASearchFinds(t *testing.T) {
	s := open(t, newPath(t))
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	now := time.Now()
	var imported []Entry
	for i := range 200 {
		e := Entry{
			ID: fmt.Sprint("e", i), SQL: "SELECT " + pick("Orders", "ORDERS_2", "100%", `a\b`, "Größe", "x") + " FROM " + pick("t", "T_1", "orders"),
			Connection: pick("shop", "wiki"), Kind: pick("druid", "duckdb"), Folder: pick("/a", "/b"), Status: Status(pick("ok", "failed")), Completeness: pick("complete", "limited"),
			Start: now.Add(-time.Duration(random.IntN(100)) * time.Hour), Duration: time.Duration(random.IntN(5)) * time.Second,
		}
		if i%4 == 0 {
			imported = append(imported, e)
		} else if err := s.End(e); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Import(t.Context(), imported, nil); err != nil {
		t.Fatal(err)
	}
	for _, m := range []Mark{{SQL: "SELECT x FROM t", Name: "My orders", Tags: []string{"daily"}, Pinned: true}, {SQL: "SELECT 100% FROM T_1", Tags: []string{"daily", "big"}}} {
		if err := s.SetMark(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.End(Entry{ID: NewID(), SQL: "SELECT 'İstanbul'", Connection: "Shop", Kind: "Druid", Status: OK, Duration: time.Microsecond}); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, text := range []string{"", "orders", "ORDERS t", "_", "%", `\`, "größe", "istanbul", "İst", "my daily", "daily x", "absent", "t_1 100%"} {
		for _, words := range []string{"", "status:failed", "status:ok", "status:limited", "status:l status:o", "conn:shop kind:druid", "took:>2s", "took:<2s", "since:2d", "until:2d", "tag:daily", "tag:DAILY", "conn:HO", "kind:DRUID", "took:>0ms", "took:<1ms", "is:pinned", "is:saved status:ok"} {
			for _, limit := range []int{0, 1, 30} {
				q, err := ParseQuery(text+" "+words, now)
				if err != nil {
					t.Fatal(err)
				}
				q.Limit, q.EachRun = limit, true
				want, err := s.Search(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				got, err := s.Scan(t.Context(), q)
				if err != nil || len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
					t.Errorf("%q %q %d: %d entries, want %d (%v)", text, words, limit, len(got), len(want), err)
				}
				found += len(got)
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d were found at all", found)
	}
}

// A filter finds what is listed under its word.
func TestStatusesAreOutcomes(t *testing.T) {
	s := open(t, newPath(t))
	for _, e := range []Entry{{ID: "1", SQL: "whole", Status: OK, Completeness: "complete"}, {ID: "2", SQL: "part", Status: OK, Completeness: "limited"}, {ID: "3", SQL: "broken", Status: Failed, Completeness: "limited"}} {
		if err := s.End(e); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, texts(t, s, Query{Statuses: []Status{OK}}), "whole")
	expect(t, texts(t, s, Query{Statuses: []Status{Limited}}), "part")
	expect(t, texts(t, s, Query{Statuses: []Status{Failed}}), "broken")
}
