package nekt

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

func statement(sql string, options ...string) connectors.Statement {
	s := connectors.Statement{SQL: sql, Options: map[string]string{}}
	for i := 0; i < len(options); i += 2 {
		s.Options[options[i]] = options[i+1]
	}
	return s
}

// probe is the answer to the statement that finds the cloud out.
var probe = result{mode: modeCSV, files: []file{text("\"_col0\"\n\"1\"\n")}}

// TestFormatOptions tries every combination of cloud, format and option.
func TestFormatOptions(t *testing.T) {
	for _, c := range []struct {
		dialect         dialect
		mode, name      string
		value, sent     string
		refused, advice string
	}{
		{athena, modeParquet, "compression", "snappy", "SNAPPY", "", ""},
		{athena, modeParquet, "compression", "GZIP", "GZIP", "", ""},
		{athena, modeParquet, "compression", "none", "NONE", "", ""},
		{athena, modeParquet, "compression", "ZSTD", "", "one of SNAPPY, GZIP, NONE", ""},
		{athena, modeParquet, "header", "true", "", "one of mode csv", ""},
		{athena, modeParquet, "delimiter", ";", "", "one of mode csv", ""},
		{athena, modeCSV, "compression", "GZIP", "", "Athena writes CSV without options, and compression", "mode parquet"},
		{athena, modeCSV, "compression", "NONE", "<nil>", "", ""},
		{athena, modeCSV, "delimiter", ";", "", "Athena writes CSV without options, and delimiter", "mode parquet"},
		{athena, modeCSV, "header", "false", "", "Athena writes CSV without options, and header", "mode parquet"},
		{bigQuery, modeParquet, "compression", "Gzip", "GZIP", "", ""},
		{bigQuery, modeCSV, "compression", "gzip", "GZIP", "", ""},
		{bigQuery, modeCSV, "compression", "SNAPPY", "", "one of GZIP, NONE", ""},
		{bigQuery, modeCSV, "compression", "none", "<nil>", "", ""},
		{bigQuery, modeCSV, "delimiter", "|", "|", "", ""},
		{bigQuery, modeCSV, "delimiter", `\t`, "\t", "", ""},
		{bigQuery, modeCSV, "delimiter", "", "", "one ASCII character", ""},
		{bigQuery, modeCSV, "delimiter", "é", "", "one ASCII character", ""},
		{bigQuery, modeCSV, "delimiter", `"`, "", "one ASCII character", ""},
		{bigQuery, modeCSV, "header", "false", "false", "", ""},
		{bigQuery, modeCSV, "header", "maybe", "", "true or false", ""},
		{"", modeCSV, "compresion", "GZIP", "", `did you mean "compression"?`, ""},
	} {
		sent, err := formatOptions(c.mode, map[string]string{c.name: c.value}, c.dialect)
		if c.refused == "" {
			if got := fmt.Sprint(sent[c.name]); err != nil || got != c.sent {
				t.Errorf("%s %s %s=%s: %s, %v", c.dialect, c.mode, c.name, c.value, got, err)
			}
			continue
		}
		e := connectors.AsError(err)
		if e == nil || e.Class != connectors.ClassConfig || !strings.Contains(e.Message, c.refused) || !strings.Contains(e.Hint, c.advice) {
			t.Errorf("%s %s %s=%s: %v", c.dialect, c.mode, c.name, c.value, err)
		}
	}
}

// TestOptionsWaitForTheCloud shows that nothing is sent that the cloud may not
// take: it is found out first, once.
func TestOptionsWaitForTheCloud(t *testing.T) {
	f, url := serve(t, map[string]result{
		"SELECT 1": probe, "q": {files: []file{text("1;2\n")}, options: `{"delimiter":";","header":false}`}, "p": {options: `{"compression":"GZIP"}`, mode: modeParquet},
	})
	c := connect(t, url, nil)
	semicolons := statement("q", "delimiter", ";", "header", "false")
	run(t, c, semicolons).fails(t, connectors.ClassConfig, "Athena writes CSV without options", "mode parquet")
	run(t, c, semicolons).fails(t, connectors.ClassConfig, "Athena writes CSV without options", "mode parquet")
	if !slices.Equal(f.posts, []string{"SELECT 1"}) {
		t.Errorf("%q", f.posts)
	}
	f.signer = signedGCS
	c = connect(t, url, nil)
	run(t, c, semicolons).expect(t, "col1|col2", "1|2")
	run(t, c, semicolons).expect(t, "col1|col2", "1|2")
	f.signer = "token=x"
	run(t, connect(t, url, nil), semicolons).fails(t, connectors.ClassConfig, "does not tell which one", "dialect to athena or bigquery")
	f.posts = nil
	run(t, connect(t, url, nil), statement("p", "mode", "parquet", "compression", "gzip")).expect(t, "")
	if !slices.Equal(f.posts, []string{"p"}) {
		t.Errorf("the compression of Parquet is the same in both clouds: %q", f.posts)
	}
}

func TestModesOfOneStatement(t *testing.T) {
	_, url := serve(t, map[string]result{
		"q": {options: `{"compression":"NONE"}`, mode: modeParquet}, "c": {mode: modeCSV}, "SHOW TABLES": {mode: modeCSV}, "EXPLAIN q": {mode: modeParquet, options: `{"compression":"NONE"}`},
	})
	c := connect(t, url, map[string]any{"mode": "parquet", "mode_options": map[string]any{"compression": "none"}, "dialect": "athena"})
	run(t, c, statement("q")).expect(t, "")
	run(t, c, statement("c", "mode", "csv")).expect(t, "")
	run(t, c, statement("SHOW TABLES")).expect(t, "")
	run(t, c, statement("EXPLAIN q", "mode", "parquet")).expect(t, "")
	run(t, c, statement("q", "mode", "json")).fails(t, connectors.ClassConfig, `not "json"`, "")
	run(t, c, statement("q", "delimiter", ";")).fails(t, connectors.ClassConfig, "one of mode csv", "")
	_, err := dial(map[string]any{"url": url, "api_key": apiKey, "dialect": "athena", "mode_options": map[string]any{"header": false}})
	if !connectors.IsClass(err, connectors.ClassConfig) {
		t.Errorf("%v", err)
	}
}

func TestWhatAStatementCosts(t *testing.T) {
	f, url := serve(t, map[string]result{
		"q": {files: []file{text("a\n1\n")}}, "text": {body: `{"state":"SUCCEEDED","presigned_urls":%s,"data_scanned_in_bytes":"9007199254740993","execution_time_in_millis":null}`, files: []file{text("a\n")}},
	})
	c := connect(t, url, map[string]any{"max_scanned_bytes": int64(20_000)})
	for _, want := range []string{"11250", "22500"} {
		p := run(t, c, statement("q")).progress
		stats := []connectors.Stat{{Name: "data_scanned_in_bytes", Value: "11250"}, {Name: "execution_time_in_millis", Value: "408"}, {Name: "scanned_since_opened_in_bytes", Value: want}}
		if !slices.Equal(p.Server, stats) || p.Phase != connectors.PhaseDone || p.BytesRead <= 0 {
			t.Errorf("%+v", p)
		}
	}
	run(t, c, statement("q")).fails(t, connectors.ClassBudget, "have scanned 22,500 bytes since it was opened, and its limit is 20,000", "max_scanned_bytes")
	if _, err := c.Children(t.Context(), nil); !connectors.IsClass(err, connectors.ClassBudget) {
		t.Errorf("%v", err)
	}
	if len(f.posts) != 2 {
		t.Errorf("%q", f.posts)
	}
	p := run(t, connect(t, url, nil), statement("text")).progress
	if want := []connectors.Stat{{Name: "data_scanned_in_bytes", Value: "9007199254740993"}, {Name: "scanned_since_opened_in_bytes", Value: "9007199254740993"}}; !slices.Equal(p.Server, want) {
		t.Errorf("%+v", p.Server)
	}
}

// What a statement has cost is counted although its answer cannot be used.
func TestWhatAFlawedAnswerCosts(t *testing.T) {
	_, url := serve(t, map[string]result{"q": {body: `{"state":"SUCCEEDED","presigned_urls":"https://x","data_scanned_in_bytes":11250}`}})
	o := run(t, connect(t, url, nil), statement("q"))
	o.fails(t, connectors.ClassInternal, "presigned_urls has the wrong type", "")
	if want := (connectors.Stat{Name: "data_scanned_in_bytes", Value: "11250"}); !slices.Contains(o.progress.Server, want) {
		t.Errorf("%+v", o.progress.Server)
	}
}

// Options of the connection are for its mode; another one goes without them.
func TestOptionsOfTheOtherMode(t *testing.T) {
	_, url := serve(t, map[string]result{"q": {mode: modeCSV}, "p": {mode: modeParquet}, "z": {mode: modeParquet, options: `{"compression":"GZIP"}`}, "SHOW TABLES": {mode: modeCSV}})
	c := connect(t, url, map[string]any{"mode": "parquet", "mode_options": map[string]any{"compression": "GZIP"}, "dialect": "athena"})
	o := run(t, c, statement("q", "mode", "csv"))
	o.expect(t, "")
	if w := o.progress.Warnings; len(w) == 0 || w[0] != "the connection's options of mode parquet are left out in mode csv: compression" {
		t.Errorf("%q", w)
	}
	if w := run(t, c, statement("SHOW TABLES")).progress.Warnings; slices.ContainsFunc(w, func(w string) bool { return strings.Contains(w, "left out") }) {
		t.Errorf("%q", w)
	}
	run(t, c, statement("z")).expect(t, "")
	run(t, c, statement("p", "compression", "")).expect(t, "")
	run(t, c, statement("q", "mode", "csv", "delimiter", ";")).fails(t, connectors.ClassConfig, "Athena writes CSV without options", "")
}

// What is wrong with a connection is found without opening it.
func TestCheckOfOptions(t *testing.T) {
	for _, c := range []struct {
		dialect, name, value string
		ok                   bool
	}{{"athena", "delimiter", ";", false}, {"bigquery", "delimiter", ";", true}, {"auto", "delimiter", ";", true}, {"auto", "compression", "SNAPPY", false}} {
		cfg, err := connectors.NewConfig(Driver(), "x", map[string]any{"api_key": "${env:K}", "dialect": c.dialect, "mode_options": map[string]any{c.name: c.value}})
		if err != nil {
			t.Fatal(err)
		}
		if err := Driver().Check(cfg); (err == nil) != c.ok {
			t.Errorf("%s with %s %s: %v", c.dialect, c.name, c.value, err)
		}
	}
}

func TestAdviceOnOrder(t *testing.T) {
	small := writeParquet(`[{"a":1}]`, field("a", arrow.PrimitiveTypes.Int64))
	answer := result{mode: modeParquet, files: []file{{data: small}, {data: small}}}
	ordered := "SELECT a FROM t ORDER /* so */ BY a"
	inside := "SELECT (SELECT max(a) OVER (ORDER BY a)) FROM t"
	f, url := serve(t, map[string]result{ordered: answer, inside: answer, "one": {files: answer.files[:1]}})
	c := connect(t, url, map[string]any{"mode": "parquet"})
	if w := run(t, c, statement(ordered)).progress.Warnings; len(w) != 1 || !strings.Contains(w[0], "ORDER BY does not hold") {
		t.Errorf("%q", w)
	}
	for _, sql := range []string{inside, "one"} {
		if w := run(t, c, statement(sql)).progress.Warnings; len(w) != 0 {
			t.Errorf("%s: %q", sql, w)
		}
	}
	f.signer = signedGCS
	if w := run(t, c, statement(ordered)).progress.Warnings; len(w) != 0 {
		t.Errorf("BigQuery keeps the order: %q", w)
	}
}

func TestDialectOfTheCloud(t *testing.T) {
	f, url := serve(t, map[string]result{"q": {files: []file{text("a\n1\n")}}})
	f.signer = signedGCS
	c := connect(t, url, nil)
	if got := c.Dialect(); got != "" {
		t.Errorf("%q before an answer", got)
	}
	run(t, c, statement("q")).expect(t, "a", "1")
	if got := c.Dialect(); got != "bigquery" {
		t.Errorf("%q after one of BigQuery", got)
	}
	if got := connect(t, url, map[string]any{"dialect": "athena"}).Dialect(); got != "athena" {
		t.Errorf("%q where it is set", got)
	}
}

func TestCloudByTheHostOfFiles(t *testing.T) {
	for link, want := range map[string]dialect{
		"https://b.s3.us-east-1.amazonaws.com/k?X-Amz-Signature=1": athena, "https://s3.cn-north-1.amazonaws.com.cn/b/k": athena,
		"https://storage.googleapis.com/b/k?X-Goog-Signature=1": bigQuery, "https://b.storage.googleapis.com/k?Expires=1": bigQuery,
		"https://minio.example.com/b/k?X-Amz-Signature=1": athena, "https://amazonaws.com.example.com/k": "", "://": "", "": "",
	} {
		if got := (&answer{URLs: []string{link}}).cloud(); got != want {
			t.Errorf("%s: %q", link, got)
		}
	}
	if got := (&answer{}).cloud(); got != "" {
		t.Errorf("no file tells of %q", got)
	}
}

func TestPingAndExplain(t *testing.T) {
	f, url := serve(t, map[string]result{"SELECT 1": probe})
	c := connect(t, url, nil)
	if _, can := c.Explain("q", false); can {
		t.Error("the dialect is not known, and still q can be explained")
	}
	if info, err := c.Ping(t.Context()); err != nil || info.Product != "Nekt on Amazon Athena" {
		t.Errorf("%+v, %v", info, err)
	}
	for analyze, want := range map[bool]string{false: "EXPLAIN q", true: "EXPLAIN ANALYZE q"} {
		if sql, can := c.Explain("q", analyze); sql != want || !can {
			t.Errorf("%q", sql)
		}
	}
	f.signer = signedGCS
	c = connect(t, url, nil)
	if info, err := c.Ping(t.Context()); err != nil || info.Product != "Nekt on Google BigQuery" {
		t.Errorf("%+v, %v", info, err)
	}
	if _, can := c.Explain("q", false); can {
		t.Error("BigQuery has no EXPLAIN")
	}
	f.answers["SELECT 1"] = result{body: `{"state":"FAILED","error":"cloud setup not completed"}`}
	if _, err := c.Ping(t.Context()); !connectors.IsClass(err, connectors.ClassUnavailable) || !strings.Contains(connectors.AsError(err).Hint, "Finish it") {
		t.Errorf("%v", err)
	}
}

func TestURLs(t *testing.T) {
	for text, want := range map[string]map[string]any{
		"nekt://api.nekt.ai":                        {"url": "https://api.nekt.ai"},
		"nekt+http://:k3y@127.0.0.1:7379?mode=csv":  {"url": "http://127.0.0.1:7379", "api_key": "k3y", "mode": "csv"},
		"nekt://key@api.nekt.ai?dialect=bigquery":   {"url": "https://api.nekt.ai", "api_key": "key", "dialect": "bigquery"},
		"nekt://api.nekt.ai/?max_scanned_bytes=100": {"url": "https://api.nekt.ai", "max_scanned_bytes": "100"},
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
	if err := fromURL(&url.URL{Path: "/x"}, map[string]any{}); !connectors.IsClass(err, connectors.ClassConfig) {
		t.Errorf("%v", err)
	}
}
