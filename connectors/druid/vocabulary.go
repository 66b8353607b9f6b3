package druid

import (
	"context"
	"strings"
	"sync"

	"sonde/connectors"
)

// vocabulary keeps the functions that the server was asked for once.
type vocabulary struct {
	mu        sync.Mutex
	asked     bool
	functions []connectors.Function
}

var routinesOf = question{`SELECT ROUTINE_NAME, IS_AGGREGATOR, SIGNATURES FROM INFORMATION_SCHEMA.ROUTINES ORDER BY ROUTINE_NAME`, 3}

// Functions lists the functions of the server. A server that is too old to list
// them has none.
func (c *Conn) Functions(ctx context.Context) ([]connectors.Function, error) {
	c.words.mu.Lock()
	defer c.words.mu.Unlock()
	if c.words.asked {
		return c.words.functions, nil
	}
	cells, err := c.ask(ctx, routinesOf)
	if connectors.IsClass(err, connectors.ClassNotFound) {
		cells, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, row := range cells {
		c.words.functions = append(c.words.functions, functionsOf(row[0], row[1], row[2])...)
	}
	c.words.asked = true
	return c.words.functions, nil
}

// functionsOf reads the signatures of a function, one a line, such as
// 'NTILE(<INTEGER>)', and makes one entry of each.
func functionsOf(name, aggregates, signatures string) []connectors.Function {
	f := connectors.Function{Name: name, Kind: "scalar"}
	if aggregates == "YES" {
		f.Kind = "aggregate"
	}
	var list []connectors.Function
	for line := range strings.Lines(signatures) {
		line = strings.ReplaceAll(strings.TrimSpace(line), "'", "")
		if f.Signature = strings.TrimPrefix(line, name); f.Signature != "" {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		list = append(list, f)
	}
	return list
}

// Keywords lists the words of Druid's SQL.
func (c *Conn) Keywords(context.Context) ([]string, error) { return dialect.Keywords(), nil }
