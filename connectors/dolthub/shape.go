package dolthub

import (
	"regexp"
	"slices"
	"strings"

	"sonde/internal/sqltext"
)

// word is a token of a statement that matters.
type word struct {
	sqltext.Token
	text  string // in lower case, without the quotes around a name
	depth int    // of parentheses
}

// shape is what paging must know of a statement.
type shape struct {
	sql   string // the one statement, without what stands around it
	words []word
}

// shapeOf reads a text; ok is false where it is not one statement.
func shapeOf(text string) (s shape, ok bool) {
	parts := dialect.Split(text)
	if len(parts) != 1 {
		return s, false
	}
	s.sql = text[parts[0].Start:parts[0].End]
	depth := 0
	for _, t := range dialect.Tokens(s.sql) {
		piece := s.sql[t.Start:t.End]
		switch {
		case t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment:
			continue
		case piece == ")":
			depth--
		case t.Kind == sqltext.QuotedIdentifier:
			piece = strings.ReplaceAll(strings.Trim(piece, "`"), "``", "`")
		}
		s.words = append(s.words, word{t, strings.ToLower(piece), depth})
		if piece == "(" {
			depth++
		}
	}
	return s, true
}

// isWord reports whether a token is a bare word and not a string or a name in
// quotes.
func (w word) isWord() bool {
	return w.Kind != sqltext.String && w.Kind != sqltext.QuotedIdentifier
}

// top finds a word outside of parentheses; negative where there is none.
func (s shape) top(text string) int {
	return slices.IndexFunc(s.words, func(w word) bool { return w.depth == 0 && w.isWord() && w.text == text })
}

// unsteady are functions whose answers differ from page to page, or depend on
// the order in which rows are met.
var unsteady = set(`rand uuid uuid_short sleep now sysdate curdate curtime current_date current_time current_timestamp localtime
	localtimestamp utc_date utc_time utc_timestamp unix_timestamp connection_id found_rows row_count last_insert_id get_lock
	group_concat any_value json_arrayagg json_objectagg first_value last_value`)

// moving are system tables that a commit does not hold still.
var moving = set(`dolt_branches dolt_remote_branches dolt_remotes dolt_tags dolt_commits dolt_commit_ancestors dolt_status
	dolt_diff dolt_merge_status dolt_conflicts dolt_workspace dolt_reflog dolt_branch_activity processlist`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}

var commitHash = regexp.MustCompile(`^['"][0-9a-v]{32}['"]$`)

// selects reports whether the statement may stand within another one.
func (s shape) selects() bool {
	return len(s.words) > 0 && slices.Contains([]string{"select", "with", "table", "values", "("}, s.words[0].text)
}

// obstacle says why the pages of a statement would not fit together; empty where
// they do.
func (s shape) obstacle() string {
	if !s.selects() {
		return "only a SELECT can be fetched page by page"
	}
	for i, w := range s.words {
		if why := s.obstacleAt(i, w); why != "" {
			return why
		}
	}
	if s.namesRefs() && !s.namesOnlyCommits() {
		return "it names refs, which may move while pages are fetched; commit hashes would not"
	}
	return ""
}

func (s shape) obstacleAt(i int, w word) string {
	shown := strings.ToUpper(w.text)
	switch {
	case w.Kind == sqltext.String:
	case strings.HasPrefix(w.text, "@"), w.text == ":=":
		return "it uses variables, which the next page would not have"
	case !w.isWord() && strings.Contains(w.text, "/"):
		return "it names another branch, which may move while pages are fetched"
	case moving[w.text] && !s.follows(i, "("):
		return shown + " is not held by a commit and may change while pages are fetched"
	case !w.isWord():
	case w.text == "limit":
		return "it has a LIMIT of its own; leave that out and limit the fetch instead"
	case w.text == "over":
		return "window functions may give every page other values"
	case w.text == "for" && w.depth == 0, w.text == "into":
		return shown + " has no meaning for pages"
	case unsteady[w.text] && (s.follows(i, "(") || strings.HasPrefix(w.text, "current_") || strings.HasPrefix(w.text, "utc_") || strings.HasPrefix(w.text, "localtime")):
		return shown + "() may give every page other values"
	}
	return ""
}

func (s shape) follows(i int, text string) bool {
	return i+1 < len(s.words) && s.words[i+1].text == text
}

// namesRefs reports whether the statement may look at other commits than the one
// it is sent to.
func (s shape) namesRefs() bool {
	for i, w := range s.words {
		switch {
		case w.isWord() && w.text == "as" && s.follows(i, "of"),
			strings.HasPrefix(w.text, "dolt_") && s.follows(i, "("),
			strings.HasPrefix(w.text, "dolt_commit_diff_"):
			return true
		}
	}
	return false
}

// namesOnlyCommits reports whether every text in the statement is the hash of a
// commit, or one that no ref has.
func (s shape) namesOnlyCommits() bool {
	for i, w := range s.words {
		harmless := w.Kind != sqltext.String || commitHash.MatchString(w.text) ||
			slices.Contains([]string{"'added'", "'modified'", "'removed'"}, w.text) || s.isTableOfDiff(i)
		if !harmless {
			return false
		}
	}
	return true
}

// isTableOfDiff recognises the table in dolt_diff(from, to, table).
func (s shape) isTableOfDiff(i int) bool {
	return i >= 6 && s.words[i-6].text == "dolt_diff" && s.words[i-5].text == "("
}

// source is a statement over one table, and how its parts are written.
type source struct {
	table string // its name
	as    string // how its columns are qualified
	// whole says that it asks for the whole table, with every column.
	whole bool
	// plain says that the columns of the answer are columns of the table, under
	// their own names.
	plain bool
	// where is the offset behind WHERE; 0 where there is none.
	where int
}

// single recognises SELECT … FROM table [alias] [WHERE …] [ORDER BY …].
func (s shape) single() (source, bool) {
	var none source
	if s.words[0].text == "table" && len(s.words) == 2 {
		return source{s.words[1].text, dialect.QuoteIdentifier(s.original(1)), true, true, 0}, true
	}
	from := s.top("from")
	if s.words[0].text != "select" || from < 0 || from+1 >= len(s.words) {
		return none, false
	}
	for _, never := range []string{"distinct", "distinctrow", "group", "having", "union", "intersect", "except", "join", "straight_join", "window", "natural"} {
		if s.top(never) >= 0 {
			return none, false
		}
	}
	return s.afterFrom(from)
}

// afterFrom reads the name of the table, and what may follow it.
func (s shape) afterFrom(from int) (source, bool) {
	at := from + 1
	if k := s.words[at].Kind; k == sqltext.Punctuation || k == sqltext.String || s.follows(at, "(") || s.follows(at, ".") {
		return source{}, false
	}
	out := source{table: s.original(at), as: dialect.QuoteIdentifier(s.original(at)), plain: s.isPlainList(1, from)}
	at++
	if at < len(s.words) && s.words[at].text == "as" && s.words[at].isWord() {
		at++
	}
	ends := func() bool {
		return at >= len(s.words) || s.words[at].isWord() && (s.words[at].text == "where" || s.words[at].text == "order")
	}
	if !ends() {
		out.as = dialect.QuoteIdentifier(s.original(at))
		at++
	}
	if !ends() {
		return source{}, false
	}
	if at < len(s.words) && s.words[at].text == "where" {
		out.where = s.words[at].End
	}
	out.whole = at >= len(s.words) && from == 2 && s.words[1].text == "*"
	return out, true
}

// original is a name as it was written, without quotes.
func (s shape) original(i int) string {
	text := s.sql[s.words[i].Start:s.words[i].End]
	if s.words[i].Kind == sqltext.QuotedIdentifier {
		return strings.ReplaceAll(strings.Trim(text, "`"), "``", "`")
	}
	return text
}

// isPlainList reports whether a list of columns is * or bare names.
func (s shape) isPlainList(begin, end int) bool {
	expectName := true
	for _, w := range s.words[begin:end] {
		isComma := w.isWord() && w.text == ","
		if isComma == expectName || w.Kind == sqltext.String || w.Kind == sqltext.Number {
			return false
		}
		expectName = isComma
	}
	return begin < end
}
