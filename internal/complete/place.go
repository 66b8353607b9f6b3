package complete

import (
	"slices"
	"strings"

	"sonde/internal/sqltext"
)

// Expect is a set of what may stand at a place.
type Expect uint16

// What may stand at a place.
const (
	Columns Expect = 1 << iota
	Tables
	Functions
	Keywords
	Types
	Schemas
	Files
	Parameters
	Windows   // names of WINDOW
	Formats   // of the result, behind FORMAT
	Settings  // of the source
	Endpoints // names of pipes in an address
)

// Has reports whether the set has all of other.
func (e Expect) Has(other Expect) bool { return e&other == other }

// Call is the function around a place.
type Call struct {
	Name     string
	Argument int // of the place, from 0
	// Types are those of the arguments as far as they are plain to see: empty for
	// one that is not known, and "name()" for what a function returns.
	Types []string
}

// Place is what is known of the cursor's place in a statement.
type Place struct {
	// From and To are the byte offsets of the word before the cursor, which a
	// name takes the place of; Rest is what of the word stands behind it.
	From, To int
	Word     string // without a quote that opens it
	Rest     string
	// Behind is the byte behind the word and its rest; 0 at the end of the text.
	Behind byte
	// Quote is the mark that opens the word; 0: none.
	Quote  byte
	Expect Expect
	// Qualifier are the names before a dot, without quotes.
	Qualifier []string
	// Relations are what is in scope: those of the cursor's own query first.
	Relations []Relation
	// Shared says that only columns are wanted which the last relation before
	// the cursor has in common with another, as for USING.
	Shared bool
	// Aliases are names that the SELECT itself gives, where they may be used.
	Aliases []Column
	// Target is the table that is written; nil where there is none. Only says
	// that nothing but its columns is wanted.
	Target *Relation
	Only   bool
	// OfTable says that settings are wanted that a table has, not a statement.
	OfTable bool
	// Follow are keywords that come here often, in upper case, the likeliest
	// first.
	Follow []string
	// Call is the function around the cursor; nil: none.
	Call *Call
	// Sources are files in the place of tables, and calls of functions that read
	// files, whose columns are not known: as the statement has them.
	Sources []string
	// CTEs are the names of common table expressions.
	CTEs []string
	// Unread are some of them with their columns, where a SELECT reads nothing
	// yet.
	Unread []Relation
	// Upper says that the keywords before the cursor are in capitals.
	Upper bool
	// Known are the parameters that the text has already.
	Known []string

	// strict says that no keywords are wanted but those that follow often.
	strict bool
	// joined is the relation whose condition begins at the cursor; -1: none.
	joined int
	// value is where the number or string begins that the cursor is in; 0: none.
	value int
	// indexes are how many follow each name of Qualifier.
	indexes []int
	dialect *sqltext.Dialect
}

// Lookup finds the columns of a table by the parts of its name; known is false
// where they are not known.
type Lookup func(parts []string) (columns []Column, known bool)

// analysis is the work on one text.
type analysis struct {
	dialect *sqltext.Dialect
	lookup  Lookup
	pieces  []piece
	at      int // the cursor stands before this piece
	ctes    map[int]*cte
	outputs map[int]outputs
	sources []string // whose columns are not known
	depth   int
}

// Analyse finds out what may be written at the cursor, a byte offset in a text
// of one or more statements. Within comments, numbers and strings nothing is
// expected, but for names of files. The lookup may be nil.
func Analyse(d *sqltext.Dialect, text string, cursor int, lookup Lookup) Place {
	cursor = max(0, min(cursor, len(text)))
	if p, is := endpointAt(d, text, cursor); is {
		return p
	}
	text = mended(d, text)
	p := wordAt(d, text, cursor)
	if p.value > 0 {
		whole := p
		whole.From, whole.To, whole.value = p.value, cursor+restOfString(text, p.value, cursor), 0
		p.Call = analyse(d, text, whole, lookup).Call
	}
	if p.Expect != 0 || p.From < 0 {
		p.From = max(0, p.From)
		return p
	}
	return analyse(d, text, p, lookup)
}

// analyse finds out what may be written at a place of which the word is known.
func analyse(d *sqltext.Dialect, text string, p Place, lookup Lookup) Place {
	a := &analysis{dialect: d, lookup: lookup, ctes: map[int]*cte{}, outputs: map[int]outputs{}}
	before := cut(d, text[:p.From])
	before = before[lastSemicolon(before)+1:]
	after := cut(d, text[p.To+len(p.Rest):])
	if i := firstSemicolon(after); i >= 0 {
		after = after[:i]
	}
	a.pieces, a.at = append(before, after...), len(before)
	around := pair(a.pieces, a.at)
	p.joined = -1
	p.Upper, p.Behind = upperWords(before), behind(text, p.To+len(p.Rest))
	a.fill(&p, around)
	slices.Sort(a.sources)
	p.Sources = slices.Compact(a.sources)
	return p
}

func behind(text string, at int) byte {
	if at < len(text) {
		return text[at]
	}
	return 0
}

// Replaces returns the bytes of the text that an item takes the place of: the
// word before the cursor and, where the item goes on with it, its rest.
func (p Place) Replaces(it Item) (from, to int) {
	whole := p.Word + p.Rest
	goesOn := p.Quote != 0 || len(whole) <= len(it.Insert) && strings.EqualFold(it.Insert[:len(whole)], whole)
	if goesOn || strings.EqualFold(whole, it.Label) {
		return p.From, p.To + len(p.Rest)
	}
	return p.From, p.To
}

func lastSemicolon(pieces []piece) int {
	for i := len(pieces) - 1; i >= 0; i-- {
		if pieces[i].text == ";" {
			return i
		}
	}
	return -1
}

func firstSemicolon(pieces []piece) int {
	for i, p := range pieces {
		if p.text == ";" {
			return i
		}
	}
	return -1
}

// upperWords reports whether the last keyword is in capitals, as it counts as
// long as there is none.
func upperWords(pieces []piece) bool {
	for i := len(pieces) - 1; i >= 0; i-- {
		if pieces[i].kind == sqltext.Keyword {
			return pieces[i].text != pieces[i].lower
		}
	}
	return true
}

// wordAt finds the word before the cursor. Where From is negative nothing can be
// completed; where something is expected already, nothing else is.
func wordAt(d *sqltext.Dialect, text string, cursor int) Place {
	p := Place{From: cursor, To: cursor, dialect: d}
	head := text[:cursor]
	var last sqltext.Token
	open := d.ScanLine(head, sqltext.LineState{}, func(t sqltext.Token) { last = t }).Open()
	piece := head[last.Start:last.End]
	none := Place{From: -1, To: cursor, dialect: d}
	switch last.Kind {
	case sqltext.Comment, sqltext.Template:
		if open || last.Kind == sqltext.Comment && !strings.HasSuffix(piece, "*/") {
			return none
		}
	case sqltext.String:
		if open {
			return inString(d, text, last, cursor)
		}
	case sqltext.QuotedIdentifier:
		if open {
			p.From, p.Quote, p.Word = last.Start, piece[0], piece[1:]
			p.Rest = restOfQuoted(text[cursor:], piece[0])
		}
	case sqltext.Identifier, sqltext.Keyword, sqltext.Function, sqltext.Type:
		p.From, p.Word = last.Start, piece
		p.Rest = restOfWord(d, text[cursor:])
	case sqltext.Number:
		none.value = last.Start
		return none
	case sqltext.Placeholder:
		if piece != "?" && !strings.HasSuffix(piece, "}") {
			return parameterAt(d, text, last, cursor)
		}
	case sqltext.Operator, sqltext.Invalid:
		if piece == ":" || piece == "$" || piece == "@" {
			return parameterAt(d, text, last, cursor)
		}
	case sqltext.Punctuation:
	}
	return p
}

// restOfWord is what of a word stands behind the cursor.
func restOfWord(d *sqltext.Dialect, text string) string {
	line, _, _ := strings.Cut(text, "\n")
	for _, t := range d.Tokens("x" + line[:min(len(line), 256)]) {
		return line[:t.End-1]
	}
	return ""
}

// restOfQuoted is what of a quoted name stands behind the cursor, with its
// closing mark, as far as it looks like one.
func restOfQuoted(text string, mark byte) string {
	for i := range len(text) {
		switch c := text[i]; {
		case c == mark:
			return text[:i+1]
		case c <= ' ' || strings.IndexByte(",;()=.", c) >= 0:
			return ""
		}
	}
	return ""
}

// restOfString is how much of the string that begins at an offset stands behind
// the cursor; none where it is another value.
func restOfString(text string, start, cursor int) int {
	if mark := text[start]; mark == '\'' {
		return 1 + strings.IndexByte(text[cursor:], mark)
	}
	return 0
}

// parameterAt is a place in the name of a parameter: others of the text fit.
func parameterAt(d *sqltext.Dialect, text string, t sqltext.Token, cursor int) Place {
	p := Place{From: t.Start, To: cursor, Word: text[t.Start:cursor], dialect: d, Expect: Parameters}
	for _, known := range d.Parameters(text[:t.Start] + " " + text[cursor:]) {
		if place := known.Places[0]; known.Name != "" {
			p.Known = append(p.Known, (text[:t.Start] + " " + text[cursor:])[place.Start:place.End])
		}
	}
	return p
}

// inString is a place in a string: where a table may stand, DuckDB takes the
// name of a file.
func inString(d *sqltext.Dialect, text string, t sqltext.Token, cursor int) Place {
	p := Place{From: t.Start + 1, To: cursor, Word: text[t.Start+1 : cursor], Quote: '\'', dialect: d}
	before := cut(d, text[:t.Start])
	n := len(before)
	none := Place{From: -1, To: cursor, dialect: d, value: t.Start}
	if n == 0 || d.Name() != "duckdb" || text[t.Start] != '\'' {
		return none
	}
	word := before[n-1].lower
	if before[n-1].text == "[" && n > 2 {
		n--
	}
	if before[n-1].text == "(" && n > 1 {
		word = before[n-2].lower
	}
	isFile := isTableWord(word) || word == "attach" || word == "copy" || word == "database" ||
		strings.HasPrefix(word, "read_") || strings.HasPrefix(word, "parquet_") || word == "sniff_csv" || word == "glob"
	if !isFile {
		return none
	}
	p.Expect, p.Behind = Files, behind(text, cursor)
	return p
}
