package sqltext

import "strings"

// Classify tells what a text does, and by which verb, in upper case ("DELETE",
// "SELECT INTO", "CALL DOLT_COMMIT"). Of several statements the worst counts. A
// text without statements reads, with no verb. What is not understood, and what
// the server might read otherwise than sonde, is Unknown.
func (d *Dialect) Classify(text string) (effect Effect, verb string) {
	effect = Read
	for st := range d.statements(text) {
		e, v := d.classify(text[st.Start:st.End])
		if verb == "" || e.worse(effect) {
			effect, verb = e, v
		}
	}
	if !effect.MayWrite() && d.doubtful(text) {
		return Unknown, verb
	}
	return effect, verb
}

func (d *Dialect) classify(statement string) (Effect, string) {
	r := reader{s: scanner{d: d, src: statement}}
	r.advance()
	r.advance()
	return r.statement()
}

// Unclosed reports whether a text ends within a quote or a comment.
func (d *Dialect) Unclosed(text string) bool {
	s := scanner{d: d, src: text}
	for s.more() {
		s.next()
	}
	return s.open.Open()
}

// doubtful reports whether the server may find other quotes and comments in a
// text than the scanner does.
func (d *Dialect) doubtful(text string) bool {
	s := scanner{d: d, src: text}
	for s.more() {
		t := s.next()
		if piece := text[t.Start:t.End]; t.Kind == Comment && executable(piece) || d.unsure && ambiguous(t.Kind, piece) {
			return true
		}
	}
	return s.open.Open()
}

// ambiguous reports whether servers differ in how they read a token: in escaped
// quotes, nested comments, dollar quotes, and in what begins a comment.
func ambiguous(kind Kind, piece string) bool {
	switch kind {
	case String, QuotedIdentifier:
		return piece[0] == '$' || escapesQuote(piece)
	case Comment:
		return strings.Contains(piece[2:], "/*") || piece[0] == '-' && !(lineComment{"--", true}).begins(piece)
	case Operator:
		return piece == "#" || piece == "//"
	}
	return false
}

// escapesQuote reports whether a quoted text ends elsewhere for servers to which
// a backslash escapes a quote: where an odd number of them stands before one.
func escapesQuote(piece string) bool {
	odd := false
	for i := range len(piece) {
		switch piece[i] {
		case '\\':
			odd = !odd
		case '\'', '"', '`':
			if odd {
				return true
			}
		default:
			odd = false
		}
	}
	return false
}

// item is a token that matters, with its word where it is one that reader knows.
type item struct {
	Token
	word string
}

// is reports whether there is an item.
func (i item) is() bool { return i.End > 0 }

// reader walks over the tokens of one statement, with a look at both neighbours.
type reader struct {
	s               scanner
	prev, cur, next item
}

func (r *reader) advance() {
	r.prev, r.cur, r.next = r.cur, r.next, item{}
	for r.s.more() {
		t := r.s.next()
		if !matters(r.s.src, t) || t.Kind == Template || t.Kind == Comment {
			continue
		}
		r.next = item{Token: t}
		if t.Kind == Identifier && !r.isMark(r.cur, ".") {
			r.next.word, _ = lookup(knownWords, strings.TrimLeft(r.text(r.next), "@"))
		}
		return
	}
}

func (r *reader) text(i item) string { return r.s.src[i.Start:i.End] }

func (r *reader) isMark(i item, mark string) bool { return i.is() && r.text(i) == mark }

// isName reports whether an item may be what a verb works on.
func (r *reader) isName(i item) bool {
	return i.is() && i.Kind != Punctuation && i.Kind != Operator && i.word != "as"
}

// statement classifies the statement that begins at the current item.
func (r *reader) statement() (Effect, string) {
	for r.isMark(r.cur, "(") || r.isMark(r.cur, "%") {
		r.advance()
	}
	verb := strings.ToUpper(r.cur.word)
	if explains(r.cur.word) {
		return r.explain(verb)
	}
	switch r.cur.word {
	case "with":
		return r.with()
	case "pragma":
		return r.pragma()
	case "call":
		return r.call()
	case "attach":
		return r.attach()
	}
	switch effect, known := r.s.d.effects[r.cur.word]; {
	case !known:
		return r.script()
	case effect == Read:
		return r.read(verb)
	case effect == Session:
		return r.session(verb)
	default:
		return effect, verb
	}
}

// read reads on behind a verb that reads; a write within makes it one.
func (r *reader) read(verb string) (Effect, string) {
	effect := Read
	for ; r.cur.is(); r.advance() {
		if w := r.write(verb); w != "" {
			return Write, w
		}
		// Some servers take a new statement without a semicolon before it.
		if r.s.d.unsure && r.changes() && r.prev.word != "for" {
			effect = Unknown
		}
	}
	return effect, verb
}

// write returns the verb of a write that begins at the current item, within a
// statement with another verb; nothing where none begins.
func (r *reader) write(verb string) string {
	word := r.cur.word
	if word == "" {
		return ""
	}
	enclosed := r.isMark(r.prev, "(") || r.isMark(r.prev, ")")
	switch {
	case word == "into" && changes[r.prev.word] != "":
		return strings.ToUpper(r.prev.word)
	case word == "into" && !(verb == "UNPIVOT" && r.next.word == "name"):
		return "SELECT INTO"
	case word == "delete" && r.next.word == "from", word == "insert" && r.next.word == "overwrite":
		return strings.ToUpper(word)
	case enclosed && r.changes() && r.next.word != "from":
		return strings.ToUpper(word)
	}
	return ""
}

// changes reports whether the current item is a verb that changes something,
// before what it may work on.
func (r *reader) changes() bool {
	return r.cur.word != "" && changes[r.cur.word] != "" && r.isName(r.next)
}

// with finds the verb behind the common table expressions.
func (r *reader) with() (Effect, string) {
	r.advance()
	for depth := 0; r.cur.is(); r.advance() {
		if depth == 0 && r.isMainVerb() {
			return r.statement()
		}
		if w := r.write("WITH"); w != "" {
			return Write, w
		}
		switch r.text(r.cur) {
		case "(":
			depth++
		case ")":
			depth--
		}
	}
	return Unknown, "WITH"
}

// isMainVerb reports whether the current item, outside parentheses, begins what
// follows the common table expressions, rather than being the name of one.
func (r *reader) isMainVerb() bool {
	if r.isMark(r.cur, "(") {
		return r.isMark(r.prev, ")")
	}
	effect, ok := r.s.d.effects[r.cur.word]
	switch {
	case !ok || r.next.word == "as" || r.cur.word == "with" || explains(r.cur.word):
		return false
	case effect == Read:
		return true
	}
	return r.isName(r.next)
}

// explains reports whether a verb shows a plan. MySQL has DESCRIBE for it too.
func explains(word string) bool {
	return word == "explain" || word == "describe" || word == "desc"
}

// explain reads what is explained: with ANALYZE it is run.
func (r *reader) explain(verb string) (Effect, string) {
	analyze := false
	for r.advance(); r.cur.is(); r.advance() {
		if r.cur.word == "analyze" || r.cur.word == "analyse" {
			analyze = true
			continue
		}
		if explains(r.cur.word) {
			continue
		}
		if _, ok := r.s.d.effects[r.cur.word]; ok {
			if !analyze {
				return Read, verb
			}
			return r.statement()
		}
	}
	if analyze {
		return Unknown, verb
	}
	return Read, verb
}

// session reads on behind a verb that changes only the session, unless its
// form reaches further.
func (r *reader) session(verb string) (Effect, string) {
	switch r.cur.word {
	case "set":
		if r.lasting() {
			return Write, verb
		}
	case "start":
		if r.next.word != "transaction" {
			return Write, verb
		}
	case "begin":
		switch r.next.word {
		case "transaction", "tran", "work", "isolation", "read", "deferred", "immediate", "exclusive", "concurrent":
		default:
			if r.next.is() {
				return r.script()
			}
		}
	}
	if r.s.d.unsure {
		r.advance()
		if effect, inner := r.read(verb); effect != Read {
			return effect, inner
		}
	}
	return Session, verb
}

// lasting reports whether a SET changes more than the session: the server's
// settings, a password, somebody's roles.
func (r *reader) lasting() bool {
	if r.s.d.name == "duckdb" || r.s.d.name == "bigquery" {
		return false
	}
	for look := *r; look.cur.is(); look.advance() {
		switch look.cur.word {
		case "global", "persist", "persist_only", "password":
			return true
		case "default":
			if look.next.word == "role" {
				return true
			}
		}
	}
	return false
}

// script classifies what begins with a verb that is not known, or holds
// statements of its own: it writes where something in it plainly does.
func (r *reader) script() (Effect, string) {
	verb := ""
	if r.cur.Kind == Identifier && r.cur.End-r.cur.Start <= maxWord {
		verb = strings.ToUpper(r.text(r.cur))
	}
	for ; r.cur.is(); r.advance() {
		if r.changes() {
			return Write, strings.ToUpper(r.cur.word)
		}
	}
	return Unknown, verb
}

// readPragmas are DuckDB's pragmas and table functions that only tell something.
var readPragmas = wordSet(`all_profiling_output collations database_list database_size
	extension_versions functions metadata_info platform show show_databases show_tables
	show_tables_expanded storage_info table_info user_agent version`)

func (r *reader) pragma() (Effect, string) {
	r.advance()
	name := strings.ToLower(r.text(r.cur))
	switch {
	case readPragmas[name] != "":
		return Read, "PRAGMA"
	case r.s.d.name != "duckdb":
		return Unknown, "PRAGMA"
	case r.isMark(r.next, "="), strings.HasPrefix(name, "enable_"), strings.HasPrefix(name, "disable_"):
		return Session, "PRAGMA"
	}
	return Unknown, "PRAGMA"
}

func (r *reader) call() (Effect, string) {
	r.advance()
	name := strings.ToLower(r.text(r.cur))
	pragma, isPragma := strings.CutPrefix(name, "pragma_")
	switch {
	case r.s.d.name == "mysql" && strings.HasPrefix(name, "dolt_"):
		return Write, "CALL " + strings.ToUpper(name)
	case r.s.d.name == "duckdb" && strings.HasPrefix(name, "duckdb_"), isPragma && readPragmas[pragma] != "":
		return Read, "CALL"
	}
	return Unknown, "CALL"
}

// attach makes a file where there is none, unless it is told to read only.
func (r *reader) attach() (Effect, string) {
	for ; r.cur.is() && r.s.d.name == "duckdb"; r.advance() {
		if r.cur.word == "read_only" && (r.next.word == "true" || r.isMark(r.next, ")") || r.isMark(r.next, ",")) {
			return Session, "ATTACH"
		}
	}
	return Write, "ATTACH"
}
