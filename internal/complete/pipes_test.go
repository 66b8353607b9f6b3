package complete

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// Pipes with an endpoint are offered like tables, by the source's word for them;
// their columns once they are known, and what is missing is one level.
func TestPipesAreOfferedLikeTables(t *testing.T) {
	d := sqltext.ForName("tinybird")
	c := NewCache(d)
	c.Put(nil, []connectors.Node{{Kind: connectors.NodeGroup, Name: "Pipes"}})
	c.Put([]string{"Pipes"}, []connectors.Node{
		{Kind: connectors.NodePipe, Name: "top_pages", Type: "endpoint", Qualified: "top_pages", Preview: "GET …", Rows: -1},
		{Kind: connectors.NodePipe, Name: "top_draft", Type: "pipe", Qualified: "top_draft", Rows: -1},
	})
	labels := func(sql string) (list []string, missing [][]string) {
		names := c.Names()
		at := strings.IndexByte(sql, '|')
		place := Analyse(d, strings.Replace(sql, "|", "", 1), at, names.Lookup)
		for _, it := range names.Offer(place, Extra{}) {
			list = append(list, it.Label+" "+it.Detail)
		}
		return list, names.Missing(place)
	}
	if got, _ := labels("SELECT 1 FROM top|"); strings.Join(got, ",") != "top_pages endpoint" {
		t.Errorf("offered %q", got)
	}
	if got, _ := labels("SELECT 1 FROM a JOIN top|"); strings.Join(got, ",") != "top_pages endpoint" {
		t.Errorf("offered to a join %q", got)
	}
	if _, missing := labels("SELECT top_pages.| FROM top_pages"); len(missing) != 1 || strings.Join(missing[0], "/") != "Pipes/top_pages" {
		t.Errorf("missing %q", missing)
	}
	c.Put([]string{"Pipes", "top_pages"}, []connectors.Node{
		{Kind: connectors.NodeColumn, Name: "hits", Type: "UInt64", Leaf: true},
		{Kind: connectors.NodeGroup, Name: "Parameters"},
	})
	if got, missing := labels("SELECT top_pages.| FROM top_pages"); len(got) != 1 || !strings.HasPrefix(got[0], "hits ") || len(missing) != 0 {
		t.Errorf("columns %q, missing %q", got, missing)
	}
}
