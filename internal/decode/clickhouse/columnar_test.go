package clickhouse

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"sonde/connectors"
)

// bytesColumns are the columns of testdata/bytes.parquet, as the engine tells them.
var bytesColumns = []Meta{
	{"int128", "Int128"},
	{"int256", "Int256"},
	{"uint256", "UInt256"},
	{"s", "String"},
	{"fs", "FixedString(5)"},
	{"dt", "DateTime"},
	{"dt_ny", "DateTime('America/New_York')"},
	{"dt64_9", "DateTime64(9)"},
	{"ip4", "IPv4"},
	{"ip6", "IPv6"},
	{"e8", "Enum8('neg' = -128, '' = 0, 'one' = 1, 'it\\'s' = 2, 'é\\n' = 127)"},
	{"nf64", "Nullable(Float64)"},
	{"j", "JSON"},
	{"pt", "Point"},
	{"line", "LineString"},
	{"poly", "Polygon"},
	{"mpoly", "MultiPolygon"},
	{"geo", "Geometry"},
	{"lcn", "LowCardinality(Nullable(String))"},
	{"uuid", "UUID"},
}

// What Parquet has only bytes for is what it is in other formats, where the types
// are known.
func TestParquetWithKnownTypes(t *testing.T) {
	a := recordedParquet(t, Options{Format: "Parquet", Columns: bytesColumns})
	names, rows, err := table(t, a)
	if err != nil || len(rows) != 5 {
		t.Fatal(rows, err)
	}
	want := map[string][]string{
		"int128":  {"42", "-170141183460469231731687303715884105728", "170141183460469231731687303715884105727", "0", "9007199254740993"},
		"int256":  {"42", "-57896044618658097711785492504343953926634992332820282019728792003956564819968"},
		"fs":      {"abcde", "a\x00\x00\x00\x00"},
		"dt":      {"2022-11-14 11:08:46"},
		"dt_ny":   {"2022-11-14 06:08:46-05:00", "1969-12-31 19:00:00-05:00", "2106-02-07 01:28:15-05:00", "1969-12-31 19:00:00-05:00", "2024-11-03 01:30:00-04:00"},
		"dt64_9!": {"2022-11-14 11:08:46.574295001", "1900-01-01 00:00:00.000000001", "2262-04-11 23:47:16.854775807", "1970-01-01 00:00:00"},
		"ip4":     {"192.168.0.1", "0.0.0.0", "255.255.255.255"},
		"ip6":     {"2001:db8::1", "::"},
		"e8":      {"one", "neg"},
		"pt":      {"[1.5,-2]", "[-180,-90]", "[180,90]", "[0,0]", `["NaN","Infinity"]`},
		"line":    {"[[0,0],[1,1]]", "[[0,0]]", "[[180,90]]", "[]"},
		"poly":    {"[[[0,0],[4,0],[4,4]],[[1,1],[2,1],[2,2]]]"},
		"mpoly":   {"[[[[0,0],[1,0],[1,1]]]]"},
		"geo":     {"[1,2]", "[[0,0]]", "[[[0,0]]]"},
		"uuid":    {"61f0c404-5cb3-11e7-907b-a6006ad3dba0"},
		"lcn":     {"red", "a"},
	}
	for i, name := range names {
		for row, text := range want[name] {
			if rows[row][i] != text {
				t.Errorf("%s in row %d is %q, want %q", name, row, rows[row][i], text)
			}
		}
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("columns %v are not in %v", want, names)
	}
}

// Nobody tells the types: bytes that are text are text, and of others it is told
// that they are bytes.
func TestParquetWithoutTypes(t *testing.T) {
	a := recordedParquet(t, Options{Format: "Parquet"})
	names, rows, err := table(t, a)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if name == "e8" && rows[0][i] != "one" {
			t.Errorf("an enum is %q", rows[0][i])
		}
	}
	var p connectors.Progress
	if a.Fill(&p); len(p.Warnings) != 2 || !strings.HasPrefix(p.Warnings[0], "int128, int256, uint256, fs, ip6: ") {
		t.Errorf("%q", p.Warnings)
	}
}

func TestGeometryThatIsCut(t *testing.T) {
	whole := "\x01\x02\x00\x00\x00\x01\x00\x00\x00" + strings.Repeat("\x00", 16)
	for n := range len(whole) {
		if text, ok := geometryText([]byte(whole[:n])); ok {
			t.Errorf("%d bytes are %q", n, text)
		}
	}
	if text, ok := geometryText([]byte(whole)); !ok || text != "[[0,0]]" {
		t.Errorf("%q", text)
	}
	if _, ok := geometryText([]byte("\x01\x04\x00\x00\x00\xff\xff\xff\xff")); ok {
		t.Error("a geometry of more points than bytes was read")
	}
}

// A clock with a zone has its offset, unless the hour comes twice there.
func TestClocksOfZones(t *testing.T) {
	const head = `{"meta":[{"name":"a","type":"Nullable(DateTime('America/New_York'))"},{"name":"b","type":"DateTime"}]}` + "\n"
	for sent, want := range map[string]string{
		`"2024-07-01 12:00:00"`:  "2024-07-01 12:00:00-04:00",
		`"2024-11-03 01:30:00"`:  "2024-11-03 01:30:00",
		`"2024-11-03T05:30:00Z"`: "2024-11-03 01:30:00-04:00",
		`"2024-11-03T06:30:00Z"`: "2024-11-03 01:30:00-05:00",
	} {
		a := Read(io.NopCloser(strings.NewReader(head+`{"row":[`+sent+`,"2024-11-03 01:30:00"]}`+"\n")), Options{Format: Progress})
		_, rows, err := table(t, a)
		var p connectors.Progress
		a.Fill(&p)
		_ = a.Close()
		switch {
		case err != nil || rows[0][1] != "2024-11-03 01:30:00":
			t.Errorf("%s: %v, %v", sent, rows, err)
		case rows[0][0] != want || (len(p.Warnings) == 1) != (len(want) == 19):
			t.Errorf("%s is %s, want %s; %q", sent, rows[0][0], want, p.Warnings)
		}
	}
}

// The same clock has the same text where it is nested, also in an hour that comes
// twice, which is told of once.
func TestNestedClocksOfZones(t *testing.T) {
	const clock = "DateTime('America/New_York')"
	for _, c := range []struct{ kind, sent, want string }{
		{"Array(" + clock + ")", `["2024-01-01 00:00:00"]`, `["2024-01-01T00:00:00-05:00"]`},
		{"Tuple(a " + clock + ", b DateTime)", `["2024-07-01 00:00:00","2024-07-01 00:00:00"]`, `{"a":"2024-07-01T00:00:00-04:00","b":"2024-07-01T00:00:00"}`},
		{"Map(" + clock + ", Nullable(DateTime64(3, 'America/New_York')))", `{"2024-01-01 00:00:00":"2024-01-01 00:00:00.500"}`, `{"2024-01-01 00:00:00-05:00":"2024-01-01T00:00:00.5-05:00"}`},
		{"Array(" + clock + ")", `["2024-11-03 01:30:00","2024-01-01 00:00:00"]`, `["2024-11-03 01:30:00","2024-01-01T00:00:00-05:00"]`},
	} {
		body := fmt.Sprintf(`{"meta":[{"name":"a","type":"%s"}],"data":[{"a":%s},{"a":%[2]s}]}`, c.kind, c.sent)
		rows, told := warnings(t, JSON, body)
		if rows[0][0] != c.want || len(told) != strings.Count(c.want, " 01:30:00") {
			t.Errorf("%s %s: %s, want %s; %q", c.kind, c.sent, rows[0][0], c.want, told)
		}
	}
}

func recordedParquet(t *testing.T, o Options) *Answer {
	t.Helper()
	file, err := os.Open("testdata/bytes.parquet")
	if err != nil {
		t.Fatal(err)
	}
	a := Read(file, o)
	t.Cleanup(func() { _ = a.Close() })
	if a.Schema() != nil {
		t.Error("the columns are known before the file is")
	}
	return a
}
