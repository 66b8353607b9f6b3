package clickhouse

import (
	"cmp"
	"context"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
)

// zone is the zone of clocks without one of their own in the values of parameters, as
// far as the request tells it: a SETTINGS clause has no effect on them. It is nil
// where it is the server's.
func (q *query) zone() *time.Location {
	name := cmp.Or(q.settings["session_timezone"], q.own["session_timezone"])
	if name == "" {
		return nil
	}
	home, _ := time.LoadLocation(name)
	return home
}

// place checks once more the values of parameters whose clocks are those of the
// server's zone, which it is asked for.
func (c *Conn) place(ctx context.Context, q *query) error {
	if len(q.unplaced) == 0 {
		return nil
	}
	home := c.home(ctx)
	for _, p := range q.unplaced {
		if err := checkParam(p.Param, p.typeText, home); err != nil {
			return err
		}
	}
	return nil
}

// typedParam is a parameter and the type that the statement gives it.
type typedParam struct {
	connectors.Param
	typeText string
}

// hasUnplaced reports whether there are clocks in a value whose zone its type does
// not tell.
func hasUnplaced(p connectors.Param, typeText string) bool {
	t, err := clickhouse.ParseType(typeText)
	if err != nil || p.Null {
		return false
	}
	found := false
	clickhouse.Scalars(t, strings.TrimSpace(p.Value), func(t *clickhouse.Type, _ string) {
		found = found || strings.HasPrefix(t.Name, "DateTime") && zoneOf(t) == ""
	})
	return found
}

// home is the zone of the server; nil where it does not tell, or tells one of which
// nothing is known here.
func (c *Conn) home(ctx context.Context) *time.Location {
	c.mu.Lock()
	known := c.zone
	c.mu.Unlock()
	if known != nil {
		return known
	}
	cells, err := c.ask(ctx, "SELECT timezone()")
	if err != nil || len(cells) != 1 || len(cells[0]) != 1 || cells[0][0] == "" {
		return nil
	}
	home, err := time.LoadLocation(cells[0][0])
	if err != nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.zone = home
	return home
}
