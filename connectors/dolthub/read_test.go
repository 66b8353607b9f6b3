package dolthub

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

// collected is a whole answer.
type collected struct {
	columns  []string
	rows     []string // cells with | between them
	progress connectors.Progress
	err      error
}

// ask runs a statement to its end.
func ask(t *testing.T, c *conn, s connectors.Statement) collected {
	t.Helper()
	rows, err := c.Query(t.Context(), s)
	if err != nil {
		return collected{err: err}
	}
	return collect(t, rows)
}

func collect(t *testing.T, rows connectors.Rows) (out collected) {
	t.Helper()
	defer rows.Close()
	for {
		batch, err := rows.Next(t.Context())
		if err != nil {
			out.progress = rows.Progress()
			if !errors.Is(err, io.EOF) {
				out.err = err
			}
			if rows.Schema() != nil {
				for _, f := range rows.Schema().Fields() {
					out.columns = append(out.columns, f.Name)
				}
			}
			return out
		}
		for i := range int(batch.NumRows()) {
			var cells []string
			for j, col := range batch.Columns() {
				cells = append(cells, shown(batch.Schema().Field(j), col, i))
			}
			out.rows = append(out.rows, strings.Join(cells, "|"))
		}
	}
}

func shown(f arrow.Field, col arrow.Array, i int) string {
	if col.IsNull(i) {
		return "NULL"
	}
	return string(value.NewFormatter(f).Append(nil, col, i))
}

// recorded opens a connection to a server that answers statements with files of
// answers that were recorded from the engine, by statement, or by the path of
// other requests.
func recorded(t *testing.T, files map[string]string, values map[string]any) *conn {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := files[r.FormValue("q")]
		if r.FormValue("q") == "" {
			name = files[strings.TrimPrefix(r.URL.EscapedPath(), "/api/v1alpha1")]
		}
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		switch name {
		case "syntax.json", "norepo.json", "needsref.json", "badtoken.json", "failed.json", "nothing.json", "nothing.txt", "conflict.json":
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = w.Write(text)
	}))
	t.Cleanup(server.Close)
	return openFake(t, server.URL, values)
}

func TestRecordedTypes(t *testing.T) {
	c := recorded(t, map[string]string{"types": "types.json"}, nil)
	got := ask(t, c, connectors.Statement{SQL: "types"})
	if got.err != nil || len(got.rows) != 6 {
		t.Fatalf("%d rows, %v", len(got.rows), got.err)
	}
	byName := func(row int, name string) string {
		for i, n := range got.columns {
			if n == name {
				return strings.Split(got.rows[row], "|")[i]
			}
		}
		t.Fatalf("no column %s", name)
		return ""
	}
	for name, want := range map[string][6]string{
		"c_bigint":     {"9007199254740993", "NULL", "9223372036854775807", "-9223372036854775808", "0", "-9007199254740993"},
		"c_ubigint":    {"18446744073709551615", "NULL", "18446744073709551615", "0", "0", "9007199254740993"},
		"c_bool":       {"1", "NULL", "127", "-128", "0", "2"},
		"c_decimal":    {"12345678901234567890.123456789012345678", "NULL", "99999999999999999999.999999999999999999", "-99999999999999999999.999999999999999999", "0.000000000000000000", "-0.000000000000000001"},
		"c_decimal65":  {"1.500000000000000000000000000000", "NULL", "99999999999999999999999999999999999.999999999999999999999999999999", "-0.000000000000000000000000000001", "0.000000000000000000000000000000", "3.141592653589793238462643383279"},
		"c_float":      {"1.1", "NULL", "3.4028235e+38", "-3.4028235e+38", "0", "16777216"},
		"c_double":     {"0.1", "NULL", "1.7976931348623157e+308", "5e-324", "0", "0"},
		"c_date":       {"2024-02-29", "NULL", "9999-12-31", "1000-01-01", "0000-00-00", "1582-10-10"},
		"c_time6":      {"12:34:56.789012", "NULL", "838:59:59", "-00:00:00.000001", "00:00:00", "24:00:00.500000"},
		"c_datetime6":  {"2024-02-29 23:59:59.123456", "NULL", "9999-12-31 23:59:59.999999", "1000-01-01 00:00:00.000001", "0000-00-00 00:00:00", "1-01-01 00:00:00"},
		"c_timestamp":  {"2024-03-31 02:30:00", "NULL", "2038-01-19 03:14:07", "1970-01-01 00:00:01", "0000-00-00 00:00:00", "2000-01-01 00:00:00"},
		"c_year":       {"2024", "NULL", "2155", "1901", "0", "1970"},
		"c_char":       {"ab", "NULL", "0123456789", "   ", "", "é"},
		"c_enum":       {"medium", "NULL", "x,y", "small", "small", "large"},
		"c_set":        {"red,blue", "NULL", "red,green,blue", "", "", "green"},
		"c_mediumint":  {"70000", "NULL", "8388607", "-8388608", "0", "-1"},
		"c_timestamp6": {"2024-03-31 02:30:00.0001", "NULL", "2038-01-19 03:14:07.999999", "1970-01-01 00:00:01.000001", "0000-00-00 00:00:00", "2000-01-01 00:00:00.5"},
	} {
		for row, text := range want {
			if shown := byName(row, name); shown != text {
				t.Errorf("%s of row %d is %q, not %q", name, row, shown, text)
			}
		}
	}
	if w := strings.Join(got.progress.Warnings, "; "); !strings.Contains(w, "c_blob") || !strings.Contains(w, "HEX()") || strings.Contains(w, "c_text") {
		t.Errorf("the warnings are %q", w)
	}
}

func TestRecordedBroadTypes(t *testing.T) {
	c := recorded(t, map[string]string{"kinds": "kinds.json"}, nil)
	got := ask(t, c, connectors.Statement{SQL: "kinds"})
	want := `1|1|18446744073709551615|12345678901234567890.123456789012345678|1.1|0.1|2024-02-29 00:00:00|2024-02-29 23:59:59.123456|12:34:56.789012|2024|medium|{"a":[1,2.5,null,true,"xé"],"b":1,"big":12345678901234567000}|text`
	if got.err != nil || len(got.rows) != 1 || got.rows[0] != want {
		t.Errorf("%v, %v", got.rows, got.err)
	}
}

func TestRecordedColumnsOfOneName(t *testing.T) {
	sql := "SELECT o.id, c.id FROM orders o JOIN customers c ON o.customer_id=c.id ORDER BY o.id DESC LIMIT 3"
	files := map[string]string{sql: "twice.json", "SELECT * FROM (" + sql + "\n) AS named_apart (`1`, `2`)": "apart.json"}
	got := ask(t, recorded(t, files, nil), connectors.Statement{SQL: sql})
	if strings.Join(got.columns, " ") != "id id" || strings.Join(got.rows, " ") != "1500|94 1499|87 1498|80" || len(got.progress.Warnings) > 0 {
		t.Errorf("%+v", got)
	}
	// An engine that takes no names for columns leaves the values that there are.
	files["SELECT * FROM ("+sql+"\n) AS named_apart (`1`, `2`)"] = "syntax.json"
	got = ask(t, recorded(t, files, nil), connectors.Statement{SQL: sql})
	if strings.Join(got.rows, " ") != "NULL|94 NULL|87 NULL|80" || !strings.Contains(strings.Join(got.progress.Warnings, ""), "the same name (id)") {
		t.Errorf("%+v", got)
	}
}

func TestRecordedWarning(t *testing.T) {
	got := ask(t, recorded(t, map[string]string{"old": "warning.json"}, nil), connectors.Statement{SQL: "old"})
	if got.err != nil || got.progress.Completeness != connectors.Complete || !strings.HasPrefix(strings.Join(got.progress.Warnings, ""), "Unable to convert field price") {
		t.Errorf("%+v", got)
	}
}

func TestRecordedErrors(t *testing.T) {
	for file, want := range map[string]connectors.Class{
		"syntax.json": connectors.ClassSyntax, "table.json": connectors.ClassNotFound, "noref.json": connectors.ClassNotFound,
		"norepo.json": connectors.ClassNotFound, "needsref.json": connectors.ClassConfig, "badtoken.json": connectors.ClassAuth,
	} {
		got := ask(t, recorded(t, map[string]string{"SELECT 1": file}, nil), connectors.Statement{SQL: "SELECT 1"})
		if !connectors.IsClass(got.err, want) {
			t.Errorf("%s: %v", file, got.err)
		}
	}
}

func TestDefaultBranchIsFoundOut(t *testing.T) {
	token := map[string]any{"token": testToken}
	for name, test := range map[string]struct {
		files  map[string]string
		values map[string]any
		want   string
	}{
		"told":      {map[string]string{"/acme/shop": "default.json"}, nil, "master"},
		"anonymous": {map[string]string{"/acme/shop": "default.json"}, token, "master"},
		"private":   {map[string]string{"/acme/shop": "norepo.json", "/acme/shop/branches": "branches.json"}, token, "main"},
		"given":     {nil, map[string]any{"ref": "feature/x"}, "feature/x"},
	} {
		ref, err := recorded(t, test.files, test.values).CurrentRef(t.Context())
		if err != nil || ref != test.want {
			t.Errorf("%s: %q, %v", name, ref, err)
		}
	}
}

func TestWhereReadsAreSent(t *testing.T) {
	for name, test := range map[string]struct {
		values map[string]any
		ref    string
		want   string
	}{
		"default":    {nil, "", "GET /api/v1alpha1/acme/shop SELECT small"},
		"slash":      {map[string]any{"ref": "feature/x"}, "", "GET /api/v1alpha1/acme/shop/feature%2Fx SELECT small"},
		"of the run": {map[string]any{"ref": "main"}, "v1.0", "GET /api/v1alpha1/acme/shop/v1.0 SELECT small"},
	} {
		c, f := openShop(t, test.values)
		got := ask(t, c, connectors.Statement{SQL: "SELECT small", Options: map[string]string{"ref": test.ref}})
		if asked := strings.Join(f.requests(), "; "); got.err != nil || asked != test.want {
			t.Errorf("%s: %s, %v", name, asked, got.err)
		}
	}
}

func TestTokenNeedsARefThatIsFoundOutOnce(t *testing.T) {
	c, f := openShop(t, map[string]any{"token": testToken})
	for range 2 {
		if got := ask(t, c, connectors.Statement{SQL: "SELECT small"}); got.err != nil {
			t.Fatal(got.err)
		}
	}
	if got := strings.Join(f.requests(), "; "); got != "GET /api/v1alpha1/acme/shop ; GET /api/v1alpha1/acme/shop/main SELECT small; GET /api/v1alpha1/acme/shop/main SELECT small" {
		t.Error(got)
	}
}

func TestKeysWithColons(t *testing.T) {
	c, f := openShop(t, nil)
	f.colons = true
	if got := ask(t, c, connectors.Statement{SQL: "SELECT small"}); got.err != nil || len(got.rows) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestLimitedAnswerIsNotComplete(t *testing.T) {
	c, f := openShop(t, nil)
	f.answers["SELECT cut"] = answer{status: "RowLimit", columns: []column{{"n", "int"}}, count: 1000}
	f.answers["SELECT strange"] = answer{status: "Half", columns: []column{{"n", "int"}}, count: 2}
	got := ask(t, c, connectors.Statement{SQL: "SELECT cut"})
	if got.err != nil || got.progress.Completeness != connectors.Limited || !strings.Contains(got.progress.Reason, "the first 1,000 rows") || !strings.Contains(got.progress.Reason, "all=true") {
		t.Errorf("%+v, %v", got.progress, got.err)
	}
	if got = ask(t, c, connectors.Statement{SQL: "SELECT strange"}); got.progress.Completeness != connectors.Unknown {
		t.Errorf("%+v", got.progress)
	}
}

func TestAnswerThatSaysNothing(t *testing.T) {
	for _, body := range []string{"[]", "{}", `{"ok":true}`} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(body))
		}))
		got := ask(t, openFake(t, server.URL, map[string]any{"ref": "trunk"}), connectors.Statement{SQL: "SELECT 1"})
		if e := connectors.AsError(got.err); !connectors.IsClass(e, connectors.ClassUnavailable) || e.Hint == "" {
			t.Errorf("%s: %v", body, got.err)
		}
		server.Close()
	}
}

func TestStatementsForASession(t *testing.T) {
	c, f := openShop(t, nil)
	for _, sql := range []string{"USE `shop/main`", "SET @a = 1", "START TRANSACTION"} {
		if got := ask(t, c, connectors.Statement{SQL: sql}); !connectors.IsClass(got.err, connectors.ClassUnsupported) {
			t.Errorf("%s: %v", sql, got.err)
		}
		if _, err := c.Curl(t.Context(), connectors.Statement{SQL: sql}); !connectors.IsClass(err, connectors.ClassUnsupported) {
			t.Errorf("%s as curl: %v", sql, err)
		}
	}
	if asked := f.requests(); len(asked) > 0 {
		t.Errorf("sent %v", asked)
	}
}

func TestParameters(t *testing.T) {
	for _, test := range []struct {
		sql    string
		params []connectors.Param
		want   string
	}{
		{"SELECT ? + :a, '?'", []connectors.Param{{Value: "1", Type: "int"}, {Name: "a", Value: "2"}}, "SELECT 1 + '2', '?'"},
		{"SELECT ?, ?", []connectors.Param{{Value: `it's \ "x"`}, {Null: true, Value: "x"}}, `SELECT 'it\'s \\ "x"', NULL`},
		{"SELECT ?", []connectors.Param{{Value: "1; DROP TABLE t", Type: "int"}}, "SELECT '1; DROP TABLE t'"},
		{"SELECT ?", []connectors.Param{{Value: "-1.50", Type: "DECIMAL"}}, "SELECT -1.50"},
		{"SELECT :é, :é", []connectors.Param{{Name: "é", Value: "日"}}, "SELECT '日', '日'"},
	} {
		got, err := withParams(connectors.Statement{SQL: test.sql, Params: test.params})
		if err != nil || got != test.want {
			t.Errorf("%s: %s, %v", test.sql, got, err)
		}
	}
	if _, err := withParams(connectors.Statement{SQL: "SELECT ?, ?", Params: []connectors.Param{{Value: "1"}}}); !connectors.IsClass(err, connectors.ClassQuery) {
		t.Error(err)
	}
}

func TestPlacesOfErrorsAreThoseOfTheUsersText(t *testing.T) {
	c, _ := openShop(t, nil)
	if got := ask(t, c, connectors.Statement{SQL: "SELECT 1, nonsense"}); connectors.AsError(got.err).Position != 10 {
		t.Errorf("%+v", got.err)
	}
	got := ask(t, c, connectors.Statement{SQL: "SELECT ?, nonsense", Params: []connectors.Param{{Value: "a long text"}}})
	if connectors.AsError(got.err).Position != 10 {
		t.Errorf("%+v", got.err)
	}
}

func TestLongStatements(t *testing.T) {
	c, f := openShop(t, map[string]any{"token": testToken, "ref": "main"})
	padding := "-- " + strings.Repeat("x", 9000) + "\n"
	if got := ask(t, c, connectors.Statement{SQL: padding + "SELECT   /* y */ small"}); got.err != nil || len(got.rows) != 2 {
		t.Fatalf("%+v", got)
	}
	if asked := strings.Join(f.requests(), ""); !strings.HasSuffix(asked, "main SELECT small") {
		t.Error(asked)
	}
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		body = r.Method + " " + r.URL.Path + " " + r.Header.Get("Authorization") + string(text)
		_, _ = io.WriteString(w, `{"data":{"columns":[{"name":"id","type":"INT"},{"name":"id","type":"VARCHAR(255)"}],"rows":[["1","a"],[null,""]],"status":"row_limit","message":""},"meta":{}}`)
	}))
	defer server.Close()
	c = openFake(t, server.URL, map[string]any{"token": testToken, "ref": "main"})
	sql := "SELECT '" + strings.Repeat("x", 9000) + "'"
	got := ask(t, c, connectors.Statement{SQL: sql})
	if got.err != nil || strings.Join(got.rows, " ") != "1|a NULL|" || strings.Join(got.columns, " ") != "id id" || got.progress.Completeness != connectors.Limited {
		t.Errorf("%+v", got)
	}
	if want := `POST /api/v2/databases/acme/shop/sql {"q":"` + sql + `","ref":"main"}`; body != want {
		t.Errorf("sent %.200s", body)
	}
}

func TestLongStatementThatNobodyTakes(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	c := openFake(t, server.URL, map[string]any{"ref": "main"})
	got := ask(t, c, connectors.Statement{SQL: "SELECT '" + strings.Repeat("x", 9000) + "'"})
	if !connectors.IsClass(got.err, connectors.ClassUnsupported) || !strings.Contains(got.err.Error(), "too long for an address (9,009 bytes)") {
		t.Error(got.err)
	}
}

func TestViewOfAnotherRef(t *testing.T) {
	c, f := openShop(t, map[string]any{"ref": "main"})
	view := c.At("v1.0")
	if err := view.Close(); err != nil {
		t.Fatal(err)
	}
	rows, err := view.Query(context.Background(), connectors.Statement{SQL: "SELECT small"})
	if err != nil {
		t.Fatal(err)
	}
	if got := collect(t, rows); got.err != nil || !strings.Contains(f.requests()[0], "/shop/v1.0 ") {
		t.Errorf("%+v", got)
	}
}
