package duckdb

import (
	"testing"

	"sonde/connectors/connectortest"
)

func TestPushDown(t *testing.T) {
	c := openWith(t, nil)
	connectortest.PushDown(t, c, "duckdb", "FROM test_all_types();")
	connectortest.PushDown(t, c, "duckdb", `SELECT 1 AS a, 2 AS "A", 3 AS "select", 'it''s' AS "x""y" -- the end`)
}
