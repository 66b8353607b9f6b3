package duckdb

import (
	"strings"
	"unicode"
)

// words returns the first n bare words of a statement in upper case, without
// comments, strings, quoted names and punctuation.
func words(sql string, n int) []string {
	var found []string
	for sql != "" && len(found) < n {
		if rest := skipQuoted(sql); len(rest) < len(sql) {
			sql = rest
			continue
		}
		size := wordLength(sql)
		if size == 0 {
			sql = sql[1:]
			continue
		}
		found = append(found, strings.ToUpper(sql[:size]))
		sql = sql[size:]
	}
	return found
}

// skipQuoted cuts one comment, string or quoted name off the front of sql.
func skipQuoted(sql string) string {
	switch {
	case strings.HasPrefix(sql, "--"):
		return after(sql, 2, "\n")
	case strings.HasPrefix(sql, "/*"):
		return after(sql, 2, "*/")
	case sql[0] == '\'' || sql[0] == '"':
		return after(sql, 1, sql[:1])
	case sql[0] == '$':
		if tag := strings.IndexByte(sql[1:], '$'); tag >= 0 && wordLength(sql[1:]) == tag {
			return after(sql, tag+2, sql[:tag+2])
		}
	}
	return sql
}

// after returns what follows the next end in sql[from:], or nothing.
func after(sql string, from int, end string) string {
	at := strings.Index(sql[from:], end)
	if at < 0 {
		return ""
	}
	return sql[from+at+len(end):]
}

func wordLength(s string) int {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return i
		}
	}
	return len(s)
}
