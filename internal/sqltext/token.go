package sqltext

// Kind is what a token is.
type Kind uint8

// Kinds of tokens.
const (
	Whitespace Kind = iota
	Comment
	Keyword
	Identifier
	QuotedIdentifier
	String
	Number
	Operator
	Punctuation // ( ) [ ] { } , ; .
	Placeholder // ?, :name, $1, {name:Type}
	Template    // a Tinybird {{…}} or {%…%}
	Function    // a name directly before "("
	Type
	Invalid // bytes that the dialect has no use for outside quotes
)

var kindNames = [...]string{
	"whitespace", "comment", "keyword", "identifier", "quoted identifier", "string", "number",
	"operator", "punctuation", "placeholder", "template", "function", "type", "invalid",
}

// String returns the kind's name in lower case.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Token is a piece of text. Start and End are byte offsets; the token is
// text[Start:End] and never empty.
type Token struct {
	Kind       Kind
	Start, End int
}

// Tokens cuts sql into tokens that cover every byte in order. Text in which a
// quote or comment is not closed ends with a token of that kind.
func (d *Dialect) Tokens(sql string) []Token {
	tokens := make([]Token, 0, len(sql)/3+1)
	s := scanner{d: d, src: sql}
	for s.more() {
		t := s.next()
		t.Kind = s.colour(t)
		tokens = append(tokens, t)
	}
	return tokens
}

// LineState is what a line inherits from the lines above: the quote, comment or
// template that is still open, and whether a value may follow. The zero value is
// the start of a text. Two states are equal when a line reads the same after both,
// so an editor may stop re-reading at the first line whose state has not changed.
type LineState struct {
	form    uint8 // index into Dialect.forms; 0: nothing is open
	operand operandState
	depth   uint32 // comments around the innermost one
	tag     string // the closing mark where the text itself chose it ($tag$)
}

// Open reports whether a quote, comment or template is open.
func (s LineState) Open() bool { return s.form != 0 }

// ScanLine cuts one line, given without its newline, into tokens that cover it,
// and returns the state for the next line. Offsets count from the line's start.
// It allocates nothing. Joined with newlines, the lines have the same kinds
// byte by byte as Tokens finds.
func (d *Dialect) ScanLine(line string, state LineState, emit func(Token)) LineState {
	s := scanner{d: d, src: line, open: state}
	for s.more() {
		t := s.next()
		t.Kind = s.colour(t)
		emit(t)
	}
	return s.open
}
