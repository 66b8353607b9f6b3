package tui

import (
	"path"
	"slices"
	"strings"

	"sonde/internal/cellwidth"
	"sonde/internal/sqltext"
)

// sqlWord is a token of a statement that is neither blank nor a comment.
type sqlWord struct {
	text       string
	start, end int
}

// is reports whether a word is one of some, which are in lower case.
func (w sqlWord) is(some ...string) bool { return slices.Contains(some, strings.ToLower(w.text)) }

// wordsOf are the words of a statement, without the control blocks of a template.
func wordsOf(dialect, sql string) []sqlWord {
	var words []sqlWord
	for _, t := range sqltext.ForName(dialect).Tokens(sql) {
		text := sql[t.Start:t.End]
		if t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment || t.Kind == sqltext.Template && strings.HasPrefix(text, "{%") || text == ";" {
			continue
		}
		words = append(words, sqlWord{text, t.Start, t.End})
	}
	return words
}

// closing is the place of the bracket that closes the one at the beginning, or the
// end of the words.
func closing(words []sqlWord) int {
	depth := 0
	for i, w := range words {
		switch {
		case w.is("("):
			depth++
		case w.is(")"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(words)
}

// outside is the place of the first of some words that stands in no brackets;
// negative where there is none.
func outside(words []sqlWord, some ...string) int {
	for i := 0; i < len(words); i++ {
		switch {
		case words[i].is("("):
			i += closing(words[i:])
		case words[i].is(some...):
			return i
		}
	}
	return -1
}

// longestName is how much of a title is kept, longestBeginning how much of the
// words of a query that reads nothing.
const longestName, longestBeginning = 60, 16

// resultTitle is a short name for the result of a statement: what it reads from,
// or what it begins with.
func resultTitle(dialect, sql string) string {
	sql = clip(sql, 4000)
	title := endpointTitle(sql)
	if title == "" {
		sql = strings.TrimPrefix(strings.TrimSpace(sql), "%") // the mark of a template
		title = readTitle(sql, wordsOf(dialect, sql))
	}
	title, _ = cellwidth.Middle(oneLine(title), longestName)
	return title
}

func readTitle(sql string, words []sqlWord) string {
	words = mainPart(words)
	switch {
	case len(words) == 0:
		return ""
	case words[0].is("explain"):
		return "explain"
	case words[0].is("("):
		return readTitle(sql, words[1:closing(words)])
	case !words[0].is("select", "from"):
		return sourceOf(sql, words)
	}
	switch names := tableNames(words); len(names) {
	case 0:
	case 1, 2:
		return strings.Join(names, ", ")
	default:
		return names[0]
	}
	beginning, _ := cellwidth.Truncate(oneLine(sourceOf(sql, words)), longestBeginning)
	return beginning
}

func sourceOf(sql string, words []sqlWord) string {
	return strings.Join(strings.Fields(sql[words[0].start:words[len(words)-1].end]), " ")
}

// mainPart is what follows the tables that a statement defines for itself.
func mainPart(words []sqlWord) []sqlWord {
	if len(words) > 0 && words[0].is("with") {
		return words[max(0, outside(words, "select", "from", "values", "insert", "update", "delete", "merge")):]
	}
	return words
}

// tableNames are what a query reads from, the subqueries in the place of tables
// looked into.
func tableNames(words []sqlWord) []string {
	words = mainPart(words)
	at := 0
	for {
		i := outside(words[at:], "from")
		if i < 0 {
			return nil
		}
		if at += i + 1; at < 2 || !words[at-2].is("distinct") { // a IS DISTINCT FROM b
			return namesIn(words[at:])
		}
	}
}

// clauses are the words that end a list of tables or of columns.
var clauses = []string{"from", "where", "prewhere", "group", "order", "having", "limit", "offset", "fetch", "union", "intersect", "except", "window", "qualify", "settings", "format"}

// namesIn are the names in a list of tables.
func namesIn(words []sqlWord) []string {
	var names []string
	for len(words) > 0 {
		name, next := tableName(words)
		for _, n := range name {
			if n != "" && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
		words = words[next:]
		i := outside(words, append([]string{",", "join"}, clauses...)...)
		if i < 0 || words[i].is(clauses...) {
			break
		}
		words = words[i+1:]
	}
	return names
}

// tableName is what stands at the beginning of a list of tables, without its
// schema, and how many words it takes: a table, a file, a function of one, or a
// subquery.
func tableName(words []sqlWord) (names []string, next int) {
	if words[0].is("(") {
		end := closing(words)
		inner := words[1:max(1, end)]
		switch {
		case len(inner) == 0:
			return nil, end
		case inner[0].is("values"):
			return []string{"VALUES"}, end
		case inner[0].is("select", "with", "from", "("):
			return tableNames(inner), end
		}
		return namesIn(inner), end
	}
	for next = 0; next+2 < len(words) && words[next+1].is("."); next += 2 {
	}
	name := words[next].text
	if next++; next+1 < len(words) && words[next].is("(") && strings.HasPrefix(words[next+1].text, "'") {
		name = words[next+1].text
	}
	if strings.HasPrefix(name, "'") {
		name = path.Base(strings.ReplaceAll(strings.Trim(name, quoteMarks), "''", "'"))
	}
	return []string{strings.Trim(name, quoteMarks)}, next
}

const quoteMarks = `"'` + "`"

// titleApart is the title of a result whose statement reads the same as earlier
// ones: with what tells it apart from the last of them.
func (a *App) titleApart(dialect, title, sql string) string {
	words := wordsOf(dialect, clip(sql, 4000))
	var last []sqlWord
	for _, r := range slices.Backward(a.numberedResults()) {
		if r.read == "" || r.read != title || r.hollow() {
			continue
		}
		other := wordsOf(dialect, clip(r.run.Statement().SQL, 4000))
		if slices.EqualFunc(words, other, sameWord) {
			return r.title
		}
		if last == nil {
			last = other
		}
	}
	if text := difference(clip(sql, 4000), words, last); last != nil && text != "" {
		return title + " · " + text
	}
	return title
}

func sameWord(x, y sqlWord) bool { return strings.EqualFold(x.text, y.text) }

// difference is where a statement begins to differ from another one; empty where
// it does not.
func difference(sql string, words, other []sqlWord) string {
	i := 0
	for i < min(len(words), len(other)) && sameWord(words[i], other[i]) {
		i++
	}
	switch {
	case i == len(words) && i < len(other):
		return "no " + other[i].text
	case i == len(words):
		return ""
	}
	i = withSubject(words, i)
	if at := outside(words, clauses[1:]...); words[i].is("*") && at >= 0 {
		i = at // What all columns are of says more.
	}
	if words[i].is("where") && i+1 < len(words) {
		i++
	}
	selected := words[0].is("select") && outside(words[:i+1], clauses...) < 0
	if selected {
		i = columnStart(words, i)
	}
	end := outside(words[i+1:], clauses...)
	if end < 0 {
		end = len(words) - i - 1
	}
	text := sourceOf(sql, words[i:i+1+end])
	if selected && cellwidth.Of(text) > longestColumns {
		return namesOfColumns(words[i : i+1+end])
	}
	return text
}

// longestColumns is how long the expressions of columns are at most that tell two
// results apart; the names of the columns do that else.
const longestColumns = 24

// columnStart is where the column begins in whose expression a word stands.
func columnStart(words []sqlWord, i int) int {
	start, depth := min(1, i), 0
	for at, w := range words[:i] {
		switch {
		case w.is("("):
			depth++
		case w.is(")"):
			depth--
		case w.is(",") && depth == 0:
			start = at + 1
		}
	}
	return start
}

// namesOfColumns are the names in a list of columns, of those that have one.
func namesOfColumns(words []sqlWord) string {
	var names []string
	for len(words) > 0 {
		end := outside(words, ",")
		if end < 0 {
			end = len(words)
		}
		column := words[:end]
		if n := len(column); n == 1 || n > 1 && column[n-2].is("as", ".") {
			names = append(names, strings.Trim(column[n-1].text, quoteMarks))
		}
		words = words[min(end+1, len(words)):]
	}
	return strings.Join(names, ", ")
}

// withSubject goes back to the word that says what one is about.
func withSubject(words []sqlWord, i int) int {
	switch {
	case words[i].is("from") && i > 1:
		return 1 // What is selected differs in that it ends here.
	case i > 1 && words[i-1].is("=", "<", ">", "<=", ">=", "<>", "!="):
		return i - 2
	case i > 0 && words[i-1].is("limit", "offset", "by", "like", "ilike", "in", "between", "interval"):
		return i - 1
	}
	return i
}
