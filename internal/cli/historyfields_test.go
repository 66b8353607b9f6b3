package cli

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/history"
)

// Every entry has the same keys; what is not known is null.
func TestEveryEntryHasTheSameKeys(t *testing.T) {
	home(t, "")
	s := &session{Program: program()}
	if err := s.load(); err != nil {
		t.Fatal(err)
	}
	store, err := s.history()
	if err != nil {
		t.Fatal(err)
	}
	start := time.Unix(1700000000, 0)
	for _, e := range []history.Entry{
		{ID: "gone", SQL: "SELECT 1", Status: history.Interrupted, Start: start},
		{ID: "refused", SQL: "SELECT 2", Status: history.Failed, Bytes: -1, Error: "no", Start: start},
		{ID: "well", SQL: "SELECT 3", Status: history.OK, Start: start, Duration: time.Second, QueryID: "q", Params: []connectors.Param{{Value: "1"}}, Server: []connectors.Stat{{Name: "a", Value: "b"}}},
	} {
		if err := store.End(e); err != nil {
			t.Fatal(err)
		}
	}
	s.close()
	keys := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(sonde(t, "history", "--json").out), "\n") {
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		id := got["id"].(string)
		keys[id] = slices.Sorted(maps.Keys(got))
		if known := got["bytes"] != nil; known != (id == "well") || got["params"] == nil || got["server"] == nil || got["tags"] == nil {
			t.Errorf("%s", line)
		}
	}
	if len(keys) != 3 || !slices.Equal(keys["gone"], keys["well"]) || !slices.Equal(keys["refused"], keys["well"]) {
		t.Errorf("the keys are %q", keys)
	}
}

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
		ID: history.NewID(), Source: history.Screen, Connection: "shop", Kind: "duckdb", Database: "branch", Options: map[string]string{"ref": "branch"}, Limit: 10, Folder: "/data", Host: "desk",
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
		"host": "desk", "sql": "SELECT :n", "duration_ms": 1500.0, "first_row_ms": 250.0, "rows": 3.0, "limit": 10.0, "bytes": 99.0, "query_id": "q-1",
		"operation": "op-1", "status": "failed", "error_class": "timeout", "error": "too slow", "completeness": "incomplete", "reason": "cut",
	} {
		if got[key] != want {
			t.Errorf("%s is %v, not %v", key, got[key], want)
		}
	}
	if start, err := time.Parse(time.RFC3339Nano, got["start"].(string)); err != nil || !start.Equal(e.Start) {
		t.Errorf("start is %v", got["start"])
	}
	if options, _ := json.Marshal(got["options"]); string(options) != `{"ref":"branch"}` {
		t.Errorf("options are %s", options)
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
