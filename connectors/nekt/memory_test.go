package nekt

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"sonde/connectors"
)

// notes is a memory that outlives connections.
type notes map[string][]byte

func (n notes) Recall(key string, into any) (time.Time, bool) {
	value, ok := n[key]
	return time.Now().Add(-time.Hour), ok && json.Unmarshal(value, into) == nil
}

func (n notes) Keep(key string, value any) (err error) {
	n[key], err = json.Marshal(value)
	return err
}

// remembering opens a connection with a memory, and counts what no history has.
func remembering(t *testing.T, url string, memory notes, counted *int64) connectors.Conn {
	t.Helper()
	cfg, err := connectors.NewConfig(Driver(), "x", map[string]any{"url": url, "api_key": apiKey})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Memory = memory
	cfg.Unrecorded = func(n int64) error { *counted += n; return nil }
	c, err := Driver().Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// The cloud is asked for once, and so are the tables, whatever programs come
// after; what that has scanned counts for all of them.
func TestAnswersOutliveTheProgram(t *testing.T) {
	f, url := serve(t, map[string]result{"SELECT 1": probe, tablesSQL: {files: []file{text("table_schema,table_name,table_type\nraw,orders,BASE TABLE\n")}}})
	memory, counted := notes{}, int64(0)
	for range 3 {
		c := remembering(t, url, memory, &counted)
		nodes, err := c.(connectors.Cataloger).Children(t.Context(), nil)
		if err != nil || len(nodes) != 1 || nodes[0].Name != "raw" || nodes[0].Comment == "" {
			t.Fatalf("%+v, %v", nodes, err)
		}
	}
	if want := []string{"SELECT 1", tablesSQL}; !slices.Equal(f.posts, want) {
		t.Errorf("%q", f.posts)
	}
	if counted == 0 {
		t.Error("what the sidebar scans is not counted")
	}
	c := remembering(t, url, memory, &counted)
	if got := c.(connectors.Speaker).Dialect(); got != "athena" {
		t.Errorf("the dialect is %q at the start", got)
	}
	if _, err := c.(connectors.Cataloger).Children(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := c.(connectors.Cataloger).Children(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if len(f.posts) != 3 {
		t.Errorf("who asks again gets no news: %q", f.posts)
	}
}
