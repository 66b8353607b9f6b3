package datafold

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"sonde/connectors"
)

const (
	colN = `{"name":"n","type":"integer"}`
	colS = `{"name":"s","type":"string"}`
)

func TestShapesOfAnswers(t *testing.T) {
	rows := []string{"1|a", "9007199254740993|NULL"}
	for name, body := range map[string]string{
		"as documented":         `{"columns":[` + colN + `,` + colS + `],"rows":[{"n":1,"s":"a"},{"n":9007199254740993,"s":null}]}`,
		"columns after rows":    `{"rows":[{"n":1,"s":"a"},{"n":9007199254740993,"s":null}],"columns":[` + colN + `,` + colS + `]}`,
		"null columns":          `{"columns":null,"rows":[{"n":1,"s":"a"},{"n":9007199254740993,"s":null}]}`,
		"no columns":            `{"rows":[{"n":1,"s":"a"},{"n":9007199254740993,"s":null}]}`,
		"empty columns":         `{"columns":[],"rows":[{"n":1,"s":"a"},{"n":9007199254740993}]}`,
		"a bare array":          `[{"n":1,"s":"a"},{"n":9007199254740993,"s":null}]`,
		"lines":                 "{\"n\":1,\"s\":\"a\"}\n{\"n\":9007199254740993,\"s\":null}\n",
		"lines below columns":   `{"columns":[` + colN + `,` + colS + "]}\n{\"n\":1,\"s\":\"a\"}\n{\"s\":null,\"n\":9007199254740993}",
		"other members":         `{"query_id":{"rows":1},"columns":[` + colN + `,` + colS + `],"rows":[{"n":1,"s":"a"},{"n":9007199254740993}],"error":null,"detail":""}`,
		"arrays for rows":       `{"columns":[` + colN + `,` + colS + `],"rows":[[1,"a"],[9007199254740993,null]]}`,
		"white space and marks": "\uFEFF \n\n\n  {\n\"columns\" : [" + colN + "," + colS + "]\n\n\n,\n\"rows\":\n[\n\n{\"n\":1,\"s\":\"a\"}\n\n\n,{\"n\":9007199254740993,\"s\":null}\n]\n}\n\n\n",
		"keys in another case":  `{"columns":[` + colN + `,` + colS + `],"rows":[{"N":1,"S":"a"},{"S":null,"N":9007199254740993}]}`,
		"numbers out of order":  `{"columns":[{"name":"s","type":"string","number":2},{"name":"n","type":"integer","number":1}],"rows":[{"n":1,"s":"a"},{"n":9007199254740993}]}`,
		"untyped columns":       `{"columns":[{"name":"n","type":null},{"name":"s"}],"rows":[{"n":1,"s":"a"},{"n":9007199254740993}]}`,
	} {
		for _, flushed := range []bool{false, true} {
			_, url := serve(t, map[string]result{"q": {body: body, flushed: flushed}})
			t.Run(name, func(t *testing.T) {
				o := run(t, connect(t, url, nil), connectors.Statement{SQL: "q"})
				o.expect(t, "n|s", rows...)
				if len(o.progress.Warnings) > 0 {
					t.Errorf("warned: %q", o.progress.Warnings)
				}
				if o.schema != nil && o.schema.Field(0).Type.String() != "int64" {
					t.Errorf("n is %s", o.schema.Field(0).Type)
				}
			})
		}
	}
}

func TestNoRowsAtAll(t *testing.T) {
	for body, columns := range map[string]string{
		`{"columns":[` + colN + `],"rows":[]}`: "n", `{"columns":null,"rows":[]}`: "", `{"rows":[]}`: "", `[]`: "", `{"rows":[],"columns":[` + colN + `]}`: "n",
	} {
		_, url := serve(t, map[string]result{"q": {body: body}})
		run(t, connect(t, url, nil), connectors.Statement{SQL: "q"}).expect(t, columns)
	}
}

func TestAnswersThatFail(t *testing.T) {
	for _, c := range []struct {
		body, message string
		rows          int
		class         connectors.Class
	}{
		{`{"detail":"Query failed: no such table"}`, "no such table", 0, connectors.ClassQuery},
		{`{"error":{"message":"it was cancelled"}}`, "it was cancelled", 0, connectors.ClassQuery},
		{`{"rows":[{"n":1},{"n":2}],"error":"the cluster died"}`, "the cluster died", 2, connectors.ClassIncomplete},
		{`{"columns":[` + colN + `],"rows":[{"n":1},{"detail":"the cluster died"}]}`, "the cluster died", 1, connectors.ClassIncomplete},
		{`{"columns":[` + colN + "]}\n{\"n\":1}\n{\"n\":2}\n{\"detail\":\"the cluster died\"}\n", "the cluster died", 2, connectors.ClassIncomplete},
		{"{\"n\":1}\n{\"n\":2}\n{\"detail\":\"the cluster died\"}\n", "the cluster died", 2, connectors.ClassIncomplete},
		{`[{"n":1},{"error":"the cluster died"}]`, "the cluster died", 1, connectors.ClassIncomplete},
		{`{"columns":[` + colN + `],"rows":[{"detail":"the cluster died"}]}`, "the cluster died", 0, connectors.ClassQuery},
		{`{"columns":[` + colN + `],"rows":[{"n":1},{"n":2}`, "ends early", 2, connectors.ClassIncomplete},
		{`{"columns":[` + colN + `],"rows":[{"n":1},{"n":2`, "ends early", 1, connectors.ClassIncomplete},
		{`{"columns":[` + colN + `]}`, "no rows member", 0, connectors.ClassInternal},
		{`{"columns":[` + colN + `],"rows":null}`, "has null for its rows", 0, connectors.ClassInternal},
		{`{"rows":null}`, "has null for its rows", 0, connectors.ClassInternal},
		{`{"rows":[],"error_message":"it was cancelled"}`, "it was cancelled", 0, connectors.ClassQuery},
		{``, "", 0, connectors.ClassIncomplete},
		{`"relation t does not exist"`, "relation t does not exist", 0, connectors.ClassQuery},
		{`null`, "answered null", 0, connectors.ClassUnavailable},
		{`""`, "no result", 0, connectors.ClassUnavailable},
		{`upstream request timeout`, "", 0, connectors.ClassIncomplete},
	} {
		_, url := serve(t, map[string]result{"q": {body: c.body}})
		o := run(t, connect(t, url, nil), connectors.Statement{SQL: "q"})
		o.fails(t, c.rows, c.class, c.message, "")
	}
}

// Rows may have a member by the name of an error; nothing behind them is lost.
func TestRowsThatHoldErrors(t *testing.T) {
	const many = 100_000
	row := func(i int) string { return fmt.Sprintf(`{"n":%d,"error":"what the row tells %d"}`, i, i) }
	_, url := serve(t, map[string]result{
		"unnamed":  answer(colN, rowsOf(many, row)...),
		"inferred": {body: strings.Join(append(rowsOf(many, counted), rowsOf(many, row)...), "\n")},
		"empty":    {body: `[{"n":1,"error":null},{"n":null,"error":"x"},{"n":null,"error":null}]`},
		"alone":    {body: `[{"error":"a"},{"error":"b"}]`},
	})
	c := connect(t, url, nil)
	for sql, want := range map[string]int{"unnamed": many, "inferred": 2 * many, "empty": 3, "alone": 2} {
		if o := run(t, c, connectors.Statement{SQL: sql}); o.err != nil || len(o.rows) != want {
			t.Errorf("%s: %d rows, %v", sql, len(o.rows), o.err)
		}
	}
}

func TestValuesWithoutAColumn(t *testing.T) {
	late := append(rowsOf(5000, counted), `{"n":1,"s":"a","later":7}`)
	_, url := serve(t, map[string]result{
		"first": {body: `{"columns":[` + colN + `],"rows":[{"n":1,"extra":2},{"n":3}]}`},
		"late":  answer(colN+","+colS, late...),
	})
	c := connect(t, url, nil)
	o := run(t, c, connectors.Statement{SQL: "first"})
	o.expect(t, "n|extra", "1|2", "3|NULL")
	if p := o.progress; len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "extra") || p.Completeness != connectors.Unknown {
		t.Errorf("%q, %v", p.Warnings, p.Completeness)
	}
	o = run(t, c, connectors.Statement{SQL: "late"})
	if p := o.progress; o.err != nil || len(o.rows) != 5001 || p.Completeness != connectors.Incomplete || !strings.Contains(p.Reason, "not shown: later") {
		t.Errorf("%d rows, %v, %v, %q", len(o.rows), o.err, p.Completeness, p.Reason)
	}
}

// An error at the end of rows without columns is no column of theirs.
func TestErrorsAddNoColumn(t *testing.T) {
	_, url := serve(t, map[string]result{"q": {body: "{\"n\":1}\n{\"n\":2}\n{\"detail\":\"the cluster died\"}\n"}})
	if o := run(t, connect(t, url, nil), connectors.Statement{SQL: "q"}); o.columns() != "n" || o.err == nil {
		t.Errorf("%s, %v", o.columns(), o.err)
	}
}

// Columns with no more than a name have the types of their values.
func TestTypesByValues(t *testing.T) {
	const names = `{"name":"i"},{"name":"f","description":"a rate"},{"name":"b"},{"name":"s"},{"name":"none"}`
	const values = `{"i":null,"f":1,"b":true,"s":"1"},{"i":9007199254740993,"f":0.5,"b":null,"s":"x"}`
	_, url := serve(t, map[string]result{
		"before": answer(names, values), "behind": {body: `{"rows":[` + values + `],"columns":[` + names + `]}`},
		"lines": {body: `{"columns":[` + names + "]}\n" + strings.ReplaceAll(values, "},{", "}\n{")},
	})
	for _, sql := range []string{"before", "behind", "lines"} {
		o := run(t, connect(t, url, nil), connectors.Statement{SQL: sql})
		o.expect(t, "i|f|b|s|none", "NULL|1|true|1|NULL", "9007199254740993|0.5|NULL|x|NULL")
		for i, want := range []string{"int64", "float64", "bool", "utf8", "utf8"} {
			if got := o.schema.Field(i).Type.String(); got != want {
				t.Errorf("%s: %s is %s, not %s", sql, o.schema.Field(i).Name, got, want)
			}
		}
		if comment, _ := o.schema.Field(1).Metadata.GetValue(connectors.MetaComment); comment != "a rate" {
			t.Errorf("%s: the description is %q", sql, comment)
		}
	}
}

func TestColumnsOfOneName(t *testing.T) {
	twice := `{"name":"id","type":"integer","db_type":"INT"},{"name":"id","type":"string","db_type":"TEXT"},{"name":"ID","type":"string","db_type":"TEXT"}`
	_, url := serve(t, map[string]result{
		"both": {body: `{"columns":[` + twice + `],"rows":[{"id":1,"id":"x","ID":"y"},{"ID":"z","id":2,"id":null}]}`},
		"one":  {body: `{"columns":[` + twice + `],"rows":[{"id":1,"ID":"y"}]}`},
		"none": {body: `{"columns":[` + twice + `],"rows":[]}`},
	})
	c := connect(t, url, nil)
	run(t, c, connectors.Statement{SQL: "both"}).expect(t, "id|id|ID", "1|x|y", "2|NULL|z")
	run(t, c, connectors.Statement{SQL: "none"}).expect(t, "id|id|ID")
	o := run(t, c, connectors.Statement{SQL: "one"})
	o.expect(t, "id|ID", "1|y")
	if len(o.progress.Warnings) != 1 || !strings.Contains(o.progress.Warnings[0], "hides others of its name: id.") {
		t.Errorf("%q", o.progress.Warnings)
	}
}

// FuzzRecognise shows that looking at the beginning of an answer loses nothing
// of it.
func FuzzRecognise(f *testing.F) {
	for _, body := range []string{`{"columns":[` + colN + `],"rows":[{"n":NaN}]}`, "\uFEFF[1]", "{}\n{}", `{"columns":null,"rows":[{}`, `{"rows":1,`, `{"a":`} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s, whole, err := recognise(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(whole)
		if err != nil || string(got) != strings.TrimPrefix(body, bom) {
			t.Errorf("%q became %q, %v", body, got, err)
		}
		known, hidden := resolve(s.columns, s.first)
		if len(known)+len(hidden) != len(s.columns) {
			t.Errorf("of %d columns, %d are known and %d hidden", len(s.columns), len(known), len(hidden))
		}
	})
}

func TestMembers(t *testing.T) {
	got := members([]byte(`{"a":1,"b":{"a":2},"a":"3"}`))
	if len(got) != 2 || got["a"] != 2 || got["b"] != 1 {
		t.Errorf("%v", got)
	}
}
