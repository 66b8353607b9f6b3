package dolthub

import (
	"fmt"
	"regexp"
	"sync"

	"sonde/connectors"
)

const (
	namePattern = "(`(?:[^`]|``)+`|[\\w$]+)"
	asOfPattern = "(?:\\s+as\\s+of\\s+('[^']*'|\"[^\"]*\"|`[^`]*`|[\\w$]+))?\\s*;?\\s*$"
)

// showing is a kind of statement that MySQL has for what the engine tells by a
// query. The first group is the table, where there is one, and the last the ref.
type showing struct {
	pattern *regexp.Regexp
	query   func(v *view, table string) string
}

// shows are all of them. Their patterns take milliseconds to be made, which a
// program that starts has no use for.
var shows = sync.OnceValue(func() []showing {
	return []showing{
		{regexp.MustCompile(`(?is)^\s*show\s+tables()` + asOfPattern), func(v *view, _ string) string {
			return fmt.Sprintf("SELECT TABLE_NAME AS %s FROM dolt_information.tables ORDER BY 1", name("Tables_in_"+v.database()))
		}},
		{regexp.MustCompile(`(?is)^\s*show\s+full\s+tables()` + asOfPattern), func(v *view, _ string) string {
			return fmt.Sprintf(`SELECT TABLE_NAME AS %s, TABLE_TYPE AS "Table_type" FROM dolt_information.tables ORDER BY 1`, name("Tables_in_"+v.database()))
		}},
		{regexp.MustCompile(`(?is)^\s*show\s+(?:databases|schemas)()()\s*;?\s*$`), func(*view, string) string {
			return `SELECT SCHEMA_NAME AS "Database" FROM dolt_information.schemata`
		}},
		{regexp.MustCompile(`(?is)^\s*show\s+full\s+(?:columns|fields)\s+(?:from|in)\s+` + namePattern + asOfPattern), func(_ *view, table string) string {
			return describe(table, true)
		}},
		{regexp.MustCompile(`(?is)^\s*show\s+(?:columns|fields)\s+(?:from|in)\s+` + namePattern + asOfPattern), plainDescribe},
		{regexp.MustCompile(`(?is)^\s*(?:describe|desc)\s+` + namePattern + asOfPattern), plainDescribe},
		{regexp.MustCompile(`(?is)^\s*show\s+create\s+table\s+` + namePattern + asOfPattern), func(_ *view, table string) string {
			return fmt.Sprintf(`SELECT table_name AS "Table", sql AS "Create Table" FROM duckdb_tables() WHERE database_name = current_database() AND table_name = %s`, literal(table))
		}},
		{regexp.MustCompile(`(?is)^\s*show\s+create\s+view\s+` + namePattern + asOfPattern), func(_ *view, table string) string {
			return fmt.Sprintf(`SELECT view_name AS "View", sql AS "Create View" FROM duckdb_views() WHERE database_name = current_database() AND view_name = %s`, literal(table))
		}},
		{regexp.MustCompile(`(?is)^\s*show\s+(?:index|indexes|keys)\s+(?:from|in)\s+` + namePattern + asOfPattern), func(_ *view, table string) string {
			return fmt.Sprintf(`SELECT TABLE_NAME AS "Table", NON_UNIQUE AS "Non_unique", INDEX_NAME AS "Key_name", SEQ_IN_INDEX AS "Seq_in_index", COLUMN_NAME AS "Column_name", CARDINALITY AS "Cardinality", INDEX_TYPE AS "Index_type"
			FROM dolt_information.statistics WHERE TABLE_NAME = %s`, literal(table))
		}},
		{regexp.MustCompile(`(?is)^\s*show\s+warnings()()\s*;?\s*$`), func(*view, string) string {
			return values("Level VARCHAR, Code INTEGER, Message VARCHAR", nil)
		}},
	}
})

func plainDescribe(_ *view, table string) string { return describe(table, false) }

func describe(table string, full bool) string {
	collation, rest := "", ""
	if full {
		collation, rest = `, CAST(NULL AS VARCHAR) AS "Collation"`, `, '' AS "Privileges", COLUMN_COMMENT AS "Comment"`
	}
	return fmt.Sprintf(`SELECT COLUMN_NAME AS "Field", COLUMN_TYPE AS "Type"%s, IS_NULLABLE AS "Null", COLUMN_KEY AS "Key", COLUMN_DEFAULT AS "Default", EXTRA AS "Extra"%s
		FROM dolt_information.columns WHERE TABLE_NAME = %s ORDER BY ORDINAL_POSITION`, collation, rest, literal(table))
}

// show rewrites a statement that shows tables, columns and the like, at the ref
// that it names. It reports whether the statement is one.
func (v *view) show(sql string) (query string, ok bool, err error) {
	for _, s := range shows() {
		m := s.pattern.FindStringSubmatch(sql)
		if m == nil {
			continue
		}
		if m[2] != "" {
			if v.at, err = v.repo.resolve(unquote(m[2])); err != nil {
				return "", true, err
			}
			v.ref = unquote(m[2])
		}
		table := unquote(m[1])
		if table != "" && !v.at.has(table) {
			return "", true, connectors.Errorf(connectors.ClassNotFound, "table not found: %s", table)
		}
		return s.query(v, table), true, nil
	}
	return "", false, nil
}
