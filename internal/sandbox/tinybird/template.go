package tinybird

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// render turns a template, which is SQL that begins with %, into SQL. Other SQL
// stays as it is.
func render(text string, params map[string]string) (string, error) {
	body, isTemplate := strings.CutPrefix(strings.TrimLeft(text, " \t\r\n"), "%")
	if !isTemplate {
		return text, nil
	}
	t := &template{params: params, locals: map[string]string{}}
	err := t.run(body)
	if err == nil && len(t.blocks) > 0 {
		err = templateError("Missing {%% end %%} block for if")
	}
	return t.out.String(), err
}

func templateError(format string, args ...any) *failure {
	f := fail(http.StatusBadRequest, "Template Syntax Error: "+format, args...)
	f.documentation = templateDocs
	return f
}

// template is one rendering.
type template struct {
	params map[string]string
	locals map[string]string // what {% set %} has named, as SQL
	out    strings.Builder
	blocks []block
}

// block is an {% if %} that is open.
type block struct {
	shown bool // what stands here is part of the SQL
	taken bool // a branch was shown already
}

// hidden reports whether a surrounding branch was not taken.
func (t *template) hidden() bool {
	return slices.ContainsFunc(t.blocks, func(b block) bool { return !b.shown })
}

func (t *template) run(text string) error {
	for {
		i := strings.IndexAny(text, "{")
		for i >= 0 && !strings.HasPrefix(text[i:], "{{") && !strings.HasPrefix(text[i:], "{%") {
			next := strings.IndexByte(text[i+1:], '{')
			if next < 0 {
				i = -1
				break
			}
			i += 1 + next
		}
		if i < 0 {
			t.write(text)
			return nil
		}
		t.write(text[:i])
		closing := map[byte]string{'{': "}}", '%': "%}"}[text[i+1]]
		inner, rest, closed := strings.Cut(text[i+2:], closing)
		if !closed {
			return templateError("Missing %s", closing)
		}
		if err := t.piece(text[i+1] == '%', strings.TrimSpace(inner)); err != nil {
			return err
		}
		text = rest
	}
}

func (t *template) write(sql string) {
	if !t.hidden() {
		t.out.WriteString(sql)
	}
}

func (t *template) piece(control bool, inner string) error {
	switch {
	case control:
		return t.control(inner)
	case t.hidden():
		return nil
	}
	sql, known := t.locals[inner]
	if known {
		t.write(sql)
		return nil
	}
	sql, err := t.call(inner)
	t.write(sql)
	return err
}

func (t *template) call(text string) (sql string, err error) {
	if inner, ok := strings.CutPrefix(text, "custom_error("); ok && strings.HasSuffix(inner, ")") {
		return "", customError(inner[:len(inner)-1])
	}
	c, err := parseCall(text)
	if err != nil {
		return "", err
	}
	return c.sql(t.params)
}

// set names the value of a call: {% set name = Type(parameter, default) %}.
func (t *template) set(text string) error {
	if t.hidden() {
		return nil
	}
	name, value, ok := strings.Cut(text, "=")
	if !ok {
		return templateError("set without a value: %s", text)
	}
	sql, err := t.call(strings.TrimSpace(value))
	t.locals[strings.TrimSpace(name)] = sql
	return err
}

func (t *template) control(inner string) error {
	word, rest, _ := strings.Cut(inner, " ")
	open := len(t.blocks) - 1
	if word == "set" {
		return t.set(rest)
	}
	if word != "if" && open < 0 {
		return templateError("%s outside of an if block", word)
	}
	switch word {
	case "if":
		shown, err := t.condition(rest)
		t.blocks = append(t.blocks, block{shown, shown})
		return err
	case "elif":
		shown, err := t.condition(rest)
		b := &t.blocks[open]
		b.shown = shown && !b.taken
		b.taken = b.taken || shown
		return err
	case "else":
		t.blocks[open].shown = !t.blocks[open].taken
	case "end":
		t.blocks = t.blocks[:open]
	default:
		return templateError("the sandbox has no {%% %s %%}", word)
	}
	return nil
}

// condition reads defined(x), with not before it or without.
func (t *template) condition(text string) (bool, error) {
	text = strings.TrimSpace(text)
	text, negated := strings.CutPrefix(text, "not ")
	c, err := parseCall(strings.TrimSpace(text))
	if err != nil {
		return false, err
	}
	if c.function != "defined" {
		return false, templateError("the sandbox knows only defined(…) as a condition")
	}
	_, defined := t.params[c.name()]
	return defined != negated, nil
}

// call is Type(name, default, key='value').
type call struct {
	function string
	args     []string
	named    map[string]string
}

func (c call) name() string {
	if len(c.args) == 0 {
		return ""
	}
	return c.args[0]
}

// parseCall reads a call. Texts stand in quotes of either kind.
func parseCall(text string) (call, error) {
	function, rest, ok := strings.Cut(text, "(")
	inner, closed := strings.CutSuffix(strings.TrimSpace(rest), ")")
	if !ok || !closed {
		return call{}, templateError("%s is not a function call", text)
	}
	c := call{function: strings.TrimSpace(function), named: map[string]string{}}
	for _, arg := range splitArguments(inner) {
		if key, value, isNamed := strings.Cut(arg, "="); isNamed && !strings.ContainsAny(key, `'"`) {
			c.named[strings.TrimSpace(key)] = unquote(strings.TrimSpace(value))
			continue
		}
		c.args = append(c.args, unquote(arg))
	}
	return c, nil
}

// splitArguments cuts at commas outside of quotes.
func splitArguments(text string) []string {
	var args []string
	start, quote := 0, byte(0)
	for i := range len(text) {
		switch b := text[i]; {
		case quote != 0 && b == quote:
			quote = 0
		case quote == 0 && (b == '\'' || b == '"'):
			quote = b
		case quote == 0 && b == ',':
			args = append(args, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	if last := strings.TrimSpace(text[start:]); last != "" || len(args) > 0 {
		args = append(args, last)
	}
	return args
}

func unquote(text string) string {
	if n := len(text); n >= 2 && (text[0] == '\'' || text[0] == '"') && text[n-1] == text[0] {
		return text[1 : n-1]
	}
	return text
}

// value is the value that a call's parameter has.
func (c call) value(params map[string]string, at int) (string, error) {
	if v, given := params[c.name()]; given {
		return v, nil
	}
	if v, given := c.named["default"]; given {
		return v, nil
	}
	if len(c.args) > at {
		return c.args[at], nil
	}
	return "", templateError("Required parameter is not defined. Check the parameters %s. Please provide a value or set a default value in the pipe code.", c.name())
}

// sql is what stands in the SQL for a call. Values are typed and escaped, so a
// template has no quotes around them.
func (c call) sql(params map[string]string) (string, error) {
	switch c.function {
	case "error":
		return "", &failure{status: http.StatusBadRequest, message: c.name(), documentation: templateDocs}
	case "defined":
		_, defined := params[c.name()]
		return strconv.FormatBool(defined), nil
	case "Array":
		return c.array(params)
	}
	if !knownType(c.function) {
		return "", templateError("Invalid function name: %s", c.function)
	}
	v, err := c.value(params, 1)
	if err != nil {
		return "", err
	}
	return literal(c.function, v)
}

// textTypes are the types of templates beside those of integers.
var textTypes = []string{"String", "JSON", "Boolean", "Date", "DateTime", "DateTime64", "Float32", "Float64",
	"column", "Column", "columns", "symbol", "Symbol", "table", "Table"}

func knownType(name string) bool {
	_, isInteger := integers[name]
	return isInteger || slices.Contains(textTypes, name)
}

// array is Array(name, 'Type', default='1,2').
func (c call) array(params map[string]string) (string, error) {
	element := "String"
	if len(c.args) > 1 {
		element = c.args[1]
	}
	text, err := c.value(params, 2)
	if err != nil {
		return "", err
	}
	var literals []string
	for part := range strings.SplitSeq(text, ",") {
		l, err := literal(element, part)
		if err != nil {
			return "", err
		}
		literals = append(literals, l)
	}
	return "[" + strings.Join(literals, ", ") + "]", nil
}

// literal writes a value as its type.
func literal(typ, text string) (string, error) {
	invalid := fail(http.StatusBadRequest, "Template Syntax Error: Error validating '%s' to type %s", text, typ)
	invalid.documentation = templateDocs
	switch typ {
	case "String", "JSON":
		return dialect.QuoteString(text), nil
	case "Boolean":
		b, err := strconv.ParseBool(strings.ToLower(text))
		if err != nil {
			return "", invalid
		}
		return map[bool]string{true: "CAST(1 AS UTINYINT)", false: "CAST(0 AS UTINYINT)"}[b], nil
	case "Date", "DateTime", "DateTime64":
		if !isMoment(text) {
			return "", invalid
		}
		return dialect.QuoteString(text), nil
	case "column", "Column", "columns", "symbol", "Symbol", "table", "Table":
		return identifiers(text), nil
	case "Float32", "Float64":
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return "", invalid
		}
		return "CAST(" + dialect.QuoteString(text) + " AS DOUBLE)", nil
	}
	return integerLiteral(typ, text, invalid)
}

// integers are the engine's types of the template's, with their bits; 0 where
// the engine has to check.
var integers = map[string]struct {
	engine string
	bits   int
	signed bool
}{
	"Int8": {"TINYINT", 8, true}, "Int16": {"SMALLINT", 16, true}, "Int32": {"INTEGER", 32, true}, "Int64": {"BIGINT", 64, true},
	"Int": {"INTEGER", 32, true}, "Integer": {"INTEGER", 32, true}, "Int128": {"HUGEINT", 0, true},
	"UInt8": {"UTINYINT", 8, false}, "UInt16": {"USMALLINT", 16, false}, "UInt32": {"UINTEGER", 32, false}, "UInt64": {"UBIGINT", 64, false}, "UInt128": {"UHUGEINT", 0, false},
}

func integerLiteral(typ, text string, invalid error) (string, error) {
	known, ok := integers[typ]
	if !ok {
		return "", templateError("Invalid function name: %s", typ)
	}
	var err error
	switch {
	case known.bits == 0:
	case known.signed:
		_, err = strconv.ParseInt(text, 10, known.bits)
	default:
		_, err = strconv.ParseUint(text, 10, known.bits)
	}
	if err != nil {
		return "", invalid
	}
	return "CAST(" + dialect.QuoteString(text) + " AS " + known.engine + ")", nil
}

func isMoment(text string) bool {
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04:05", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05", time.RFC3339Nano} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

// identifiers quotes names, several of which are separated by commas.
func identifiers(text string) string {
	var quoted []string
	for name := range strings.SplitSeq(text, ",") {
		quoted = append(quoted, dialect.QuoteIdentifier(strings.TrimSpace(name)))
	}
	return strings.Join(quoted, ", ")
}
