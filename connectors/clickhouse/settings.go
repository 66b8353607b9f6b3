package clickhouse

import (
	"context"

	"sonde/connectors"
)

const (
	settingsSQL = `SELECT name, type, description FROM system.settings ORDER BY name`
	tableSQL    = `SELECT name, type, description FROM system.merge_tree_settings ORDER BY name`
	formatsSQL  = `SELECT name FROM system.formats WHERE is_output ORDER BY name`
)

// Settings lists what statements may set at the server, and what tables of the
// MergeTree family may.
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
	c.words.settings = settingsOf(cells, false)
	// Users who may not see those of tables are offered none.
	if cells, err = c.ask(ctx, tableSQL); err == nil {
		c.words.settings = append(c.words.settings, settingsOf(cells, true)...)
	}
	return c.words.settings, nil
}

// settingsOf are settings by rows of name, type and description.
func settingsOf(cells [][]string, ofTables bool) []connectors.Setting {
	settings := make([]connectors.Setting, len(cells))
	for i, row := range cells {
		settings[i] = connectors.Setting{Name: row[0], Type: row[1], Comment: paragraph(row[2]), Table: ofTables}
	}
	return settings
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
