package tinybird

import (
	"context"
	"fmt"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// blockRows is how many rows of a table the service reads at once.
const blockRows = 65_409

// mostPipes is how many pipes may read one another.
const mostPipes = 10

// beforeLimit is a lower bound of the rows that there would be without the
// limits of a statement: those at its end or, where none is there, those of the
// queries and pipes that it reads, together. It is negative where there is none.
func (s *service) beforeLimit(ctx context.Context, st statement) int64 {
	return s.before(ctx, st, 0)
}

func (s *service) before(ctx context.Context, st statement, depth int) int64 {
	if rows, skipped, at, limited := st.limit(); limited {
		return s.countBefore(ctx, st, rows, skipped, at)
	}
	total := int64(-1)
	for _, read := range st.sources() {
		if depth == mostPipes {
			break
		}
		if n := s.before(ctx, read, depth+1); n >= 0 {
			total = max(0, total) + n
		}
	}
	return total
}

// countBefore counts the rows before a limit. All are counted where all are read
// before the first can be told, or where they come out of another limit; else
// those of the first block, of which rows that are made on the way are no more
// than were asked for.
func (s *service) countBefore(ctx context.Context, st statement, rows, skipped int64, at int) int64 {
	bound := ""
	switch whole := st.has("ORDER") || st.has("GROUP") || st.has("DISTINCT") || st.limits() > 1; {
	case !whole && st.has("numbers"):
		bound = fmt.Sprintf(" LIMIT %d", rows+skipped)
	case !whole:
		bound = fmt.Sprintf(" LIMIT %d", max(blockRows, rows+skipped))
	}
	sql := "SELECT count(*) FROM (SELECT 1 FROM (" + st.sql[:at] + "\n)" + bound + ")"
	result, err := s.engine.Query(ctx, connectors.Statement{SQL: sql, TimeZone: "UTC", ReadOnly: true})
	if err != nil {
		return rows
	}
	defer result.Close()
	count := rows
	// What is not found out is no reason to fail: it is only a bound.
	_ = result.Each(ctx, func(row face.Row) error {
		_, err := fmt.Sscan(row.Text(0), &count)
		return err
	})
	return count
}

// limits counts the words LIMIT.
func (s statement) limits() int {
	n := 0
	for i := range s.tokens {
		if s.is(i, "LIMIT") {
			n++
		}
	}
	return n
}

// sources are the queries in parentheses and the pipes whose rows a statement
// takes: behind FROM and JOIN, and as part of a UNION. Those inside of an
// expression have no part in it.
func (s statement) sources() []statement {
	var list []statement
	for i := 0; i < len(s.tokens); i++ {
		reads := i == 0 || s.is(i-1, "FROM") || s.is(i-1, "JOIN") || s.is(i-1, "ALL") || s.is(i-1, "UNION")
		switch end := s.closing(i); {
		case s.is(i, "(") && end > 0:
			if reads && s.is(i+1, "SELECT") {
				list = append(list, s.part(i+1, end))
			}
			i = end
		case reads:
			list = append(list, s.named(i)...)
		}
	}
	return list
}

// part is the statement of the tokens from first to before end.
func (s statement) part(first, end int) statement {
	var p statement
	p.cut(s.sql[s.tokens[first].Start:s.tokens[end].Start])
	return p
}

// named is the query that a name stands for: one behind WITH, or a pipe.
func (s statement) named(i int) []statement {
	for at := range i {
		if end := s.closing(at + 2); s.is(at, s.text(s.tokens[i])) && s.is(at+1, "AS") && s.is(at+2, "(") && end > 0 && end < i {
			return []statement{s.part(at+3, end)}
		}
	}
	for _, p := range pipes {
		if sql, err := p.sql(nil); err == nil && s.is(i, p.name) {
			var pipe statement
			pipe.cut(sql)
			return []statement{pipe}
		}
	}
	return nil
}
