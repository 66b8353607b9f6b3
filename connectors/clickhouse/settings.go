package clickhouse

import (
	"context"

	"sonde/connectors"
)

const (
	settingsSQL = `SELECT name, type, description FROM system.settings ORDER BY name`
	formatsSQL  = `SELECT name FROM system.formats WHERE is_output ORDER BY name`
)

// Settings lists what statements may set at the server.
func (c *Conn) Settings(ctx context.Context) ([]connectors.Setting, error) {
	c.words.mu.Lock()
	defer c.words.mu.Unlock()
	if c.words.settings != nil {
		return c.words.settings, nil
	}
	cells, err := c.ask(ctx, settingsSQL)
	if err != nil {
		return nil, err
	}
	for _, row := range cells {
		c.words.settings = append(c.words.settings, connectors.Setting{Name: row[0], Type: row[1], Comment: paragraph(row[2])})
	}
	return c.words.settings, nil
}

// Formats lists the formats in which the server writes results.
func (c *Conn) Formats(ctx context.Context) ([]string, error) {
	c.words.mu.Lock()
	defer c.words.mu.Unlock()
	if c.words.formats != nil {
		return c.words.formats, nil
	}
	cells, err := c.ask(ctx, formatsSQL)
	if err != nil {
		return nil, err
	}
	for _, row := range cells {
		c.words.formats = append(c.words.formats, row[0])
	}
	return c.words.formats, nil
}
