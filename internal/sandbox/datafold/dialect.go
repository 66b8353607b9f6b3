package datafold

import (
	"strings"

	"sonde/internal/sqltext"
)

var (
	engineDialect = sqltext.ForName("duckdb")
	// quotesDialect reads backticks as Databricks does.
	quotesDialect = sqltext.ForName("mysql")
)

// described are the metadata tables of Databricks, by the engine's name of their
// column of descriptions.
var described = map[string]string{"tables": "table_comment", "columns": "column_comment"}

// translate turns the quotes and metadata tables of the data source that stands
// for Databricks into the engine's. All else is the engine's SQL.
func (s *source) translate(sql string) string {
	if s.Type != "databricks" {
		return sql
	}
	tokens := quotesDialect.Tokens(sql)
	var out strings.Builder
	for i := 0; i < len(tokens); i++ {
		text := sql[tokens[i].Start:tokens[i].End]
		switch {
		case tokens[i].Kind == sqltext.QuotedIdentifier && text[0] == '`':
			out.WriteString(engineDialect.QuoteIdentifier(strings.ReplaceAll(strings.Trim(text, "`"), "``", "`")))
		case strings.EqualFold(text, "information_schema") && i+2 < len(tokens):
			table := strings.ToLower(sql[tokens[i+2].Start:tokens[i+2].End])
			comment, known := described[table]
			if !known {
				out.WriteString(text)
				continue
			}
			out.WriteString("(SELECT *, " + comment + " AS comment FROM information_schema." + table + " WHERE table_catalog = current_database())")
			i += 2
		default:
			out.WriteString(text)
		}
	}
	return out.String()
}
