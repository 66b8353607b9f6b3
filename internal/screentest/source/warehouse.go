package source

import (
	"context"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Warehouse describes a source that bills by the scan, describes its columns,
// and explains statements. Its first answer shows that it speaks MySQL's SQL.
func Warehouse() *connectors.Driver {
	return &connectors.Driver{
		Kind: "warehouse", Title: "Data warehouse", Dialect: "standard", Billed: true, Scanned: "data_scanned_in_bytes",
		Schemes: []connectors.Scheme{{Name: "warehouse", Transport: "http"}},
		Options: []connectors.Option{{Name: "url", Type: connectors.TypeString}},
		Open:    func(context.Context, connectors.Config) (connectors.Conn, error) { return &warehouse{}, nil },
	}
}

type warehouse struct {
	lake
	answered atomic.Bool
}

// Dialect implements [connectors.Speaker].
func (w *warehouse) Dialect() string {
	if w.answered.Load() {
		return "mysql"
	}
	return ""
}

// Explain implements [connectors.Explainer].
func (*warehouse) Explain(sql string, analyze bool) (string, bool) { return "EXPLAIN " + sql, !analyze }

// Children implements [connectors.Cataloger].
func (*warehouse) Children(_ context.Context, path []string) ([]connectors.Node, error) {
	node := func(kind connectors.NodeKind, name, sourceType, comment string) connectors.Node {
		return connectors.Node{Kind: kind, Name: name, Type: sourceType, Comment: comment, Rows: -1, Bytes: -1, Leaf: kind == connectors.NodeColumn}
	}
	if len(path) == 0 {
		return []connectors.Node{node(connectors.NodeTable, "sales", "", "One row per item that was sold")}, nil
	}
	var columns []connectors.Node
	for _, f := range sales.Fields() {
		comment, _ := f.Metadata.GetValue(connectors.MetaComment)
		c := node(connectors.NodeColumn, f.Name, connectors.SourceType(f), comment)
		c.NotNull = connectors.NotNull(f)
		columns = append(columns, c)
	}
	return columns, nil
}

var sales = arrow.NewSchema([]arrow.Field{
	described("sale_id", "NUMBER(38,0)", "integer", "false", "1", ""),
	described("paid", "NUMBER(12,2)", "decimal", "true", "2", "What was paid, in euro, with tax"),
	described("note", "TEXT", "string", "", "3", ""),
}, nil)

func described(name, native, general, nullable, number, comment string) arrow.Field {
	f := connectors.Field(name, arrow.BinaryTypes.String, native, connectors.KindText)
	keys, values := f.Metadata.Keys(), f.Metadata.Values()
	for _, m := range [][2]string{
		{connectors.MetaGeneral, general}, {connectors.MetaNullable, nullable}, {connectors.MetaNumber, number}, {connectors.MetaComment, comment},
	} {
		if m[1] != "" {
			keys, values = append(keys, m[0]), append(values, m[1])
		}
	}
	f.Metadata = arrow.NewMetadata(keys, values)
	return f
}

// Query implements [connectors.Conn].
func (w *warehouse) Query(_ context.Context, s connectors.Statement) (connectors.Rows, error) {
	w.answered.Store(true)
	if len(s.SQL) > 8 && s.SQL[:8] == "EXPLAIN " {
		return &table{rows: [][]string{{"TableScan sales, 14 partitions of 20, 5 GB"}}, schema: TextFields("plan")}, nil
	}
	if s.SQL == "SELECT path FROM sales" {
		return &table{rows: [][]string{{`C:\sales`}}, schema: TextFields("path")}, nil
	}
	if s.SQL == "SELECT gone FROM sales LIMIT 2" {
		return &gone{}, nil
	}
	stats := []connectors.Stat{{Name: "data_scanned_in_bytes", Value: "52428800"}, {Name: "scanned_today_in_bytes", Value: "104857600"}}
	return &table{rows: [][]string{{"1", "12.50", null}, {"2", null, "gift"}}, schema: sales, stats: stats}, nil
}

// gone is the answer of a statement that was run, and whose file is not there.
type gone struct{ table }

func (*gone) Next(context.Context) (arrow.RecordBatch, error) {
	return nil, connectors.Errorf(connectors.ClassNotFound, "the result file is gone")
}

func (*gone) Progress() connectors.Progress {
	p := connectors.NoProgress(connectors.PhaseDone)
	p.Server = []connectors.Stat{{Name: "data_scanned_in_bytes", Value: "52428800"}}
	return p
}
