package sqltext

import (
	"slices"
	"strings"
)

// IsTemplate reports whether a statement is rendered as a template of Tinybird's
// before it is run: it begins with a line that is %.
func IsTemplate(statement string) bool { return strings.HasPrefix(strings.TrimSpace(statement), "%") }

// expressions is the text between the marks of a template: Python's strings,
// names and operators.
var expressions = func() *Dialect {
	d := &Dialect{
		comments: []lineComment{hash},
		forms: []form{{},
			{kind: String, open: "'", close: "'", escaped: true},
			{kind: String, open: `"`, close: `"`, escaped: true}},
	}
	d.class = d.classes()
	return d
}()

// templateTypes are the functions of Tinybird's templates whose first argument
// is a parameter.
var templateTypes = wordSet(`array bool boolean column columns date datetime datetime64 decimal
	defined enum float32 float64 int int8 int16 int32 int64 int128 int256 integer json
	split_to_array string symbol table uint8 uint16 uint32 uint64 uint128 uint256 uuid`)

// template notes the parameters of {{…}} or {%…%}.
func (l *parameterList) template(piece string, place Token) {
	e := expression{text: strings.TrimSuffix(strings.TrimSuffix(piece[2:], "}}"), "%}")}
	e.read()
	block := strings.HasPrefix(piece, "{%")
	if block {
		l.enter(e.word(0))
	}
	if block && (e.word(0) == "set" || e.word(0) == "for") {
		l.setLocals(e)
	}
	if !block && len(e.tokens) == 1 && e.tokens[0].Kind == Identifier {
		l.addFromTemplate(Parameter{Name: e.word(0), Required: l.depth == 0}, place)
	}
	for i := range e.tokens {
		if p, ok := e.call(i); ok {
			p.Required = p.Required && i == 0 && !block && l.depth == 0 && !e.has("if")
			l.addFromTemplate(p, place)
		}
	}
}

// enter counts the blocks around what follows, whose first words are given: what
// stands in one may never be rendered.
func (l *parameterList) enter(word string) {
	switch word {
	case "if", "for", "while", "try", "block", "apply":
		l.depth++
	case "end":
		l.depth = max(0, l.depth-1)
	}
}

func (l *parameterList) addFromTemplate(p Parameter, place Token) {
	if !l.locals[p.Name] {
		l.add(p, place)
	}
}

// setLocals notes the names before "=" of a set and before "in" of a for.
func (l *parameterList) setLocals(e expression) {
	if l.locals == nil {
		l.locals = map[string]bool{}
	}
	for i := 1; i < len(e.tokens) && e.word(i) != "=" && e.word(i) != "in"; i++ {
		l.locals[e.word(i)] = true
	}
}

// expression is the tokens of a template that matter.
type expression struct {
	text   string
	tokens []Token
}

func (e *expression) read() {
	s := scanner{d: expressions, src: e.text}
	for s.more() {
		if t := s.next(); t.Kind != Whitespace {
			e.tokens = append(e.tokens, t)
		}
	}
}

// word returns the text of token i; nothing past the end.
func (e *expression) word(i int) string {
	if i >= len(e.tokens) {
		return ""
	}
	return e.text[e.tokens[i].Start:e.tokens[i].End]
}

// has reports whether a word is one of the tokens.
func (e *expression) has(word string) bool {
	return slices.ContainsFunc(e.tokens, func(t Token) bool { return e.text[t.Start:t.End] == word })
}

// call reads Type(name, default, …) at token i.
func (e *expression) call(i int) (p Parameter, ok bool) {
	kind, known := lookup(templateTypes, e.word(i))
	end := e.word(i + 3)
	if !known || e.word(i+1) != "(" || end != ")" && end != "," || e.tokens[i+2].Kind != Identifier {
		return p, false
	}
	p = Parameter{Name: e.word(i + 2), Type: e.word(i)}
	arguments := e.arguments(i + 4)
	takesNone := kind == "boolean" || kind == "split_to_array"
	switch kind {
	case "defined":
		return Parameter{Name: p.Name}, true
	case "array":
		if len(arguments) > 0 {
			p.Type += "(" + arguments[0].text + ")"
			arguments = arguments[1:]
		}
	}
	p.setDefault(arguments)
	p.Required = !takesNone && !hasDefault(arguments)
	return p, true
}

// setDefault takes the first argument without a name, or the one named default.
func (p *Parameter) setDefault(arguments []argument) {
	for i, a := range arguments {
		if a.literal && (a.name == "default" || i == 0 && a.name == "") {
			p.Default, p.HasDefault = a.text, true
			return
		}
	}
}

// hasDefault reports whether there is a default, which may be an expression.
func hasDefault(arguments []argument) bool {
	for i, a := range arguments {
		if a.name == "default" || i == 0 && a.name == "" {
			return true
		}
	}
	return false
}

// argument is an argument of a call: its name, if it was given one, and its
// text; of a literal string, the text that it stands for.
type argument struct {
	name, text string
	literal    bool
}

// maxArguments is how many tokens of a call's arguments are read. It keeps calls
// within calls from costing the square of their number.
const maxArguments = 256

// arguments reads the arguments that begin at token i, up to the parenthesis
// that closes the call.
func (e *expression) arguments(i int) (list []argument) {
	if e.word(i-1) != "," {
		return nil
	}
	end := min(len(e.tokens), i+maxArguments)
	for depth, first := 0, i; i < end; i++ {
		switch w := e.word(i); {
		case depth == 0 && (w == "," || w == ")"):
			if i > first {
				list = append(list, e.argument(first, i))
			}
			if w == ")" {
				return list
			}
			first = i + 1
		case strings.Contains("([{", w):
			depth++
		case strings.Contains(")]}", w):
			depth--
		}
	}
	return list
}

// argument reads the tokens from first up to end.
func (e *expression) argument(first, end int) (a argument) {
	if e.word(first+1) == "=" && first+2 < end {
		a.name = e.word(first)
		first += 2
	}
	last := e.tokens[end-1]
	a.text = e.text[e.tokens[first].Start:last.End]
	sign := end-first == 2 && e.word(first) == "-"
	switch {
	case last.Kind == String && end-first == 1 && len(a.text) >= 2:
		a.text, a.literal = unescape(a.text[1:len(a.text)-1]), true
	case last.Kind == Number || last.Kind == Identifier && (a.text == "True" || a.text == "False"):
		a.literal = end-first == 1 || sign // Any other name is that of a variable, which may not even be set.
	}
	return a
}

// unescape resolves the backslashes before quotes and backslashes.
func unescape(text string) string {
	return strings.NewReplacer(`\\`, `\`, `\'`, `'`, `\"`, `"`).Replace(text)
}
