package clickhouse

import (
	"strings"

	"sonde/internal/sqltext"
)

// Setting is a setting as the SETTINGS clause of a statement gives it.
type Setting struct {
	Name  string // in the letters of the statement
	Value string // without quotes
}

// SettingsOf returns what the SETTINGS clauses of a statement and of its subqueries
// set, in the order of the text.
func SettingsOf(d *sqltext.Dialect, sql string) []Setting {
	words := wordsOf(d, sql)
	var all []Setting
	for i, word := range words {
		if strings.EqualFold(word, "SETTINGS") && i > 0 && words[i-1] != "." {
			all = append(all, settingsFrom(words[i+1:])...)
		}
	}
	return all
}

// settingsFrom reads NAME = VALUE, … up to whatever is none.
func settingsFrom(words []string) []Setting {
	var list []Setting
	for len(words) >= 3 && words[1] == "=" {
		s := Setting{Name: bare(words[0]), Value: bare(words[2])}
		words = words[3:]
		if s.Value == "-" && len(words) > 0 {
			s.Value += words[0]
			words = words[1:]
		}
		list = append(list, s)
		if len(words) == 0 || words[0] != "," {
			break
		}
		words = words[1:]
	}
	return list
}

// HasTotals reports whether a statement asks for totals beside its rows.
func HasTotals(d *sqltext.Dialect, sql string) bool {
	words := wordsOf(d, sql)
	for i := 1; i < len(words); i++ {
		if strings.EqualFold(words[i-1], "WITH") && strings.EqualFold(words[i], "TOTALS") {
			return true
		}
	}
	return false
}

// wordsOf are the tokens of a statement that mean something.
func wordsOf(d *sqltext.Dialect, sql string) []string {
	var words []string
	for _, t := range d.Tokens(sql) {
		if t.Kind != sqltext.Whitespace && t.Kind != sqltext.Comment {
			words = append(words, sql[t.Start:t.End])
		}
	}
	return words
}

// bare is a literal or a name without its quotes.
func bare(word string) string {
	if len(word) < 2 || strings.IndexByte("'`\"", word[0]) < 0 || word[len(word)-1] != word[0] {
		return word
	}
	return unescapes.Replace(word[1 : len(word)-1])
}

var unescapes = strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r", `\'`, "'", `\"`, `"`, "''", "'", "``", "`")
