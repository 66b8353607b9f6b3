package duckdb

import (
	"testing"

	"sonde/internal/pushdown/pushdowntest"
)

func TestPushDown(t *testing.T) {
	c := openWith(t, nil)
	pushdowntest.PushDown(t, c, "duckdb", "FROM test_all_types();")
	pushdowntest.PushDown(t, c, "duckdb", `SELECT 1 AS a, 2 AS "A", 3 AS "select", 'it''s' AS "x""y" -- the end`)
}
