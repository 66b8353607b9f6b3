package tinybird

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"sonde/internal/sqltext"
)

// typeExpressions gives what every SELECT lists the names and the types that
// ClickHouse gives it. Those inside others come first.
func (s *statement) typeExpressions() {
	depths := s.depths()
	for depth := slices.Max(append(depths, 0)); depth >= 0; depth-- {
		for n := len(depths) - 1; n >= 0; n-- {
			if depths[n] == depth {
				s.rewrite(s.clauses(s.selects()[n]))
			}
		}
	}
}

// selects are the tokens at which queries begin.
func (s *statement) selects() []int {
	var list []int
	for i := range s.tokens {
		if s.is(i, "SELECT") {
			list = append(list, i)
		}
	}
	return list
}

// depths tell in how many parentheses each query stands.
func (s *statement) depths() []int {
	var list []int
	depth := 0
	for i := range s.tokens {
		switch {
		case s.is(i, "("):
			depth++
		case s.is(i, ")"):
			depth--
		case s.is(i, "SELECT"):
			list = append(list, max(0, depth))
		}
	}
	return list
}

// clauseEnds are the words behind which another part of a query begins.
var clauseEnds = []string{"FROM", "PREWHERE", "WHERE", "GROUP", "HAVING", "WINDOW", "QUALIFY", "ORDER", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT", "SETTINGS", ")", ";"}

// clauses are the edits of the query whose SELECT is at a token.
func (s *statement) clauses(at int) []edit {
	first := at + 1
	if s.is(first, "DISTINCT") {
		first++
	}
	items := s.items(first)
	l := list{statement: s, aliases: s.aliases(items), columns: s.columnTypes(at), named: map[string]numeric{}}
	var edits []edit
	for _, item := range items {
		if e, ok := l.item(item, at == 0); ok {
			edits = append(edits, e)
		}
	}
	if len(items) == 0 {
		return nil
	}
	return append(edits, l.others(items[len(items)-1].end)...)
}

// span is the tokens from first to before end.
type span struct{ first, end int }

// items are what commas separate from a token on, up to the next clause.
func (s *statement) items(first int) []span {
	var list []span
	depth := 0
	for i := first; i <= len(s.tokens); i++ {
		over := i == len(s.tokens) || depth == 0 && slices.ContainsFunc(clauseEnds, func(word string) bool { return s.is(i, word) })
		switch {
		case over || depth == 0 && s.is(i, ","):
			if i > first {
				list = append(list, span{first, i})
			}
			if over {
				return list
			}
			first = i + 1
		case s.is(i, "(") || s.is(i, "[") || s.is(i, "{"):
			depth++
		case s.is(i, ")") || s.is(i, "]") || s.is(i, "}"):
			depth--
		}
	}
	return list
}

// aliases are the names that the items give themselves.
func (s *statement) aliases(items []span) []string {
	var names []string
	for _, item := range items {
		if s.is(item.end-2, "AS") || s.expression(item.first, item.end) == nil {
			names = append(names, strings.ToLower(s.text(s.tokens[item.end-1])))
		}
	}
	return names
}

// list is what one SELECT lists.
type list struct {
	*statement
	aliases []string
	columns map[string]string  // the engine's types of what it reads, by their names in lower case
	named   map[string]numeric // types of the items before, by theirs
}

// item is the edit of an item. One without a name of its own gets ClickHouse's.
func (l list) item(item span, outermost bool) (edit, bool) {
	e, name := l.expression(item.first, item.end), ""
	last := item.end - 1
	switch {
	case e == nil && l.is(last-1, "AS"):
		e, name = l.expression(item.first, last-1), l.text(l.tokens[last])
	case e == nil && last > item.first && slices.Contains([]sqltext.Kind{sqltext.Identifier, sqltext.QuotedIdentifier}, l.tokens[last].Kind):
		e, name = l.expression(item.first, last), l.text(l.tokens[last])
	}
	if e == nil || name == "" && e.isColumn() {
		return edit{}, false
	}
	if name == "" {
		name = dialect.QuoteIdentifier(e.name())
	}
	if outermost && e.mayBeNull() {
		l.nullable[strings.ToLower(strings.Trim(name, "\"`"))] = true
	}
	l.named[strings.ToLower(strings.Trim(name, "\"`"))] = l.typeOf(e)
	return edit{item.first, last, l.root(e) + " AS " + name}, true
}

// others are the edits of the clauses behind FROM in which the items may be
// repeated: they have to be the same there. A number alone is a place.
func (l list) others(from int) []edit {
	var edits []edit
	depth := 0
	for i := from; i < len(l.tokens) && depth >= 0; i++ {
		switch {
		case l.is(i, "("):
			depth++
		case l.is(i, ")"):
			depth--
		case depth > 0:
		case l.is(i, "UNION"), l.is(i, "EXCEPT"), l.is(i, "INTERSECT"):
			return edits
		case (l.is(i, "GROUP") || l.is(i, "ORDER")) && l.is(i+1, "BY"):
			edits = append(edits, l.repeated(l.items(i+2))...)
		case l.is(i, "HAVING"):
			edits = append(edits, l.repeated(l.items(i+1))...)
		}
	}
	return edits
}

func (l list) repeated(items []span) []edit {
	var edits []edit
	for _, item := range items {
		for item.end > item.first && slices.ContainsFunc([]string{"ASC", "DESC", "NULLS", "FIRST", "LAST"}, func(word string) bool { return l.is(item.end-1, word) }) {
			item.end--
		}
		if e := l.expression(item.first, item.end); e != nil && e.function != "" {
			edits = append(edits, edit{item.first, item.end - 1, l.render(e)})
		}
	}
	return edits
}

// isColumn reports whether an expression is the name of a column.
func (e *expression) isColumn() bool {
	c := e.text
	return e.function == "" && c != "" && (isWord(c) || c[0] == '"') && !slices.Contains([]string{"NULL", "true", "false"}, c)
}

// mayBeNull reports whether the type of an expression has NULL, whatever the
// values are.
func (e *expression) mayBeNull() bool {
	name := e.function
	if name == "toNullable" || name == "nullIf" || strings.HasSuffix(name, "OrNull") || e.args == nil && strings.Contains(e.text, "Nullable(") {
		return true
	}
	return name != "isNull" && name != "isNotNull" && name != "assumeNotNull" && name != "ifNull" && name != "coalesce" && slices.ContainsFunc(e.args, (*expression).mayBeNull)
}

// root is the SQL of a whole item.
func (l list) root(e *expression) string {
	inner := e
	for inner.function == "(" {
		inner = inner.args[0]
	}
	switch {
	case inner.isNothing():
		return `CAST(NULL AS STRUCT("` + nothing + `" INTEGER))`
	case inner.function == "array" && isEmpty(inner):
		return "CAST(" + l.render(inner) + ` AS STRUCT("` + nothing + `" INTEGER)` + strings.Repeat("[]", inner.depth()) + ")"
	}
	return l.value(e)
}

// value is the SQL of an expression that is no condition.
func (l list) value(e *expression) string {
	if e.isTruth() {
		return "CAST(" + l.render(e) + " AS UTINYINT)"
	}
	return l.render(e)
}

// isNothing reports whether an expression is NULL whatever the rows are.
func (e *expression) isNothing() bool {
	switch {
	case e.function == "":
		return strings.EqualFold(e.text, "NULL")
	case e.mark == "call", e.function != "divide" && !widens[e.function] && (!slices.Contains(truths, e.function) || strings.HasPrefix(e.mark, "IS")):
		return false
	}
	return slices.ContainsFunc(e.args, (*expression).isNothing)
}

// isEmpty reports whether an array has nothing in it but NULL.
func isEmpty(e *expression) bool {
	return e.function == "array" && !slices.ContainsFunc(e.args, func(a *expression) bool { return a.text != "NULL" })
}

// depth is how deeply an array is nested.
func (e *expression) depth() int {
	deepest := 0
	for _, a := range e.args {
		if a.function == "array" {
			deepest = max(deepest, a.depth())
		}
	}
	return deepest + 1
}

// truths are the functions that ClickHouse answers with 0 and 1.
var truths = []string{"equals", "notEquals", "less", "lessOrEquals", "greater", "greaterOrEquals", "in", "notIn", "like", "notLike", "ilike", "notILike", "isNull", "isNotNull"}

// isTruth reports whether the value is 0 or 1; that of a logical function is true
// or false where all that it joins are.
func (e *expression) isTruth() bool {
	switch e.function {
	case "(":
		return e.args[0].isTruth()
	case "and", "or", "not":
		return e.mark != "call" && !e.isBool()
	}
	return e.mark != "call" && slices.Contains(truths, e.function)
}

func (e *expression) isBool() bool {
	switch e.function {
	case "(", "and", "or", "not":
		return !slices.ContainsFunc(e.args, func(a *expression) bool { return !a.isBool() })
	case "":
		return strings.EqualFold(e.text, "true") || strings.EqualFold(e.text, "false")
	}
	return e.function == "toBool"
}

// render is the SQL of an expression for the engine.
func (l list) render(e *expression) string {
	var args []string
	for _, a := range e.args {
		if e.mark == "call" {
			args = append(args, l.value(a))
			continue
		}
		args = append(args, l.render(a))
	}
	joined := strings.Join(args, ", ")
	switch e.mark {
	case "":
		return l.leaf(e)
	case "call":
		return l.call(e, args)
	case "(":
		return "(" + joined + ")"
	case "::":
		return "CAST(" + args[0] + " AS " + e.args[1].text + ")"
	case "CASE":
		return cases(args)
	case "NOT":
		return "(NOT " + joined + ")"
	case "IS NULL", "IS NOT NULL":
		return "(" + joined + " " + e.mark + ")"
	case "[":
		if e.function == "array" {
			return "[" + joined + "]"
		}
		return args[0] + "[" + args[1] + "]"
	}
	return l.arithmetic(e, args)
}

// arithmetic is the SQL of an operator. What an aggregate gives has no type before
// the query is bound, so that the engine's own rules have to do for it.
func (l list) arithmetic(e *expression, args []string) string {
	if t := l.typeOf(e); t.kind != unknownNumber && len(args) < 3 && !e.isTruth() {
		return l.numericText(e, t, args)
	}
	if widens[e.function] && !slices.ContainsFunc(e.args, l.isOpaque) {
		return "ch_" + e.function + "(" + strings.Join(args, ", ") + ")"
	}
	if len(args) == 1 {
		return "(" + e.mark + args[0] + ")"
	}
	return "(" + args[0] + " " + e.mark + " " + args[1] + ")"
}

// widens are the functions whose results are wider than their arguments.
var widens = map[string]bool{"plus": true, "minus": true, "multiply": true, "modulo": true, "intDiv": true, "negate": true, "abs": true}

// isOpaque reports whether the engine knows the type of an expression only when
// the whole query is bound.
func (l list) isOpaque(e *expression) bool {
	text := strings.ToLower(e.text)
	switch {
	case e.behind != "", strings.Contains(text, "select "), e.function == "" && slices.Contains(l.aliases, text):
		return true
	case e.function != "" && isAggregate(strings.ToLower(e.function)):
		return true
	}
	return slices.ContainsFunc(e.args, l.isOpaque)
}

var aggregates = []string{"sum", "count", "avg", "min", "max", "any", "anylast", "uniq", "uniqexact", "quantile", "median", "grouparray", "groupuniqarray", "argmin", "argmax", "list", "first", "last"}

func isAggregate(name string) bool {
	return slices.Contains(aggregates, strings.TrimSuffix(name, "if"))
}

// leaf is the SQL of what is taken as it is. The type of an integer is the
// smallest that holds it.
func (l list) leaf(e *expression) string {
	if strings.EqualFold(e.function, "count") {
		return "CAST(" + spaced(e.text, e.behind) + " AS UBIGINT)"
	}
	typ := ""
	if e.integer {
		typ = integerTypeOf(e.text)
	}
	if typ == "" {
		return spaced(e.text, e.behind)
	}
	return "CAST(" + e.text + " AS " + typ + ")"
}

// counts are functions whose engine's type is signed.
var counts = []string{"count", "row_number", "rank", "dense_rank", "ntile"}

func (l list) call(e *expression, list []string) string {
	name, args := strings.ToLower(e.function), strings.Join(list, ", ")
	text := spaced(e.function+"("+args+")", e.behind)
	if numeric := l.numericCall(e, name, text, list); numeric != "" {
		return numeric
	}
	switch {
	case slices.Contains(counts, name):
		return "CAST(" + text + " AS UBIGINT)"
	case name == "length" && slices.ContainsFunc(e.args, l.isOpaque):
		return "CAST(len(" + args + ") AS UBIGINT)"
	case name == "sum" && len(e.args) == 1 && !l.isOpaque(e.args[0]):
		return "cast_to_type(" + text + ", " + spaced("any_value(ch_sum("+args+"))", e.behind) + ")"
	case widens[e.function] && !slices.ContainsFunc(e.args, l.isOpaque):
		return "ch_" + text
	}
	return text
}

// numericCall is the SQL of a call of numbers whose type is known; empty for all
// others.
func (l list) numericCall(e *expression, name, text string, args []string) string {
	if len(e.args) == 0 || l.typeOf(e.args[0]).kind == unknownNumber {
		return ""
	}
	t := l.typeOf(e)
	switch {
	case name == "tostring" && l.typeOf(e.args[0]).scale > 0:
		return "rtrim(rtrim(CAST(" + args[0] + " AS VARCHAR), '0'), '.')"
	case t.kind == unknownNumber:
		return ""
	case name == "sum" && t.kind == integerNumber:
		text = t.wrapped(text)
	case name == "sum":
		text = "CAST(" + text + " AS " + t.engine() + ")"
	case slices.Contains(rounding, name):
		return rounded(t, name, args)
	case t.kind == integerNumber && conversion.MatchString(name):
		return converted(t, l.typeOf(e.args[0]), args[0])
	case calculates[e.function] || name == "negate" || name == "abs":
		return l.numericText(e, t, args)
	}
	if e.behind == "" && slices.Contains([]string{"sum", "avg", "min", "max", "any", "anylast"}, name) {
		return overNothing(t, name, text)
	}
	return ""
}

func cases(args []string) string {
	last := len(args) - 1
	text := "CASE"
	for i := 0; i+1 < len(args); i += 2 {
		text += " WHEN " + args[i] + " THEN " + args[i+1]
	}
	return text + " ELSE " + args[last] + " END"
}

// integerTypeOf is the type of the text of an integer.
func integerTypeOf(text string) string {
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return ""
	}
	return integerType(n)
}

// integerType is the smallest type that holds a number; empty where none of the
// usual ones does.
func integerType(n *big.Int) string {
	signed, bits := n.Sign() < 0, n.BitLen()
	if signed {
		bits = new(big.Int).Not(n).BitLen() + 1
	}
	for i := range integerTypes {
		if bits <= 8<<i {
			return engineInteger(8<<i, signed)
		}
	}
	return ""
}

// integerTypes are the engine's signed types of 8, 16, 32 and 64 bits. With a U
// before them they are unsigned.
var integerTypes = []string{"TINYINT", "SMALLINT", "INTEGER", "BIGINT"}

func engineInteger(bits int, signed bool) string {
	name := integerTypes[map[int]int{8: 0, 16: 1, 32: 2, 64: 3}[bits]]
	if signed {
		return name
	}
	return "U" + name
}

// number is a literal as ClickHouse names it.
func number(text string) string {
	if f, err := strconv.ParseFloat(text, 64); err == nil && strings.Contains(text, ".") {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return text
}
