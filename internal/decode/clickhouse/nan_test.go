package clickhouse

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"sonde/connectors"
)

// NaN and infinities in documents have the text that they have in a column of
// numbers; texts, keys and NULL stay what they are.
func TestNumbersOfDocuments(t *testing.T) {
	for _, c := range []struct{ kind, sent, want string }{
		{"Dynamic", `"nan"`, "NaN"},
		{"Dynamic", `["-inf", {"nan": "inf"}, null, "nano", "a\"nan\""]`, `["-Infinity",{"nan":"Infinity"},null,"nano","a\"nan\""]`},
		{"Variant(Array(Float64), UInt8)", `["inf",1]`, `["Infinity",1]`},
		{"Variant(Date, String)", `"nan"`, "nan"},
		{"Dynamic", `null`, "NULL"},
		{"Geometry", `["nan",1]`, `["NaN",1]`},
		{"JSON(a.b Float64, c Nullable(Float32))", `{"a":{"b":"nan","x":"nan"},"c":"-inf","d":["nan"]}`, `{"a":{"b":"NaN","x":"nan"},"c":"-Infinity","d":["nan"]}`},
		{"JSON", `{"a":"nan"}`, `{"a":"nan"}`},
		{"QBit(Float32, 4)", `[1, nan, inf, -inf]`, `[1,"NaN","Infinity","-Infinity"]`},
		{"Tuple(QBit(Float64, 1), Bool)", `[[nan], true]`, `[["NaN"],true]`},
		{"Dynamic", `[1,nan,-inf]`, `[1,"NaN","-Infinity"]`},
		{"Variant(QBit(Float32, 1), String)", `[nan]`, `["NaN"]`},
		{"Array(Dynamic)", `["nan", 1, "x"]`, `["NaN",1,"x"]`},
		{"Map(Dynamic, Dynamic)", `{"nan":"nan"}`, `{"nan":"NaN"}`},
	} {
		rows, _ := warnings(t, JSON, fmt.Sprintf(`{"meta":[{"name":"a","type":"%s"}],"data":[{"a":%s}]}`, c.kind, c.sent))
		if got := rows[0][0]; got != c.want {
			t.Errorf("%s %s: %s, want %s", c.kind, c.sent, got, c.want)
		}
	}
}

// Where a text cannot be told from a number it is said, once.
func TestNumbersThatMayBeTexts(t *testing.T) {
	const body = `{"meta":[{"name":"d","type":"%s"}],"data":[{"d":"%s"},{"d":"nan"}]}`
	for kind, want := range map[string]int{"Dynamic": 1, "Variant(Float64, String)": 1, "Variant(Float64, UInt8)": 0, "Float64": 0} {
		_, told := warnings(t, JSON, fmt.Sprintf(body, kind, "inf"))
		if n := strings.Count(strings.Join(told, "\n"), "may also be the texts"); n != want {
			t.Errorf("%s: %q", kind, told)
		}
	}
}

// The same is said of what is nested, and not of texts and numbers beside it.
func TestNestedNumbersThatMayBeTexts(t *testing.T) {
	const body = `{"meta":[{"name":"d","type":"%s"}],"data":[{"d":%s},{"d":%[2]s}]}`
	for _, c := range []struct {
		kind, sent string
		want       int
	}{
		{"Array(Dynamic)", `["nan",null]`, 1}, {"Map(String, Dynamic)", `{"a":"inf"}`, 1}, {"Array(Tuple(UInt8, Dynamic))", `[[1,"nan"]]`, 1},
		{"Tuple(a Variant(Float64, String), b String)", `{"a":"nan","b":"x"}`, 1},
		{"Tuple(a Variant(Float64, String), b String)", `{"a":"x","b":"\"NaN\""}`, 0}, {"Array(Float64)", `["nan"]`, 0}, {"Array(String)", `["nan"]`, 0},
	} {
		_, told := warnings(t, JSON, fmt.Sprintf(body, c.kind, c.sent))
		want := c.want
		if n := strings.Count(strings.Join(told, "\n"), "may also be the texts"); n != want {
			t.Errorf("%s %s: %q", c.kind, c.sent, told)
		}
	}
}

// Keys of maps have the text of values of their type, and no quotes of their own.
func TestKeysOfMaps(t *testing.T) {
	for _, c := range []struct{ kind, sent, want string }{
		{"Map(Float64, Float64)", `{"1e21":1e21,"nan":"nan"}`, `{"1e+21":1e+21,"NaN":"NaN"}`},
		{"Map(JSON, JSON)", `{"{\"a\":1}":{"a":1}}`, `{"{\"a\":1}":{"a":1}}`},
		{"Map(Geometry, Geometry)", `{"(1,2)":[1,2]}`, `{"[1,2]":[1,2]}`},
		{"Map(Point, Point)", `{"(1e21,2)":[1e21,2]}`, `{"[1e+21,2]":[1e+21,2]}`},
		{"Map(Tuple(a UInt8, b String), UInt8)", `{"(1,'it\\'s')":1}`, `{"{\"a\":1,\"b\":\"it's\"}":1}`},
		{"Map(Array(String), UInt8)", `{"['a','b']":1}`, `{"[\"a\",\"b\"]":1}`},
		{"Array(Map(Array(Nullable(UInt8)), UInt8))", `[{"[1,NULL]":1}]`, `[{"[1,null]":1}]`},
		{"Map(Array(String), UInt8)", `{"no literal":1}`, `{"no literal":1}`},
		{"Map(Dynamic, UInt8)", `{"x":1}`, `{"x":1}`},
	} {
		rows, _ := warnings(t, JSON, fmt.Sprintf(`{"meta":[{"name":"a","type":"%s"}],"data":[{"a":%s}]}`, c.kind, c.sent))
		if got := rows[0][0]; got != c.want {
			t.Errorf("%s %s: %s, want %s", c.kind, c.sent, got, c.want)
		}
	}
}

// Separated values have them without quotes, and documents as they have them
// everywhere.
func TestNumbersInSeparatedValues(t *testing.T) {
	a := Read(io.NopCloser(strings.NewReader("d\tv\tj\nDynamic\tVariant(Float64, UInt8)\tJSON(x Float64)\nnan\t-inf\t{\"x\":null}\nnano\t\\N\t{}\n")),
		Options{Format: "TSVWithNamesAndTypes", NoNaN: true})
	_, rows, err := table(t, a)
	if err != nil || fmt.Sprint(rows) != `[[NaN -Infinity {"x":null}] [nano NULL {}]]` {
		t.Errorf("%v, %v", rows, err)
	}
	var p connectors.Progress
	a.Fill(&p)
	if len(p.Warnings) != 1 || !strings.HasPrefix(p.Warnings[0], "j: NaN") {
		t.Errorf("%q", p.Warnings)
	}
}
