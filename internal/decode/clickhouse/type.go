package clickhouse

import (
	"strconv"
	"strings"

	"sonde/connectors"
)

// Type is a type as ClickHouse writes it, such as Array(Nullable(UInt64)).
type Type struct {
	Name string
	Args []Arg
}

// Arg is one argument of a type.
type Arg struct {
	// Name is the name of an element of a tuple or path of JSON, the label of an
	// enum's value, or the name of a setting.
	Name string
	// Type is the argument where it is a type.
	Type *Type
	// Value is the text of a number or the content of a string.
	Value string
}

// maxTypeDepth is how deeply a type may be nested.
const maxTypeDepth = 200

// ParseType reads a type. Blanks between its parts make no difference. The error
// says where in the text it cannot be read.
func ParseType(text string) (*Type, error) {
	p := typeParser{text: text}
	t := p.parseType(0)
	if p.blanks(); t == nil || p.pos < len(text) {
		return nil, connectors.Errorf(connectors.ClassInternal, "the type %q cannot be read near byte %d", text, p.pos)
	}
	return t, nil
}

// typeParser reads a type from its front. Where its methods fail they return
// nothing, and pos stands where the text stops making sense.
type typeParser struct {
	text string
	pos  int
}

func (p *typeParser) blanks() {
	for p.pos < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.pos]) >= 0 {
		p.pos++
	}
}

// peek returns the next byte that is no blank; 0 at the end.
func (p *typeParser) peek() byte {
	if p.blanks(); p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

// accept passes a byte where it comes next.
func (p *typeParser) accept(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.pos++
	return true
}

func (p *typeParser) parseType(depth int) *Type {
	p.blanks()
	name := p.word()
	if name == "" || depth > maxTypeDepth {
		return nil
	}
	return p.arguments(name, depth)
}

// arguments reads what stands in parentheses behind a type's name.
func (p *typeParser) arguments(name string, depth int) *Type {
	t := &Type{Name: name}
	if !p.accept('(') || p.accept(')') {
		return t
	}
	for {
		arg, ok := p.argument(depth + 1)
		if !ok {
			return nil
		}
		t.Args = append(t.Args, arg)
		switch {
		case p.accept(')'):
			return t
		case !p.accept(','):
			return nil
		}
	}
}

func (p *typeParser) argument(depth int) (arg Arg, ok bool) {
	switch c := p.peek(); {
	case c == '\'':
		return p.label()
	case isNumber(c):
		arg.Value = p.literal()
		return arg, true
	}
	quoted := p.pos < len(p.text) && (p.text[p.pos] == '`' || p.text[p.pos] == '"')
	name := p.word()
	switch c := p.peek(); {
	case name == "" && !quoted:
		return arg, false
	case c == '=':
		p.pos++
		p.blanks()
		arg.Name, arg.Value = name, p.literal()
		return arg, arg.Value != ""
	case c == '(' || c == ',' || c == ')':
		arg.Type = p.arguments(name, depth)
	case c == '\'': // SKIP REGEXP '…' has no type, and no other argument has a string here
		arg.Name = name
		arg.Value, ok = p.quoted('\'')
		return arg, ok
	default:
		arg.Name, arg.Type = name, p.parseType(depth)
		if arg.Type != nil && p.peek() == '\'' {
			arg.Value, _ = p.quoted('\'')
		}
	}
	return arg, arg.Type != nil
}

// label reads 'text' and 'text' = number.
func (p *typeParser) label() (arg Arg, ok bool) {
	text, ok := p.quoted('\'')
	if !ok || !p.accept('=') {
		return Arg{Value: text}, ok
	}
	p.blanks()
	arg = Arg{Name: text, Value: p.literal()}
	return arg, arg.Value != ""
}

// word reads a name, which may stand in quotes and have dots in it.
func (p *typeParser) word() string {
	var name strings.Builder
	for {
		part, ok := p.take(isWord), true
		if c := p.peek(); part == "" && (c == '`' || c == '"') {
			part, ok = p.quoted(c)
		}
		if !ok {
			return ""
		}
		name.WriteString(part)
		if p.pos >= len(p.text) || p.text[p.pos] != '.' {
			return name.String()
		}
		name.WriteByte('.')
		p.pos++
	}
}

func (p *typeParser) literal() string {
	return p.take(func(c byte) bool { return isWord(c) || isNumber(c) })
}

func (p *typeParser) take(part func(byte) bool) string {
	from := p.pos
	for p.pos < len(p.text) && part(p.text[p.pos]) {
		p.pos++
	}
	return p.text[from:p.pos]
}

func isNumber(c byte) bool { return c-'0' <= 9 || c == '-' || c == '+' || c == '.' }

func isWord(c byte) bool { return c == '_' || c-'0' <= 9 || c|0x20-'a' < 26 || c >= 0x80 }

// quoted reads a text in quotes, in which a backslash escapes the next byte and
// a doubled quote stands for itself.
func (p *typeParser) quoted(quote byte) (string, bool) {
	var text strings.Builder
	for p.pos++; p.pos < len(p.text); p.pos++ {
		c := p.text[p.pos]
		switch {
		case c == '\\' && p.pos+1 < len(p.text):
			p.pos++
			text.WriteByte(unescape(p.text[p.pos]))
		case c == quote && p.pos+1 < len(p.text) && p.text[p.pos+1] == quote:
			p.pos++
			text.WriteByte(quote)
		case c == quote:
			p.pos++
			return text.String(), true
		default:
			text.WriteByte(c)
		}
	}
	return "", false
}

// unescape is the byte that a letter stands for behind a backslash.
func unescape(c byte) byte {
	if i := strings.IndexByte("btnfr0av", c); i >= 0 {
		return "\b\t\n\f\r\x00\a\v"[i]
	}
	return c
}

// number returns argument i as a number from 0; ok is false where it is none.
func (t *Type) number(i int) (n int, ok bool) {
	if i >= len(t.Args) {
		return 0, false
	}
	n, err := strconv.Atoi(t.Args[i].Value)
	return n, err == nil && n >= 0
}

// argument returns argument i where it is a type; nil otherwise, and of no type.
func (t *Type) argument(i int) *Type {
	if t == nil || i < 0 || i >= len(t.Args) {
		return nil
	}
	return t.Args[i].Type
}

// String writes the type as ClickHouse does, but for names and the texts of enums,
// which stand as they are.
func (t *Type) String() string {
	if t == nil {
		return ""
	}
	if len(t.Args) == 0 {
		return t.Name
	}
	args := make([]string, len(t.Args))
	for i, a := range t.Args {
		args[i] = a.String()
	}
	return t.Name + "(" + strings.Join(args, ", ") + ")"
}

func (a Arg) String() string {
	switch {
	case a.Type != nil && a.Name != "":
		return a.Name + " " + a.Type.String()
	case a.Type != nil:
		return a.Type.String()
	case a.Name != "":
		return a.Name + " = " + a.Value
	case a.Value != "" && !isNumber(a.Value[0]):
		return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(a.Value) + "'" // the zone of a clock
	}
	return a.Value
}
