package duckdb

import (
	"context"

	"sonde/connectors"
)

// Settings lists what statements may set at the engine.
func (c *Conn) Settings(ctx context.Context) ([]connectors.Setting, error) {
	cells, err := c.ask(ctx, "SELECT name, input_type, description FROM duckdb_settings() ORDER BY name")
	if err != nil {
		return nil, err
	}
	settings := make([]connectors.Setting, len(cells))
	for i, row := range cells {
		settings[i] = connectors.Setting{Name: row[0], Type: row[1], Comment: row[2]}
	}
	return settings, nil
}
