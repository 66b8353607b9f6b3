package druid

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sonde/internal/sandbox/face"
)

func TestMetadata(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	for sql, part := range map[string]string{
		"SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME IN ('customers', 'COLUMNS', 'segments') ORDER BY 1,2":                        `[["INFORMATION_SCHEMA","COLUMNS","SYSTEM_TABLE"],["druid","customers","TABLE"],["sys","segments","SYSTEM_TABLE"]]`,
		"SELECT COLUMN_NAME, DATA_TYPE, IS_NULLABLE, JDBC_TYPE FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA='druid' AND TABLE_NAME='data_source' ORDER BY ORDINAL_POSITION": `[["__time","TIMESTAMP","NO",93],["foo","VARCHAR","YES",12],["added","BIGINT","YES",-5]]`,
		"SELECT SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA ORDER BY 1":                                                                                                          `[["INFORMATION_SCHEMA"],["druid"],["lookup"],["sys"],["view"]]`,
		"SELECT IS_AGGREGATOR FROM INFORMATION_SCHEMA.ROUTINES WHERE ROUTINE_NAME = 'SUM'":                                                                                        `[["YES"]]`,
		"SELECT datasource, SUM(num_rows) AS num_rows FROM sys.segments WHERE is_active=1 AND datasource='data_source' GROUP BY datasource":                                       `[["data_source",24433]]`,
		`SELECT \"start\" FROM sys.segments WHERE \"datasource\" = 'clicks' AND \"size\" > 0`:                                                                                     `[["2015-01-01T00:00:00.000Z"]]`,
		`SELECT COUNT(*) FROM druid.data_source`:                                   `[[24433]]`,
		`SELECT COUNT(*) FROM \"INFORMATION_SCHEMA\".\"SCHEMATA\"`:                 `[[5]]`,
		"EXPLAIN PLAN FOR SELECT foo, COUNT(*) AS n FROM data_source GROUP BY foo": `"[{\"query\":{\"dataSource\":{\"name\":\"data_source\"`,
	} {
		r := send(t, "POST", url+"/druid/v2/sql", `{"resultFormat":"array","query":"`+sql+`"}`)
		r.has(t, sql, 200, part)
	}
	r := send(t, "POST", url+"/druid/v2/sql", `{"query":"EXPLAIN PLAN FOR SELECT nope FROM data_source"}`)
	r.has(t, "the plan of a mistake", 400, "Column 'nope' not found")
	send(t, "GET", url+"/status", "").has(t, "/status", 200, `"version":"33.0.0"`)
	send(t, "GET", url+"/druid/v2/datasources", "").has(t, "/druid/v2/datasources", 200, `"data_source"`)
	send(t, "GET", url+"/druid/v2/sql/engines", "").expect(t, "engines", 405, "")
	send(t, "GET", url+"/nothing", "").expect(t, "an unknown path", 404, "")
}

// poll asks for a statement until it has ended.
func pollEnd(t *testing.T, url string) reply {
	t.Helper()
	for range 12_000 {
		r := send(t, "GET", url, "")
		if !strings.Contains(r.body, "RUNNING") {
			return r
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the statement never ends")
	return reply{}
}

func TestStatements(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	statements := url + "/druid/v2/sql/statements"
	const query = `{"query":"SELECT TIMESTAMP '2024-03-01 00:00:00' AS __time, 'x' AS page","context":{"executionMode":"ASYNC","sqlQueryId":"one"}}`
	r := send(t, "POST", statements, query)
	r.has(t, "submit", 200, `"queryId":"query-one"`, `"state":"ACCEPTED"`, `"schema":[{"name":"__time","type":"TIMESTAMP","nativeType":"LONG"},{"name":"page","type":"VARCHAR","nativeType":"STRING"}]`, `"durationMs":-1`)
	r = pollEnd(t, statements+"/query-one")
	r.has(t, "poll", 200, `"state":"SUCCESS"`, `"numTotalRows":1`, `"sampleRecords":[[1709251200000,"x"]]`, `"pages":[{"id":0,"numRows":1,"sizeInBytes":37}]`)
	results := "{\"__time\":1709251200000,\"page\":\"x\"}\n\n"
	send(t, "GET", statements+"/query-one/results?page=0&resultFormat=csv", "").expect(t, "results", 200, results)
	send(t, "GET", statements+"/query-one/results?page=1", "").has(t, "a page too many", 400, "Page [1] not found")
	send(t, "DELETE", statements+"/query-one", "").expect(t, "cancel after the end", 200, "")
	send(t, "GET", statements+"/query-two", "").has(t, "an unknown statement", 404, `"category":"NOT_FOUND"`)
	const zoned = `{"query":"SELECT TIMESTAMPTZ '2024-03-01 00:00:00Z' AS t, TIMESTAMP '2024-03-01 00:00:00' AS c, DATE '2024-03-01' AS d","context":{"executionMode":"ASYNC","sqlQueryId":"zoned","sqlTimeZone":"Asia/Kolkata"}}`
	send(t, "POST", statements, zoned).has(t, "submit in a zone", 200, "query-zoned")
	pollEnd(t, statements+"/query-zoned").has(t, "clocks of the zone, and days", 200, `"sampleRecords":[[1709271000000,1709251200000,19783]]`)
	send(t, "POST", statements, `{"query":"SELECT 1"}`).has(t, "no execution mode", 400, "executionMode")
	send(t, "POST", statements, `{"query":"SELECT * FROM nope","context":{"executionMode":"ASYNC"}}`).has(t, "a mistake", 400, "Object 'nope' not found (line [1], column [15])")
	send(t, "POST", statements, `{"query":"SELECT [1] AS a","context":{"executionMode":"ASYNC"}}`).has(t, "an array", 400, "ColumnTypeNotSupported")
}

func TestCancelOfAStatement(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	statements := url + "/druid/v2/sql/statements"
	send(t, "POST", statements, `{"query":"SELECT sleep(1) AS a FROM wikiticker","context":{"executionMode":"ASYNC","sqlQueryId":"slow"}}`).has(t, "submit", 200, "query-slow")
	send(t, "GET", statements+"/query-slow/results", "").has(t, "results of one that runs", 400, "RUNNING")
	send(t, "DELETE", statements+"/query-slow", "").expect(t, "cancel", 202, "")
	pollEnd(t, statements+"/query-slow").has(t, "poll after the cancel", 200, `"state":"FAILED"`, `"errorDetails":{"error":"Query cancelled"`)
}

func TestTasks(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	r := send(t, "POST", url+"/druid/v2/sql/task", `{"query":"SELECT foo, COUNT(*) AS n FROM data_source WHERE foo = 'bar' GROUP BY foo"}`)
	r.has(t, "submit", 202, `"state":"RUNNING"`)
	var task struct{ TaskID string }
	if err := json.Unmarshal([]byte(r.body), &task); err != nil || !strings.HasPrefix(task.TaskID, "query-") {
		t.Fatalf("%v: %s", err, r.body)
	}
	tasks := url + "/druid/indexer/v1/task/" + task.TaskID
	pollEnd(t, tasks+"/status").has(t, "status", 200, `"statusCode":"SUCCESS"`, `"errorMsg":null`)
	send(t, "GET", tasks+"/reports", "").has(t, "reports", 200, `"signature":[{"name":"foo","type":"STRING"},{"name":"n","type":"LONG"}]`, `"sqlTypeNames":["VARCHAR","BIGINT"]`, `"results":[["bar",6109]]`)
	send(t, "POST", url+"/druid/v2/sql/task", `{"query":"SELECT nope"}`).has(t, "a mistake", 400, `"state":"FAILED"`, `"error":{"error":"druidException"`)
}
