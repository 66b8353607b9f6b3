package druid

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"sonde/connectors"
)

// sent is the body of the request for a statement.
func sent(t *testing.T, c *Conn, s connectors.Statement) map[string]any {
	t.Helper()
	r, err := c.newRequest(s)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(body, &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

func TestRequest(t *testing.T) {
	c := connect(t, "http://localhost:1", map[string]any{
		"time_zone": "Asia/Kolkata", "context": map[string]any{"priority": int64(3), "lane": "1"},
	})
	fields := sent(t, c, connectors.Statement{
		ID: "the-id", SQL: "SELECT ';' -- ;\nFROM t ; -- end\n", Limit: 10, Timeout: 1500 * time.Millisecond,
		Options: map[string]string{"lane": "2", "list": `["a"]`, "compress": "true"},
		Params:  []connectors.Param{{Type: "long", Value: "7"}, {Null: true}},
	})
	equal(t, "query", fields["query"].(string), "SELECT ';' -- ;\nFROM t")
	text, _ := json.Marshal(fields["context"])
	equal(t, "context", string(text), `{"lane":"2","list":["a"],"priority":"3","sqlOuterLimit":11,"sqlQueryId":"the-id","sqlStringifyArrays":false,"sqlTimeZone":"Asia/Kolkata","timeout":1500}`)
	text, _ = json.Marshal(fields["parameters"])
	equal(t, "parameters", string(text), `[{"type":"BIGINT","value":7},{"type":"VARCHAR","value":null}]`)
	if fields["resultFormat"] != "arrayLines" || fields["header"] != true || fields["typesHeader"] != true || fields["sqlTypesHeader"] != true {
		t.Errorf("the request is %v", fields)
	}
	plan := sent(t, c, connectors.Statement{SQL: "/* why */ explain PLAN FOR SELECT 1", Limit: 10})
	if _, limited := plan["context"].(map[string]any)["sqlOuterLimit"]; limited {
		t.Error("the limit of the rows became part of a plan")
	}
	write := sent(t, c, connectors.Statement{SQL: "INSERT INTO t SELECT 1 PARTITIONED BY ALL", Limit: 10})
	if _, limited := write["context"].(map[string]any)["sqlOuterLimit"]; limited {
		t.Error("the limit of the rows went with a statement that the server then refuses")
	}
	all := sent(t, c, connectors.Statement{SQL: "SELECT 1", Limit: math.MaxInt64, Options: map[string]string{"time_zone": "Europe/Berlin"}})
	if inner := all["context"].(map[string]any); inner["sqlOuterLimit"] != nil || inner["sqlTimeZone"] != "Europe/Berlin" {
		t.Errorf("the context is %v", inner)
	}
	bare := sent(t, c, connectors.Statement{SQL: "SELECT 1", Options: map[string]string{"header": "false", "resultFormat": "csv"}})
	if bare["typesHeader"] != false || bare["sqlTypesHeader"] != false || bare["context"].(map[string]any)["sqlStringifyArrays"] != nil {
		t.Errorf("the server would refuse, or not be understood: %v", bare)
	}
}

func TestRequestRefused(t *testing.T) {
	c := connect(t, "http://localhost:1", nil)
	for want, s := range map[string]connectors.Statement{
		"no time zone":     {TimeZone: "Mars/Base"},
		"no BIGINT":        {Params: []connectors.Param{{Type: "BIGINT", Value: "1.5"}}},
		"no ARRAY":         {Params: []connectors.Param{{Type: "ARRAY", Value: "[]"}}},
		"no BOOLEAN":       {Params: []connectors.Param{{Type: "BOOLEAN", Value: "ja"}}},
		"no DATE":          {Params: []connectors.Param{{Type: "DATE", Value: "1709251200000"}}},
		"no TIMESTAMP":     {Params: []connectors.Param{{Type: "TIMESTAMP", Value: "x"}}},
		"no DOUBLE":        {Params: []connectors.Param{{Type: "DOUBLE", Value: "NaN"}}},
		"1e400":            {Params: []connectors.Param{{Type: "DOUBLE", Value: "1e400"}}},
		"the connection's": {Options: map[string]string{"username": "other"}},
		"no type BIGIN":    {Params: []connectors.Param{{Type: "BIGIN", Value: "1"}}},
		`"resultFormat"`:   {Options: map[string]string{"resultFormat": "xml"}},
		`"compress"`:       {Options: map[string]string{"compress": "perhaps"}},
		"arrays ambiguous": {Options: map[string]string{"resultFormat": "csv", "sqlStringifyArrays": "false"}},
		"REPLACE writes":   {SQL: "REPLACE INTO t OVERWRITE ALL SELECT 1", ReadOnly: true},
	} {
		if _, err := c.Query(t.Context(), s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v was not refused for %s: %v", s, want, err)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, values := range []map[string]any{
		{"token": "x", "username": "y"}, {"time_zone": "Local"}, {"url": "localhost:8888"},
	} {
		config, err := connectors.NewConfig(Driver(), "test", values)
		if err == nil {
			_, err = open(config)
		}
		if !connectors.IsClass(err, connectors.ClassConfig) {
			t.Errorf("%v gave %v", values, err)
		}
	}
	command, err := connect(t, "https://gate/druid/v2/sql/", map[string]any{"token": "s3cret"}).Curl(t.Context(), connectors.Statement{ID: "i", SQL: "SELECT 1;"})
	if err != nil || !strings.HasSuffix(command, " 'https://gate/druid/v2/sql'") || !strings.Contains(command, `"$AUTHORIZATION"`) || strings.Contains(command, "s3cret") {
		t.Errorf("%v: %s", err, command)
	}
}

// The user's own outer limit cuts the result, and is not hidden.
func TestOuterLimit(t *testing.T) {
	e := exchange{Status: 200, Header: map[string]string{includedHeader: "yes"}, Body: "[\"a\"]\n[\"LONG\"]\n[\"BIGINT\"]\n[7]\n[8]\n\n"}
	for limit, want := range map[string]connectors.Completeness{"2": connectors.Limited, "3": connectors.Complete} {
		a := e.replay(t).run(connectors.Statement{SQL: "SELECT 1", Options: map[string]string{"sqlOuterLimit": limit}})
		if a.err != nil || a.progress.Completeness != want {
			t.Errorf("two rows under an outer limit of %s are %v, %v", limit, a.progress.Completeness, a.err)
		}
	}
}

func TestNamesBecomePositions(t *testing.T) {
	c := connect(t, "http://localhost:1", nil)
	fields := sent(t, c, connectors.Statement{
		SQL:    "SELECT JSON_OBJECT('a':b), :day, ':day' FROM t WHERE x = :n AND d > :day;",
		Params: []connectors.Param{{Name: "day", Value: "x"}, {Name: "n", Type: "long", Value: "7"}},
	})
	equal(t, "query", fields["query"].(string), "SELECT JSON_OBJECT('a':b), ?   , ':day' FROM t WHERE x = ?  AND d > ?")
	text, _ := json.Marshal(fields["parameters"])
	equal(t, "parameters", string(text), `[{"type":"VARCHAR","value":"x"},{"type":"BIGINT","value":7},{"type":"VARCHAR","value":"x"}]`)
	if _, err := c.newRequest(connectors.Statement{SQL: "SELECT :a", Params: []connectors.Param{{Name: "b"}}}); !connectors.IsClass(err, connectors.ClassQuery) {
		t.Error(err)
	}
}
