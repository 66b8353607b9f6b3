package datafold

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sonde/connectors"
)

func statement(sql string, options ...string) connectors.Statement {
	s := connectors.Statement{SQL: sql, Options: map[string]string{}}
	for i := 0; i < len(options); i += 2 {
		s.Options[options[i]] = options[i+1]
	}
	return s
}

func TestParameters(t *testing.T) {
	f, url := serve(t, map[string]result{
		"q":                    {body: `{"rows":[]}`, params: `["1","it's \"x\""]`},
		"SELECT ?   , ?, ?   ": {body: `{"rows":[]}`, params: `["x","1","x"]`},
	})
	c := connect(t, url, nil)
	s := statement("q")
	s.Params = []connectors.Param{{Value: "1"}, {Value: `it's "x"`, Type: "text"}}
	run(t, c, s).expect(t, "")
	named := statement("SELECT :day, ?, :day")
	named.Params = []connectors.Param{{Name: "day", Value: "x"}, {Value: "1"}}
	run(t, c, named).expect(t, "")
	sent := len(f.log)
	s.Params = []connectors.Param{{Null: true}}
	run(t, c, s).fails(t, 0, connectors.ClassUnsupported, "parameter 1 is NULL", "into the statement")
	if len(f.log) != sent {
		t.Errorf("refused statements were sent: %q", f.log[sent:])
	}
}

func TestWaysToStream(t *testing.T) {
	body := `{"columns":null,"rows":[{"n":1}]}`
	f, url := serve(t, map[string]result{
		"plain": {body: body}, "parameter": {body: body, stream: "stream=true", flushed: true}, "header": {body: body, stream: "header true"},
		"lake": {body: body, stream: "stream=true", source: "7"}, "lake off": {body: body, source: "7"},
	})
	c := connect(t, url, map[string]any{"stream": "auto"})
	run(t, c, statement("plain")).expect(t, "n", "1")
	run(t, c, statement("parameter", "stream", "true")).expect(t, "n", "1")
	run(t, c, statement("header", "stream", "header")).expect(t, "n", "1")
	run(t, c, statement("lake", "data_source", "7")).expect(t, "n", "1")
	run(t, c, statement("lake", "data_source", "Lake")).expect(t, "n", "1")
	run(t, c, statement("lake off", "data_source", "7", "stream", "false")).expect(t, "n", "1")
	run(t, c, statement("plain", "stream", "perhaps")).fails(t, 0, connectors.ClassConfig, `not "perhaps"`, "")
	want := []string{"GET /api/v1/data_sources/12", "POST /api/v1/data_sources/12/query", "POST /api/v1/data_sources/12/query?stream=true", "POST /api/v1/data_sources/12/query",
		"GET /api/v1/data_sources/7", "POST /api/v1/data_sources/7/query?stream=true", "GET /api/v1/data_sources", "POST /api/v1/data_sources/7/query?stream=true", "POST /api/v1/data_sources/7/query"}
	if got := strings.Join(f.log, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("the requests are\n%s", got)
	}
}

// TestRefusals shows what a person reads, and that no post is sent again.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name          string
		answer        result
		class         connectors.Class
		message, hint string
	}{
		{"a field is wrong", result{status: 422, body: missingQuery}, connectors.ClassQuery, "body.query: Field required", ""},
		{"two fields", result{status: 422, body: `{"detail":[{"loc":["body","params",0],"msg":"str type expected","type":"type_error.str"},{"loc":["path","data_source_id"],"msg":"value is not a valid integer","type":"x"}]}`}, connectors.ClassQuery, "body.params.0: str type expected; path.data_source_id: value is not a valid integer", ""},
		{"SQL", result{status: 500, body: `{"detail":"ProgrammingError: relation \"x\" does not exist"}`}, connectors.ClassQuery, `relation "x" does not exist`, ""},
		{"a defect", result{status: 500, body: `{"detail":"Internal Server Error"}`}, connectors.ClassInternal, "Internal Server Error", ""},
		{"no key", result{status: 401, body: `{"detail":"Invalid API key"}`}, connectors.ClassAuth, "Invalid API key", "Settings, Account"},
		{"no key, as older servers say", result{status: 403, body: `{"detail":"Not authenticated"}`}, connectors.ClassAuth, "Not authenticated", "Settings, Account"},
		{"no right", result{status: 403, body: `{"detail":"Missing permission run_query"}`}, connectors.ClassPermission, "run_query", "may not do this"},
		{"no source", result{status: 404, body: `{"detail":"Data source not found"}`}, connectors.ClassNotFound, "Data source not found", "Check data_source"},
		{"busy", result{status: 503, body: "upstream request timeout", kind: "text/plain"}, connectors.ClassUnavailable, "upstream request timeout", "may have run all the same"},
		{"no streaming", result{status: 400, body: `{"detail":"Streaming is not supported for this data source"}`}, connectors.ClassQuery, "not supported", "Set stream to false"},
		{"a login that says it is JSON", result{body: "<!DOCTYPE html><title>Log in</title>"}, connectors.ClassUnavailable, "a web page instead of data: Log in", "url"},
		{"too many", result{status: 429, body: `{"detail":"slow down"}`}, connectors.ClassRateLimit, "slow down", ""},
		{"a login", result{body: "<html><title>Log in</title></html>", kind: "text/html; charset=utf-8"}, connectors.ClassUnavailable, "Log in", "url"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, url := serve(t, map[string]result{"q": c.answer})
			o := run(t, connect(t, url, nil), statement("q"))
			o.fails(t, 0, c.class, c.message, c.hint)
			if strings.Contains(o.err.Error(), "SELECT 1") {
				t.Error("the message repeats the body of the request")
			}
			if len(f.log) != 1 {
				t.Errorf("%q", f.log)
			}
		})
	}
}

func TestAnswersThatAreLost(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer s.Close()
	run(t, connect(t, s.URL, nil), statement("q")).fails(t, 0, connectors.ClassUnavailable, "", "may have run all the same")
}

func TestNumbersThatAreNoIDs(t *testing.T) {
	f, url := serve(t, nil)
	run(t, connect(t, url, nil), statement("q", "data_source", "-1")).fails(t, 0, connectors.ClassConfig, "-1 is no id", "")
	if len(f.log) > 0 {
		t.Errorf("%q", f.log)
	}
}

func TestTheKey(t *testing.T) {
	_, url := serve(t, map[string]result{"q": {body: `{"rows":[]}`}})
	run(t, connect(t, url, map[string]any{"api_key": "Key " + apiKey}), statement("q")).expect(t, "")
	run(t, connect(t, url, map[string]any{"api_key": "another"}), statement("q")).fails(t, 0, connectors.ClassAuth, "Not authenticated", "")
}

func TestHowMuchIsKnownOfTheRest(t *testing.T) {
	_, url := serve(t, map[string]result{"few": answer(colN+","+colS, rowsOf(999, counted)...), "round": answer(colN+","+colS, rowsOf(1000, counted)...)})
	c := connect(t, url, nil)
	for sql, reason := range map[string]string{"few": "does not tell", "round": "exactly 1,000 rows came"} {
		p := run(t, c, statement(sql)).progress
		if p.Completeness != connectors.Unknown || !strings.Contains(p.Reason, reason) || p.Phase != connectors.PhaseDone {
			t.Errorf("%s: %v, %q, %s", sql, p.Completeness, p.Reason, p.Phase)
		}
	}
	for n, want := range map[int64]bool{0: false, 99: false, 100: true, 120: false, 250: true, 5000: true, 10000: true, 10001: false, 1234000: false} {
		if round(n) != want {
			t.Errorf("%d", n)
		}
	}
}

func TestURLs(t *testing.T) {
	for text, want := range map[string]map[string]any{
		"datafold://app.datafold.com/12":                    {"url": "https://app.datafold.com", "data_source": "12"},
		"datafold+http://:k3y@127.0.0.1:7380/my%20shop":     {"url": "http://127.0.0.1:7380", "data_source": "my shop", "api_key": "k3y"},
		"datafold://key@datafold.example.com?stream=header": {"url": "https://datafold.example.com", "api_key": "key", "stream": "header"},
	} {
		_, values, ok, err := connectors.NewRegistry(Driver()).ParseURL(text)
		if !ok || err != nil || len(values) != len(want) {
			t.Errorf("%s: %v, %v", text, values, err)
		}
		for name, v := range want {
			if values[name] != v {
				t.Errorf("%s: %s is %v", text, name, values[name])
			}
		}
	}
	if err := fromURL(&url.URL{Path: "/a/b"}, map[string]any{}); !connectors.IsClass(err, connectors.ClassConfig) {
		t.Errorf("%v", err)
	}
}
