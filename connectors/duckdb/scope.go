package duckdb

import (
	"context"
	"strings"
)

// scope knows which names can be written short at the moment.
type scope struct {
	database, schema string          // the current ones
	databases        map[string]bool // all, in lower case
	schemas          map[string]bool // those of the current database
	temporary        map[string]bool // temporary tables, which hide others
	reserved         map[string]bool
}

const scopeSQL = `
SELECT 'here', current_database(), current_schema()
UNION ALL SELECT 'database', lower(database_name), NULL FROM duckdb_databases()
UNION ALL SELECT 'schema', lower(schema_name), NULL FROM duckdb_schemas() WHERE database_name = current_database()
UNION ALL SELECT 'temporary', lower(table_name), NULL FROM duckdb_tables() WHERE temporary
UNION ALL SELECT 'temporary', lower(view_name), NULL FROM duckdb_views() WHERE temporary AND NOT internal`

func (c *Conn) scope(ctx context.Context) (*scope, error) {
	reserved, err := c.reserved(ctx)
	if err != nil {
		return nil, err
	}
	cells, err := c.ask(ctx, scopeSQL)
	if err != nil {
		return nil, err
	}
	s := &scope{databases: map[string]bool{}, schemas: map[string]bool{}, temporary: map[string]bool{}, reserved: reserved}
	for _, row := range cells {
		switch row[0] {
		case "here":
			s.database, s.schema = row[1], row[2]
		case "database":
			s.databases[row[1]] = true
		case "schema":
			s.schemas[row[1]] = true
		case "temporary":
			s.temporary[row[1]] = true
		}
	}
	return s, nil
}

// qualify writes the shortest name that means this table and no other one.
func (s *scope) qualify(database, schema, table string) string {
	here := database == s.database
	hidden := s.temporary[strings.ToLower(table)]
	switch {
	case database == "temp", here && schema == s.schema && !hidden:
		return s.join(table)
	case here && !s.databases[strings.ToLower(schema)] && !(hidden && schema == "main"):
		return s.join(schema, table)
	case schema == "main" && !s.schemas[strings.ToLower(database)]:
		return s.join(database, table)
	}
	return s.join(database, schema, table)
}

func (s *scope) join(names ...string) string {
	for i, n := range names {
		names[i] = identifier(n, s.reserved)
	}
	return strings.Join(names, ".")
}
