package tinybird

import (
	"context"
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// describer tells the names and the types of a query's columns in the engine, in
// turn; nothing where the engine does not take the query.
type describer func(sql string) []string

// describer returns one that asks the engine.
func (s *service) describer(ctx context.Context) describer {
	return func(sql string) []string {
		result, err := s.engine.Query(ctx, connectors.Statement{SQL: "DESCRIBE " + sql, TimeZone: "UTC", ReadOnly: true})
		if err != nil {
			return nil
		}
		defer result.Close()
		var list []string
		// Without the types the statement runs with the engine's own.
		_ = result.Each(ctx, func(row face.Row) error {
			list = append(list, row.Text(0), row.Text(1))
			return nil
		})
		return list
	}
}

// columnTypes are the engine's types of what the query reads whose SELECT is at a
// token, by their names in lower case.
func (s *statement) columnTypes(at int) map[string]string {
	types := map[string]string{}
	from, end := s.from(at)
	if from == 0 || s.engine == nil {
		return types
	}
	var q statement
	q.cut(s.prefix(at) + "SELECT * " + s.sql[s.tokens[from].Start:s.tokens[end-1].End])
	q.rewrite(q.words())
	list := s.engine(q.sql)
	for i := len(list) - 2; i >= 0; i -= 2 {
		types[strings.ToLower(list[i])] = list[i+1]
	}
	return types
}

// from is the FROM clause of a query: its first token, and the one behind it.
func (s *statement) from(at int) (first, end int) {
	depth := 0
	for i := at + 1; i < len(s.tokens) && depth >= 0; i++ {
		switch {
		case s.is(i, "("):
			depth++
		case s.is(i, ")"):
			depth--
		}
		ends := depth <= 0 && slices.ContainsFunc(clauseEnds, func(word string) bool { return s.is(i, word) && (word != ")" || depth < 0) })
		switch {
		case depth == 0 && first == 0 && s.is(i, "FROM"):
			first = i
		case ends && first > 0:
			return first, i
		case ends:
			return 0, 0
		}
	}
	return first, len(s.tokens)
}

// prefix is the WITH clause of a statement, which a query in it may need.
func (s *statement) prefix(at int) string {
	depths := s.depths()
	for n, i := range s.selects() {
		if s.is(0, "WITH") && depths[n] == 0 && i <= at {
			return s.sql[:s.tokens[i].Start]
		}
	}
	return ""
}
