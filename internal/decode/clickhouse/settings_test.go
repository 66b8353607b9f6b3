package clickhouse

import (
	"fmt"
	"testing"

	"sonde/internal/sqltext"
)

func TestSettingsOf(t *testing.T) {
	d := sqltext.ForName("clickhouse")
	for sql, want := range map[string]string{
		"SELECT 1": "[]",
		"SELECT 1 SETTINGS a = 1, b='x\\ty' FORMAT CSV":            "[{a 1} {b x\ty}]",
		"SELECT 1 FORMAT CSV settings /* c */ `a`=-1;":             "[{a -1}]",
		"SELECT * FROM (SELECT 1 SETTINGS a=1) SETTINGS b = 2":     "[{a 1} {b 2}]",
		"SELECT 'SETTINGS a=1', t.settings = 1 FROM t -- SETTINGS": "[]",
		"SELECT 1 SETTINGS":        "[]",
		"SELECT 1 SETTINGS a =":    "[]",
		"SELECT 1 SETTINGS a = 1,": "[{a 1}]",
		"SELECT 1 SETTINGS a = -":  "[{a -}]",
	} {
		if got := fmt.Sprint(SettingsOf(d, sql)); got != want {
			t.Errorf("%s: %q", sql, got)
		}
	}
}

func TestHasTotals(t *testing.T) {
	d := sqltext.ForName("clickhouse")
	for sql, want := range map[string]bool{
		"SELECT count() FROM t GROUP BY a with\n totals": true,
		"SELECT totals FROM t":                           false,
		"SELECT 'WITH TOTALS'":                           false,
	} {
		if HasTotals(d, sql) != want {
			t.Errorf("%s: %v", sql, !want)
		}
	}
}
