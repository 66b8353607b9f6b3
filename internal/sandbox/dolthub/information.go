package dolthub

import (
	"context"
	"fmt"
)

// informationViews are the tables of the information schema, over the catalog
// of the commit that a statement looks at.
var informationViews = map[string]string{
	"schemata": `SELECT 'def' AS CATALOG_NAME, dolt_system.main.database() AS SCHEMA_NAME`,
	"tables": `SELECT 'def' AS TABLE_CATALOG, dolt_system.main.database() AS TABLE_SCHEMA, table_name AS TABLE_NAME, 'BASE TABLE' AS TABLE_TYPE,
			'InnoDB' AS ENGINE, estimated_size AS TABLE_ROWS, coalesce(comment, '') AS TABLE_COMMENT
		FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal
		UNION ALL SELECT 'def', dolt_system.main.database(), view_name, 'VIEW', NULL, NULL, coalesce(comment, '')
		FROM duckdb_views() WHERE database_name = current_database() AND NOT internal`,
	"views": `SELECT 'def' AS TABLE_CATALOG, dolt_system.main.database() AS TABLE_SCHEMA, view_name AS TABLE_NAME, sql AS VIEW_DEFINITION
		FROM duckdb_views() WHERE database_name = current_database() AND NOT internal`,
	"columns": `SELECT 'def' AS TABLE_CATALOG, dolt_system.main.database() AS TABLE_SCHEMA, c.table_name AS TABLE_NAME, c.column_name AS COLUMN_NAME,
			CAST(c.column_index AS UINTEGER) AS ORDINAL_POSITION, c.column_default AS COLUMN_DEFAULT,
			CASE WHEN c.is_nullable THEN 'YES' ELSE 'NO' END AS IS_NULLABLE,
			regexp_extract(dolt_system.main.mysql_type(c.data_type), '^[a-z]+') AS DATA_TYPE,
			dolt_system.main.mysql_type(c.data_type) AS COLUMN_TYPE,
			c.numeric_precision AS NUMERIC_PRECISION, c.numeric_scale AS NUMERIC_SCALE,
			CASE WHEN k.column_name IS NULL THEN '' ELSE 'PRI' END AS COLUMN_KEY, '' AS EXTRA,
			coalesce(c.comment, '') AS COLUMN_COMMENT, '' AS GENERATION_EXPRESSION
		FROM duckdb_columns() c LEFT JOIN dolt_information.main.keys k ON k.table_name = c.table_name AND k.column_name = c.column_name
		WHERE c.database_name = current_database() AND NOT c.internal`,
	"statistics": `SELECT 'def' AS TABLE_CATALOG, dolt_system.main.database() AS TABLE_SCHEMA, table_name AS TABLE_NAME, 0 AS NON_UNIQUE,
			'PRIMARY' AS INDEX_NAME, position AS SEQ_IN_INDEX, column_name AS COLUMN_NAME, 0 AS CARDINALITY, 'BTREE' AS INDEX_TYPE
		FROM dolt_information.main.keys`,
	"key_column_usage": `SELECT 'def' AS CONSTRAINT_CATALOG, dolt_system.main.database() AS CONSTRAINT_SCHEMA, 'PRIMARY' AS CONSTRAINT_NAME,
			dolt_system.main.database() AS TABLE_SCHEMA, table_name AS TABLE_NAME, column_name AS COLUMN_NAME, position AS ORDINAL_POSITION,
			CAST(NULL AS VARCHAR) AS REFERENCED_TABLE_SCHEMA, CAST(NULL AS VARCHAR) AS REFERENCED_TABLE_NAME, CAST(NULL AS VARCHAR) AS REFERENCED_COLUMN_NAME
		FROM dolt_information.main.keys`,
	"table_constraints": `SELECT DISTINCT 'def' AS CONSTRAINT_CATALOG, 'PRIMARY' AS CONSTRAINT_NAME, dolt_system.main.database() AS TABLE_SCHEMA,
			table_name AS TABLE_NAME, 'PRIMARY KEY' AS CONSTRAINT_TYPE
		FROM dolt_information.main.keys`,
}

const keysView = `SELECT table_name, unnest(constraint_column_names) AS column_name, unnest(range(1, len(constraint_column_names) + 1)) AS position
	FROM duckdb_constraints() WHERE database_name = current_database() AND constraint_type = 'PRIMARY KEY'`

// defineInformation makes the information schema. The function database() has
// to be there already.
func (s *store) defineInformation(ctx context.Context) error {
	statements := []string{
		fmt.Sprintf("CREATE MACRO %s.main.database() AS ''", systemCatalog),
		fmt.Sprintf("CREATE MACRO %s.main.mysql_type(t) AS %s", systemCatalog, typeMacro()),
		fmt.Sprintf("CREATE VIEW %s AS %s", in(informationCatalog, "keys"), keysView),
	}
	for table, query := range informationViews {
		statements = append(statements, fmt.Sprintf("CREATE VIEW %s AS %s", in(informationCatalog, table), query))
	}
	return s.exec(ctx, statements...)
}
