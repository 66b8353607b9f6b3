package clickhouse

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
	"sonde/internal/sqltext"
)

// sent records the requests of a connection whose server answers each with what
// reply writes.
func sent(t *testing.T, options map[string]any, reply http.HandlerFunc) (*Conn, *[]url.Values) {
	var list []url.Values
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		list = append(list, r.URL.Query())
		reply(w, r)
	}))
	t.Cleanup(server.Close)
	return connect(t, server.URL, options), &list
}

func one(w http.ResponseWriter, _ *http.Request) { send(w, meta("a", "UInt8")+rowsOf("1")) }

// What a statement is sent with: the user's settings over sonde's, limits only
// where they cannot change what is written, and values beside the text.
func TestRequest(t *testing.T) {
	c, list := sent(t, map[string]any{"database": "lab", "settings": map[string]any{"max_threads": 4, "date_time_output_format": "iso"}}, one)
	c.run(connectors.Statement{
		ID: "run-1", SQL: "SELECT {a:Array(String)}, {b:Nullable(String)}, {c:String}", Limit: 10, Timeout: 1500 * time.Millisecond,
		TimeZone: "Europe/Madrid", ReadOnly: true, Options: map[string]string{"max_threads": "2", "database": "other"},
		Params: []connectors.Param{{Name: "a", Value: `['x\'',NULL]`}, {Name: "b", Null: true}, {Name: "c", Value: "a\tb\\"}},
	})
	c.run(connectors.Statement{SQL: "INSERT INTO t SELECT 1", Limit: 10})
	first, second := (*list)[0], (*list)[1]
	for name, want := range map[string]string{
		"query_id": "run-1", "database": "other", "max_threads": "2", "date_time_output_format": "iso", "limit": "11",
		"max_execution_time": "2", "session_timezone": "Europe/Madrid", "readonly": "2", "default_format": clickhouse.Progress,
		"output_format_json_quote_denormals": "1", "param_a": `['x\'',NULL]`, "param_b": `\N`, "param_c": `a\tb\\`,
		"session_id": "",
	} {
		if got := first.Get(name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	for _, name := range []string{"limit", "readonly", "query_id"} {
		if second.Has(name) {
			t.Errorf("an INSERT is sent with %s=%s", name, second.Get(name))
		}
	}
}

// A setting of the user's cannot take back what a read-only connection promises.
func TestReadOnlySetting(t *testing.T) {
	c, list := sent(t, map[string]any{"settings": map[string]any{"readonly": "0"}}, one)
	if o := c.run(connectors.Statement{SQL: "SELECT 1", ReadOnly: true}); !connectors.IsClass(o.err, connectors.ClassReadOnly) || len(*list) != 0 {
		t.Errorf("ended with %v after %d requests", o.err, len(*list))
	}
	for _, s := range []connectors.Statement{{SQL: "SELECT 1"}, {SQL: "SELECT 1", ReadOnly: true, Options: map[string]string{"readonly": "1"}}} {
		if o := c.run(s); o.err != nil {
			t.Errorf("%+v: %v", s, o.err)
		}
	}
}

// What a statement sets without a session is gone with it, which has to be said.
func TestStatementsThatSetWithoutASession(t *testing.T) {
	c, _ := sent(t, nil, func(http.ResponseWriter, *http.Request) {})
	for sql, want := range map[string]int{"USE other": 1, "set max_threads = 1": 1, "SELECT 1 SETTINGS max_threads = 1": 0} {
		if w := c.run(connectors.Statement{SQL: sql}).progress.Warnings; len(w) != want {
			t.Errorf("%s: the warnings are %q", sql, w)
		}
	}
	if w := c.run(connectors.Statement{SQL: "USE other", Options: map[string]string{"session_id": "s"}}).progress.Warnings; len(w) != 0 {
		t.Errorf("in a session the warnings are %q", w)
	}
}

func TestParamsThatAreRefused(t *testing.T) {
	c, list := sent(t, nil, one)
	for _, p := range []connectors.Param{{Name: "n", Value: "256"}, {Name: "n", Value: "-1"}, {Value: "1"}} {
		if o := c.run(connectors.Statement{SQL: "SELECT {n:Nullable(UInt8)}", Params: []connectors.Param{p}}); o.err == nil {
			t.Errorf("%+v was taken", p)
		}
	}
	for _, p := range []connectors.Param{{Name: "n", Value: "127"}, {Name: "n", Value: "-128"}, {Name: "n", Value: "x"}} {
		if o := c.run(connectors.Statement{SQL: "SELECT {n:Int8}", Params: []connectors.Param{p}}); o.err != nil {
			t.Errorf("%+v: %v", p, o.err)
		}
	}
	if len(*list) != 3 {
		t.Errorf("%d statements were sent", len(*list))
	}
}

// old answers as a server that knows neither the newest formats nor a setting of
// sonde's.
func old(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch {
	case q.Has("session_timezone"):
		refuse(w, http.StatusNotFound, "115", "Code: 115, e.displayText() = DB::Exception: Unknown setting session_timezone, e.what() = DB::Exception")
	case q.Get("default_format") != clickhouse.JSON:
		refuse(w, http.StatusNotFound, "73", "Code: 73, e.displayText() = DB::Exception: Unknown format "+q.Get("default_format")+", e.what() = DB::Exception")
	default:
		fmt.Fprint(w, `{"meta":[{"name":"a","type":"UInt64"}],"data":[{"a":"18446744073709551615"}],"rows":1}`)
	}
}

// An old server is met with what it knows, and is not asked for the rest again.
func TestOldServer(t *testing.T) {
	c, list := sent(t, nil, old)
	for range 2 {
		o := c.run(connectors.Statement{SQL: "SELECT a", TimeZone: "UTC"})
		if o.err != nil || len(o.rows) != 1 || o.rows[0] != "18446744073709551615" {
			t.Fatalf("got %v, %v", o.rows, o.err)
		}
	}
	if len(*list) != 5 { // three refusals, and two answers
		t.Errorf("%d requests were sent", len(*list))
	}
}

// A user who may change no setting is read without any, and told what that
// costs.
func TestUserWithFixedSettings(t *testing.T) {
	c, list := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
		settings := r.URL.Query()
		settings.Del("buffer_size") // no setting, like the next
		settings.Del("wait_end_of_query")
		if len(settings) > 1 {
			refuse(w, http.StatusInternalServerError, "164", "Code: 164. DB::Exception: Cannot modify 'x' setting in readonly mode. (READONLY)")
			return
		}
		send(w, meta("f", "Float64")+rowsOf("null"))
	})
	o := c.run(connectors.Statement{SQL: "SELECT f"})
	if o.err != nil || len(o.rows) != 1 || len(*list) != 3 {
		t.Fatalf("got %v, %v after %d requests", o.rows, o.err, len(*list))
	}
	if w := o.progress.Warnings; len(w) != 1 || !strings.Contains(w[0], "f: NaN") {
		t.Errorf("the warnings are %q", w)
	}
	refused := c.run(connectors.Statement{SQL: "SELECT f", Options: map[string]string{"max_threads": "1"}})
	if !connectors.IsClass(refused.err, connectors.ClassReadOnly) {
		t.Errorf("a setting of the user's ended with %v", refused.err)
	}
}

// Progress is told while rows are still to come.
func TestLiveProgress(t *testing.T) {
	more := make(chan struct{})
	c, _ := sent(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		send(w, progressLine+meta("a", "UInt8")+rowsOf("1"))
		w.(http.Flusher).Flush()
		<-more
		_, _ = io.WriteString(w, rowsOf("2")+`{"totals":[3]}`+"\n"+`{"rows_before_limit_at_least":9}`+"\n")
	})
	rows, err := c.Query(t.Context(), connectors.Statement{SQL: "SELECT a"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if _, err := rows.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := rows.Progress(); p.Fraction != 0.5 || p.RowsRead != 2 || p.Phase != connectors.PhaseDownloading {
		t.Errorf("amid the rows: %+v", p)
	}
	close(more)
	for err == nil {
		_, err = rows.Next(t.Context())
	}
	o := outcome{progress: rows.Progress()}
	if err != io.EOF || o.stat("totals") != "[3]" || o.stat("rows_before_limit_at_least") != "" { //nolint:errorlint // the contract says io.EOF itself
		t.Errorf("ended with %v, %+v", err, o.progress)
	}
}

func TestFormatOfTheUser(t *testing.T) {
	c, _ := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
		sql, _ := io.ReadAll(r.Body)
		_, format, _ := strings.Cut(string(sql), "FORMAT ")
		w.Header().Set("X-ClickHouse-Format", format)
		_, _ = io.WriteString(w, map[string]string{
			"PrettyCompact": "┌─a─┐\n│ 1 │\n└───┘\n", "TabSeparatedWithNamesAndTypes": "a\nNullable(UInt8)\n\\N\n",
		}[format])
	})
	for format, want := range map[string]string{"PrettyCompact": "┌─a─┐,│ 1 │,└───┘", "TabSeparatedWithNamesAndTypes": "NULL"} {
		if o := c.run(connectors.Statement{SQL: "SELECT a FORMAT " + format}); strings.Join(o.rows, ",") != want {
			t.Errorf("%s: %v, %v", format, o.rows, o.err)
		}
	}
	if o := c.run(connectors.Statement{SQL: "SELECT a FORMAT Native"}); !connectors.IsClass(o.err, connectors.ClassUnsupported) {
		t.Errorf("Native ended with %v", o.err)
	}
}

func TestRowsAffected(t *testing.T) {
	c, _ := sent(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-ClickHouse-Summary", `{"read_rows":"3","written_rows":"3"}`)
	})
	if o := c.run(connectors.Statement{SQL: "INSERT INTO t SELECT 1"}); o.progress.RowsAffected != 3 || o.schema.NumFields() != 0 {
		t.Errorf("%d rows changed, %v", o.progress.RowsAffected, o.schema)
	}
}

func TestCancelStates(t *testing.T) {
	for status, want := range map[string]connectors.CancelState{
		"finished": connectors.CancelStopped, "waiting": connectors.CancelRunning, "cant_cancel": connectors.CancelRunning, "": connectors.CancelEnded,
	} {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		var asked atomic.Int32
		c, _ := sent(t, nil, func(w http.ResponseWriter, _ *http.Request) {
			if asked.Add(1) == 3 {
				stop() // Whoever waits for the end of the query has waited enough.
			}
			body := meta("kill_status", "String")
			if status != "" {
				body += rowsOf(`"` + status + `"`)
			}
			send(w, body)
		})
		if got, err := c.Cancel(ctx, "run-1"); got != want || err != nil {
			t.Errorf("%q: %s, %v", status, got, err)
		}
	}
	c, _ := sent(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusInternalServerError, "497", "Code: 497. DB::Exception: Not enough privileges. (ACCESS_DENIED)")
	})
	if got, err := c.Cancel(t.Context(), "run-1"); got != connectors.CancelNotAllowed || err != nil {
		t.Errorf("without rights: %s, %v", got, err)
	}
}

// A run that was left amid its rows, and that the server then does not know any
// more, has been stopped; one that came to its end has not.
func TestCancelOfARunThatWasLeft(t *testing.T) {
	c, _ := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
		sql, _ := io.ReadAll(r.Body)
		if strings.HasPrefix(string(sql), "KILL") {
			send(w, meta("kill_status", "String"))
			return
		}
		send(w, meta("a", "UInt8")+rowsOf("1"))
		if string(sql) == "SELECT long" {
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}
	})
	rows, err := c.Query(t.Context(), connectors.Statement{ID: "left", SQL: "SELECT long"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rows.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	_ = rows.Close()
	c.run(connectors.Statement{ID: "ended", SQL: "SELECT short"})
	for id, want := range map[string]connectors.CancelState{"left": connectors.CancelStopped, "ended": connectors.CancelEnded} {
		if got, err := c.Cancel(t.Context(), id); got != want || err != nil {
			t.Errorf("%s: %s, %v", id, got, err)
		}
	}
}

func TestExplain(t *testing.T) {
	c := connect(t, "http://localhost", nil)
	for sql, want := range map[string]string{
		"SELECT 1 FORMAT CSV;":      "EXPLAIN indexes = 1 SELECT 1",
		"WITH 1 AS a SELECT a":      "EXPLAIN indexes = 1 WITH 1 AS a SELECT a",
		"INSERT INTO t SELECT 1":    "",
		"SHOW TABLES":               "",
		"EXPLAIN AST SELECT 1":      "",
		"SELECT 1 SETTINGS limit=1": "EXPLAIN indexes = 1 SELECT 1 SETTINGS limit=1",
	} {
		if got, ok := c.Explain(sql, false); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v", sql, got, ok)
		}
	}
	if got, _ := c.Explain("SELECT 1", true); got != "EXPLAIN ANALYZE SELECT 1" {
		t.Errorf("analyze: %q", got)
	}
}

func TestExplanations(t *testing.T) {
	c := connect(t, "http://localhost", nil)
	var got []string
	for _, e := range c.Explanations("SELECT 1 FORMAT CSV;") {
		if effect, _ := dialect.Classify(e.SQL); effect != sqltext.Read || e.Comment == "" {
			t.Errorf("%+v is %s", e, effect)
		}
		got = append(got, e.SQL)
	}
	if len(got) != 7 || got[1] != "EXPLAIN PIPELINE SELECT 1" || got[6] != "EXPLAIN ANALYZE SELECT 1" {
		t.Errorf("%q", got)
	}
	if list := c.Explanations("SHOW TABLES"); list != nil {
		t.Errorf("%q", list)
	}
}

func TestURLs(t *testing.T) {
	r := connectors.NewRegistry(Driver())
	for text, want := range map[string]string{
		"clickhouse://h:8123/lab":              "http://h:8123 lab",
		"clickhouses://h":                      "https://h <nil>",
		"clickhouse+https://h/a?compress=true": "https://h a",
	} {
		_, v, ok, err := r.ParseURL(text)
		if got := fmt.Sprint(v["url"], " ", v["database"]); !ok || err != nil || got != want {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	if _, _, _, err := r.ParseURL("clickhouse://h/a/b"); err == nil {
		t.Error("a path of two names was taken")
	}
}
