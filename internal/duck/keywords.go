package duck

import (
	_ "embed"
	"slices"
	"strings"
)

// keywordList holds the words that DuckDB quotes where they name a field of a
// type, in order:
//
//	SELECT DISTINCT keyword_name FROM duckdb_keywords() ORDER BY ALL
//
//go:embed keywords.txt
var keywordList string

var keywords = strings.Fields(keywordList)

// quoteName writes the name of a field as DuckDB does in the text of a type.
func quoteName(name string) string {
	if name == "" || isPlainName(name) {
		return name
	}
	return quote(name, '"')
}

func isPlainName(name string) bool {
	for i, c := range []byte(name) {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	_, found := slices.BinarySearch(keywords, strings.ToLower(name))
	return !found
}
