package dolthub

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sonde/connectors"
)

// conflictPatience is how long the tables of a conflict are asked for.
const conflictPatience = 10 * time.Second

// withConflicts adds to the error of a merge which tables are in conflict, where
// that is what it failed by.
func (w *writing) withConflicts(err error) error {
	e := connectors.AsError(err)
	if w.op.before == "" || !strings.Contains(strings.ToLower(e.Message), "merge conflict") {
		return err
	}
	ctx, stop := context.WithTimeout(w.ctx, conflictPatience)
	defer stop()
	tables, asking := w.conn.conflicts(ctx, w.op.from, w.op.to)
	if asking != nil || len(tables) == 0 {
		return err
	}
	told := *e
	told.Hint = "In conflict: " + strings.Join(tables, ", ") + ". " + e.Hint
	return &told
}

// conflicts names the tables that a merge of two branches would leave in
// conflict.
func (c *conn) conflicts(ctx context.Context, from, to string) ([]string, error) {
	rows, _, err := c.texts(ctx, 0, question{to, "SELECT * FROM dolt_preview_merge_conflicts_summary(" +
		dialect.QuoteString(from) + ", " + dialect.QuoteString(to) + ")"})
	var tables []string
	for _, r := range rows {
		if len(r) == 3 {
			tables = append(tables, r[0]+" ("+conflictText(r[1], r[2])+")")
		}
	}
	return tables, err
}

func conflictText(data, schema string) string {
	var parts []string
	for _, p := range []struct{ count, one, many string }{{data, "row", "rows"}, {schema, "change of its columns", "changes of its columns"}} {
		switch p.count {
		case "", "0":
		case "1":
			parts = append(parts, "1 "+p.one)
		default:
			parts = append(parts, fmt.Sprint(p.count, " ", p.many))
		}
	}
	return strings.Join(parts, ", ")
}
