package tinybird

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"sonde/internal/sandbox/face"
)

var record = flag.Bool("record", false, "write testdata/expressions.json from the engine of SONDE_TEST_CLICKHOUSE")

// engineAnswer is what an engine answers: the columns and rows, or that it does
// not.
type engineAnswer struct {
	SQL  string            `json:"sql"`
	Meta []typedColumn     `json:"meta,omitempty"`
	Data []json.RawMessage `json:"data,omitempty"`
	// Before is nil where no limit took part.
	Before *int64 `json:"rows_before_limit_at_least,omitempty"`
	Error  string `json:"error,omitempty"`
}

func (a engineAnswer) String() string {
	if a.Error != "" {
		return "error " + a.Error
	}
	before := int64(-1)
	if a.Before != nil {
		before = *a.Before
	}
	return fmt.Sprintf("%v %s, %d before the limit", a.Meta, a.Data, before)
}

// readAnswer reads a body of FORMAT JSON.
func readAnswer(t *testing.T, sql string, status int, body []byte) engineAnswer {
	t.Helper()
	a := engineAnswer{SQL: sql}
	if status != http.StatusOK {
		a.Error = string(body)
		return a
	}
	if err := json.Unmarshal(body, &a); err != nil {
		t.Fatalf("%s: %v in %s", sql, err, body)
	}
	return compacted(a)
}

func expressions(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/expressions.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// inJSON asks for JSON where a statement does not say so itself.
func inJSON(sql string) string {
	if strings.Contains(sql, " FORMAT ") {
		return sql
	}
	return sql + " FORMAT JSON"
}

// askEngine asks the engine itself, where there is one.
func askEngine(t *testing.T, sql string) engineAnswer {
	t.Helper()
	u, err := url.Parse(os.Getenv("SONDE_TEST_CLICKHOUSE"))
	if err != nil {
		t.Fatal(err)
	}
	u.Scheme, u.RawQuery = "http", "output_format_json_quote_64bit_integers=0"
	response, err := http.Post(u.String(), "text/plain", strings.NewReader(inJSON(sql)))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return readAnswer(t, sql, response.StatusCode, body)
}

// recordedAnswers are the engine's answers, which the engine still gives where
// there is one.
func recordedAnswers(t *testing.T) []engineAnswer {
	t.Helper()
	const file = "testdata/expressions.json"
	if *record {
		var list []engineAnswer
		for _, sql := range expressions(t) {
			list = append(list, askEngine(t, sql))
		}
		text, err := json.MarshalIndent(list, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(text, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var list []engineAnswer
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i] = compacted(list[i])
	}
	return list
}

func compacted(a engineAnswer) engineAnswer {
	for i, row := range a.Data {
		var compact bytes.Buffer
		_ = json.Compact(&compact, row) // It was read as JSON.
		a.Data[i] = compact.Bytes()
	}
	return a
}

// The sandbox gives the names, types and values that ClickHouse gives, or says
// that it has no such thing.
func TestAnswersOfTheEngine(t *testing.T) {
	base := start(t, face.Switches{})
	defer http.DefaultClient.CloseIdleConnections()
	engine := os.Getenv("SONDE_TEST_CLICKHOUSE") != ""
	list := recordedAnswers(t)
	if len(list) != len(expressions(t)) {
		t.Fatalf("%d answers to %d expressions", len(list), len(expressions(t)))
	}
	for _, want := range list {
		r := query(t, base, want.SQL)
		got := readAnswer(t, want.SQL, r.status, []byte(r.body))
		refused := strings.Contains(got.Error, "The sandbox has no")
		if refused != strings.HasPrefix(want.SQL, "WITH 5") || !refused && got.String() != want.String() {
			t.Errorf("%s\n got %s\nwant %s", want.SQL, got, want)
		}
		if !engine {
			continue
		}
		if now := askEngine(t, want.SQL); now.String() != want.String() {
			t.Errorf("%s\nthe engine says %s\nrecorded is %s", want.SQL, now, want)
		}
	}
}
