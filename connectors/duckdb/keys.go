package duckdb

import (
	"context"
	"slices"
	"strings"
)

// constraint is a primary or foreign key.
type constraint struct {
	columns []string
	table   string // the referenced table; empty for a primary key
	others  []string
}

// tableKeys holds the keys of tables by database, schema and name, in the order
// of their definition.
type tableKeys map[[3]string][]constraint

const keysSQL = `
SELECT database_name, schema_name, table_name, coalesce(referenced_table, ''),
  array_to_string(constraint_column_names, chr(0)), array_to_string(referenced_column_names, chr(0))
FROM (
  SELECT * FROM duckdb_constraints()
  WHERE constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')
  ORDER BY constraint_index
) `

// keys reads the keys of the tables that the condition where selects.
func (c *Conn) keys(ctx context.Context, where string, args ...string) (tableKeys, error) {
	cells, err := c.ask(ctx, keysSQL+where, args...)
	if err != nil {
		return nil, err
	}
	keys := tableKeys{}
	for _, row := range cells {
		id := [3]string(row[:3])
		keys[id] = append(keys[id], constraint{
			columns: strings.Split(row[4], "\x00"),
			table:   row[3],
			others:  strings.Split(row[5], "\x00"),
		})
	}
	return keys, nil
}

// of tells the part that a column plays in the keys of its table.
func (k tableKeys) of(table [3]string, column string) string {
	var parts []string
	for _, key := range k[table] {
		at := slices.Index(key.columns, column)
		switch {
		case at < 0:
		case key.table == "":
			parts = append(parts, "PK")
		default:
			parts = append(parts, "FK → "+key.table+"."+key.others[at])
		}
	}
	return strings.Join(parts, ", ")
}

// withForeignKeys puts the foreign keys back into a definition: the engine
// leaves their places empty.
func withForeignKeys(sql string, keys []constraint) string {
	for _, key := range keys {
		if key.table == "" {
			continue
		}
		text := ", FOREIGN KEY (" + quotedList(key.columns) + ") REFERENCES " + identifier(key.table, nil) + " (" + quotedList(key.others) + ")"
		if strings.Contains(sql, ", , ") {
			sql = strings.Replace(sql, ", , ", text+", ", 1)
		} else {
			sql = strings.Replace(sql, ", )", text+")", 1)
		}
	}
	return sql
}

func quotedList(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = identifier(n, nil)
	}
	return strings.Join(out, ", ")
}
