package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/duck"
	"sonde/internal/result"
	"sonde/internal/workspace"
)

// Compare finds what differs between two results, see [workspace.Engine].
func (e *Engine) Compare(ctx context.Context, left, right *result.Snapshot, key []string, progress workspace.Progress) (*workspace.Difference, error) {
	if left.Schema() == nil || right.Schema() == nil {
		return nil, connectors.Errorf(connectors.ClassQuery, "a result without columns cannot be compared")
	}
	d := &workspace.Difference{Left: left, Right: right, Counts: map[string]int64{}, LeftCounts: map[string]int64{}}
	var err error
	if d.Keys, d.Columns, err = split(match(left.Schema(), right.Schema()), left.Schema(), key); err != nil {
		return nil, err
	}
	c := comparer{ctx: ctx, engine: e, difference: d}
	if err := c.read(); err != nil {
		return nil, err
	}
	defer watch(progress, c.fraction)()
	if c.conn, err = e.session(ctx); err != nil {
		return nil, err
	}
	defer c.conn.Close()
	if err := c.compare(); err != nil {
		return nil, err
	}
	return d, nil
}

// comparer compares two results. In the engine they are the tables l and r, with
// the key columns first and the compared ones after them.
type comparer struct {
	ctx         context.Context
	engine      *Engine
	conn        *duck.Conn
	difference  *workspace.Difference
	left, right *table
	keys, all   int // how many columns are key columns, and how many are read
}

// read decides how the columns of both sides are read.
func (c *comparer) read() error {
	var l, r []reading
	d := c.difference
	add := func(matches []workspace.Match) error {
		for i := range matches {
			if matches[i].Left < 0 || matches[i].Right < 0 {
				continue
			}
			left, right, err := common(d.Left, d.Right, &matches[i])
			if err != nil {
				return err
			}
			l, r = append(l, left), append(r, right)
		}
		return nil
	}
	if err := errors.Join(add(d.Keys), add(d.Columns)); err != nil {
		return err
	}
	c.keys, c.all = len(d.Keys), len(l)
	c.left, c.right = newTable(c.ctx, d.Left, nil, l), newTable(c.ctx, d.Right, nil, r)
	return nil
}

func (c *comparer) fraction() float64 {
	return loadShare * (c.left.fraction() + c.right.fraction()) / 2
}

func (c *comparer) compare() error {
	for name, t := range map[string]*table{"l": c.left, "r": c.right} {
		if err := c.load(name, t); err != nil {
			return err
		}
	}
	if err := c.conn.Exec(c.ctx, c.clashes()); err != nil {
		return err
	}
	if err := c.pairs(c.changes()); err != nil {
		return err
	}
	if err := c.pairs(c.unmatched()); err != nil {
		return err
	}
	d := c.difference
	d.Equal = d.Left.NumRows() - d.Counts[workspace.Removed] - d.Counts[workspace.Modified] -
		d.LeftCounts[workspace.Repeated] - d.LeftCounts[workspace.Keyless]
	return nil
}

func (c *comparer) load(name string, t *table) error {
	call, release := c.engine.lend(t)
	defer release()
	return c.conn.Exec(c.ctx, "CREATE TEMP TABLE "+name+" AS SELECT * FROM "+call)
}

// list repeats a form for the key columns, or those that are compared.
func list(from, to int, form, separator string) string {
	parts := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		parts = append(parts, strings.ReplaceAll(form, "#", keyName(i)))
	}
	return strings.Join(parts, separator)
}

// clashes writes the statement that finds the keys which several rows of one
// side have.
func (c *comparer) clashes() string {
	keys, known := list(0, c.keys, "#", ", "), list(0, c.keys, "# IS NOT NULL", " AND ")
	one := "SELECT " + keys + " FROM %s WHERE " + known + " GROUP BY " + keys + " HAVING count(*) > 1"
	return "CREATE TEMP TABLE clashes AS " + fmt.Sprintf(one, "l") + " UNION " + fmt.Sprintf(one, "r")
}

// changes writes the question for the rows that have a key of their own and
// differ.
func (c *comparer) changes() string {
	known := list(0, c.keys, "# IS NOT NULL", " AND ")
	side := "(SELECT * FROM %[1]s WHERE " + known + " AND NOT EXISTS (SELECT 1 FROM clashes c WHERE " +
		list(0, c.keys, "c.# = %[1]s.#", " AND ") + "))"
	differ := list(c.keys, c.all, "a.# IS DISTINCT FROM b.#", " OR ")
	if differ == "" {
		differ = "false"
	}
	return "SELECT CASE WHEN b.row IS NULL THEN 'removed' WHEN a.row IS NULL THEN 'added' ELSE 'modified' END, coalesce(a.row, -1), coalesce(b.row, -1)" + c.words() +
		" FROM " + fmt.Sprintf(side, "l") + " a FULL JOIN " + fmt.Sprintf(side, "r") + " b ON " + list(0, c.keys, "a.# = b.#", " AND ") +
		" WHERE a.row IS NULL OR b.row IS NULL OR " + differ +
		" ORDER BY " + list(0, c.keys, "coalesce(a.#, b.#)", ", ")
}

// words writes the words of bits that tell which columns differ.
func (c *comparer) words() string {
	words, at := make([]string, c.difference.Words()), c.keys
	for i, m := range c.difference.Columns {
		if m.Left < 0 || m.Right < 0 {
			continue
		}
		words[i/64] += fmt.Sprintf(" | CASE WHEN a.%[1]s IS DISTINCT FROM b.%[1]s THEN %[2]d::UBIGINT ELSE 0::UBIGINT END", keyName(at), uint64(1)<<(i%64))
		at++
	}
	out := ""
	for _, w := range words {
		out += ", 0::UBIGINT" + w
	}
	return out
}

// unmatched writes the question for the rows whose key tells nothing.
func (c *comparer) unmatched() string {
	unknown := list(0, c.keys, "# IS NULL", " OR ")
	kind := "CASE WHEN " + unknown + " THEN '" + workspace.Keyless + "' ELSE '" + workspace.Repeated + "' END AS kind, "
	side := " FROM %[1]s WHERE " + unknown + " OR EXISTS (SELECT 1 FROM clashes c WHERE " + list(0, c.keys, "c.# = %[1]s.#", " AND ") + ")"
	return "SELECT kind, a, b FROM (SELECT " + kind + "row AS a, -1 AS b, *" + fmt.Sprintf(side, "l") +
		" UNION ALL SELECT " + kind + "-1, row, *" + fmt.Sprintf(side, "r") + ") ORDER BY kind DESC, " + list(0, c.keys, "# NULLS LAST", ", ") + ", b, a"
}

// pairs runs a question for pairs of rows and counts them.
func (c *comparer) pairs(sql string) error {
	rows, err := c.conn.Query(c.ctx, sql, nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	for {
		b, err := rows.Next(c.ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		kinds, left, right := b.Column(0).(*array.String), b.Column(1).(*array.Int64), b.Column(2).(*array.Int64)
		for i := range kinds.Len() {
			p := workspace.Pair{Kind: kindOf(kinds.Value(i)), Left: left.Value(i), Right: right.Value(i)}
			c.difference.Pairs = append(c.difference.Pairs, p)
			c.difference.Counts[p.Kind]++
			if p.Right < 0 {
				c.difference.LeftCounts[p.Kind]++
			}
			c.noteChanges(b, i)
		}
	}
}

// noteChanges takes the words of a pair, which follow its rows; one without them
// has nothing that could differ.
func (c *comparer) noteChanges(b arrow.RecordBatch, row int) {
	for w := range c.difference.Words() {
		word := uint64(0)
		if int(b.NumCols()) > 3+w {
			word = b.Column(3 + w).(*array.Uint64).Value(row)
		}
		c.difference.Changes = append(c.difference.Changes, word)
	}
}

// kindOf is the constant of a kind, so that pairs do not keep batches alive.
func kindOf(text string) string {
	for _, kind := range []string{workspace.Added, workspace.Removed, workspace.Modified, workspace.Repeated} {
		if text == kind {
			return kind
		}
	}
	return workspace.Keyless
}
