package clickhouse

import (
	"context"
	"crypto/rand"

	"sonde/connectors"
	"sonde/internal/listing"
)

// ask runs a query of sonde's own and returns the text of its cells, with
// nothing for NULL. The arguments are pairs of a parameter's name and value.
func (c *Conn) ask(ctx context.Context, sql string, arguments ...string) ([][]string, error) {
	s := connectors.Statement{ID: "sonde-" + rand.Text(), SQL: sql}
	for i := 0; i+1 < len(arguments); i += 2 {
		s.Params = append(s.Params, connectors.Param{Name: arguments[i], Value: arguments[i+1]})
	}
	q, err := c.query(s)
	if err != nil {
		return nil, err
	}
	q.database, q.settings = "", nil
	return readAll(ctx, c.start(ctx, q))
}

// readAll returns the text of all cells of an answer, and closes it.
func readAll(ctx context.Context, r *rows) ([][]string, error) {
	defer r.Close()
	return listing.Cells(ctx, r)
}
