package dolthub

import (
	"context"
	"fmt"
	"strings"
)

// create makes an empty catalog.
func (s *store) create(ctx context.Context, catalog string) error {
	return s.exec(ctx, "ATTACH ':memory:' AS "+name(catalog))
}

// importHome fills a catalog with the tables and views that the engine came
// with. Foreign keys stay behind: the engine would refuse most changes of a
// table that others refer to.
func (s *store) importHome(ctx context.Context, catalog string) error {
	tables, err := s.tables(ctx, s.home)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := s.importTable(ctx, t, catalog); err != nil {
			return err
		}
	}
	views, err := s.views(ctx, s.home)
	if err != nil {
		return err
	}
	if err := s.enter(ctx, catalog); err != nil {
		return err
	}
	for _, v := range views {
		if err := s.exec(ctx, v[1]); err != nil {
			return err
		}
	}
	return nil
}

func (s *store) importTable(ctx context.Context, t *table, catalog string) error {
	statements := []string{
		t.definition(catalog),
		fmt.Sprintf("INSERT INTO %s SELECT * FROM %s", in(catalog, t.name), in(s.home, t.name)),
	}
	if t.comment != "" {
		statements = append(statements, fmt.Sprintf("COMMENT ON TABLE %s IS %s", in(catalog, t.name), literal(t.comment)))
	}
	for _, c := range t.columns {
		if c.comment != "" {
			statements = append(statements, fmt.Sprintf("COMMENT ON COLUMN %s.%s IS %s", in(catalog, t.name), name(c.name), literal(c.comment)))
		}
	}
	return s.exec(ctx, statements...)
}

// definition is the statement that makes the table in a catalog.
func (t *table) definition(catalog string) string {
	var parts []string
	for _, c := range t.columns {
		part := name(c.name) + " " + c.typ
		if c.notNull {
			part += " NOT NULL"
		}
		if c.standard != "" {
			part += " DEFAULT (" + c.standard + ")"
		}
		parts = append(parts, part)
	}
	if len(t.key) > 0 {
		quoted := make([]string, len(t.key))
		for i, k := range t.key {
			quoted[i] = name(k)
		}
		parts = append(parts, "PRIMARY KEY ("+strings.Join(quoted, ", ")+")")
	}
	return fmt.Sprintf("CREATE TABLE %s (%s)", in(catalog, t.name), strings.Join(parts, ", "))
}

// clone makes a catalog with all that another one holds.
func (s *store) clone(ctx context.Context, from, to string) error {
	if err := s.create(ctx, to); err != nil {
		return err
	}
	if err := s.exec(ctx, fmt.Sprintf("COPY FROM DATABASE %s TO %s (SCHEMA)", name(from), name(to))); err != nil {
		return err
	}
	tables, err := s.tables(ctx, from)
	if err != nil {
		return err
	}
	return s.cloneRows(ctx, tables, from, to)
}

// cloneRows copies the rows of tables. A table that refers to another one by a
// foreign key has to come after it, so what is refused is tried again behind the
// rest.
func (s *store) cloneRows(ctx context.Context, tables []*table, from, to string) error {
	for len(tables) > 0 {
		var again []*table
		var refused error
		for _, t := range tables {
			err := s.exec(ctx, fmt.Sprintf("INSERT INTO %s SELECT * FROM %s", in(to, t.name), in(from, t.name)))
			if err != nil {
				again, refused = append(again, t), err
			}
		}
		if len(again) == len(tables) {
			return refused
		}
		tables = again
	}
	return nil
}
