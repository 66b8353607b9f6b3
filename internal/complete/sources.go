package complete

import (
	"path/filepath"
	"strings"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// A source is a file in the place of a table, 'trips.parquet', or a function that
// reads one, read_csv('sales.csv'). Its columns are known only once somebody has
// asked for them; until then a place lists it among its Sources.

// sourceOf is a source as the statement has it, from a piece on; empty where the
// pieces are none, or say more than what is read and how.
func (a *analysis) sourceOf(s spec) string {
	i, text := s.at, a.pieces[s.at].text
	switch {
	case a.dialect.Name() != "duckdb" || !s.call:
		return ""
	case a.pieces[i].kind == sqltext.String:
		if text[0] != '\'' || len(text) < 3 {
			return ""
		}
		return text
	case !readsFiles(a.word(i)) || !a.is(i+1, "(") || a.encloses(i+1):
		return ""
	}
	end := a.pieces[i+1].end
	if end >= len(a.pieces) || !a.pieces[end].closes() || end-i > mostArguments {
		return ""
	}
	text += "("
	for j := i + 2; j < end; j++ {
		if !a.isConstant(j) {
			return ""
		}
		if text += a.pieces[j].text; a.pieces[j+1].gap {
			text += " "
		}
	}
	return text + ")"
}

// mostArguments is how many pieces the arguments of a source may have.
const mostArguments = 400

// readsFiles reports whether a function reads files, and does nothing else.
func readsFiles(name string) bool {
	return strings.HasPrefix(name, "read_") || name == "parquet_scan" || name == "glob" || name == "sniff_csv"
}

// isConstant reports whether a piece within the arguments of a source is a value,
// or the name of an option.
func (a *analysis) isConstant(i int) bool {
	p := a.pieces[i]
	switch p.kind {
	case sqltext.String, sqltext.Number:
		return true
	case sqltext.Operator, sqltext.Punctuation:
		return !strings.Contains("();", p.text)
	}
	return p.lower == "true" || p.lower == "false" || p.isName() && (a.is(i+1, "=") || a.is(i+1, ":=") || a.is(i+1, "=>") || a.is(i+1, ":"))
}

// source gives a relation the columns of its source.
func (a *analysis) source(rel *Relation, s spec) {
	text := a.sourceOf(s)
	if text == "" {
		return
	}
	if rel.Alias == "" {
		rel.Alias = sourceName(text)
	}
	if a.lookup != nil {
		rel.Columns, rel.Known = a.lookup([]string{text})
	}
	if !rel.Known {
		a.sources = append(a.sources, text)
	}
}

// sourceName is the name that a source has without an alias.
func sourceName(text string) string {
	if text[0] != '\'' {
		name, _, _ := strings.Cut(text, "(")
		return name
	}
	name, _, _ := strings.Cut(filepath.Base(strings.Trim(text, "'")), ".")
	return name
}

// PutSource takes the columns of a source, as a place has listed it.
func (c *Cache) PutSource(source string, columns []connectors.Node) {
	c.change(func(have *contents) {
		if have.sources == nil {
			have.sources = map[string][]connectors.Node{}
		}
		have.sources[source] = columns
	})
}

// addSources takes the columns of the sources that are known.
func (b *builder) addSources(sources map[string][]connectors.Node) {
	b.sources = map[string][]Column{}
	for source, nodes := range sources {
		columns := []Column{}
		for _, n := range nodes {
			columns = append(columns, Column{Name: n.Name, Type: n.Type, Insert: n.Qualified})
		}
		b.sources[source] = columns
	}
}
