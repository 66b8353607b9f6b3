package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/ipc"
)

const twoRows = `SELECT * FROM (VALUES (1, 'a|b<c>', NULL), (20, '', 1.50)) AS t(n, "te xt", d)`

func TestFormats(t *testing.T) {
	home(t, "")
	for format, want := range map[string]string{
		"table":    " n  te xt      d\n──  ──────  ────\n 1  a|b<c>  NULL\n20          1.50\n",
		"csv":      "n,te xt,d\n1,a|b<c>,\n20,\"\",1.50\n",
		"tsv":      "n\tte xt\td\n1\ta|b<c>\t\n20\t\"\"\t1.50\n",
		"json":     "[\n{\"n\":1,\"te xt\":\"a|b<c>\",\"d\":null},\n{\"n\":20,\"te xt\":\"\",\"d\":1.50}\n]\n",
		"ndjson":   "{\"n\":1,\"te xt\":\"a|b<c>\",\"d\":null}\n{\"n\":20,\"te xt\":\"\",\"d\":1.50}\n",
		"markdown": "| n | te xt | d |\n| ---: | --- | ---: |\n| 1 | a\\|b&lt;c> | NULL |\n| 20 |  | 1.50 |\n",
		"sql":      "INSERT INTO \"result\" (\"n\", \"te xt\", \"d\") VALUES\n(1, 'a|b<c>', NULL),\n(20, '', 1.50);\n",
	} {
		sonde(t, "query", "--format", format, twoRows).expect(t, ExitOK, want, "")
	}
	if o := sonde(t, "query", "--format", "html", twoRows); o.code != ExitOK || !strings.Contains(o.out, "<td>a|b&lt;c&gt;</td>") {
		t.Errorf("%+v", o)
	}
	sonde(t, "query", "--format", "sql", "--table", "it", "SELECT 1 AS a").expect(t, ExitOK, "INSERT INTO \"it\" (\"a\") VALUES\n(1);\n", "")
}

func TestBinaryFormats(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-o", "x.parquet", twoRows).expect(t, ExitOK, "", "")
	write(t, "piped.parquet", sonde(t, "query", "--format", "parquet", twoRows).out)
	for _, file := range []string{"x.parquet", "piped.parquet"} {
		sonde(t, "query", "FROM '"+file+"'").expect(t, ExitOK, "n,te xt,d\n1,a|b<c>,\n20,\"\",1.50\n", "")
	}
	r, err := ipc.NewFileReader(strings.NewReader(sonde(t, "query", "--format", "arrow", twoRows).out))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := r.RecordBatch(0); err != nil || b.NumRows() != 2 || b.ColumnName(1) != "te xt" {
		t.Errorf("%v, %v", b, err)
	}
}

func TestResultsWithoutRowsOrNames(t *testing.T) {
	home(t, "")
	none := "SELECT 1 AS a WHERE false"
	sonde(t, "query", none).expect(t, ExitOK, "a\n", "")
	sonde(t, "query", "--format", "json", none).expect(t, ExitOK, "[]\n", "")
	sonde(t, "query", "--format", "ndjson", none).expect(t, ExitOK, "", "")
	sonde(t, "query", `SELECT 1 AS a, 2 AS a, 3 AS " "`).expect(t, ExitOK, "a,a, \n1,2,3\n", "")
}

func TestErrorsOfTheQuery(t *testing.T) {
	home(t, "")
	for sql, want := range map[string]string{
		"SELEC 1":                             "error: syntax: syntax error at or near \"SELEC\"\nposition: line 1, column 1\n",
		"SELECT *\n\nFROM nosuch":             "error: not found: Table with name nosuch does not exist!\nposition: line 3, column 6\n",
		"SELECT 'ä', 'x'::INTEGER":            "error: query: Could not convert string 'x' to INT32\nposition: line 1, column 16\n",
		"SELECT error('a\x1b[31mb\nc')":       "error: query: a␛[31mb c\n",
		"SELECT error('password=opensesame')": "error: query: password=•••\n",
	} {
		o := sonde(t, "query", sql)
		if o.code != ExitFailed || o.out != "" || !strings.HasPrefix(o.errors, want) {
			t.Errorf("%q: exit code %d, stdout %q\nstderr %q\n  want %q", sql, o.code, o.out, o.errors, want)
		}
	}
}

func TestPositionCountsFromTheScript(t *testing.T) {
	home(t, "")
	o := sonde(t, "query", "SELECT 1 AS a;\n-- about to fail\nSELECT\n  nothing;\nSELECT 2")
	o.fails(t, ExitFailed, `not found: Referenced column "nothing"`)
	if o.out != "a\n1\n" || !strings.Contains(o.errors, "position: line 4, column 3\n") {
		t.Errorf("%+v", o)
	}
}

func TestWhereSQLComesFrom(t *testing.T) {
	home(t, "")
	write(t, "marked.sql", "\ufeffSELECT 3 AS a")
	sonde(t, "query", "-f", "marked.sql").expect(t, ExitOK, "a\n3\n", "")
	sondeWith(t, "SELECT 4 AS a", "query", "-").expect(t, ExitOK, "a\n4\n", "")
	sondeWith(t, "SELECT 5 AS a", "query", "-f", "-").expect(t, ExitOK, "a\n5\n", "")
	sondeWith(t, "SELECT 6 AS a", "query").expect(t, ExitOK, "a\n6\n", "")
	sonde(t, "query", "-- a comment\nSELECT 7 AS a").expect(t, ExitOK, "a\n7\n", "")
	sonde(t, "query", "SELECT 1 AS a; ;\n/* ; */ SELECT ';' AS b;").expect(t, ExitOK, "a\n1\nb\n;\n", "")
}

func TestWrongUse(t *testing.T) {
	home(t, "")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{""}, "usage: there is no statement to run"},
		{[]string{"-- only a comment"}, "usage: there is no statement to run"},
		{[]string{"-f", "nope.sql"}, "not found: the SQL cannot be read: open nope.sql: no such file"},
		{[]string{"-f", "x.sql", "SELECT 1"}, "usage: give the SQL either as an argument or with -f"},
		{[]string{"SELECT 1", "SELECT 2"}, "usage: accepts at most 1 arg"},
		{[]string{"--nope", "SELECT 1"}, "usage: unknown flag: --nope"},
		{[]string{"--format", "jsn", "SELECT 1"}, `usage: unknown format "jsn"; did you mean "json"?` + "\nhint: the formats are table, csv"},
		{[]string{"--limit", "-1", "SELECT 1"}, "usage: --limit is a number of rows, not -1; 0 is the connection's own limit"},
		{[]string{"--limit", "x", "SELECT 1"}, `usage: invalid argument "x" for "--limit"`},
		{[]string{"--timeout", "5", "SELECT 1"}, `usage: invalid argument "5" for "--timeout"`},
		{[]string{"--stats=xml", "SELECT 1"}, `usage: --stats is text or json, not "xml"`},
		{[]string{"--set", "x", "SELECT 1"}, `usage: --set needs KEY=VALUE, not "x"`},
		{[]string{"--set", "x=1", "SELECT 1"}, `usage: DuckDB has no option "x" for a query`},
		{[]string{"-c", "smple", "SELECT 1"}, `config: unknown connection "smple"; did you mean "sample"?` + "\nhint: "},
		{[]string{"-c", "fakr://h", "SELECT 1"}, `config: unknown URL scheme "fakr"; did you mean "fake"?`},
		{[]string{"-c", "duckdb:?pth=x", "SELECT 1"}, `config: connection "duckdb:": unknown option "pth"; did you mean "path"?`},
		{[]string{"-o", "rows.zzz", "SELECT 1"}, `config: rows.zzz: unknown extension "zzz"`},
		{[]string{"-o", "rows", "SELECT 1"}, "config: rows: the name has no extension"},
	} {
		o := sonde(t, append([]string{"query"}, c.args...)...)
		o.fails(t, ExitUsage, c.want)
		if o.out != "" {
			t.Errorf("%q: stdout %q", c.args, o.out)
		}
	}
}

func TestConnectionsThatCannotBeOpened(t *testing.T) {
	home(t, "")
	write(t, "data.csv", "a\n1\n")
	for url, want := range map[string]string{
		"duckdb:nope.db":                  "not found: nope.db does not exist\nhint: ",
		"duckdb:data.csv":                 "unavailable: data.csv is not a DuckDB database\nhint: ",
		"fake://refuses":                  "unavailable: refuses: connection refused\n",
		"fake://ann:open%20sesame@locked": "auth: the password \"•••\" is wrong\n",
	} {
		o := sonde(t, "query", "-c", url, "SELECT 1")
		o.fails(t, ExitConnection, want)
	}
	o := sonde(t, "query", "-c", "fake://ann:open%20sesame@h", "SELECT locked")
	o.expect(t, ExitConnection, "", "error: auth: no: •••\nquery id: q-␛[31m9\n")
}

func TestIncompleteResults(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-c", "fake://h", "SELECT broken").expect(t, ExitIncomplete, "mode\n\"\"\n",
		"error: incomplete: the stream was cut\nincomplete: 1 row arrived before that\n")
	sonde(t, "query", "-c", "fake://h", "SELECT silent").expect(t, ExitIncomplete, "mode\n\"\"\n",
		"warning: incomplete: the trailer is missing\n")
	sonde(t, "query", "-c", "fake://h", "SELECT panic").fails(t, ExitFailed, "internal: the connector failed: nil pointer\n")
	sonde(t, "query", "-c", "fake://h", "SELECT told").expect(t, ExitOK, "mode\n\"\"\n", "warning: slow ␛[2Jtable\n")
	sonde(t, "query", "-q", "-c", "fake://h", "SELECT told").expect(t, ExitOK, "mode\n\"\"\n", "")
}

func TestSetIsSentWithTheStatement(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-c", "fake://h", "--set", "mode=fast=er", "SELECT 1").expect(t, ExitOK, "mode\nfast=er\n", "")
	sonde(t, "query", "-c", "fake://h", "--set", "mod=fast", "SELECT 1").fails(t, ExitUsage, `usage: Fake has no option "mod" for a query; did you mean "mode"?`)
}

func TestLimitFlag(t *testing.T) {
	home(t, "")
	told := "warning: limited: the first 2 rows; more exist\n"
	sonde(t, "query", "--limit", "2", "FROM range(3)").expect(t, ExitOK, "range\n0\n1\n", told)
	sonde(t, "query", "--limit", "2", "FROM range(100000000)").expect(t, ExitOK, "range\n0\n1\n", told)
	sonde(t, "query", "--limit", "2", "-q", "FROM range(3)").expect(t, ExitOK, "range\n0\n1\n", "")
	sonde(t, "query", "--limit", "3", "FROM range(3)").expect(t, ExitOK, "range\n0\n1\n2\n", "")
}

func TestTimeoutFlag(t *testing.T) {
	home(t, "")
	o := sonde(t, "query", "--timeout", "100ms", "SELECT count(*) FROM range(1000000000000)")
	o.expect(t, ExitFailed, "", "error: timeout: the time limit of 100ms ran out\nstopped\n")
	o = sonde(t, "query", "--timeout", "300ms", "FROM range(1000000000000)")
	o.fails(t, ExitIncomplete, "timeout: the time limit of 300ms ran out\nincomplete: ")
	if !strings.HasPrefix(o.out, "range\n0\n1\n") {
		t.Errorf("stdout begins %.20q", o.out)
	}
}

func TestCancelledByASignal(t *testing.T) {
	home(t, "")
	for sql, want := range map[string]string{
		"SELECT count(*) FROM range(1000000000000)": "error: cancelled: the query was cancelled\nstopped\n",
		"FROM range(1000000000000)":                 "error: cancelled: the query was cancelled\nincomplete: ",
	} {
		ctx, interrupt := context.WithCancel(t.Context())
		var errors bytes.Buffer
		// The line of progress is the sign that the query runs.
		code := program().run(ctx, []string{"query", "--progress", sql}, strings.NewReader(""), io.Discard, interrupting{&errors, interrupt})
		interrupt()
		_, told, _ := strings.Cut(errors.String(), "\r\x1b[Kerror")
		if code != ExitCancelled || !strings.HasPrefix("error"+told, want) {
			t.Errorf("%s: exit code %d, stderr %q", sql, code, errors.String())
		}
	}
}

// interrupting calls a function at every write.
type interrupting struct {
	io.Writer
	interrupt func()
}

func (w interrupting) Write(p []byte) (int, error) {
	w.interrupt()
	return w.Writer.Write(p)
}

func TestParameters(t *testing.T) {
	home(t, "")
	sonde(t, "query", "--param", "4", "--param", "two words", "SELECT ?::INTEGER + 1 AS a, ? AS b").expect(t, ExitOK, "a,b\n5,two words\n", "")
	sonde(t, "query", "--param", "a=4", "--param", "b=x=y", "SELECT $b AS b, $a AS a").expect(t, ExitOK, "b,a\nx=y,4\n", "")
	sonde(t, "query", "--param", ":DECIMAL(5, 2)=4", "--param", "=:INTEGER=4", "SELECT typeof(?) AS t, ? AS a").expect(t, ExitOK, "t,a\n\"DECIMAL(5,2)\",:INTEGER=4\n", "")
	sonde(t, "query", "--param", "a:INTEGER=4", "SELECT $a + 1 AS a, typeof($a) AS t").expect(t, ExitOK, "a,t\n5,INTEGER\n", "")
	sonde(t, "query", "--param", "a:HUGEINT=170141183460469231731687303715884105727", "SELECT $a AS a").expect(t, ExitOK, "a\n170141183460469231731687303715884105727\n", "")
	sonde(t, "query", "--param", "a:DATE=2024-01-31", "SELECT $a + 1 AS a").expect(t, ExitOK, "a\n2024-02-01\n", "")
	sonde(t, "query", "--param", "Robert'); DROP TABLE x; --", "SELECT ? AS a").expect(t, ExitOK, "a\nRobert'); DROP TABLE x; --\n", "")
	url := "https://x/?y=1"
	sonde(t, "query", "--param", url, "SELECT ? AS a").expect(t, ExitOK, "a\n"+url+"\n", "")
	sonde(t, "query", "--param", url, "SELECT $1 AS a").expect(t, ExitOK, "a\n"+url+"\n", "")
	sonde(t, "query", "--param", "a=b", "SELECT ? AS a").expect(t, ExitOK, "a\na=b\n", "")
	sonde(t, "query", "--param", "==a=b", "SELECT ? AS a").expect(t, ExitOK, "a\n=a=b\n", "")
	sonde(t, "query", "--param", "=a=b", "SELECT ? AS a").expect(t, ExitOK, "a\na=b\n", "")
	sonde(t, "query", "--param", "b=1", "SELECT $a").fails(t, ExitUsage, `usage: no statement has the parameter "b"`)
	sonde(t, "query", "--param", "a:INTEGER=x", "SELECT $a").fails(t, ExitFailed, "query: parameter a: ")
	sonde(t, "query", "--param", "a:NOPE=x", "SELECT $a").fails(t, ExitFailed, "not found: parameter a: ")
	sonde(t, "query", "SELECT ?").fails(t, ExitFailed, "query: ")
	sonde(t, "query", "--param", "1", "--param", "2", "SELECT ?").fails(t, ExitUsage, "usage: 2 positional parameters are given")
}

func TestStatsAsJSON(t *testing.T) {
	home(t, "")
	o := sonde(t, "query", "--stats=json", "-c", "fake://ann:open%20sesame@h", "SELECT broken")
	line := o.errors[strings.LastIndex(strings.TrimRight(o.errors, "\n"), "\n")+1:]
	var keys map[string]json.RawMessage
	if err := json.Unmarshal([]byte(line), &keys); err != nil {
		t.Fatalf("%v: %q", err, line)
	}
	for key, want := range map[string]string{
		"connection": `"fake://ann@h"`, "kind": `"fake"`, "statement": `"SELECT broken"`, "query_id": `"q-7"`, "rows": "1", "bytes": "1234",
		"complete": "false", "reason": `"the stream was cut"`, "server": `{"cache":"hit","ratio":0.10,"rows_read":18446744073709551615}`,
	} {
		if got := string(keys[key]); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	order := regexp.MustCompile(`[{,]"(\w+)":`).FindAllStringSubmatch(line[:strings.Index(line, `"server"`)], -1)
	var names []string
	for _, m := range order {
		names = append(names, m[1])
	}
	if got := strings.Join(names, " "); got != "connection kind statement query_id rows bytes elapsed_ms first_row_ms complete reason" || len(keys) != 11 {
		t.Errorf("keys %s", got)
	}
	o = sonde(t, "query", "--stats=json", "SELECT 1 AS a")
	if !strings.Contains(o.errors, `"complete":true,"reason":null,"server":{`) || o.out != "a\n1\n" {
		t.Errorf("%+v", o)
	}
	o = sonde(t, "query", "--stats=json", "SELECT error('no')")
	if !strings.Contains(o.errors, `"rows":0,`) || !strings.Contains(o.errors, `"complete":false,"reason":"no"`) {
		t.Errorf("%+v", o)
	}
}

func TestStatsAsText(t *testing.T) {
	home(t, "")
	o := sonde(t, "query", "--stats", "-c", "fake://h", "SELECT 1")
	if !strings.HasPrefix(o.errors, "1 row in ") || !strings.Contains(o.errors, ", 1,234 bytes\nquery id q-7\nrows_read 18446744073709551615\n") {
		t.Errorf("%q", o.errors)
	}
}

func TestWrites(t *testing.T) {
	home(t, "")
	create := "CREATE TABLE t (i INTEGER); INSERT INTO t VALUES (1), (2)"
	o := sonde(t, "query", "-c", "duckdb:x.db?create=true", create)
	o.expect(t, ExitFailed, "", "error: read-only: CREATE writes, and nothing was run\nhint: --allow-write runs it.\n")
	o = sonde(t, "query", "-c", "duckdb:x.db?create=true", "--allow-write", create)
	o.expect(t, ExitOK, "", "2 rows changed\n")
	o = sonde(t, "query", "-c", "duckdb:x.db?read_only=true", "--allow-write", "INSERT INTO t VALUES (3)")
	o.fails(t, ExitFailed, "read-only: the connection is read-only, and INSERT writes\n")
	sonde(t, "query", "-c", "duckdb:x.db", "SELECT 1 AS a; DELETE FROM t").expect(t, ExitFailed, "",
		"error: read-only: DELETE writes, and nothing was run\nhint: --allow-write runs it.\n")
	sonde(t, "query", "-c", "duckdb:x.db", "SELECT count(*) AS n FROM t").expect(t, ExitOK, "n\n2\n", "")
}

func TestWritesInMemoryNeedNoLeave(t *testing.T) {
	home(t, "")
	sonde(t, "query", "CREATE TABLE t (i INTEGER); INSERT INTO t VALUES (1); FROM t").expect(t, ExitOK, "i\n1\n", "1 row changed\n")
}

func TestSampleDataIsThere(t *testing.T) {
	home(t, "")
	o := sonde(t, "query", "SELECT count(*) > 0 AS some FROM orders JOIN customers USING (customer_id)")
	o.expect(t, ExitOK, "some\ntrue\n", "")
	sonde(t, "query", "FROM custmers").expect(t, ExitFailed, "",
		"error: not found: Table with name custmers does not exist!\nposition: line 1, column 6\nhint: Did you mean \"customers\"?\n")
}
