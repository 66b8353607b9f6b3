package tinybird

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
)

// workspace is a connection to the listings of the fake.
func workspace(t *testing.T) (*Conn, *api) {
	f := fake{answers(t)}
	return serve(t, nil, f.ServeHTTP)
}

func children(t *testing.T, c *Conn, path ...string) string {
	t.Helper()
	nodes, err := c.Children(t.Context(), path)
	if err != nil {
		t.Fatalf("%q: %v", path, err)
	}
	var out []string
	for _, n := range nodes {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s (%s) %s %s", n.Kind, n.Name, n.Type, n.Key, n.Qualified)))
	}
	return strings.Join(out, "\n")
}

func TestCatalog(t *testing.T) {
	c, _ := workspace(t)
	for path, want := range map[string]string{
		"":                           "group Data sources ()\ngroup Pipes ()",
		"Data sources":               "table events (MergeTree)  events\ntable other.shared ()  other.shared",
		"Data sources/events":        "column day (Date) PK day\ncolumn user_id (UInt32) sorting key user_id\ncolumn city (Nullable(String))  city\ncolumn odd name (LowCardinality(Nullable(String)))  `odd name`",
		"Data sources/other.shared":  "column id (UInt64)  id",
		"Pipes/draft":                "column x (UInt8)  x\ngroup Nodes ()",
		"Pipes":                      "pipe top_pages (endpoint)  top_pages\npipe draft (pipe)  draft",
		"Pipes/top_pages":            "column path (String)  path\ngroup Parameters ()\ngroup Nodes ()",
		"Pipes/top_pages/Parameters": "column country (String = it's)\ncolumn since (DateTime)\ncolumn limit (Int64 = 9007199254740993)",
		"Pipes/top_pages/Nodes":      "view hits (node)\nview top (node)",
	} {
		var parts []string
		if path != "" {
			parts = strings.Split(path, "/")
		}
		if got := children(t, c, parts...); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
		}
	}
	for _, path := range [][]string{{"x"}, {"Data sources", "x"}, {"Pipes", "x"}, {"Pipes", "top_pages", "x"}, {"Data sources", "events", "day"}} {
		if _, err := c.Children(t.Context(), path); !connectors.IsClass(err, connectors.ClassNotFound) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// One refresh of the catalog is one request for data sources and one for pipes.
func TestCatalogIsFrugal(t *testing.T) {
	c, a := workspace(t)
	children(t, c)
	children(t, c, "Data sources")
	children(t, c, "Data sources", "events")
	children(t, c, "Pipes")
	children(t, c, "Pipes", "top_pages", "Nodes")
	if tables, err := c.Tables(t.Context()); err != nil || len(tables) != 4 {
		t.Errorf("%d tables, %v", len(tables), err)
	}
	if len(a.list) != 2 {
		t.Errorf("%d requests", len(a.list))
	}
}

func TestPipes(t *testing.T) {
	c, _ := workspace(t)
	pipes, err := c.Pipes(t.Context())
	if err != nil || len(pipes) != 2 {
		t.Fatalf("%d pipes, %v", len(pipes), err)
	}
	p := pipes[0]
	if len(p.Params) != 3 || p.Params[2].Default != "9007199254740993" || p.Params[1].HasDefault || len(p.Formats) != 5 || len(p.Nodes) != 2 || !p.Nodes[1].Published || p.Nodes[0].Published {
		t.Errorf("%+v", p)
	}
	if pipes[1].Formats != nil {
		t.Errorf("a pipe that is not published has formats: %v", pipes[1].Formats)
	}
}

// A token that may list only one of them still completes with that.
func TestTokenThatMayListOnlyPipes(t *testing.T) {
	f := fake{answers(t)}
	c, _ := serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v0/datasources" {
			refuse(w, http.StatusForbidden, "Not enough permissions")
			return
		}
		f.ServeHTTP(w, r)
	})
	if tables, err := c.Tables(t.Context()); err != nil || len(tables) != 2 {
		t.Errorf("%d tables, %v", len(tables), err)
	}
	if _, err := c.Children(t.Context(), []string{groupSources}); !connectors.IsClass(err, connectors.ClassPermission) {
		t.Errorf("the data sources ended with %v", err)
	}
}

// An empty listing is that of an empty workspace only for a token that sees all.
func TestEmptyListings(t *testing.T) {
	for answer, want := range map[string]connectors.Class{`{"scope": "admin"}`: "", `{"scope": "custom"}`: connectors.ClassPermission, `{}`: "", "": connectors.ClassPermission} {
		c, _ := serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path != "/v0/workspace":
				_, _ = io.WriteString(w, `{"datasources": [], "pipes": []}`)
			case answer == "":
				refuse(w, http.StatusForbidden, "Not enough permissions")
			default:
				_, _ = io.WriteString(w, answer)
			}
		})
		for _, group := range []string{groupSources, groupPipes} {
			nodes, err := c.Children(t.Context(), []string{group})
			if len(nodes) > 0 || (err == nil) != (want == "") || err != nil && !connectors.IsClass(err, want) {
				t.Errorf("%s with %s: %v, %v", group, answer, nodes, err)
			}
		}
		if _, err := c.Pipes(t.Context()); (err == nil) != (want == "") {
			t.Errorf("the pipes with %s: %v", answer, err)
		}
		if tables, err := c.Tables(t.Context()); len(tables) > 0 || err != nil {
			t.Errorf("%d tables, %v", len(tables), err)
		}
	}
}
