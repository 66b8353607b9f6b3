package connectortest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"time"

	"sonde/connectors"
)

// classes are those that are accepted for a status, whatever the body.
var classes = map[int][]connectors.Class{
	401: {connectors.ClassAuth, connectors.ClassPermission},
	403: {connectors.ClassPermission, connectors.ClassAuth},
	404: {connectors.ClassNotFound, connectors.ClassUnavailable},
	408: {connectors.ClassTimeout},
	413: {connectors.ClassQuery, connectors.ClassCapacity, connectors.ClassUnsupported},
	422: {connectors.ClassQuery, connectors.ClassSyntax},
	429: {connectors.ClassRateLimit, connectors.ClassCapacity},
	500: {connectors.ClassInternal, connectors.ClassQuery, connectors.ClassUnavailable},
	502: {connectors.ClassUnavailable},
	503: {connectors.ClassUnavailable, connectors.ClassCapacity},
	504: {connectors.ClassTimeout, connectors.ClassUnavailable},
}

var statuses = []int{401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504}

func (k *check) classesOf(status int) []connectors.Class {
	if c, replaced := k.Classes[status]; replaced {
		return c
	}
	return classes[status]
}

// body is the body of a refusal.
type body struct{ name, text, contentType string }

// bodies are the shapes in which a refusal comes: from the service itself, from
// what stands before it, or from nobody. One repeats the credentials.
func (k *check) bodies(status int) []body {
	list := []body{
		{"text", fmt.Sprintf("upstream says %d", status), "text/plain"},
		{"text with secrets", "refused: " + strings.Join(k.Secrets, " and "), "text/plain; charset=utf-8"},
		{"HTML", page, "text/html"},
		{"XML", fmt.Sprintf(`<?xml version="1.0"?><Error><Code>E%d</Code><Message>the bucket is shut</Message></Error>`, status), "application/xml"},
		{"JSON that is cut", `{"error": {"message": "too mu`, "application/json"},
		{"empty", "", ""},
	}
	if k.ErrorBody != nil {
		text, contentType := k.ErrorBody(status)
		list = append(list, body{"the service's own shape", text, contentType})
	}
	return list
}

const page = `<!DOCTYPE html><html><head><title>Sign in</title><style>b{color:red}</style></head>
<body><h1>Please sign in</h1><form action="/login"><input name="user"></form><script>go()</script></body></html>`

// patient is more time than any client waits before it sends a request again.
const patient = "Retry-After: 600"

// testStatus refuses every step with every status in every shape.
func testStatus(k *check) {
	for _, t := range k.targets(Small, Write) {
		var refusals []func(g *rig)
		for _, code := range statuses {
			for _, b := range k.bodies(code) {
				refusals = append(refusals, func(g *rig) { g.part("%d, %s", code, b.name).refuse(t, code, b) })
			}
		}
		k.on("%v", t).spread(len(refusals), 4, func(g *rig, i int) {
			refusals[i](g)
			if i%8 == 0 {
				g.usable()
			}
		})
	}
}

func (g *rig) refuse(t target, code int, b body) {
	var header []string
	if code == 429 || code > 500 {
		header = []string{patient}
	}
	t.strikeAll(g, status(code, b.text, b.contentType, header...))
	o := g.query(context.Background(), t.Answer)
	e := g.failure(o.err, g.classesOf(code)...)
	if len(o.rows) > 0 {
		g.Errorf("%d rows came with a refusal", len(o.rows))
	}
	if e != nil && code == 429 && e.RetryAfter != 10*time.Minute {
		g.Errorf("the server asks to wait 10m; RetryAfter is %v", e.RetryAfter)
	}
}

// testWebPage answers with the page of a login or a proxy, in good order.
func testWebPage(k *check) {
	targets := k.targets(Small, Write)
	k.spread(len(targets), 1, func(g *rig, i int) {
		t := targets[i]
		g = g.part("%v", t)
		t.strikeAll(g, status(200, page, "text/html; charset=utf-8"))
		o := g.query(context.Background(), t.Answer)
		g.failed(o.err, connectors.ClassUnavailable, connectors.ClassAuth, connectors.ClassPermission)
		if len(o.rows) > 0 {
			g.Errorf("%d rows were made of a web page", len(o.rows))
		}
		g.usable()
	})
}

// testNoAnswer has nobody answer.
func testNoAnswer(k *check) {
	targets := k.targets(Small)
	k.spread(len(targets), 4, func(g *rig, i int) {
		t := targets[i]
		for name, f := range map[string]fault{"hung up": hangUp, "cut in the first line": cutHead} {
			g := g.part("%v: %s", t, name)
			t.strike(g, f)
			o := g.query(context.Background(), t.Answer)
			g.prefix(o, t.rows)
			if t.step.Repeatable && t.repeated(g) {
				g.same(o, t.rows)
			} else {
				g.failed(o.err, t.brokenClasses(o)...)
			}
			g.usable()
		}
	})
	g := k.on("refused port").open()
	g.server.close()
	for _, c := range []Case{Small, Write} {
		if a, answered := k.Answers[c]; answered {
			g.failed(g.query(context.Background(), a).err, connectors.ClassUnavailable)
		}
	}
	g.conn.Close()
	g.noSecret("the log", g.log.text())
}

// elsewhere is another host, which must not learn anything.
type elsewhere struct {
	mu  sync.Mutex
	got []request
}

func (e *elsewhere) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, _ := io.ReadAll(r.Body) // What came before an error is all that can be looked at.
	e.mu.Lock()
	e.got = append(e.got, request{method: r.Method, uri: r.RequestURI, header: r.Header, body: text})
	e.mu.Unlock()
	w.WriteHeader(http.StatusTeapot)
}

func (e *elsewhere) take() []request {
	e.mu.Lock()
	defer e.mu.Unlock()
	got := e.got
	e.got = nil
	return got
}

// testRedirect sends requests on to another host, and to another port.
func testRedirect(k *check) {
	e := &elsewhere{}
	other := httptest.NewServer(e)
	defer other.Close()
	places := []string{other.URL, strings.Replace(other.URL, "127.0.0.1", "localhost", 1)}
	targets := k.targets(Small, Write)
	k.spread(len(targets), 1, func(g *rig, i int) {
		t := targets[i]
		for _, code := range []int{301, 302, 303, 307, 308} {
			for _, place := range places {
				g := g.part("%v: %d to %s", t, code, place)
				t.strikeAll(g, status(code, "", "", "Location: "+place+"/login"))
				g.failed(g.query(context.Background(), t.Answer).err)
				g.leaked(t, e.take())
			}
		}
		g.usable()
	})
}

// credentials are headers that are meant for one host.
var credentials = []string{"Authorization", "Cookie", "X-Api-Key", "Proxy-Authorization", "X-Clickhouse-Key"}

// leaked finds what another host must not get.
func (g *rig) leaked(t target, got []request) {
	for _, r := range got {
		for _, name := range credentials {
			if r.header.Get(name) != "" {
				g.Errorf("another host got the header %s", name)
			}
		}
		text := r.uri + "\n" + string(r.body)
		for name := range r.header {
			text += "\n" + r.header.Get(name)
		}
		g.noSecret("the request to another host", text)
		if len(r.body) > 0 {
			g.Errorf("another host got the body %q", clip(string(r.body)))
		}
		if unescaped, err := url.QueryUnescape(text); strings.Contains(text, t.SQL) || err == nil && strings.Contains(unescaped, t.SQL) {
			g.Errorf("another host got the statement")
		}
	}
}
