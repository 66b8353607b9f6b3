package source

import (
	"context"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// Versions describes a source whose data have branches. What a statement does
// stands in it:
//
//	SELECT …           the ref that it reads, and its options from, to and all
//	SELECT … big …     the same, cut by the service unless all = true
//	SELECT … diff_ …   the rows of a table that differ
//	another verb       a write, which goes on without the client with "slow" in it
//	CALL … conflict …  a write that fails by a conflict
func Versions() *connectors.Driver {
	option := func(name, help string) connectors.Option {
		return connectors.Option{Name: name, Type: connectors.TypeString, PerQuery: true, Help: help}
	}
	return &connectors.Driver{
		Kind: "versions", Title: "Versioned database", Dialect: "mysql",
		Schemes: []connectors.Scheme{{Name: "versions", Transport: "http"}},
		Options: []connectors.Option{
			{Name: "url", Type: connectors.TypeString}, option("ref", "What is read."), option("from", ""), option("to", ""),
			option("all", "The commit is fixed first; then rows are fetched page by page, in the order of the primary key."),
		},
		Open: func(context.Context, connectors.Config) (connectors.Conn, error) { return versions{}, nil },
	}
}

// versions is the database at a ref; empty is main.
type versions struct{ ref string }

const (
	commitBefore = "0b4cefl6usvkrkmvg7v3p8v3ncqvs4d1"
	commitAfter  = "q1f8bs2onhs6ve1o1ikr7mgnjv3m4hk2"
)

func (versions) Close() error { return nil }

func (v versions) current() string {
	if v.ref == "" {
		return "main"
	}
	return v.ref
}

// CurrentRef implements [connectors.RefLister].
func (v versions) CurrentRef(context.Context) (string, error) { return v.current(), nil }

// At implements [connectors.RefLister].
func (versions) At(ref string) connectors.Conn { return versions{ref} }

// Refs implements [connectors.RefLister].
func (v versions) Refs(context.Context) ([]connectors.Ref, error) {
	ago := func(d time.Duration) time.Time { return time.Now().Add(-d) }
	refs := []connectors.Ref{
		{Kind: connectors.RefBranch, Name: "feature/prices", Commit: commitAfter, Author: "Ann Example", Time: ago(3 * time.Hour), Message: "Raise the prices"},
		{Kind: connectors.RefBranch, Name: "main", Commit: commitBefore, Author: "Bo Example", Time: ago(80 * time.Hour), Message: "Import the catalogue"},
		{Kind: connectors.RefTag, Name: "v1.0", Commit: commitBefore, Author: "Bo Example", Time: ago(500 * time.Hour)},
		{Kind: connectors.RefCommit, Name: commitBefore, Commit: commitBefore, Author: "Bo Example", Time: ago(80 * time.Hour), Message: "Import the catalogue\nwith all of its prices"},
	}
	for i := range refs {
		refs[i].Current = refs[i].Name == v.current()
	}
	return refs, nil
}

// Children implements [connectors.Cataloger]: the table of prices is on no
// branch but one.
func (v versions) Children(_ context.Context, path []string) ([]connectors.Node, error) {
	node := func(kind connectors.NodeKind, name string, leaf bool) connectors.Node {
		return connectors.Node{Kind: kind, Name: name, Rows: -1, Bytes: -1, Leaf: leaf, Preview: "SELECT * FROM " + name + " LIMIT 100"}
	}
	if len(path) == 0 {
		return []connectors.Node{{Kind: connectors.NodeDatabase, Name: "shop", Rows: -1, Bytes: -1}}, nil
	}
	nodes := []connectors.Node{node(connectors.NodeTable, "orders", true), node(connectors.NodeTable, "products", true)}
	if v.ref == "feature/prices" {
		nodes = append(nodes, node(connectors.NodeTable, "prices", true))
	}
	return nodes, nil
}

// WriteTarget implements [connectors.BranchWriter].
func (v versions) WriteTarget(_ context.Context, s connectors.Statement) (from, to string, err error) {
	from, to = s.Options["from"], s.Options["to"]
	for _, branch := range []*string{&from, &to} {
		if *branch == "" {
			*branch = s.Options["ref"]
		}
		if *branch == "" {
			*branch = v.current()
		}
	}
	return from, to, nil
}

// MergeStatement implements [connectors.BranchWriter].
func (versions) MergeStatement(from, to string) connectors.Statement {
	return connectors.Statement{SQL: "CALL DOLT_MERGE('" + from + "')", Options: map[string]string{"from": from, "to": to}}
}

// Changes implements [connectors.Differ].
func (versions) Changes(_ context.Context, from, to string) ([]connectors.Change, error) {
	if from == to {
		return nil, nil
	}
	change := func(table, kind string) connectors.Change {
		return connectors.Change{Table: table, Kind: kind, Data: true,
			Statement: connectors.Statement{SQL: "SELECT * FROM diff_" + table, Options: map[string]string{"ref": to}}}
	}
	return []connectors.Change{change("orders", "added"), change("products", "modified")}, nil
}

// Query implements [connectors.Conn].
func (v versions) Query(_ context.Context, s connectors.Statement) (connectors.Rows, error) {
	switch {
	case !strings.HasPrefix(s.SQL, "SELECT"):
		from, to, err := v.WriteTarget(context.Background(), s)
		return &writing{from: from, to: to, sql: s.SQL}, err
	case strings.Contains(s.SQL, "diff_"):
		return &table{rows: diffRows, schema: TextFields("to_id", "to_name", "to_price", "to_commit", "from_id", "from_name", "from_price", "from_commit", "diff_type")}, nil
	}
	ref := s.Options["ref"]
	if ref == "" {
		ref = v.current()
	}
	t := &table{rows: [][]string{{ref, s.Options["from"], s.Options["to"], s.Options["all"]}}, schema: TextFields("ref", "from", "to", "all")}
	if strings.Contains(s.SQL, "big") && s.Options["all"] != "true" {
		t.reason = "the service sends 1,000 rows at most"
	}
	return t, nil
}

// Resume implements [connectors.Resumer].
func (versions) Resume(_ context.Context, operation string) (connectors.Rows, error) {
	from, to, _ := strings.Cut(strings.TrimPrefix(operation, "operations/"), "..")
	return &writing{from: from, to: to}, nil
}

// null is the text that stands for NULL in a table.
const null = "\x00"

var diffRows = [][]string{
	{"1", "Lamp", "29.90", commitAfter, "1", "Lamp", "24.90", commitBefore, "modified"},
	{"2", "Desk, oak", "310.00", commitAfter, "2", "Desk", "310.00", commitBefore, "modified"},
	{"7", "Chair", "89.00", commitAfter, null, null, null, commitBefore, "added"},
	{null, null, null, commitAfter, "4", "Stool", "35.00", commitBefore, "removed"},
}

// TextFields is a schema of columns of text.
func TextFields(names ...string) *arrow.Schema {
	fields := make([]arrow.Field, len(names))
	for i, name := range names {
		fields[i] = arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true}
	}
	return arrow.NewSchema(fields, nil)
}

// table is an answer of texts in one batch. With a reason it is limited.
type table struct {
	rows   [][]string
	schema *arrow.Schema
	reason string
	given  bool
	stats  []connectors.Stat
}

func (t *table) Schema() *arrow.Schema { return t.schema }
func (*table) Close() error            { return nil }

func (t *table) Next(context.Context) (arrow.RecordBatch, error) {
	if t.given {
		return nil, io.EOF
	}
	t.given = true
	columns := make([]arrow.Array, t.schema.NumFields())
	for i := range columns {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		for _, row := range t.rows {
			if row[i] == null {
				b.AppendNull()
			} else {
				b.Append(row[i])
			}
		}
		columns[i] = b.NewArray()
	}
	return array.NewRecordBatch(t.schema, columns, int64(len(t.rows))), nil
}

func (t *table) Progress() connectors.Progress {
	p := connectors.NoProgress(connectors.PhaseDone)
	p.Server = t.stats
	if t.reason != "" {
		p.Completeness, p.Reason = connectors.Limited, t.reason
	}
	return p
}

// writing is the answer to a write.
type writing struct {
	from, to, sql string
	ended         atomic.Bool
}

func (*writing) Schema() *arrow.Schema { return arrow.NewSchema(nil, nil) }
func (*writing) Close() error          { return nil }

func (w *writing) Next(ctx context.Context) (arrow.RecordBatch, error) {
	switch {
	case strings.Contains(w.sql, "slow"):
		<-ctx.Done()
		return nil, connectors.AsError(ctx.Err())
	case strings.Contains(w.sql, "conflict"):
		e := connectors.Errorf(connectors.ClassQuery, "Merge conflict detected, transaction rolled back.")
		return nil, e.WithHint("In conflict: products (2 rows). Resolve it on a branch.")
	}
	w.ended.Store(true)
	return nil, io.EOF
}

func (w *writing) Progress() connectors.Progress {
	p := connectors.NoProgress(connectors.PhasePolling)
	p.QueryID, p.Operation = "operations/4f2c", "operations/"+w.from+".."+w.to
	p.Server = []connectors.Stat{{Name: "from_branch", Value: w.from}, {Name: "to_branch", Value: w.to}}
	if !w.ended.Load() {
		return p
	}
	p.RowsAffected = 2
	if strings.Contains(w.sql, "nothing") {
		p.RowsAffected, p.Warnings = 0, []string{"nothing changed, and no commit was made on " + w.to}
		return p
	}
	p.Server = append(p.Server, connectors.Stat{Name: "from_commit", Value: commitBefore}, connectors.Stat{Name: "to_commit", Value: commitAfter})
	return p
}
