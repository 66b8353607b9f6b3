package run

import (
	"testing"

	"sonde/connectors"
)

func connectionWith(t *testing.T, values map[string]any) *Connection {
	t.Helper()
	d := &connectors.Driver{Kind: "test", Dialect: "duckdb"}
	c, err := connectors.NewConfig(d, "test", values)
	if err != nil {
		t.Fatal(err)
	}
	return &Connection{Name: "test", Driver: d, Config: c}
}

func TestWhatNeedsLeave(t *testing.T) {
	asked := connectionWith(t, nil)
	inMemory := connectionWith(t, map[string]any{"confirm_writes": false})
	for sql, want := range map[string][2]bool{
		"SELECT 1":                           {false, false},
		"SELEC 1":                            {false, false},
		"SET TimeZone = 'UTC'":               {false, false},
		"INSERT INTO t VALUES (1)":           {true, false},
		"WITH x AS (SELECT 1) DELETE FROM t": {true, false},
		"COPY t TO 'file.csv'":               {true, true},
		"EXPORT DATABASE 'folder'":           {true, true},
		"ATTACH 'shop.duckdb' AS s":          {true, true},
		"EXECUTE p":                          {true, false},
	} {
		for i, c := range []*Connection{asked, inMemory} {
			if needs, verb := NeedsLeave(c, sql); needs != want[i] {
				t.Errorf("%s (%s), confirm_writes = %v: %v, want %v", sql, verb, i == 0, needs, want[i])
			}
		}
	}
}

func TestWhatScansOnABilledConnection(t *testing.T) {
	billed := connectionWith(t, nil)
	const scan = "SELECT * FROM events"
	if table := NeedsScanLeave(billed, scan); table != "" {
		t.Errorf("a kind that bills nothing asks about %s", table)
	}
	billed.Driver.Billed = true
	billed.Config, _ = connectors.NewConfig(billed.Driver, "test", nil)
	for sql, want := range map[string]string{scan: "events", scan + " LIMIT 1": "", "SELECT 1": ""} {
		if table := NeedsScanLeave(billed, sql); table != want {
			t.Errorf("%s: %q, want %q", sql, table, want)
		}
	}
	billed.Config, _ = connectors.NewConfig(billed.Driver, "test", map[string]any{"confirm_scans": false})
	if table := NeedsScanLeave(billed, scan); table != "" {
		t.Errorf("confirm_scans = false asks about %s", table)
	}
}
