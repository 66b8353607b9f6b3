package duckdb

import (
	"context"
	"sync"

	"sonde/connectors"
	"sonde/internal/duck"
)

// vocabulary keeps what the engine was asked once: its keywords.
type vocabulary struct {
	mu       sync.Mutex
	keywords []string
	reserved map[string]bool
}

// Ping answers with the version of the engine.
func (c *Conn) Ping(ctx context.Context) (connectors.ServerInfo, error) {
	_, err := c.ask(ctx, "SELECT 1")
	return connectors.ServerInfo{Product: "DuckDB", Version: duck.Version(), Note: c.note}, err
}

// Ways to call a function that differ in types alone are ways of their own.
// Positional parameters of table functions have no names of their own, and the
// named ones are too many to show.
const functionsSQL = `
SELECT function_name, signature, min(return_type), min(description),
  CASE function_type WHEN 'table_macro' THEN 'table' ELSE function_type END AS kind
FROM (
  SELECT *, concat('(', array_to_string(
    CASE WHEN function_type = 'table'
      THEN list_concat(
        [t FOR t, i IN parameter_types IF parameters[i] SIMILAR TO 'col[0-9]+'],
        CASE WHEN len([p FOR p IN parameters IF NOT p SIMILAR TO 'col[0-9]+']) > 0 THEN ['…'] ELSE [] END)
      ELSE list_concat(
        [CASE WHEN p SIMILAR TO 'col[0-9]+' THEN coalesce(parameter_types[i], p)
          ELSE concat_ws(' ', p, parameter_types[i]) END FOR p, i IN parameters],
        CASE WHEN varargs IS NULL THEN [] ELSE ['…'] END)
    END, ', '), ')') AS signature
  FROM duckdb_functions()
  WHERE function_name SIMILAR TO '[a-z_][a-z0-9_]*' AND NOT starts_with(function_name, '__')
    AND function_type <> 'pragma'
)
GROUP BY function_name, signature, kind
ORDER BY function_name, length(signature), signature`

// Functions lists the engine's functions, one entry for each way to call them, and
// the macros that there are by now.
func (c *Conn) Functions(ctx context.Context) ([]connectors.Function, error) {
	cells, err := c.ask(ctx, functionsSQL)
	if err != nil {
		return nil, err
	}
	functions := make([]connectors.Function, len(cells))
	for i, f := range cells {
		functions[i] = connectors.Function{Name: f[0], Signature: f[1], Returns: f[2], Comment: f[3], Kind: f[4]}
	}
	return functions, nil
}

// Keywords lists the engine's keywords in lower case.
func (c *Conn) Keywords(ctx context.Context) ([]string, error) {
	c.names.mu.Lock()
	defer c.names.mu.Unlock()
	err := c.loadKeywords(ctx)
	return c.names.keywords, err
}

// reserved returns the keywords that a name must not be without quotes.
func (c *Conn) reserved(ctx context.Context) (map[string]bool, error) {
	c.names.mu.Lock()
	defer c.names.mu.Unlock()
	err := c.loadKeywords(ctx)
	return c.names.reserved, err
}

func (c *Conn) loadKeywords(ctx context.Context) error {
	if c.names.keywords != nil {
		return nil
	}
	cells, err := c.ask(ctx, "SELECT keyword_name, keyword_category FROM duckdb_keywords() ORDER BY ALL")
	if err != nil {
		return err
	}
	c.names.reserved = map[string]bool{}
	for _, k := range cells {
		c.names.keywords = append(c.names.keywords, k[0])
		c.names.reserved[k[0]] = k[1] != "unreserved"
	}
	return nil
}
