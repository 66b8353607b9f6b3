package dolthub

import (
	"context"
	"regexp"

	"sonde/connectors"
)

// Changes lists the tables that differ between two refs, as the newer one sees
// them. Their statements name commits, so that they always show the same.
func (c *conn) Changes(ctx context.Context, from, to string) ([]connectors.Change, error) {
	ref := to
	from, err := c.commitOf(ctx, ref, from)
	if err != nil {
		return nil, err
	}
	if to, err = c.commitOf(ctx, ref, to); err != nil {
		return nil, err
	}
	between := "(" + dialect.QuoteString(from) + ", " + dialect.QuoteString(to)
	rows, err := c.table(ctx, ref, 5, "SELECT from_table_name, to_table_name, diff_type, data_change, schema_change FROM dolt_diff_summary"+
		between+") ORDER BY to_table_name, from_table_name")
	if err != nil {
		return nil, err
	}
	var changes []connectors.Change
	for _, r := range rows {
		changes = append(changes, change(r, from, to, ref))
	}
	return changes, nil
}

var wholeHash = regexp.MustCompile("^[0-9a-v]{32}$")

// commitOf is the commit that a ref stands for.
func (c *conn) commitOf(ctx context.Context, at, ref string) (string, error) {
	if wholeHash.MatchString(ref) {
		return ref, nil
	}
	return c.valueAt(ctx, at, "SELECT DOLT_HASHOF("+dialect.QuoteString(ref)+")")
}

// change reads a row of the summary. Where only data differ, the system table of
// the diff tells them; where columns do, only the function knows both sides.
func change(r []string, from, to, ref string) connectors.Change {
	c := connectors.Change{Table: r[1], Kind: r[2], Data: r[3] == "1", Schema: r[4] == "1"}
	if c.Table == "" {
		c.Table = r[0]
	}
	if c.Kind == "dropped" {
		c.Kind = "removed"
	}
	sql := "SELECT * FROM " + dialect.QuoteIdentifier("dolt_commit_diff_"+c.Table) +
		" WHERE from_commit = " + dialect.QuoteString(from) + " AND to_commit = " + dialect.QuoteString(to)
	if c.Schema || c.Kind != "modified" {
		sql = "SELECT * FROM dolt_diff(" + dialect.QuoteString(from) + ", " + dialect.QuoteString(to) + ", " + dialect.QuoteString(c.Table) + ")"
	}
	c.Statement = connectors.Statement{SQL: sql, Options: map[string]string{"ref": ref}, ReadOnly: true}
	return c
}
