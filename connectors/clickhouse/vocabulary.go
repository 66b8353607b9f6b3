package clickhouse

import (
	"context"
	"strings"
	"sync"

	"sonde/connectors"
)

// vocabulary keeps what the server was asked once.
type vocabulary struct {
	mu        sync.Mutex
	functions []connectors.Function
	keywords  []string
	settings  []connectors.Setting
	formats   []string
}

// Each statement gives name, kind, syntax, what is returned, and a description.
const (
	functionsSQL = `
SELECT name, if(is_aggregate, 'aggregate', 'scalar'), syntax, returned_value, description FROM system.functions
UNION ALL SELECT name, 'table', '', '', description FROM system.table_functions ORDER BY 1`
	oldFunctionsSQL = `
SELECT name, if(is_aggregate, 'aggregate', 'scalar'), '', '', '' FROM system.functions ORDER BY name`
	keywordsSQL = `
SELECT keyword FROM system.keywords UNION DISTINCT SELECT name FROM system.data_type_families ORDER BY 1`
	oldKeywordsSQL = `SELECT name FROM system.data_type_families ORDER BY name`
)

// Functions lists the server's functions.
func (c *Conn) Functions(ctx context.Context) ([]connectors.Function, error) {
	c.words.mu.Lock()
	defer c.words.mu.Unlock()
	if c.words.functions != nil {
		return c.words.functions, nil
	}
	cells, err := c.askEither(ctx, functionsSQL, oldFunctionsSQL)
	if err != nil {
		return nil, err
	}
	for _, row := range cells {
		c.words.functions = append(c.words.functions, connectors.Function{
			Name: row[0], Kind: row[1], Signature: signature(row[0], row[2]), Comment: paragraph(row[4]),
		})
	}
	return c.words.functions, nil
}

// signature is the part of a syntax from the first parenthesis, of its first
// line.
func signature(name, syntax string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(syntax), "\n")
	if at := strings.Index(line, "("); at >= 0 && strings.EqualFold(strings.TrimSpace(line[:at]), name) {
		return strings.TrimSpace(line[at:])
	}
	return ""
}

// paragraph is the first paragraph of a description, in one line.
func paragraph(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n\n")
	return strings.Join(strings.Fields(first), " ")
}

// Keywords lists the server's keywords and types.
func (c *Conn) Keywords(ctx context.Context) ([]string, error) {
	c.words.mu.Lock()
	defer c.words.mu.Unlock()
	if c.words.keywords != nil {
		return c.words.keywords, nil
	}
	cells, err := c.askEither(ctx, keywordsSQL, oldKeywordsSQL)
	if err != nil {
		return nil, err
	}
	for _, row := range cells {
		c.words.keywords = append(c.words.keywords, row[0])
	}
	return c.words.keywords, nil
}

// askEither asks a statement for servers of today or, where one is too old for
// that, the other.
func (c *Conn) askEither(ctx context.Context, sql, old string) ([][]string, error) {
	cells, err := c.ask(ctx, sql)
	if isTooNew(err) || connectors.IsClass(err, connectors.ClassNotFound) {
		return c.ask(ctx, old)
	}
	return cells, err
}
