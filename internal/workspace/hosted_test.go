package workspace

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/result"
)

// store keeps one column of texts, a batch for each list.
func store(t *testing.T, f arrow.Field, lists ...string) *result.Snapshot {
	t.Helper()
	pool := result.NewPool(result.Options{})
	t.Cleanup(func() { pool.Close() })
	s, schema := pool.NewStore(), arrow.NewSchema([]arrow.Field{f}, nil)
	s.SetSchema(schema)
	for _, list := range lists {
		a, _, err := array.FromJSON(memory.DefaultAllocator, f.Type, strings.NewReader(list))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Append(array.NewRecordBatch(schema, []arrow.Array{a}, int64(a.Len()))); err != nil {
			t.Fatal(err)
		}
	}
	return s.Snapshot()
}

func TestUUIDsOfAnySourceAreThoseOfDuckDBWhereTheyAreWrittenSo(t *testing.T) {
	const id = `"0123abcd-ef45-6789-fedc-ba9876543210"`
	f := connectors.Field("id", arrow.BinaryTypes.String, "uuid", connectors.KindUUID)
	for lists, want := range map[string]string{
		"[" + id + ", null]":                         "UUID",
		"[null]|[" + id + "]":                        "UUID",
		"[" + id + "]|[" + strings.ToUpper(id) + "]": "",
		`["no id"]`:                                  "",
		`[""]`:                                       "",
	} {
		s := store(t, f, strings.Split(lists, "|")...)
		if got := connectors.EngineType(Table("r1", s).Schema().Field(0)); got != want {
			t.Errorf("%s: %q, want %q", lists, got, want)
		}
	}
	plain := store(t, arrow.Field{Name: "id", Type: arrow.BinaryTypes.String}, "["+id+"]")
	if got := connectors.EngineType(Table("r1", plain).Schema().Field(0)); got != "" {
		t.Errorf("text that is meant as such became %s", got)
	}
}
