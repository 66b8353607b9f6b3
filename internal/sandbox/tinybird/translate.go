package tinybird

import (
	_ "embed"
	"math/big"
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
var renamed = map[string]string{"any": "any_value", "position": "strpos", "formatdatetime": "strftime", "isnull": "is_null", "isnotnull": "is_not_null"}

// translate puts the engine's words in the place of ClickHouse's where a
// function of another name is not enough: numbers with a fraction are floats,
// Nullable(T) is T, a parameter of an aggregate is its last argument, and what
// stands alone in the list of columns has ClickHouse's type.
func (s *statement) translate() {
	s.rewrite(s.typedItems())
	s.rewrite(s.words())
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
			edits = append(edits, edit{i, i + 3, s.text(s.tokens[i+2])})
		case text == "quantile" && s.is(i+1, "(") && s.is(i+3, ")") && s.is(i+4, "(") && s.closing(i+4) > 0:
			end := s.closing(i + 4)
			inner := s.sql[s.tokens[i+5].Start:s.tokens[end].Start]
			edits = append(edits, edit{i, end, "quantile_cont(" + inner + ", " + s.text(s.tokens[i+2]) + ")"})
		}
	}
	return slices.DeleteFunc(edits, func(e edit) bool { return inside(edits, e) })
}

// inside reports whether an edit lies in another one.
func inside(edits []edit, e edit) bool {
	return slices.ContainsFunc(edits, func(o edit) bool { return o.first < e.first && e.last <= o.last })
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

// typedItems are the edits of what stands alone in the list of columns. The
// parts of a set operation have to agree on types, and stay as they are.
func (s *statement) typedItems() []edit {
	set := []string{"UNION", "EXCEPT", "INTERSECT", "DISTINCT"}
	if !s.is(0, "SELECT") || slices.ContainsFunc(set, func(word string) bool { return s.names(word) || s.names(strings.ToLower(word)) }) {
		return nil
	}
	var edits []edit
	depth, first := 0, 1
	for i := 1; i <= len(s.tokens); i++ {
		end := i == len(s.tokens) || depth == 0 && s.endsItem(i)
		switch {
		case end:
			if e, ok := s.typedItem(first, i); ok {
				edits = append(edits, e)
			}
			if i == len(s.tokens) || !s.is(i, ",") {
				return edits
			}
			first = i + 1
		case s.is(i, "(") || s.is(i, "["):
			depth++
		case s.is(i, ")") || s.is(i, "]"):
			depth--
		}
	}
	return edits
}

func (s *statement) endsItem(i int) bool {
	return slices.ContainsFunc([]string{",", "FROM", "WHERE", "LIMIT", "ORDER", "GROUP", "HAVING"}, func(word string) bool { return s.is(i, word) })
}

// typedItem casts the item of the tokens from first to before end, and keeps its
// name.
func (s *statement) typedItem(first, end int) (edit, bool) {
	last, named := end-1, ""
	if s.is(end-2, "AS") {
		last, named = end-3, s.text(s.tokens[end-1])
	}
	if last < first {
		return edit{}, false
	}
	text := s.sql[s.tokens[first].Start:s.tokens[last].End]
	typ := s.typeOf(first, last)
	if typ == "" {
		return edit{}, false
	}
	if named == "" {
		named = dialect.QuoteIdentifier(text)
	}
	return edit{first, end - 1, "CAST(" + text + " AS " + typ + ") AS " + named}, true
}

// typeOf is the engine's type for an item of the tokens from first to last;
// empty where it has the right one.
func (s *statement) typeOf(first, last int) string {
	switch {
	case first == last && s.is(first, "NULL"):
		return `STRUCT("` + nothing + `" INTEGER)`
	case s.is(first, "count") && s.is(first+1, "(") && s.closing(first+1) == last:
		return "UBIGINT"
	}
	numbers, depth := s.numbers(first, last)
	if typ := integerType(numbers); typ != "" {
		return typ + strings.Repeat("[]", depth)
	}
	return ""
}

// numbers are the integers of an item that is one, or an array of some, with the
// depth of the array; none where it is anything else.
func (s *statement) numbers(first, last int) (list []*big.Int, depth int) {
	open := 0
	for i := first; i <= last; i++ {
		begins := i == first || s.is(i-1, "[") || s.is(i-1, ",")
		negative := i > first && s.is(i-1, "-")
		n, isInteger := new(big.Int).SetString(s.text(s.tokens[i]), 10)
		switch {
		case isInteger && negative:
			list = append(list, n.Neg(n))
		case isInteger && begins:
			list = append(list, n)
		case s.is(i, "[") && begins:
			open++
			depth = max(depth, open)
		case s.is(i, "]"):
			open--
		case s.is(i, "-") && begins, open > 0 && (s.is(i, ",") || s.is(i, "NULL")):
		default:
			return nil, 0
		}
	}
	return list, depth
}

// integerType is the smallest type that holds all numbers; empty where there are
// none, or none of the usual types does.
func integerType(numbers []*big.Int) string {
	signed, bits := false, 0
	for _, n := range numbers {
		signed = signed || n.Sign() < 0
	}
	for _, n := range numbers {
		length := n.BitLen()
		if n.Sign() < 0 {
			length = new(big.Int).Not(n).BitLen()
		}
		if signed {
			length++
		}
		bits = max(bits, length)
	}
	types := []string{"UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
	if signed {
		types = []string{"TINYINT", "SMALLINT", "INTEGER", "BIGINT"}
	}
	for i, name := range types {
		if len(numbers) > 0 && bits <= 8<<i {
			return name
		}
	}
	return ""
}
