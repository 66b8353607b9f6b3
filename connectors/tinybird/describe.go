package tinybird

import (
	"context"
	"slices"
	"strings"

	"sonde/internal/decode/clickhouse"
)

// describe tells the columns of an answer in Parquet, which has types of its own:
// those of the pipe's endpoint as the listing has them, or those that the API
// tells of the query. Where neither can be had there are none.
func (c *Conn) describe(ctx context.Context, q *query) []clickhouse.Meta {
	switch {
	case !clickhouse.IsColumnar(q.format):
		return nil
	case q.options[optionPipe] != "" && q.sql == "":
		return c.endpointColumns(ctx, q.options[optionPipe])
	case q.options[optionPipe] != "":
		return nil
	}
	sql, mark := strings.CutPrefix(clickhouse.WithoutFormat(dialect, q.sql), "%")
	d := *q
	d.format, d.unbound, d.sql = clickhouse.JSON, "", "DESCRIBE ("+sql+"\n)\nFORMAT "+clickhouse.JSON
	if mark {
		d.sql = "% " + d.sql
	}
	return c.columnsOf(ctx, &d)
}

// columnsOf reads the answer to a DESCRIBE.
func (c *Conn) columnsOf(ctx context.Context, d *query) (columns []clickhouse.Meta) {
	request, err := d.request()
	if err != nil {
		return nil
	}
	var answer struct{ Data []clickhouse.Meta }
	if c.ask(ctx, request, &answer) != nil {
		return nil
	}
	return answer.Data
}

// endpointColumns are the columns of a pipe's endpoint.
func (c *Conn) endpointColumns(ctx context.Context, name string) (columns []clickhouse.Meta) {
	pipes, err := c.pipes(ctx, false)
	if err != nil {
		return nil
	}
	i := slices.IndexFunc(pipes, func(p pipe) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	p, err := c.withNodes(ctx, pipes[i])
	if err != nil {
		return nil
	}
	for _, known := range columnNodes(p.endpoint().Columns) {
		columns = append(columns, clickhouse.Meta{Name: known.Name, Type: known.Type})
	}
	return columns
}
