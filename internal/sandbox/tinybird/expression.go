package tinybird

import (
	"slices"
	"strings"

	"sonde/internal/sqltext"
)

// expression is a part of an expression as the list of columns has it.
type expression struct {
	// function is ClickHouse's name of what is done, also where an operator stands
	// for it; empty for what is taken as it is.
	function string
	mark     string // the operator, as it is written
	args     []*expression
	text     string // as it stands in the statement
	behind   string // of a call: what follows it, such as OVER (…)
	integer  bool   // the text is an integer
}

// operators are ClickHouse's functions for operators, by how tightly they bind.
var operators = []map[string]string{
	{"OR": "or"},
	{"AND": "and"},
	{"=": "equals", "==": "equals", "!=": "notEquals", "<>": "notEquals", "<": "less", "<=": "lessOrEquals", ">": "greater", ">=": "greaterOrEquals",
		"IN": "in", "NOT IN": "notIn", "LIKE": "like", "NOT LIKE": "notLike", "ILIKE": "ilike", "NOT ILIKE": "notILike"},
	{"||": "concat"},
	{"+": "plus", "-": "minus"},
	{"*": "multiply", "/": "divide", "%": "modulo"},
}

// comparisons is the place of comparisons among the operators.
const comparisons = 2

// expressionParser reads the tokens from at to before end. What it does not
// understand makes it fail, and then a statement is left as it is.
type expressionParser struct {
	*statement
	at, end int
	depth   int
	failed  bool
}

// maxDepth is how deeply an expression may be nested.
const maxDepth = 200

// expression reads the tokens from first to before end; nil where they are none
// that the sandbox understands.
func (s *statement) expression(first, end int) *expression {
	p := expressionParser{statement: s, at: first, end: end}
	e := p.binary(0)
	if p.failed || p.at != end {
		return nil
	}
	return e
}

func (p *expressionParser) next(words ...string) bool {
	for i, word := range words {
		if p.at+i >= p.end || !p.is(p.at+i, word) {
			return false
		}
	}
	p.at += len(words)
	return true
}

func (p *expressionParser) fail() *expression {
	p.failed = true
	return &expression{}
}

// source is the text from a token to before the present one.
func (p *expressionParser) source(first int) string {
	if p.failed || p.at <= first {
		return ""
	}
	return p.sql[p.tokens[first].Start:p.tokens[p.at-1].End]
}

// binary reads operators that bind at least so tightly, from left to right.
func (p *expressionParser) binary(level int) *expression {
	switch {
	case level == len(operators):
		return p.negative()
	case p.failed:
		return &expression{}
	case level == comparisons && p.next("NOT"):
		return &expression{function: "not", mark: "NOT", args: []*expression{p.binary(comparisons)}}
	}
	left := p.binary(level + 1)
	for !p.failed && p.at < p.end {
		mark, function := p.operator(level)
		if function == "" {
			if level == comparisons && p.predicate(&left) {
				continue
			}
			return left
		}
		left = &expression{function: function, mark: mark, args: []*expression{left, p.binary(level + 1)}}
	}
	return left
}

// operator passes an operator of a level.
func (p *expressionParser) operator(level int) (mark, function string) {
	mark = strings.ToUpper(p.text(p.tokens[p.at]))
	length := 1
	if mark == "NOT" && p.at+1 < p.end {
		mark, length = mark+" "+strings.ToUpper(p.text(p.tokens[p.at+1])), 2
	}
	function = operators[level][mark]
	if function != "" {
		p.at += length
	}
	return mark, function
}

// predicate reads IS NULL and BETWEEN behind an expression.
func (p *expressionParser) predicate(left **expression) bool {
	switch {
	case p.next("IS", "NULL"):
		*left = &expression{function: "isNull", mark: "IS NULL", args: []*expression{*left}}
	case p.next("IS", "NOT", "NULL"):
		*left = &expression{function: "isNotNull", mark: "IS NOT NULL", args: []*expression{*left}}
	case p.next("BETWEEN"):
		low := p.binary(comparisons + 1)
		if !p.next("AND") {
			p.fail()
		}
		high := p.binary(comparisons + 1)
		*left = &expression{function: "and", mark: "AND", args: []*expression{
			{function: "greaterOrEquals", mark: ">=", args: []*expression{*left, low}},
			{function: "lessOrEquals", mark: "<=", args: []*expression{*left, high}},
		}}
	default:
		return false
	}
	return true
}

// negative reads what may have a minus. That of a number belongs to it.
func (p *expressionParser) negative() *expression {
	first := p.at
	if p.depth++; p.depth > maxDepth {
		return p.fail()
	}
	defer func() { p.depth-- }()
	if !p.next("-") {
		return p.postfix(p.primary())
	}
	inner := p.negative()
	if inner.function == "" && p.at == first+2 && p.tokens[first+1].Kind == sqltext.Number {
		inner.text = "-" + inner.text
		return inner
	}
	return &expression{function: "negate", mark: "-", args: []*expression{inner}}
}

// postfix reads indexes and casts behind an expression.
func (p *expressionParser) postfix(e *expression) *expression {
	for !p.failed {
		switch {
		case p.next("["):
			e = &expression{function: "arrayElement", mark: "[", args: []*expression{e, p.binary(0)}}
			if !p.next("]") {
				return p.fail()
			}
		case p.next("::"):
			first := p.at
			if p.at++; p.at < p.end && p.is(p.at, "(") {
				p.skip()
			}
			e = &expression{function: "CAST", mark: "::", args: []*expression{e, {text: p.source(first)}}}
		default:
			return e
		}
	}
	return e
}

// skip passes a parenthesis and all that is in it.
func (p *expressionParser) skip() {
	to := p.closing(p.at)
	if to == 0 || to >= p.end {
		p.fail()
		return
	}
	p.at = to + 1
}

func (p *expressionParser) primary() *expression {
	if p.failed || p.at >= p.end {
		return p.fail()
	}
	first := p.at
	token := p.tokens[p.at]
	switch {
	case p.is(first, "(") && p.is(first+1, "SELECT"):
		p.skip()
		return &expression{text: p.source(first)}
	case p.next("("):
		return p.parenthesis()
	case p.next("["):
		return &expression{function: "array", mark: "[", args: p.list("]")}
	case p.next("CASE"):
		return p.cases()
	case p.next("INTERVAL"):
		p.at += 2
		return &expression{text: p.source(first)}
	case token.Kind == sqltext.Number, token.Kind == sqltext.String:
		p.at++
		text := p.text(token)
		return &expression{text: text, integer: token.Kind == sqltext.Number && strings.Trim(text, "0123456789") == ""}
	case p.is(first+1, "(") && isWord(p.text(token)):
		return p.call()
	case isWord(p.text(token)), token.Kind == sqltext.QuotedIdentifier:
		return p.path()
	}
	return p.fail()
}

func isWord(text string) bool {
	c := text[0] | 0x20
	return c >= 'a' && c <= 'z' || text[0] == '_'
}

// path reads a name with parts.
func (p *expressionParser) path() *expression {
	first := p.at
	p.at++
	for p.at+1 < p.end && p.is(p.at, ".") {
		p.at += 2
	}
	return &expression{text: p.source(first)}
}

// parenthesis reads what stands behind an opening one: an expression or a tuple.
func (p *expressionParser) parenthesis() *expression {
	args := p.list(")")
	if len(args) == 1 {
		return &expression{function: "(", mark: "(", args: args}
	}
	return &expression{function: "tuple", mark: "(", args: args}
}

func (p *expressionParser) list(end string) []*expression {
	var args []*expression
	for !p.failed && !p.next(end) {
		if len(args) > 0 && !p.next(",") {
			p.fail()
			break
		}
		args = append(args, p.binary(0))
	}
	return args
}

// call reads a function with its arguments. A second list of arguments makes the
// first one parameters, and some functions take more than expressions: their
// arguments are taken as they are.
func (p *expressionParser) call() *expression {
	first := p.at
	e := &expression{function: p.text(p.tokens[p.at]), mark: "call"}
	p.at++
	end := p.closing(p.at)
	switch {
	case end == 0 || end >= p.end:
		return p.fail()
	case p.is(end+1, "(") || rawCalls[strings.ToLower(e.function)] || p.is(p.at+1, "*") || p.is(p.at+1, "DISTINCT"):
		e.mark = ""
		p.skip()
		if p.at < p.end && p.is(p.at, "(") {
			p.skip()
		}
	default:
		p.at++
		e.args = p.list(")")
	}
	e.text = p.source(first)
	behind := p.at
	for p.at < p.end && (p.is(p.at, "OVER") || p.is(p.at, "FILTER")) {
		p.at++
		p.skip()
	}
	e.behind = p.source(behind)
	return e
}

// rawCalls are functions whose arguments are no plain list of expressions.
var rawCalls = map[string]bool{"cast": true, "extract": true, "interval": true, "todecimal32": true, "todecimal64": true, "todecimal128": true}

// cases reads CASE.
func (p *expressionParser) cases() *expression {
	e := &expression{function: "multiIf", mark: "CASE"}
	for p.next("WHEN") {
		e.args = append(e.args, p.binary(0))
		if !p.next("THEN") {
			return p.fail()
		}
		e.args = append(e.args, p.binary(0))
	}
	if p.next("ELSE") {
		e.args = append(e.args, p.binary(0))
	} else {
		e.args = append(e.args, &expression{text: "NULL"})
	}
	if len(e.args) < 3 || !p.next("END") {
		return p.fail()
	}
	return e
}

// name is what ClickHouse calls the column of an expression without a name of its
// own.
func (e *expression) name() string {
	var args []string
	for _, a := range e.joined() {
		args = append(args, a.name())
	}
	list := strings.Join(args, ", ")
	switch {
	case e.function == "(":
		return list
	case e.mark == "[" && e.function == "array":
		return "[" + list + "]"
	case e.function == "tuple" && e.mark == "(":
		return "(" + list + ")"
	case e.mark == "::":
		return "CAST(" + args[0] + ", '" + args[1] + "')"
	case e.mark == "":
		return spaced(e.leafName(), e.behind)
	}
	return spaced(e.function+"("+list+")", e.behind)
}

// joined are the arguments, of which those of a AND b AND c are three.
func (e *expression) joined() []*expression {
	if len(e.args) == 2 && e.args[0].mark == e.mark && (e.mark == "AND" || e.mark == "OR" || e.mark == "||") {
		return append(slices.Clone(e.args[0].joined()), e.args[1])
	}
	return e.args
}

// leafName is the name of what is taken as it is.
func (e *expression) leafName() string {
	switch {
	case strings.HasPrefix(e.text, "'"):
		return "'" + strings.ReplaceAll(strings.Trim(e.text, "'"), "''", `\'`) + "'"
	case e.text == "count(*)":
		return "count()"
	}
	return number(e.text)
}

func spaced(text, behind string) string { return strings.TrimSpace(text + " " + behind) }
