// Package duckdb is the connector for DuckDB, which is part of the program:
// database files, data files opened as tables, and sample data.
package duckdb

import (
	"context"
	"net/url"
	"strings"

	"sonde/connectors"
)

// SampleQuery is a first statement for the editor of a connection that was
// opened with the option sample. Its first line names the key of an action, as the
// screen's own texts do.
const SampleQuery = `-- What every country bought. @run runs a statement.
SELECT
  countries.name             AS country,
  count(DISTINCT order_id)   AS orders,
  sum(quantity)              AS items,
  sum(quantity * unit_price) AS revenue,
  max(ordered_at)            AS last_order
FROM orders
JOIN order_items USING (order_id)
JOIN customers USING (customer_id)
JOIN countries USING (country_code)
WHERE status <> 'cancelled'
GROUP BY ALL
ORDER BY revenue DESC;

-- Five million rows, computed while they arrive.
SELECT * FROM events;
`

// Driver describes the kind "duckdb".
func Driver() *connectors.Driver {
	return &connectors.Driver{
		Kind:    "duckdb",
		Title:   "DuckDB",
		Dialect: "duckdb",
		Schemes: []connectors.Scheme{{Name: "duckdb"}},
		Options: []connectors.Option{
			{Name: "path", Type: connectors.TypeString, Help: "The database file; empty or :memory: keeps everything in memory."},
			{Name: "create", Type: connectors.TypeBool, Default: "false", Help: "Make the database file when it does not exist."},
			{Name: "files", Type: connectors.TypeString, Lines: true, Help: "Files to open as tables, one path or glob per line."},
			{Name: "settings", Type: connectors.TypeTable, Help: "DuckDB's own settings, such as { threads = 4 }."},
			{Name: "sample", Type: connectors.TypeBool, Default: "false", Help: "Add tables with sample data."},
		},
		FromURL: fromURL,
		Open: func(ctx context.Context, c connectors.Config) (connectors.Conn, error) {
			return open(ctx, c)
		},
	}
}

// FileValues returns the option values that open files (paths, globs or
// folders) as tables. A single path that is a DuckDB database is opened as the
// database itself. Nothing is checked here; Open does that.
func FileValues(paths []string) map[string]any {
	if len(paths) == 1 && isDatabaseFile(paths[0]) {
		return map[string]any{"path": paths[0]}
	}
	return map[string]any{"files": strings.Join(paths, "\n")}
}

// fromURL reads duckdb:shop.db, duckdb:///data/shop.db, duckdb::memory: and
// options after a question mark.
func fromURL(u *url.URL, values map[string]any) error {
	path, query, _ := strings.Cut(u.Opaque, "?")
	path = strings.TrimPrefix(path, "//")
	if path != "" {
		values["path"] = path
	}
	options, err := url.ParseQuery(query)
	if err != nil {
		return connectors.Errorf(connectors.ClassConfig, "the options of the duckdb URL cannot be read: %w", err)
	}
	for name, v := range options {
		values[name] = v[len(v)-1]
	}
	return nil
}
