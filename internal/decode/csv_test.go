package decode

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"sonde/connectors"
)

func TestCSV(t *testing.T) {
	tab := TSV()
	tab.Columns = Columns(field("a", int64Type), field("b", textType))
	for _, c := range []struct {
		text string
		o    CSVOptions
		want []string
	}{
		{"a,b\n1,x\n", CSVOptions{Header: true}, []string{"1|x"}},
		{"\uFEFFa,b\r\n1,x\r\n2,\"y\"", CSVOptions{Header: true}, []string{"1|x", "2|y"}},
		{"a,b\n,\"\"\n\"\",\n", CSVOptions{Header: true}, []string{"NULL|", "|NULL"}},
		{"a,b\n\"1\",\"x\"\"y\n\nz\"\n\n2,\"\"\"\"\n", CSVOptions{Header: true}, []string{"1|x\"y\n\nz", "2|\""}},
		{"a\n\n\"\"\n\nx\n", CSVOptions{Header: true}, []string{"NULL", "", "NULL", "x"}},
		{"a\n\n\"\"\n\nx\n", CSVOptions{Header: true, QuotedEmpty: true}, []string{"", "x"}},
		{"1;x,y\n2;z\n", CSVOptions{Delimiter: ';'}, []string{"1|x,y", "2|z"}},
		{"a long field without any,b\nc,a \"quote\" inside\n", CSVOptions{}, []string{"a long field without any|b", `c|a "quote" inside`}},
		{"x,a\rb\n", CSVOptions{}, []string{"x|a\rb"}},
		{"1,NULL\n\"NULL\",\n", CSVOptions{Null: "NULL"}, []string{"1|NULL", "NULL|"}},
		{"1\t\\N\n\\N\t\n3\ta\\tb\\\\N\\n\\x\n", tab, []string{"1|NULL", "NULL|", "3|a\tb\\N\nx"}},
		{"a\n1\n\n", CSVOptions{Header: true, End: EndBlankLine}, []string{"1"}},
		{"\n", CSVOptions{End: EndBlankLine, Columns: Columns(field("a", textType))}, nil},
		{"", CSVOptions{End: EndNewline}, nil},
		{"", CSVOptions{}, nil},
		{"a,b\n", CSVOptions{Header: true}, nil},
	} {
		expect(t, CSV(strings.NewReader(c.text), c.o), c.want...)
		expect(t, CSV(iotest.OneByteReader(strings.NewReader(c.text)), c.o), c.want...)
	}
}

func TestCSVCutAnywhere(t *testing.T) {
	for text, o := range map[string]CSVOptions{
		"a,b\n1,\"x\"\"\n\n\"\n2,\n":   {Header: true, End: EndNewline},
		"a,b\n1,\"x\"\"\n\n\"\n2,\n\n": {Header: true, End: EndBlankLine},
	} {
		for n := range len(text) {
			rows, err := read(t, CSV(strings.NewReader(text[:n]), o))
			between := n == 0 || text[n-1] == '\n' && strings.Count(text[:n], `"`)%2 == 0
			if o.End == EndNewline && n > 0 && between {
				continue // a cut between two lines cannot be told from an end
			}
			if !connectors.IsClass(err, connectors.ClassIncomplete) {
				t.Errorf("%q ended with %v after %q", text[:n], err, rows)
			}
		}
	}
}

func TestCSVBroken(t *testing.T) {
	columns := Columns(field("a", textType), field("b", textType))
	for text, reason := range map[string]string{
		"1,2\n3\n":        "row 2 does not have one value per column",
		"1,2\n3,4,5\n":    "row 2 does not have one value per column",
		"1,2\n3,\"4":      "ends early, after 1 whole row",
		"1,2\n3,\"4\"x\n": "malformed after 1 whole row",
	} {
		expectIncomplete(t, CSV(strings.NewReader(text), CSVOptions{Columns: columns}), reason, "1|2")
	}
	expectIncomplete(t, CSV(strings.NewReader(""), CSVOptions{Header: true}), "ends early")
}

func TestCSVNames(t *testing.T) {
	o := CSVOptions{Header: true, Names: func(names []string) ([]Column, error) {
		if strings.Join(names, "|") != "x|x|" {
			t.Errorf("names %q", names)
		}
		return Columns(field("x", int64Type), field("x", floatType), field("", textType)), nil
	}}
	expect(t, CSV(strings.NewReader("x,\"x\",\n7,\"0.1\",z\n"), o), "7|0.1|z")
	o.Names = func([]string) ([]Column, error) { return nil, connectors.Errorf(connectors.ClassQuery, "no") }
	if _, err := read(t, CSV(strings.NewReader("a\n1\n"), o)); !connectors.IsClass(err, connectors.ClassQuery) {
		t.Errorf("ended with %v", err)
	}
}

func TestCSVMisfit(t *testing.T) {
	o := CSVOptions{Columns: Columns(field("a", int64Type), field("b", int64Type))}
	r := CSV(strings.NewReader("007,1\n,2\n\"x\"\"y\",3\n"), o)
	defer r.Close()
	batch, err := r.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	same(t, texts(batch), []string{"007|1", "NULL|2", `x"y|3`})
	if batch.Schema().Field(0).Type != textType || batch.Schema().Field(1).Type != int64Type {
		t.Error("the wrong column became text")
	}
	if _, err = r.Next(context.Background()); err != io.EOF {
		t.Error(err)
	}
}

func TestCSVTypeRows(t *testing.T) {
	o := CSVOptions{End: EndBlankLine, EmptyNull: true, Header: true, TypeRows: 2, Types: func(names []string, types [][]string) ([]Column, error) {
		if strings.Join(names, "|") != "a" || strings.Join(types[0], "|") != "LONG" || strings.Join(types[1], "|") != "BIGINT" {
			t.Errorf("names %q, types %q", names, types)
		}
		return Columns(field("a", int64Type)), nil
	}}
	expect(t, CSV(strings.NewReader("a\nLONG\nBIGINT\n1\n\"\"\n\n"), o), "1", "NULL")
	expect(t, CSV(strings.NewReader("a\nLONG\nBIGINT\n\n"), o))
	expectIncomplete(t, CSV(strings.NewReader("a\nLONG\n"), o), "ends early")
	r := CSV(strings.NewReader("\n"), CSVOptions{End: EndBlankLine})
	expect(t, r)
	if n := r.Schema().NumFields(); n != 0 {
		t.Errorf("an answer without a line of fields has %d columns", n)
	}
}
