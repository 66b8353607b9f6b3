package local

import (
	"context"
	"fmt"
	"strings"

	"sonde/internal/duck"
	"sonde/internal/result"
	"sonde/internal/workspace"
)

// Arrange returns the numbers of the rows that satisfy all conditions, sorted by
// the keys: the first decides, and rows that are equal keep their order. It is
// what Snapshot.View takes; nil, for all rows as stored, where neither a
// condition nor a key is given, and an empty list where no row is left.
//
// An error is of class Query where a value is none of its column's, which is
// found before anything runs, and Cancelled where the context ended.
func (e *Engine) Arrange(ctx context.Context, s *result.Snapshot, where []workspace.Condition, by []workspace.SortKey, progress workspace.Progress) ([]int64, error) {
	if len(where) == 0 && len(by) == 0 {
		return nil, nil
	}
	var p plan
	query, err := p.arrangement(s, where, by)
	if err != nil {
		return nil, err
	}
	t := newTable(ctx, s, nil, p.readings)
	defer watch(progress, func() float64 { return t.arranged(len(by) > 0) })()
	return promptly(ctx, func() ([]int64, error) { return e.rowNumbers(ctx, t, query) })
}

// plan collects what a question reads.
type plan struct {
	readings []reading
	keys     map[string]string // names of readings by path and form
}

// key returns the engine's name of a reading.
func (p *plan) key(r reading, form string) string {
	id := fmt.Sprint(r.path, form)
	if name, ok := p.keys[id]; ok {
		return name
	}
	if p.keys == nil {
		p.keys = map[string]string{}
	}
	p.keys[id] = keyName(len(p.readings))
	p.readings = append(p.readings, r)
	return p.keys[id]
}

// arrangement is the question for the rows. What is to be sorted is loaded first:
// the engine sorts a table of its own, of which it knows the range of values and
// the length of texts, in half the time.
type arrangement struct {
	from  string // what is read, with %s for the table
	order string // empty: nothing is sorted
}

func (p *plan) arrangement(s *result.Snapshot, where []workspace.Condition, by []workspace.SortKey) (q arrangement, err error) {
	terms := make([]string, len(by), len(by)+1)
	for i, k := range by {
		r, err := orderedReading(s, k.Path())
		if err != nil {
			return q, err
		}
		direction := "ASC"
		if k.Descending {
			direction = "DESC"
		}
		terms[i] = p.key(r, orderForm) + " " + direction + " NULLS LAST"
	}
	columns := rowName
	for i := range p.readings {
		columns += ", " + keyName(i)
	}
	q.from = "SELECT " + columns + " FROM %s"
	filters := make([]string, len(where))
	for i, c := range where {
		if filters[i], err = p.filter(s, c); err != nil {
			return q, err
		}
	}
	if len(filters) > 0 {
		q.from += " WHERE " + strings.Join(filters, " AND ")
	}
	if len(by) > 0 {
		q.order = "SELECT " + rowName + " FROM arranged ORDER BY " + strings.Join(append(terms, rowName), ", ")
	}
	return q, nil
}

// rowNumbers runs a question for row numbers over a table.
func (e *Engine) rowNumbers(ctx context.Context, t *table, q arrangement) ([]int64, error) {
	conn, err := e.session(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	call, release := e.lend(t)
	defer release()
	question, n, gather := fmt.Sprintf(q.from, call), t.NumRows(), ascending
	if q.order != "" {
		if n, err = arranged(ctx, conn, question); err != nil {
			return nil, err
		}
		question, gather = q.order, inOrder
	}
	rows, err := conn.Query(ctx, question, nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	t.answer.Store(rows)
	return gather(ctx, rows, n)
}

// arranged loads what is to be sorted, and returns how many rows that are.
func arranged(ctx context.Context, conn *duck.Conn, question string) (int64, error) {
	if err := conn.Exec(ctx, "CREATE TEMP TABLE arranged AS "+question); err != nil {
		return 0, err
	}
	count, err := ask(ctx, conn, "SELECT count(*) FROM arranged")
	if err != nil {
		return 0, err
	}
	return integer(count, 0), nil
}
