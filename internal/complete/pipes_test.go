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

// An address of an endpoint takes the names of pipes, and a format behind them.
func TestPipesAreOfferedInAddresses(t *testing.T) {
	d := sqltext.ForName("tinybird")
	c := NewCache(d)
	offered := func(sql string) (p Place, list []string) {
		at := strings.IndexByte(sql, '|')
		names := c.Names()
		p = Analyse(d, strings.Replace(sql, "|", "", 1), at, names.Lookup)
		for _, it := range names.Offer(p, Extra{}) {
			list = append(list, it.Insert+" "+it.Detail)
		}
		return p, list
	}
	c.Put(nil, []connectors.Node{{Kind: connectors.NodeGroup, Name: "Pipes"}, {Kind: connectors.NodeGroup, Name: "Data sources", Leaf: true}})
	p, _ := offered("GET /v0/pipes/|")
	if missing := c.Names().Missing(p); len(missing) != 1 || strings.Join(missing[0], "/") != "Pipes" {
		t.Errorf("missing %q", missing)
	}
	c.Put([]string{"Pipes"}, []connectors.Node{
		{Kind: connectors.NodePipe, Name: "top_pages", Type: "endpoint", Qualified: "top_pages", Preview: "GET …", Rows: -1},
		{Kind: connectors.NodePipe, Name: "by_day", Type: "endpoint", Qualified: "by_day", Preview: "GET …", Rows: -1},
		{Kind: connectors.NodeTable, Name: "topics", Qualified: "topics", Rows: -1},
	})
	for sql, want := range map[string]string{
		"GET /v0/pipes/|":                     "top_pages.json endpoint,by_day.json endpoint",
		"SELECT 1;\nget /v0/pipes/to|":        "top_pages.json endpoint",
		"POST /v0/pipes/top|_p.csv\nSELECT 1": "top_pages endpoint",
		"GET /v0/pipes/top_pages.|":           "",
	} {
		p, got := offered(sql)
		if strings.Join(got, ",") != want {
			t.Errorf("%s: offered %q at %q", sql, got, p.Word)
		}
	}
	if p, _ := offered("POST /v0/pipes/top|_p.csv"); p.Word != "top" || p.Rest != "_p" || p.From != 15 {
		t.Errorf("%+v", p)
	}
	if _, got := offered("SELECT | FROM top_pages"); len(got) == 0 || got[0] != "top_pages endpoint" {
		t.Errorf("in scope: %q", got)
	}
}
