package duckdb

import (
	"strings"
	"unicode"
)

// literal writes a string of SQL.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// quoted writes a name in double quotes.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// identifier writes a name, in quotes where it needs them: reserved holds the
// keywords, in lower case, that cannot be names.
func identifier(name string, reserved map[string]bool) string {
	if !isPlain(name) || reserved[strings.ToLower(name)] {
		return quoted(name)
	}
	return name
}

func isPlain(name string) bool {
	for i, r := range name {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}

// tableName makes a plain name of a file's stem: letters and digits stay, and
// everything else becomes an underscore.
func tableName(stem string) string {
	var b strings.Builder
	for _, r := range stem {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			r = '_'
		}
		if r != '_' || (b.Len() > 0 && !strings.HasSuffix(b.String(), "_")) {
			b.WriteRune(r)
		}
	}
	name := strings.TrimRight(b.String(), "_")
	switch {
	case name == "":
		return "data"
	case name[0] >= '0' && name[0] <= '9':
		return "t_" + name
	}
	return name
}
