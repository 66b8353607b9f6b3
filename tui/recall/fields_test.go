package recall

import (
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/history"
)

// Every field of a run is seen in its inspector.
func TestInspectorShowsEveryField(t *testing.T) {
	e := history.Entry{
		ID: "1", Session: "session-1", Source: history.Screen, Connection: "shop", Kind: "druid", Database: "lab-x", Options: map[string]string{"ref": "branch-x", "threads": "3"}, Limit: 40, Folder: "/data", Host: "desk",
		SQL: "SELECT :n", Params: []connectors.Param{{Name: "n", Value: "seven"}}, Start: time.Date(2026, 3, 1, 9, 0, 0, 0, time.Local),
		Duration: 1500 * time.Millisecond, FirstRow: 250 * time.Millisecond, Rows: 37, Bytes: 999,
		Server: []connectors.Stat{{Name: "rows_read", Value: "12345"}}, QueryID: "q-1", Operation: "op-1",
		Status: history.Incomplete, ErrorClass: "incomplete", Error: "broke off", Completeness: "incomplete", Reason: "cut in the middle",
	}
	got := inspected(NewInspector([]history.Entry{e}, ""), 140, 50)
	for _, want := range []string{"session-1", "screen · desk · /data", "shop (druid)", "branch-x", "lab-x", "threads=3", "40 rows", "SELECT :n", "n = seven", "2026-03-01 09:00:00",
		"1.5 s", "250 ms", "37", "999 B", "rows_read", "12345", "q-1", "op-1", "broke off", "incomplete: cut in the middle"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not there:\n%s", want, got)
		}
	}
}
