package dolthub

import (
	"context"
	"fmt"
	"strings"

	"sonde/internal/sqltext"
)

var dialect = sqltext.ForName("mysql")

// view is what a statement looks at: a repository at a ref.
type view struct {
	ctx  context.Context
	s    *store
	repo *repository
	ref  string
	at   *commit
}

// database is the name under which a statement sees the repository.
func (v *view) database() string { return v.repo.name + "/" + v.ref }

// translation rewrites a statement for the engine: MySQL's quotes, the tables
// of version control, revisions of tables, and the names of databases. All else
// stays as it is, because the SQL of the sandbox is the engine's.
type translation struct {
	*view
	sql    string
	tokens []sqltext.Token
	next   int
	out    strings.Builder
	made   int // views made for this statement
}

// translate returns the statement that the engine runs.
func (v *view) translate(sql string) (string, error) {
	t := &translation{view: v, sql: sql, tokens: dialect.Tokens(sql)}
	for t.next < len(t.tokens) {
		if err := t.step(); err != nil {
			return "", err
		}
	}
	return t.out.String(), nil
}

// requote rewrites nothing but quotes, for a look at the syntax alone.
func requote(sql string) string {
	var out strings.Builder
	for _, token := range dialect.Tokens(sql) {
		switch text := sql[token.Start:token.End]; token.Kind {
		case sqltext.Comment:
			out.WriteByte(' ')
		case sqltext.String:
			out.WriteString(engineString(text))
		case sqltext.QuotedIdentifier:
			out.WriteString(name(unquote(text)))
		default:
			out.WriteString(text)
		}
	}
	return out.String()
}

// step rewrites the next token, and those that belong to it.
func (t *translation) step() error {
	token := t.tokens[t.next]
	text := t.text(token)
	t.next++
	switch token.Kind {
	case sqltext.Comment:
		t.out.WriteByte(' ')
	case sqltext.String:
		t.out.WriteString(engineString(text))
	case sqltext.QuotedIdentifier:
		return t.identifier(unquote(text), true)
	case sqltext.Identifier, sqltext.Function:
		return t.identifier(text, false)
	default:
		t.out.WriteString(text)
	}
	return nil
}

func (t *translation) text(token sqltext.Token) string { return t.sql[token.Start:token.End] }

// identifier rewrites a name.
func (t *translation) identifier(text string, quoted bool) error {
	lower := strings.ToLower(text)
	switch {
	case lower == "information_schema" && t.sees("."):
		t.out.WriteString(informationCatalog)
		return nil
	case t.sees(".") && (text == t.repo.name || strings.HasPrefix(text, t.repo.name+"/")):
		return t.revision(text)
	case t.sees("AS", "OF"):
		return t.asOf(text)
	case strings.HasPrefix(lower, "dolt_") && t.previous() != ".":
		if done, err := t.systemTable(lower); done || err != nil {
			return err
		}
	}
	if quoted {
		text = name(text)
	} else if own, ok := renamed[lower]; ok && t.sees("(") {
		text = own
	}
	t.out.WriteString(text)
	return nil
}

// renamed are functions that the engine has under the same name with another
// meaning.
var renamed = map[string]string{"version": "mysql_version"}

// revision rewrites the name of a database, which may say a ref behind a slash.
func (t *translation) revision(database string) error {
	at := t.at
	if _, ref, ok := strings.Cut(database, "/"); ok {
		var err error
		if at, err = t.repo.resolve(ref); err != nil {
			return fmt.Errorf("database not found: %s", database)
		}
	}
	t.out.WriteString(name(at.hash, "main"))
	return nil
}

// asOf rewrites table AS OF 'ref'.
func (t *translation) asOf(table string) error {
	t.take(2)
	ref, err := t.argument()
	if err != nil {
		return err
	}
	at, err := t.repo.resolve(ref)
	if err != nil {
		return err
	}
	t.out.WriteString(in(at.hash, table))
	return nil
}

// systemTable puts a view in the place of a table or table function of version
// control. done is false where there is none of that name.
func (t *translation) systemTable(table string) (done bool, err error) {
	var query string
	known := true
	if make, ok := tableFunctions[table]; ok && t.sees("(") {
		var arguments []string
		if arguments, err = t.arguments(); err == nil {
			query, err = make(t.view, arguments)
		}
	} else {
		query, known, err = t.systemQuery(table)
	}
	if err != nil || !known {
		return false, err
	}
	t.made++
	// A name of its own keeps apart what one statement asks of two refs; the
	// table's own name is what columns are qualified with.
	made := in(systemCatalog, fmt.Sprintf("%s #%d", table, t.made))
	if err := t.s.exec(t.ctx, fmt.Sprintf("CREATE OR REPLACE VIEW %s AS %s", made, query)); err != nil {
		return false, err
	}
	t.out.WriteString(made)
	if !t.aliased() {
		t.out.WriteString(" AS " + name(table))
	}
	return true, nil
}

// aliased reports whether an alias follows.
func (t *translation) aliased() bool {
	if t.sees("AS") {
		return true
	}
	next, ok := t.peek(0)
	return ok && (next.Kind == sqltext.Identifier || next.Kind == sqltext.QuotedIdentifier)
}

// sees reports whether the next tokens are these words or marks.
func (t *translation) sees(words ...string) bool {
	for i, w := range words {
		token, ok := t.peek(i)
		if !ok || !strings.EqualFold(t.text(token), w) {
			return false
		}
	}
	return true
}

// peek returns the n-th of the coming tokens that are no blanks.
func (t *translation) peek(n int) (sqltext.Token, bool) {
	for _, token := range t.tokens[t.next:] {
		if token.Kind == sqltext.Whitespace || token.Kind == sqltext.Comment {
			continue
		}
		if n == 0 {
			return token, true
		}
		n--
	}
	return sqltext.Token{}, false
}

// take skips n tokens that are no blanks.
func (t *translation) take(n int) {
	for ; n > 0 && t.next < len(t.tokens); t.next++ {
		if k := t.tokens[t.next].Kind; k != sqltext.Whitespace && k != sqltext.Comment {
			n--
		}
	}
}

// previous is the last mark that was written.
func (t *translation) previous() string {
	written := strings.TrimRight(t.out.String(), " \t\r\n")
	if written == "" {
		return ""
	}
	return written[len(written)-1:]
}

// argument takes one string or name.
func (t *translation) argument() (string, error) {
	token, ok := t.peek(0)
	if !ok {
		return "", fmt.Errorf("syntax error at position %d near ''", len(t.sql)+1)
	}
	t.take(1)
	text := t.text(token)
	switch token.Kind {
	case sqltext.String, sqltext.QuotedIdentifier:
		return unquote(text), nil
	case sqltext.Identifier:
		return text, nil
	}
	return "", fmt.Errorf("syntax error at position %d near '%s'", token.End+1, text)
}

// arguments takes a list of strings in parentheses.
func (t *translation) arguments() ([]string, error) {
	t.take(1)
	var all []string
	for !t.sees(")") {
		a, err := t.argument()
		if err != nil {
			return nil, err
		}
		all = append(all, a)
		if t.sees(",") {
			t.take(1)
		}
	}
	t.take(1)
	return all, nil
}

// filter finds the literal that a column is compared with, as in
// from_commit = 'abc'.
func (t *translation) filter(column string) (string, bool) {
	for i := range t.tokens {
		if !strings.EqualFold(strings.Trim(t.text(t.tokens[i]), "`"), column) {
			continue
		}
		rest := translation{view: t.view, sql: t.sql, tokens: t.tokens, next: i + 1}
		if rest.sees("=") {
			rest.take(1)
			if value, err := rest.argument(); err == nil {
				return value, true
			}
		}
	}
	return "", false
}

// engineString returns a string literal of MySQL as one of the engine.
func engineString(text string) string {
	if text[0] != '\'' && text[0] != '"' {
		return text // x'00ff' and the like
	}
	return literal(unquote(text))
}

var escapes = strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\r`, "\r", `\0`, "\x00", `\Z`, "\x1a", `\b`, "\b",
	`\\`, `\`, `\'`, `'`, `\"`, `"`, `\%`, `\%`, `\_`, `\_`)

// unquote returns what stands in MySQL's quotes of any kind.
func unquote(text string) string {
	if len(text) < 2 || !strings.Contains("'\"`", text[:1]) {
		return text
	}
	quote := text[:1]
	inner := strings.TrimSuffix(text[1:], quote)
	if quote != "`" {
		inner = escapes.Replace(inner)
	}
	return strings.ReplaceAll(inner, quote+quote, quote)
}
