package datafold

import "strings"

// dialects are the rules of SQL text by the type of a data source, where sonde
// knows them. Databricks escapes in strings like MySQL but has other comments,
// and so it is left to the rules for servers that are not known.
var dialects = map[string]string{
	"athena": "athena", "trino": "athena", "starburst": "athena", "bigquery": "bigquery", "duckdb": "duckdb", "mysql": "mysql", "mariadb": "mysql",
}

// plans are the words that make a data source tell how it would run a statement,
// without running it, by its type. Of the others none is one statement with rows.
var plans = map[string]string{
	"athena": "EXPLAIN ", "trino": "EXPLAIN ", "starburst": "EXPLAIN ", "snowflake": "EXPLAIN ", "databricks": "EXPLAIN COST ", "redshift": "EXPLAIN ",
	"pg": "EXPLAIN ", "postgres_aurora": "EXPLAIN ", "postgres_aws_rds": "EXPLAIN ", "mysql": "EXPLAIN ", "mariadb": "EXPLAIN ", "vertica": "EXPLAIN ", "duckdb": "EXPLAIN ",
}

// learn takes note of the type of the chosen data source.
func (c *Conn) learn(sources ...source) {
	for _, s := range sources {
		if c.isChosen(s) && s.Type != "" {
			c.kind.Store(s.Type)
		}
	}
}

// sourceType is the type of the chosen data source; empty while it is not known.
func (c *Conn) sourceType() string {
	kind, _ := c.kind.Load().(string)
	return strings.ToLower(kind)
}

// Dialect implements connectors.Speaker: that of the chosen data source, once
// Datafold has told its type.
func (c *Conn) Dialect() string { return dialects[c.sourceType()] }

// Explain implements connectors.Explainer, once the type of the chosen data
// source is known. What measures a statement also runs it, and is left to be
// written by who wants it.
func (c *Conn) Explain(sql string, analyze bool) (string, bool) {
	words, known := plans[c.sourceType()]
	return words + sql, known && !analyze
}
