package dolthub

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// change is how one table differs between two commits.
type change struct {
	table        string
	kind         string // added, dropped, modified
	data, schema bool
	rows         diffCounts
}

// diffCounts counts the rows of a table's diff.
type diffCounts struct{ added, removed, modified string }

// compare lists the tables that differ between two commits.
func (s *store) compare(ctx context.Context, from, to *commit) ([]change, error) {
	var all []change
	for _, name := range tableNames(to, from) {
		c := change{table: name, kind: "modified"}
		a, b := from.table(name), to.table(name)
		switch {
		case a == nil:
			c.kind = "added"
		case b == nil:
			c.kind = "dropped"
		}
		c.schema = a == nil || b == nil || a.ddl != b.ddl
		if err := s.count(ctx, &c, from, to); err != nil {
			return nil, err
		}
		if c.schema || c.data {
			all = append(all, c)
		}
	}
	if !slices.EqualFunc(from.views, to.views, slices.Equal) {
		all = append(all, change{table: viewsTable, kind: "modified", data: true, rows: diffCounts{"0", "0", "0"}})
	}
	return all, nil
}

// tableNames lists the tables of two commits without repetition.
func tableNames(a, b *commit) []string {
	var all []string
	for _, t := range a.tables {
		all = append(all, t.name)
	}
	for _, t := range b.tables {
		if a.table(t.name) == nil {
			all = append(all, t.name)
		}
	}
	return all
}

func (s *store) count(ctx context.Context, c *change, from, to *commit) error {
	rows, err := s.texts(ctx, `SELECT count(*) FILTER (diff_type = 'added'), count(*) FILTER (diff_type = 'removed'), count(*) FILTER (diff_type = 'modified') FROM (`+
		diffQuery(c.table, side{at: from}, side{at: to})+`)`)
	if err != nil {
		return err
	}
	c.rows = diffCounts{rows[0][0], rows[0][1], rows[0][2]}
	c.data = c.rows != diffCounts{"0", "0", "0"}
	return nil
}

// side is one end of a diff.
type side struct {
	at    *commit
	label string // the ref as the statement named it; empty: the hash
}

func (s side) name() string {
	if s.label != "" {
		return s.label
	}
	return s.at.hash
}

// source is the table on this side with a mark on every row, or nothing at all
// where it does not exist. Columns are those of shape.
func (s side) source(shape *table) string {
	t := s.at.table(shape.name)
	columns := make([]string, len(shape.columns))
	for i, c := range shape.columns {
		columns[i] = fmt.Sprintf("CAST(NULL AS %s) AS %s", c.typ, name(c.name))
		if t == nil {
			continue
		}
		if own, ok := t.column(c.name); ok && own.typ == c.typ {
			columns[i] = name(c.name)
		} else if ok {
			columns[i] = fmt.Sprintf("TRY_CAST(%s AS %s) AS %[1]s", name(c.name), c.typ)
		}
	}
	list := strings.Join(columns, ", ")
	if t == nil {
		return fmt.Sprintf("SELECT %s, true AS dolt_here WHERE false", list)
	}
	return fmt.Sprintf("SELECT %s, true AS dolt_here FROM %s", list, in(s.at.hash, t.name))
}

// stamp is a side's commit and its date, as columns with a prefix.
func (s side) stamp(prefix string) string {
	date := "CAST(NULL AS TIMESTAMP)"
	if !s.at.at.IsZero() {
		date = "TIMESTAMP " + literal(s.at.at.Format("2006-01-02 15:04:05.000000"))
	}
	return fmt.Sprintf("CAST(%s AS VARCHAR) AS %[2]s_commit, %[3]s AS %[2]s_commit_date", literal(s.name()), prefix, date)
}

// diffQuery is the statement that lists what has changed in a table: columns
// to_…, to_commit, to_commit_date, from_…, from_commit, from_commit_date and
// diff_type. The columns are those of the newer side.
func diffQuery(tableName string, from, to side) string {
	shape := to.at.table(tableName)
	if shape == nil {
		shape = from.at.table(tableName)
	}
	list := []string{}
	for _, c := range shape.columns {
		list = append(list, fmt.Sprintf("b.%s AS %s", name(c.name), name("to_"+c.name)))
	}
	list = append(list, to.stamp("to"))
	for _, c := range shape.columns {
		list = append(list, fmt.Sprintf("a.%s AS %s", name(c.name), name("from_"+c.name)))
	}
	list = append(list, from.stamp("from"),
		"CASE WHEN a.dolt_here IS NULL THEN 'added' WHEN b.dolt_here IS NULL THEN 'removed' ELSE 'modified' END AS diff_type")
	return fmt.Sprintf("SELECT %s FROM %s", strings.Join(list, ", "), joined(shape, from.source(shape), to.source(shape)))
}

// joined pairs the rows of both sides. Rows of a keyless table have no partner:
// what is on one side only was added or removed.
func joined(shape *table, a, b string) string {
	if len(shape.key) == 0 {
		return fmt.Sprintf("((%[1]s) EXCEPT ALL (%[2]s)) a FULL JOIN ((%[2]s) EXCEPT ALL (%[1]s)) b ON a.dolt_here = NOT b.dolt_here", a, b)
	}
	var same, differs []string
	for _, k := range shape.key {
		same = append(same, fmt.Sprintf("a.%[1]s = b.%[1]s", name(k)))
	}
	for _, c := range shape.columns {
		differs = append(differs, fmt.Sprintf("a.%[1]s IS DISTINCT FROM b.%[1]s", name(c.name)))
	}
	return fmt.Sprintf("(%s) a FULL JOIN (%s) b ON %s WHERE a.dolt_here IS NULL OR b.dolt_here IS NULL OR %s",
		a, b, strings.Join(same, " AND "), strings.Join(differs, " OR "))
}
