package tinybird

import (
	"context"
	_ "embed"
	"slices"
	"strings"

	"sonde/internal/sqltext"
)

// functions gives the engine ClickHouse's names for what it can do.
//
//go:embed functions.sql
var functions string

// renamed are functions that cannot be made with the name that ClickHouse has for
// them.
var renamed = map[string]string{"any": "any_value", "position": "ch_position", "formatdatetime": "strftime", "isnull": "is_null", "isnotnull": "is_not_null",
	"log": "ln", "length": "ch_length", "array": "list_value", "tuple": "row", "map": "ch_map", "arrayelement": "list_extract"}

// translate puts the engine's words in the place of ClickHouse's where a
// function of another name is not enough: numbers with a fraction are floats,
// Nullable(T) is T, a parameter of an aggregate is its last argument, and what a
// SELECT lists has the names and types that ClickHouse gives it.
func (s *statement) translate() {
	s.typeExpressions()
	s.rewrite(s.words())
}

// translated is the SQL of a pipe for the engine.
func (s *service) translated(ctx context.Context, sql string) string {
	st := statement{nullable: map[string]bool{}, engine: s.describer(ctx)}
	st.cut(sql)
	st.qualify()
	st.translate()
	return st.sql
}

// edit is a new text for the tokens from first to last.
type edit struct {
	first, last int
	text        string
}

func (s *statement) rewrite(edits []edit) {
	var out strings.Builder
	at := 0
	for _, e := range edits {
		out.WriteString(s.sql[at:s.tokens[e.first].Start] + e.text)
		at = s.tokens[e.last].End
	}
	s.cut(out.String() + s.sql[at:])
}

// words are the edits of single words.
func (s *statement) words() []edit {
	var edits []edit
	for i, t := range s.tokens {
		text := s.text(t)
		name, isRenamed := renamed[strings.ToLower(text)]
		switch {
		case t.Kind == sqltext.Number && isFraction(text):
			edits = append(edits, edit{i, i, text + "e0"})
		case isRenamed && s.is(i+1, "(") && !s.comparedTo(i):
			edits = append(edits, edit{i, i, name})
		case text == "Nullable" && s.is(i+1, "(") && s.is(i+3, ")"):
			edits = append(edits, edit{i, i + 3, engineType(s.text(s.tokens[i+2]))})
		case s.is(i-1, "AS") && s.is(i+1, ")") && engineType(text) != text:
			edits = append(edits, edit{i, i, engineType(text)})
		case s.is(i, "LIMIT") && s.is(i+2, ",") && i+3 < len(s.tokens):
			edits = append(edits, edit{i, i + 3, "LIMIT " + s.text(s.tokens[i+3]) + " OFFSET " + s.text(s.tokens[i+1])})
		case quantiles[text] != "" && s.closing(i+1) > i+2:
			edits = append(edits, s.quantile(i, quantiles[text]))
		}
	}
	edits = append(edits, s.decimals()...)
	slices.SortFunc(edits, func(a, b edit) int { return a.first - b.first })
	return slices.DeleteFunc(edits, func(e edit) bool { return inside(edits, e) })
}

// quantiles are the engine's functions for those of ClickHouse.
var quantiles = map[string]string{"quantile": "quantile_cont", "quantiles": "quantile_cont", "quantileExact": "quantile_disc", "quantilesExact": "quantile_disc"}

// quantile is the edit of a call such as quantile(0.9)(x), or quantile(x).
func (s *statement) quantile(i int, name string) edit {
	end := s.closing(i + 1)
	inner := s.sql[s.tokens[i+2].Start:s.tokens[end].Start]
	levels := "0.5"
	if last := s.closing(end + 1); s.is(end+1, "(") && last > end+2 {
		levels, inner = inner, s.sql[s.tokens[end+2].Start:s.tokens[last].Start]
		end = last
	}
	if strings.HasPrefix(s.text(s.tokens[i]), "quantiles") {
		levels = "[" + levels + "]"
	}
	return edit{i, end, name + "(" + inner + ", " + levels + ")"}
}

// digits are those of ClickHouse's functions that make decimals.
var digits = map[string]string{"toDecimal32": "9", "toDecimal64": "18", "toDecimal128": "38"}

// decimals are the edits of calls such as toDecimal64(x, 4): there is no function
// of the engine whose type depends on a value.
func (s *statement) decimals() []edit {
	var edits []edit
	for i, t := range s.tokens {
		precision, end := digits[s.text(t)], 0
		if precision != "" && s.is(i+1, "(") {
			end = s.closing(i + 1)
		}
		if end > i+4 && s.is(end-2, ",") {
			inner := s.sql[s.tokens[i+2].Start:s.tokens[end-2].Start]
			edits = append(edits, edit{i, end, "CAST(" + inner + " AS DECIMAL(" + precision + ", " + s.text(s.tokens[end-1]) + "))"})
		}
	}
	return edits
}

// inside reports whether an edit lies in another one.
func inside(edits []edit, e edit) bool {
	return slices.ContainsFunc(edits, func(o edit) bool { return o.first < e.first && e.last <= o.last })
}

// engineTypes are the engine's names of types. Some of ClickHouse's mean others
// there: an INT8 has eight bytes.
var engineTypes = map[string]string{
	"Int8": "TINYINT", "Int16": "SMALLINT", "Int32": "INTEGER", "Int64": "BIGINT", "Int128": "HUGEINT",
	"UInt8": "UTINYINT", "UInt16": "USMALLINT", "UInt32": "UINTEGER", "UInt64": "UBIGINT", "UInt128": "UHUGEINT",
	"Float32": "FLOAT", "Float64": "DOUBLE", "String": "VARCHAR", "Bool": "BOOLEAN", "DateTime": "TIMESTAMP_S",
}

func engineType(name string) string {
	if known, ok := engineTypes[name]; ok {
		return known
	}
	return name
}

func isFraction(text string) bool {
	return strings.Contains(text, ".") && !strings.ContainsAny(text, "eExX")
}

// comparedTo reports whether ANY at a token belongs to a comparison.
func (s *statement) comparedTo(i int) bool {
	return slices.ContainsFunc([]string{"=", "<", ">", "<=", ">=", "<>", "!="}, func(mark string) bool { return s.is(i-1, mark) })
}

// closing is the token that closes the parenthesis at token i; 0 where none
// does.
func (s *statement) closing(i int) int {
	depth := 0
	for ; i < len(s.tokens); i++ {
		switch s.text(s.tokens[i]) {
		case "(", "[":
			depth++
		case ")", "]":
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}
