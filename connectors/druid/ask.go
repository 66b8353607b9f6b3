package druid

import (
	"context"
	"crypto/rand"

	"sonde/connectors"
	"sonde/internal/listing"
)

// question is a query of the connector's own.
type question struct {
	sql     string
	columns int // that every row has at least
}

// with is the question with more text behind it.
func (q question) with(text string) question {
	q.sql += text
	return q
}

// ask puts a question and returns its cells as text, empty for NULL. It is sent
// again where the server is busy: it changes nothing and costs little.
func (c *Conn) ask(ctx context.Context, q question, values ...string) ([][]string, error) {
	r := &request{
		Query: q.sql, ResultFormat: formatArrayLines, Header: true, TypesHeader: true, SQLTypesHeader: true,
		Context: map[string]any{"sqlQueryId": rand.Text()}, path: sqlPath,
	}
	for _, v := range values {
		r.Parameters = append(r.Parameters, parameter{"VARCHAR", v})
	}
	h, err := r.http()
	if err != nil {
		return nil, err
	}
	h.Repeatable = true
	answer, err := c.client.Do(ctx, h)
	if err != nil {
		return nil, err
	}
	reader := r.reader(answer.Body, answer.Header.Get(includedHeader) != "")
	defer reader.Close()
	cells, err := listing.Cells(ctx, reader)
	if err == nil && len(cells) > 0 && len(cells[0]) < q.columns {
		err = connectors.Errorf(connectors.ClassInternal, "the server answered with %d columns where %d were asked for", len(cells[0]), q.columns)
	}
	return cells, err
}

// Ping runs the smallest query, and asks for the version, which not everybody
// may see.
func (c *Conn) Ping(ctx context.Context) (connectors.ServerInfo, error) {
	info := connectors.ServerInfo{Product: "Apache Druid"}
	if _, err := c.ask(ctx, question{"SELECT 1", 1}); err != nil {
		return info, err
	}
	var status struct{ Version string }
	if err := c.get(ctx, "/status", &status); err == nil {
		info.Version = status.Version
	}
	return info, nil
}
