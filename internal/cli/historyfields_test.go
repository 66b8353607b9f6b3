package cli

import (
	"encoding/json"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/history"
)

// Every field of an entry is printed under its own name, with the value that was
// recorded.
func TestEveryFieldOfAnEntryIsPrinted(t *testing.T) {
	home(t, "")
	s := &session{Program: program()}
	if err := s.load(); err != nil {
		t.Fatal(err)
	}
	store, err := s.history()
	if err != nil {
		t.Fatal(err)
	}
	e := history.Entry{
		ID: history.NewID(), Source: history.Screen, Connection: "shop", Kind: "duckdb", Database: "branch", Folder: "/data", Host: "desk",
		SQL: "SELECT :n", Params: []connectors.Param{{Name: "n", Value: "7"}}, Start: time.Unix(1700000000, 0),
		Duration: 1500 * time.Millisecond, FirstRow: 250 * time.Millisecond, Rows: 3, Bytes: 99,
		Server: []connectors.Stat{{Name: "rows_read", Value: "12"}}, QueryID: "q-1", Operation: "op-1",
		Status: history.Failed, ErrorClass: "timeout", Error: "too slow", Completeness: "incomplete", Reason: "cut",
	}
	if err := store.End(e); err != nil {
		t.Fatal(err)
	}
	session := store.Session()
	s.close()
	var got map[string]any
	if err := json.Unmarshal([]byte(sonde(t, "history", "show", "--json", e.ID).out), &got); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"id": e.ID, "session": session, "source": "screen", "connection": "shop", "kind": "duckdb", "database": "branch", "folder": "/data",
		"host": "desk", "sql": "SELECT :n", "duration_ms": 1500.0, "first_row_ms": 250.0, "rows": 3.0, "bytes": 99.0, "query_id": "q-1",
		"operation": "op-1", "status": "failed", "error_class": "timeout", "error": "too slow", "completeness": "incomplete", "reason": "cut",
	} {
		if got[key] != want {
			t.Errorf("%s is %v, not %v", key, got[key], want)
		}
	}
	if start, err := time.Parse(time.RFC3339Nano, got["start"].(string)); err != nil || !start.Equal(e.Start) {
		t.Errorf("start is %v", got["start"])
	}
	params, _ := json.Marshal(got["params"])
	server, _ := json.Marshal(got["server"])
	if string(server) != `{"rows_read":12}` {
		t.Errorf("server is %s", server)
	}
	if p := got["params"].([]any)[0].(map[string]any); len(got["params"].([]any)) != 1 || p["Name"] != "n" && p["name"] != "n" {
		t.Errorf("params are %s", params)
	}
}
