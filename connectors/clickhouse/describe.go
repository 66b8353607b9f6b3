package clickhouse

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"

	"sonde/internal/decode/clickhouse"
	"sonde/internal/sqltext"
)

// describe fills in the columns of a query where an answer in its format cannot
// tell all of them: Parquet has types of its own, and a user who may not change
// settings gets JSON without NaN and infinities. A query that cannot be described
// is answered as it is. The server only analyses it.
func (c *Conn) describe(ctx context.Context, q *query, known server) {
	format := clickhouse.FormatOf(dialect, q.sql)
	needed := clickhouse.IsColumnar(format) || known.losesNaN() && format == ""
	if !needed || q.described || q.verb != "SELECT" && q.verb != "WITH" {
		return
	}
	q.described = true
	d := *q
	d.id, d.verb = "sonde-"+rand.Text(), "DESCRIBE"
	d.sql = "DESCRIBE (" + clickhouse.WithoutFormat(dialect, q.sql) + "\n)"
	d.own = maps.Clone(q.own)
	delete(d.own, "limit")
	d.effect = sqltext.Read
	cells, err := readAll(ctx, c.start(ctx, &d))
	if err != nil {
		return
	}
	for _, row := range cells {
		if len(row) >= 2 {
			q.columns = append(q.columns, clickhouse.Meta{Name: row[0], Type: row[1]})
		}
	}
}

// defaultFormat is the format that is asked for where the statement has none of
// its own: one that keeps NaN and infinities, where the server sends no JSON
// with them.
func (q *query) defaultFormat(s server) string {
	hasFloats := slices.ContainsFunc(q.columns, func(m clickhouse.Meta) bool { return clickhouse.HasFloats(m.Type) })
	if s.losesNaN() && hasFloats {
		return "TabSeparatedWithNamesAndTypes"
	}
	return formats[s.format]
}
