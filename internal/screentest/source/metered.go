package source

import (
	"context"

	"sonde/connectors"
)

// Metered describes a source that bills for everything it is asked, and that
// could list all of its tables: those are called "crawled".
func Metered() *connectors.Driver {
	return &connectors.Driver{
		Kind: "metered", Title: "Metered warehouse", Dialect: "standard", Billed: true,
		Schemes: []connectors.Scheme{{Name: "metered", Transport: "http"}},
		Options: []connectors.Option{{Name: "url", Type: connectors.TypeString}},
		Open:    func(context.Context, connectors.Config) (connectors.Conn, error) { return metered{&conn{}}, nil },
	}
}

type metered struct{ *conn }

// Children implements [connectors.Cataloger]: a schema of two tables.
func (metered) Children(_ context.Context, path []string) ([]connectors.Node, error) {
	node := func(kind connectors.NodeKind, name, typ string) connectors.Node {
		return connectors.Node{Kind: kind, Name: name, Type: typ, Rows: -1, Bytes: -1, Leaf: kind == connectors.NodeColumn}
	}
	switch {
	case len(path) == 0:
		return []connectors.Node{node(connectors.NodeSchema, "lake", "")}, nil
	case len(path) == 1:
		return []connectors.Node{node(connectors.NodeTable, "events", ""), node(connectors.NodeTable, "visitors", "")}, nil
	case path[1] == "visitors":
		return nil, connectors.Errorf(connectors.ClassPermission, "no leave to read %s", path[1])
	}
	return []connectors.Node{node(connectors.NodeColumn, "happened_at", "timestamp"), node(connectors.NodeColumn, "visitor_id", "bigint"), node(connectors.NodeColumn, "page", "varchar")}, nil
}

// Tables implements [connectors.BulkCataloger].
func (metered) Tables(context.Context) ([]connectors.Table, error) {
	crawled := connectors.Node{Kind: connectors.NodeTable, Name: "crawled", Preview: "SELECT * FROM lake.crawled LIMIT 100", Rows: -1, Bytes: -1}
	return []connectors.Table{{Path: []string{"lake", "crawled"}, Node: crawled}}, nil
}

// Functions implements [connectors.Vocabulary].
func (metered) Functions(context.Context) ([]connectors.Function, error) {
	return []connectors.Function{{Name: "crawled_function", Kind: "scalar"}}, nil
}

// Keywords implements [connectors.Vocabulary].
func (metered) Keywords(context.Context) ([]string, error) { return []string{"crawled_word"}, nil }
