package tinybird

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// The statement that a pipe is shown with asks its endpoint. It asks for the
// pipe's parameters, with their types and defaults, and sends only those that
// have a value.
func TestPreviewAsksTheEndpoint(t *testing.T) {
	c, a := workspace(t)
	nodes, err := c.Children(t.Context(), []string{groupPipes})
	if err != nil {
		t.Fatal(err)
	}
	preview := nodes[0].Preview
	if want := "GET /v0/pipes/top_pages.json\n  ?country={{String(country, 'it\\'s')}}\n  &since={{DateTime(since)}}\n  &limit={{Int64(limit, '9007199254740993')}}"; preview != want {
		t.Errorf("the preview is %s", preview)
	}
	var got []string
	for _, p := range sqltext.ForName("tinybird").Parameters(preview) {
		got = append(got, fmt.Sprintf("%s %s %s %v", p.Name, p.Type, p.Default, p.HasDefault))
	}
	if want := "country String it's true,since DateTime  false,limit Int64 9007199254740993 true"; strings.Join(got, ",") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ","), want)
	}
	if nodes[1].Preview != "" {
		t.Errorf("a pipe that is not published has the preview %s", nodes[1].Preview)
	}
	c.run(connectors.Statement{SQL: preview, Params: []connectors.Param{{Name: "country", Value: "a&b"}, {Name: "limit", Null: true}}, ReadOnly: true})
	q := a.last().query
	if q.Get("country") != "a&b" || q.Has("since") || q.Has("limit") || a.last().path != "/v0/pipes/top_pages.json" {
		t.Errorf("sent %+v", a.last())
	}
}

func TestEndpointsAsStatements(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT 1":              "",
		"get x":                 "",
		"GET /v0/pipes/top.csv": "get top csv [] \"\"",
		"get  /v0/pipes/a%20b.ndjson?x=1%262&y=a+b":                                  "get a b ndjson [x=1&2 y=a b] \"\"",
		"POST /v0/pipes/p.json\n?c={{String(d, ' & ')}}\n &e=\nSELECT '?a=b' FROM _": "post p json [c=<d> e=] \"SELECT '?a=b' FROM _\"",
		"GET /v0/pipes/p.json?x={{":                                                  "get p json [x={{] \"\"",
	} {
		e, err := readEndpoint(text)
		got := ""
		if e != nil {
			var values []string
			for _, v := range e.values {
				if v.param != "" {
					v.text = "<" + v.param + ">"
				}
				values = append(values, v.name+"="+v.text)
			}
			got = fmt.Sprintf("%s %s %s %s %q", e.method, e.pipe, e.format, values, e.sql)
		}
		if err != nil || got != want {
			t.Errorf("%q is %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"GET /v0/sql?q=1", "GET /v0/pipes/top", "GET /v0/pipes/top.xml", "GET /v0/pipes/%zz.json", "GET /v0/pipes/p.json?a=%"} {
		if _, err := readEndpoint(text); !connectors.IsClass(err, connectors.ClassSyntax) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A statement that asks an endpoint only reads, so that nobody is asked whether
// it may run.
func TestEndpointsRead(t *testing.T) {
	for _, text := range []string{"GET /v0/pipes/p.json?a={{String(drop)}}", "POST /v0/pipes/p.json\nSELECT count() FROM _"} {
		if effect, _ := sqltext.ForName("tinybird").Classify(text); effect != sqltext.Read {
			t.Errorf("%q: %s", text, effect)
		}
	}
	if effect, _ := sqltext.ForName("clickhouse").Classify("GET /v0/pipes/p.json"); effect == sqltext.Read {
		t.Error("another dialect knows GET")
	}
}

func FuzzEndpoint(f *testing.F) {
	f.Add("GET /v0/pipes/top.csv?a={{String(b, 'c')}}\n&d=e%20f\nSELECT 1")
	f.Fuzz(func(t *testing.T, text string) {
		e, err := readEndpoint(text)
		if err != nil || e == nil {
			return
		}
		p := connectors.Pipe{Name: e.pipe}
		again, err := readEndpoint(endpointText(p, e.format, e.sql))
		if err != nil || again == nil || again.pipe != e.pipe || again.format != e.format {
			t.Fatalf("%q: %+v, %v", text, again, err)
		}
	})
}

// Rows of several lengths are told where they are a table: an endpoint has no FORMAT.
func TestRaggedRowsOfAnEndpoint(t *testing.T) {
	for sql, want := range map[string]string{
		"GET /v0/pipes/p.csv": "shown as text; in the format json of the endpoint they are a table",
		"SELECT 1 FORMAT CSV": "shown as text; without a FORMAT clause, or with FORMAT JSON, they are a table",
	} {
		c, _ := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "1,2\n1,2,3\n") })
		o := c.run(connectors.Statement{SQL: sql})
		if o.err != nil || !strings.Contains(strings.Join(o.progress.Warnings, " "), want) {
			t.Errorf("%s: %q, %v", sql, o.progress.Warnings, o.err)
		}
	}
}
