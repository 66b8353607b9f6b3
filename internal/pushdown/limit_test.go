package pushdown

import (
	"strings"
	"testing"

	"sonde/internal/workspace"
)

func TestTheOwnLimitOfAQuestionCanBeTakenOff(t *testing.T) {
	s, err := New("duckdb", "SELECT * FROM t LIMIT 5", sample())
	if err != nil {
		t.Fatal(err)
	}
	sql, err := s.Rows(nil, []workspace.SortKey{{Column: 0}})
	if err != nil {
		t.Fatal(err)
	}
	every, limit := Unlimited(sql)
	if limit != Limit || strings.Contains(every, "1000") || !strings.Contains(every, "LIMIT 5") || !strings.Contains(every, "ORDER BY") {
		t.Errorf("%d\n%s", limit, every)
	}
	if every, limit := Unlimited(s.Count()); limit != 0 || every != s.Count() {
		t.Errorf("%d\n%s", limit, every)
	}
}

func TestAStatementThatLimitsItsAnswerIsKnown(t *testing.T) {
	for sql, want := range map[string]bool{
		"SELECT * FROM t LIMIT 5":                        true,
		"SELECT * FROM t":                                false,
		"SELECT * FROM (SELECT * FROM t LIMIT 5)":        false,
		"SELECT 'LIMIT' FROM t -- LIMIT 5":               false,
		"WITH a AS (SELECT 1) SELECT * FROM a limit 100": true,
	} {
		s, err := New("duckdb", sql, sample())
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Limited(); got != want {
			t.Errorf("%s: got %v", sql, got)
		}
	}
}
