package run

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sonde/connectors"
)

// What is dear to ask for is there for the next program, privately, and only for
// the same connection.
func TestAnswersAreKept(t *testing.T) {
	d := &connectors.Driver{Kind: "lake", Billed: true, Options: []connectors.Option{{Name: "url", Type: connectors.TypeString}}}
	at := func(folder, name, url string) connectors.Memory {
		cfg, err := connectors.NewConfig(d, name, map[string]any{"url": url})
		if err != nil {
			t.Fatal(err)
		}
		return (&Connections{Cache: folder}).remembered(d, cfg)
	}
	folder := t.TempDir()
	want := [][]string{{"a", "b"}}
	for _, key := range []string{"tables", "columns"} {
		if err := at(folder, "prod", "https://one").Keep(key, want); err != nil {
			t.Fatal(err)
		}
	}
	var got [][]string
	when, ok := at(folder, "prod", "https://one").Recall("tables", &got)
	if !ok || len(got) != 1 || got[0][1] != "b" || time.Since(when) > time.Minute {
		t.Errorf("%v from %v, %v", got, when, ok)
	}
	for _, other := range []connectors.Memory{at(folder, "prod", "https://two"), at(folder, "test", "https://one")} {
		if _, ok := other.Recall("tables", &got); ok {
			t.Error("another connection has the answer")
		}
	}
	files, _ := filepath.Glob(filepath.Join(folder, "sources", "*.json"))
	if len(files) != 1 {
		t.Fatalf("%q", files)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(files[0], []byte(`{"tables":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := at(folder, "prod", "https://one").Recall("tables", &got); ok {
		t.Error("a damaged file has an answer")
	}
	if d.Billed = false; at(folder, "prod", "https://one") != nil {
		t.Error("answers that cost nothing are kept")
	}
}
