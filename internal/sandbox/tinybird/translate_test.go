package tinybird

import (
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"sonde/internal/sandbox/face"
)

// What stands alone in the list of columns has the type that ClickHouse gives
// it, and keeps its name.
func TestTypesOfLiterals(t *testing.T) {
	base := start(t, face.Switches{})
	for sql, want := range map[string]string{
		"SELECT 1": "1 UInt8", "SELECT 300 AS a": "a UInt16", "SELECT 70000 a, 5000000000 AS b": "a UInt32,b UInt64",
		"SELECT -1 AS a, -200 AS b, 18446744073709551615 AS c":                           "a Int8,b Int16,c UInt64",
		"SELECT 1.5 AS a, 1e3 AS b":                                                      "a Float64,b Float64",
		"SELECT NULL, NULL AS a":                                                         "NULL Nullable(Nothing),a Nullable(Nothing)",
		"SELECT [1, 300] AS a, [[1], []] AS b, [NULL, -1] AS c":                          "a Array(UInt16),b Array(Array(UInt8)),c Array(Nullable(Int8))",
		"SELECT count(), count(*) AS n FROM visits":                                      "count() UInt64,n UInt64",
		"SELECT (1, 'x') AS t":                                                           "t Tuple(UInt8, String)",
		"SELECT 1 AS a UNION ALL SELECT 300":                                             "a UInt16",
		"SELECT toInt32('7') AS a, toUInt8(3) AS b, toString(5) AS c, toFloat64(1) AS d": "a Int32,b UInt8,c String,d Float64",
		"SELECT CAST(1 AS Nullable(Int32)) AS a":                                         "a Nullable(Int32)",
	} {
		if r := query(t, base, sql); metaOf(r.body) != want {
			t.Errorf("%s has the types %s, not %s", sql, metaOf(r.body), want)
		}
	}
}

// A statement that cannot have ClickHouse's types has the engine's.
func TestStatementsWithoutTypes(t *testing.T) {
	base := start(t, face.Switches{})
	deep := strings.Repeat("(", 1000) + "1" + strings.Repeat(")", 1000)
	query(t, base, "SELECT "+deep+" AS a FORMAT CSV").has(t, "parentheses", 200, "1")
	query(t, base, "SELECT "+strings.Repeat("abs(", 60)+"1"+strings.Repeat(")", 60)+" AS a, "+strings.Repeat("1 % ", 60)+"7 AS b FORMAT CSV").expect(t, "a deep call", 200, "1,0\n")
	query(t, base, "SELECT NOT NOT NOT true AS a, - - -1 AS b FORMAT CSV").expect(t, "signs", 200, "false,-1\n")
	query(t, base, "SELECT (SELECT max(number) FROM numbers(3)) + 1 AS a, list_transform([1], lambda x: x + 1) AS b FORMAT CSV").expect(t, "a subquery", 200, `3,"[2]"`+"\n")
	for _, sql := range []string{"SELECT intDiv(1, 0) AS a", "SELECT number % 0 FROM numbers(2)", "SELECT 5 / 0 AS a, toDecimal32(1, 2) / 0 AS b"} {
		query(t, base, sql).has(t, sql, 400, "Division by zero")
	}
}

// metaOf lists the names and types of an answer.
func metaOf(body string) string {
	meta, _, _ := strings.Cut(body, "\"data\"")
	var out []string
	for _, part := range strings.Split(meta, "\"name\": \"")[1:] {
		name, rest, _ := strings.Cut(part, "\",\n\t\t\t\"type\": \"")
		typ, _, _ := strings.Cut(rest, "\"")
		out = append(out, name+" "+typ)
	}
	return strings.Join(out, ",")
}

func TestFunctionsOfClickHouse(t *testing.T) {
	base := start(t, face.Switches{})
	for sql, want := range map[string]string{
		"SELECT toStartOfHour(toDateTime('2024-02-29 01:02:03')), toYYYYMM(toDate('2024-02-29'))":      `"2024-02-29 01:00:00",202402`,
		"SELECT formatDateTime(toDateTime('2024-02-29 01:02:03'), '%Y-%m')":                            `"2024-02"`,
		"SELECT countIf(number > 1), uniq(number), any(number), quantile(0.5)(number) FROM numbers(5)": "3,5,0,2",
		"SELECT multiIf(1 > 2, 'a', 2 > 1, 'b', 'c'), isNull(NULL), position('abc', 'b')":              `"b",1,2`,
		"SELECT splitByChar(',', 'a,b'), arrayJoin([7])":                                               `"['a','b']",7`,
		"SELECT JSONExtractString('{\"a\": \"b\"}', 'a'), empty(''), match('abc', '^a')":               `"b",1,1`,
		"SELECT 5 = any(SELECT number FROM numbers(6)) AS x":                                           "true",
	} {
		query(t, base, sql+" FORMAT CSV").expect(t, sql, 200, want+"\n")
	}
	query(t, base, "SELECT nothingLike(1)").has(t, "an unknown function", 400, "Unknown function")
	query(t, base, "SELECT nothere FROM letters").has(t, "an unknown column", 400, "Unknown expression identifier `nothere`")
	query(t, base, "SELECT NULL AS x FORMAT Parquet").has(t, "a type that Parquet lacks", 400, "Internal type 'Nothing' of column 'x'")
	if r := query(t, base, "SELECT nothere"); strings.Contains(r.body, "documentation") {
		t.Errorf("an error of the engine has a link: %s", r.body)
	}
}

func TestCompressedAnswers(t *testing.T) {
	base := start(t, face.Switches{})
	r := query(t, base, "SELECT number FROM numbers(3) FORMAT CSV", "Accept-Encoding", "br, gzip;q=0.5")
	if r.header.Get("Content-Encoding") != "gzip" || r.header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("headers %v", r.header)
	}
	z, err := gzip.NewReader(strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); string(text) != "0\n1\n2\n" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if r := query(t, base, "SELECT 1 FORMAT CSV", "Accept-Encoding", "gzip;q=0"); r.header.Get("Content-Encoding") != "" || r.body != "1\n" {
		t.Errorf("%v: %q", r.header, r.body)
	}
}

// The service tells how many queries are left in this second.
func TestRateLimitCounts(t *testing.T) {
	base := start(t, face.Switches{})
	first := query(t, base, "SELECT 1").header.Get("X-RateLimit-Remaining")
	for range 40 {
		if left := query(t, base, "SELECT 1").header.Get("X-RateLimit-Remaining"); left != first {
			return
		}
	}
	t.Errorf("%s are left after 40 queries", first)
}
