package druid

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sonde/connectors"
)

// catalogServer gives the recorded answers to the connector's own statements.
func catalogServer(t *testing.T, refused string) *Conn {
	t.Helper()
	answers := map[string]exchange{}
	for _, e := range recorded(t, "catalog33") {
		sql, _, _ := strings.Cut(e.Request.Query, " ORDER BY")
		answers[sql] = e
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var q struct{ Query string }
		_ = json.Unmarshal(body, &q) // anything else has no answer
		sql, _, _ := strings.Cut(q.Query, " ORDER BY")
		e, ok := answers[sql]
		switch {
		case r.URL.Path == "/status":
			http.Error(w, `{"Access-Check-Result":"Allowed:false, Message:"}`, http.StatusForbidden)
		case !ok || refused != "" && strings.Contains(sql, refused):
			http.Error(w, `{"Access-Check-Result":"Unauthorized"}`, http.StatusForbidden)
		default:
			e.write(w)
		}
	}))
	t.Cleanup(server.Close)
	return connect(t, server.URL, nil)
}

func names(nodes []connectors.Node) string {
	var list []string
	for _, n := range nodes {
		list = append(list, n.Name)
	}
	return strings.Join(list, " ")
}

func TestRecordedCatalog(t *testing.T) {
	c := catalogServer(t, "")
	schemas, err := c.Children(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "schemas", names(schemas), "druid lookup view INFORMATION_SCHEMA sys")
	tables, err := c.Children(t.Context(), []string{"druid"})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "tables", names(tables), "channels wiki")
	if wiki := tables[1]; wiki.Rows != 200_000 || wiki.Bytes <= 0 || wiki.Preview != "SELECT * FROM wiki LIMIT 100" {
		t.Errorf("wiki is %+v", wiki)
	}
	columns, err := c.Children(t.Context(), []string{"druid", "wiki"})
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, n := range columns {
		types = append(types, n.Type)
	}
	equal(t, "types", strings.Join(types[:13], ", "), "TIMESTAMP (LONG), VARCHAR (STRING), VARCHAR (STRING), VARCHAR (STRING), VARCHAR (STRING), VARCHAR (STRING), "+
		"BIGINT (LONG), BIGINT (LONG), DOUBLE, FLOAT, BIGINT (LONG), COMPLEX<json>, ARRAY<LONG>")
	all, err := c.Tables(t.Context())
	if err != nil || len(all) != 11 || all[1].Node.Name != "wiki" || len(all[1].Columns) != 18 || all[10].Node.Qualified != "sys.tasks" {
		t.Errorf("%d tables, %v", len(all), err)
	}
	functions, err := c.Functions(t.Context())
	if err != nil || len(functions) < 8 {
		t.Errorf("%d functions, %v", len(functions), err)
	}
	info, err := c.Ping(t.Context())
	equal(t, "ping", fmt.Sprintf("%+v %v", info, err), "{Product:Apache Druid Version: Note:} <nil>")
}

// Sizes and Druid's own types are extras: without the right to see them the
// rest is there. A level that is refused says so.
func TestCatalogRefused(t *testing.T) {
	tables, err := catalogServer(t, "sys.segments").Children(t.Context(), []string{"druid"})
	if err != nil || names(tables) != "channels wiki" || tables[1].Rows >= 0 {
		t.Errorf("%v, %v", tables, err)
	}
	columns, err := catalogServer(t, "LIMIT 0").Children(t.Context(), []string{"druid", "wiki"})
	if err != nil || len(columns) != 18 || columns[12].Type != "ARRAY" {
		t.Errorf("%d columns, %v", len(columns), err)
	}
	if _, err = catalogServer(t, ".TABLES").Children(t.Context(), []string{"druid"}); !connectors.IsClass(err, connectors.ClassPermission) {
		t.Errorf("a level that may not be seen gave %v", err)
	}
}

func TestFunctionSignatures(t *testing.T) {
	list := functionsOf("STRING_AGG", "YES", "'STRING_AGG(expr, separator)'\n'STRING_AGG(expr, separator, maxSizeBytes)'")
	equal(t, "signatures", fmt.Sprint(list), "[{STRING_AGG (expr, separator)   aggregate} {STRING_AGG (expr, separator, maxSizeBytes)   aggregate}]")
	equal(t, "no signature", fmt.Sprint(functionsOf("PI", "NO", "")), "[{PI    scalar}]")
}

// A proxy, or a server that is no Druid, may answer anything.
func TestCatalogOfNarrowAnswers(t *testing.T) {
	for _, answer := range []string{
		"[\"a\"]\n[\"STRING\"]\n[\"VARCHAR\"]\n[\"x\"]\n\n",
		"[]\n[]\n[]\n[]\n\n",
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(includedHeader, "yes")
			_, _ = io.WriteString(w, answer)
		}))
		t.Cleanup(server.Close)
		c := connect(t, server.URL, nil)
		_, tables := c.Children(t.Context(), []string{"druid"})
		_, columns := c.Children(t.Context(), []string{"druid", "wiki"})
		_, all := c.Tables(t.Context())
		_, functions := c.Functions(t.Context())
		for what, err := range map[string]error{"tables": tables, "columns": columns, "all tables": all, "functions": functions} {
			if !connectors.IsClass(err, connectors.ClassInternal) {
				t.Errorf("%s after %q: %v", what, answer, err)
			}
		}
	}
}
