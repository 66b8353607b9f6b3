package dolthub

import (
	"context"
	"fmt"
	"strings"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
	"sonde/internal/sqltext"
)

// The catalogs that hold what is no repository's own: the tables and functions
// of version control, and the information schema.
const (
	systemCatalog      = "dolt_system"
	informationCatalog = "dolt_information"
)

var engineDialect = sqltext.ForName("duckdb")

// name returns a name in the engine's quotes.
func name(parts ...string) string {
	quoted := make([]string, len(parts))
	for i, p := range parts {
		quoted[i] = engineDialect.QuoteIdentifier(p)
	}
	return strings.Join(quoted, ".")
}

// in is the qualified name of a table in a catalog.
func in(catalog, table string) string { return name(catalog, "main", table) }

// literal returns a text as the engine's string literal.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// store keeps every commit as a database of its own that is attached to one
// engine. Its methods are called by one goroutine at a time, because the
// engine's search path belongs to all of its statements.
type store struct {
	engine *face.Engine
	home   string // the catalog with the tables that the engine came with
	path   string // the search path in force
}

// prepare makes the catalogs that every repository shares.
func (s *store) prepare(ctx context.Context) error {
	rows, err := s.texts(ctx, "SELECT current_database()")
	if err != nil {
		return err
	}
	s.home = rows[0][0]
	return s.exec(ctx,
		"ATTACH ':memory:' AS "+systemCatalog,
		"ATTACH ':memory:' AS "+informationCatalog)
}

// exec runs statements one after another.
func (s *store) exec(ctx context.Context, statements ...string) error {
	for _, sql := range statements {
		if err := s.engine.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// texts returns rows × columns of an answer as text; NULL is empty.
func (s *store) texts(ctx context.Context, sql string) ([][]string, error) {
	r, err := s.engine.Query(ctx, connectors.Statement{SQL: sql})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var all [][]string
	err = r.Each(ctx, func(row face.Row) error {
		cells := make([]string, row.Batch.NumCols())
		for c := range cells {
			cells[c] = row.Text(c)
		}
		all = append(all, cells)
		return nil
	})
	return all, err
}

// enter makes the tables of a catalog the ones that a statement finds.
func (s *store) enter(ctx context.Context, catalog string) error {
	path := fmt.Sprintf("%s.main,%s.main", name(catalog), systemCatalog)
	if path == s.path {
		return nil
	}
	s.path = ""
	if err := s.exec(ctx, "SET search_path = "+literal(path)); err != nil {
		return err
	}
	s.path = path
	return nil
}

// leave goes back to the catalog that the engine came with, so that another one
// can be detached.
func (s *store) leave(ctx context.Context) error {
	s.path = ""
	return s.exec(ctx, "USE "+name(s.home))
}

// drop forgets a catalog.
func (s *store) drop(ctx context.Context, catalog string) error {
	if err := s.leave(ctx); err != nil {
		return err
	}
	return s.exec(ctx, "DETACH "+name(catalog))
}

// table describes a table of a commit.
type table struct {
	name, ddl, comment string
	columns            []column
	key                []string // columns of the primary key; none for a keyless table
}

type column struct {
	name, typ, standard, comment string
	notNull                      bool
}

func (t *table) column(name string) (column, bool) {
	for _, c := range t.columns {
		if strings.EqualFold(c.name, name) {
			return c, true
		}
	}
	return column{}, false
}

const (
	tablesQuery  = `SELECT table_name, sql, comment FROM duckdb_tables() WHERE database_name = %s AND schema_name = 'main' AND NOT internal ORDER BY table_oid`
	columnsQuery = `SELECT table_name, column_name, data_type, column_default, comment, is_nullable FROM duckdb_columns() WHERE database_name = %s AND schema_name = 'main' AND NOT internal ORDER BY table_oid, column_index`
	keysQuery    = `SELECT table_name, unnest(constraint_column_names) FROM duckdb_constraints() WHERE database_name = %s AND schema_name = 'main' AND constraint_type = 'PRIMARY KEY'`
	viewsQuery   = `SELECT view_name, sql FROM duckdb_views() WHERE database_name = %s AND schema_name = 'main' AND NOT internal ORDER BY view_oid`
)

// tables lists the tables of a catalog.
func (s *store) tables(ctx context.Context, catalog string) ([]*table, error) {
	rows, err := s.texts(ctx, fmt.Sprintf(tablesQuery, literal(catalog)))
	if err != nil {
		return nil, err
	}
	all, byName := make([]*table, len(rows)), map[string]*table{}
	for i, r := range rows {
		all[i] = &table{name: r[0], ddl: r[1], comment: r[2]}
		byName[r[0]] = all[i]
	}
	if err := s.addColumns(ctx, catalog, byName); err != nil {
		return nil, err
	}
	keys, err := s.texts(ctx, fmt.Sprintf(keysQuery, literal(catalog)))
	for _, r := range keys {
		byName[r[0]].key = append(byName[r[0]].key, r[1])
	}
	return all, err
}

func (s *store) addColumns(ctx context.Context, catalog string, tables map[string]*table) error {
	rows, err := s.texts(ctx, fmt.Sprintf(columnsQuery, literal(catalog)))
	for _, r := range rows {
		if t := tables[r[0]]; t != nil { // The others are columns of views.
			t.columns = append(t.columns, column{name: r[1], typ: r[2], standard: r[3], comment: r[4], notNull: r[5] == "false"})
		}
	}
	return err
}

// views lists the views of a catalog: name and definition.
func (s *store) views(ctx context.Context, catalog string) ([][]string, error) {
	return s.texts(ctx, fmt.Sprintf(viewsQuery, literal(catalog)))
}
