package clickhouse

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

func TestLiterals(t *testing.T) {
	for _, c := range []struct{ kind, text, want string }{
		{"Array(UInt64)", `[1,18446744073709551615]`, `[1,18446744073709551615]`},
		{"Array(Nullable(String))", `['it\'s','"q"\\\t',NULL,'NULL','']`, `["it's","\"q\"\\\u0009",null,"NULL",""]`},
		{"Array(Float64)", `[1e300,-inf,-0,nan]`, `[1e300,"-inf",-0,"nan"]`},
		{"Map(String, Map(UInt8, Array(Bool)))", `{'x':{1:[true]},'':{}}`, `{"x":{"1":[true]},"":{}}`},
		{"Map(Date, UInt8)", `{'2020-01-01':1}`, `{"2020-01-01":1}`},
		{"Map(Array(UInt8), String)", `{[1,2]:'x'}`, `{"[1,2]":"x"}`},
		{"Tuple(a UInt8, b Tuple(x String))", `(1,('y'))`, `[1,["y"]]`},
		{"Tuple()", `()`, `[]`},
		{"Array(JSON)", `['{"b":"it\'s \\t x"}']`, `[{"b":"it's \t x"}]`},
		{"Nested(a UInt8, j JSON)", `[(1,'{"k":[1]}')]`, `[[1,{"k":[1]}]]`},
		{"Array(Variant(String, UInt8))", `[1,'1']`, `[1,"1"]`},
		{"Geometry", `[[(0,0.5)]]`, `[[[0,0.5]]]`},
		{"Array(String)", "['\xff']", "[\"\xff\"]"},
	} {
		kind, err := ParseType(c.kind)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := literalOf(kind)([]byte("kept "), []byte(c.text))
		if !ok || string(got) != "kept "+c.want {
			t.Errorf("%s of %s is %s, %v", c.text, c.kind, got, ok)
		}
	}
	for _, text := range []string{"", "[", "[1,", "[1,]x", "['a]", "{1}", "{1:", "(1", "[1] ", "[,1]", "[1 2]", strings.Repeat("[", 1000)} {
		if got, ok := literalOf(nil)(nil, []byte(text)); ok {
			t.Errorf("%q is read as %s", text, got)
		}
	}
}

// Whatever is read is JSON.
func FuzzLiteral(f *testing.F) {
	f.Add("Map(String, Array(JSON))", `{'a':['{"b":1}',NULL]}`)
	f.Add("Tuple(a Int8, b String)", `(-1,'\0\'')`)
	f.Fuzz(func(t *testing.T, kind, text string) {
		parsed, _ := ParseType(kind)
		if got, ok := literalOf(parsed)(nil, []byte(text)); ok && !json.Valid(got) {
			t.Errorf("%q of %q is %q", text, kind, got)
		}
	})
}

// Nested values are the same in separated values as in JSON.
func TestNestedInSeparatedValues(t *testing.T) {
	const head = "a\tt\tm\tg\tv\n" +
		`Array(Nullable(String))` + "\t" + `Tuple(n UInt64, f Float64)` + "\t" + `Map(Array(UInt8), Array(Float32))` + "\tGeometry\tVariant(String, UInt8)\n"
	a := Read(io.NopCloser(strings.NewReader(head+
		`['it\'s',NULL,'a\tb']`+"\t(18446744073709551615,nan)\t"+`{[1,2]:[inf,1.5]}`+"\t[(0,1)]\t"+`x\\y`+"\n"+
		"[]\t(0,-0)\t{}\t(1,2)\t\\N\n")), Options{Format: "TabSeparatedWithNamesAndTypes"})
	defer a.Close()
	names, rows, err := table(t, a)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{`["it's",null,"a\tb"]`, `{"n":18446744073709551615,"f":"NaN"}`, `{"[1,2]":["Infinity",1.5]}`, "[[0,1]]", `x\y`},
		{"[]", `{"n":0,"f":-0}`, "{}", "[1,2]", "NULL"},
	}
	for i := range want {
		for j := range want[i] {
			if rows[i][j] != want[i][j] {
				t.Errorf("%s is %s, want %s", names[j], rows[i][j], want[i][j])
			}
		}
	}
	if id := a.Schema().Field(0).Type.ID(); id != arrow.LIST {
		t.Errorf("an array is a %s", id)
	}
}

// A field that is no literal of its type makes its column text.
func TestLiteralThatIsNone(t *testing.T) {
	a := Read(io.NopCloser(strings.NewReader("a\nArray(UInt8)\n[1]\n[1\n['x']\n")), Options{Format: "TSVWithNamesAndTypes"})
	defer a.Close()
	names, rows, err := table(t, a)
	if err != nil || names[0] != "a!" || rows[0][0] != "[1]" || rows[1][0] != "[1" || rows[2][0] != `["x"]` {
		t.Errorf("%v, %q, %v", names, rows, err)
	}
}
