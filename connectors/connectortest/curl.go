package connectortest

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"os/exec"
	"reflect"
	"regexp"
	"strings"

	"sonde/connectors"
)

// testCurl compares the request of a command with that of the connector.
func testCurl(k *check) {
	g := k.open()
	defer g.close()
	writer, can := g.conn.(connectors.CurlWriter)
	if !can {
		k.Logf("the connection writes no commands")
		return
	}
	for _, c := range []Case{Small, Write, Types} {
		if a, answered := k.Answers[c]; answered && k.Skip[string(c)] == "" {
			g.part("%s", c).curl(writer, a)
		}
	}
}

func (g *rig) curl(writer connectors.CurlWriter, a Answer) {
	s := g.statement(a)
	g.server.set(nil)
	o := g.run(context.Background(), context.Background(), s, nil)
	if !o.ended() {
		g.fatalf("the query failed: %v", o.err)
	}
	sent := g.server.seen()
	g.server.set(nil)
	ctx, cancel := g.timeout()
	defer cancel()
	command, err := writer.Curl(ctx, s)
	if err != nil {
		g.fatalf("Curl: %v", err)
	}
	g.noSecret("the command", command)
	for _, r := range g.server.seen() {
		if r.step >= 0 && !g.steps()[r.step].Repeatable {
			g.Errorf("writing the command sent %s %s", r.method, r.uri)
		}
	}
	if _, err := exec.LookPath("curl"); err != nil {
		g.Logf("curl is not installed, and so the command was not run")
		return
	}
	g.execute(command, sent)
}

// execute runs the command in a shell that has the secrets as variables, and
// looks for the request among those that the connector has sent.
func (g *rig) execute(command string, sent []request) {
	g.server.set(nil)
	ctx, cancel := g.timeout()
	defer cancel()
	shell := exec.CommandContext(ctx, "sh", "-c", command)
	shell.Env = append([]string{"PATH=/usr/local/bin:/usr/bin:/bin", "NO_PROXY=*"}, variables(sent)...)
	var stderr bytes.Buffer
	shell.Stderr = &stderr
	if err := shell.Run(); err != nil {
		g.Errorf("the command fails: %v: %s\n%s", err, stderr.String(), command)
		return
	}
	got := g.server.seen()
	if len(got) == 0 {
		g.Errorf("the command sends nothing: %s", command)
		return
	}
	for _, r := range sent {
		if alike(r, got[0]) {
			return
		}
	}
	g.Errorf("the command sends %s %s %v %q; the connector sent\n%s", got[0].method, got[0].uri, got[0].header, clip(string(got[0].body)), describe(sent))
}

func describe(sent []request) string {
	var b strings.Builder
	for _, r := range sent {
		b.WriteString(r.method + " " + r.uri + " " + clip(string(r.body)) + "\n")
		_ = r.header.Write(&b) // A builder takes everything.
	}
	return b.String()
}

var notInName = regexp.MustCompile(`[^A-Z0-9]`)

// variables are the values of headers and parameters under the names that
// commands use: in capitals, with _ for all else. An authorization stands
// without its scheme.
func variables(sent []request) []string {
	var list []string
	add := func(name, value string) {
		list = append(list, notInName.ReplaceAllString(strings.ToUpper(name), "_")+"="+value)
	}
	for _, r := range sent {
		for name := range r.header {
			value := r.header.Get(name)
			if _, credential, found := strings.Cut(value, " "); found && name == "Authorization" {
				value = credential
			}
			add(name, value)
		}
		if _, query, found := strings.Cut(r.uri, "?"); found {
			parameters, _ := url.ParseQuery(query) // What can be read of it.
			for name := range parameters {
				add(name, parameters.Get(name))
			}
		}
	}
	return list
}

// incidental headers may differ between two clients that mean the same.
var incidental = []string{"Accept", "Accept-Encoding", "User-Agent", "X-Request-Id", "Content-Length", "Connection"}

// alike reports whether two requests ask for the same.
func alike(a, b request) bool {
	pathA, queryA, _ := strings.Cut(a.uri, "?")
	pathB, queryB, _ := strings.Cut(b.uri, "?")
	valuesA, errA := url.ParseQuery(queryA)
	valuesB, errB := url.ParseQuery(queryB)
	return a.method == b.method && pathA == pathB && errA == nil && errB == nil &&
		reflect.DeepEqual(valuesA, valuesB) && bytes.Equal(a.body, b.body) &&
		reflect.DeepEqual(meaningful(a.header), meaningful(b.header))
}

func meaningful(h http.Header) http.Header {
	h = h.Clone()
	for _, name := range incidental {
		h.Del(name)
	}
	return h
}
