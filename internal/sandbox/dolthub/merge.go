package dolthub

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sonde/connectors"
)

// viewsTable is the table in which views are versioned.
const viewsTable = "dolt_schemas"

// mergePart is what a merge has to do for one table.
type mergePart struct {
	table     string
	whole     bool   // only one side has changed it: its table is taken as it is
	conflicts string // rows that both sides have changed differently, as a number
	schema    bool   // both sides have changed the table's columns
}

// planMerge tells what a merge of from into another commit means. A table that
// both sides have changed is merged cell by cell where it has a primary key.
func (s *store) planMerge(ctx context.Context, base, from, into *commit) ([]mergePart, error) {
	if base == nil {
		base = &commit{}
	}
	theirs, err := s.compare(ctx, base, from)
	if err != nil {
		return nil, err
	}
	ours, err := s.compare(ctx, base, into)
	if err != nil {
		return nil, err
	}
	var plan []mergePart
	for _, c := range theirs {
		if c.table == viewsTable {
			continue
		}
		part := mergePart{table: c.table, conflicts: "0"}
		i := slices.IndexFunc(ours, func(o change) bool { return o.table == c.table })
		if i < 0 {
			part.whole = true
		} else if err := s.weigh(ctx, &part, c.schema || ours[i].schema, base, from, into); err != nil {
			return nil, err
		}
		plan = append(plan, part)
	}
	return plan, nil
}

// weigh counts the conflicts of a table that both sides have changed.
func (s *store) weigh(ctx context.Context, p *mergePart, schema bool, base, from, into *commit) error {
	shape := into.table(p.table)
	if schema {
		other := from.table(p.table)
		p.schema = shape == nil || other == nil || shape.ddl != other.ddl
		if p.schema {
			return nil
		}
	}
	if len(shape.key) == 0 {
		p.conflicts = "1"
		return nil
	}
	rows, err := s.texts(ctx, "SELECT count(*) FROM "+threeWay(shape, base, from, into)+" WHERE "+conflicting(shape))
	if err == nil {
		p.conflicts = rows[0][0]
	}
	return err
}

// threeWay pairs the rows of the base x, of the merged side a and of the side b
// that is merged into.
func threeWay(shape *table, base, from, into *commit) string {
	var ab, abx []string
	for _, k := range shape.key {
		k = name(k)
		ab = append(ab, fmt.Sprintf("a.%[1]s = b.%[1]s", k))
		abx = append(abx, fmt.Sprintf("coalesce(a.%[1]s, b.%[1]s) = x.%[1]s", k))
	}
	return fmt.Sprintf("(%s) a FULL JOIN (%s) b ON %s FULL JOIN (%s) x ON %s",
		side{at: from}.source(shape), side{at: into}.source(shape), strings.Join(ab, " AND "),
		side{at: base}.source(shape), strings.Join(abx, " AND "))
}

// conflicting is the condition under which the two sides of a row contradict
// each other.
func conflicting(shape *table) string {
	cells := []string{}
	for _, c := range shape.columns {
		cells = append(cells, fmt.Sprintf("(a.%[1]s IS DISTINCT FROM x.%[1]s AND b.%[1]s IS DISTINCT FROM x.%[1]s AND a.%[1]s IS DISTINCT FROM b.%[1]s)", name(c.name)))
	}
	everywhere := "a.dolt_here AND b.dolt_here AND x.dolt_here"
	return fmt.Sprintf("CASE WHEN %s THEN %s ELSE %s AND %s AND %s END", everywhere, strings.Join(cells, " OR "),
		differing(shape, "a", "x"), differing(shape, "b", "x"), differing(shape, "a", "b"))
}

func differing(shape *table, a, b string) string {
	parts := []string{fmt.Sprintf("%s.dolt_here IS DISTINCT FROM %s.dolt_here", a, b)}
	for _, c := range shape.columns {
		parts = append(parts, fmt.Sprintf("%[1]s.%[3]s IS DISTINCT FROM %[2]s.%[3]s", a, b, name(c.name)))
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// mergedRows is the query for the rows of a table without conflicts.
func mergedRows(shape *table, base, from, into *commit) string {
	pick := func(column string) string {
		return fmt.Sprintf("CASE WHEN a.%[1]s IS DISTINCT FROM x.%[1]s THEN a.%[1]s ELSE b.%[1]s END", column)
	}
	var list []string
	for _, c := range shape.columns {
		list = append(list, pick(name(c.name)))
	}
	return fmt.Sprintf("SELECT %s FROM %s WHERE %s", strings.Join(list, ", "), threeWay(shape, base, from, into), pick("dolt_here"))
}

const conflictMessage = "Merge conflict detected, @autocommit transaction rolled back. @autocommit must be disabled so that merge conflicts can be resolved using the dolt_conflicts and dolt_schema_conflicts tables before manually committing the transaction."

// merge brings the commits of from into another commit. It returns that very
// commit where there is nothing to merge.
func (r *repository) merge(ctx context.Context, s *store, from, into *commit, author, message string) (*commit, error) {
	base := mergeBase(from, into)
	switch base {
	case from:
		return into, nil
	case into:
		return from, nil
	}
	plan, err := s.planMerge(ctx, base, from, into)
	if err != nil {
		return nil, err
	}
	for _, p := range plan {
		if p.schema || p.conflicts != "0" {
			return nil, connectors.Errorf(connectors.ClassQuery, "%s", conflictMessage)
		}
	}
	return r.commit(ctx, s, author, message, []*commit{into, from}, func(catalog string) error {
		for _, p := range plan {
			if err := s.mergeTable(ctx, catalog, p, base, from, into); err != nil {
				return err
			}
		}
		return s.mergeViews(ctx, catalog, base, from)
	})
}

func (s *store) mergeTable(ctx context.Context, catalog string, p mergePart, base, from, into *commit) error {
	target, theirs := in(catalog, p.table), from.table(p.table)
	if !p.whole {
		return s.exec(ctx, "DELETE FROM "+target, "INSERT INTO "+target+" "+mergedRows(into.table(p.table), base, from, into))
	}
	if err := s.exec(ctx, "DROP TABLE IF EXISTS "+target); err != nil || theirs == nil {
		return err
	}
	if err := s.enter(ctx, catalog); err != nil {
		return err
	}
	return s.exec(ctx, theirs.ddl, "INSERT INTO "+target+" SELECT * FROM "+in(from.hash, p.table))
}

// mergeViews takes over the views that the merged side has made or changed.
func (s *store) mergeViews(ctx context.Context, catalog string, base, from *commit) error {
	if err := s.enter(ctx, catalog); err != nil {
		return err
	}
	for _, v := range from.views {
		if slices.ContainsFunc(base.views, func(old []string) bool { return slices.Equal(old, v) }) {
			continue
		}
		if err := s.exec(ctx, "DROP VIEW IF EXISTS "+in(catalog, v[0]), v[1]); err != nil {
			return err
		}
	}
	return nil
}
