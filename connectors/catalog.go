package connectors

import "context"

// Cataloger lists what a source holds, one level at a time.
type Cataloger interface {
	// Children returns the nodes below path, in the order in which they are
	// shown; the empty path is the root. A node's path is its parent's path
	// plus its name. A level that the user may not see is an *Error of class
	// Permission. A path that no longer exists is class NotFound.
	Children(ctx context.Context, path []string) ([]Node, error)
}

// BulkCataloger lists every table with its columns in one call, where the
// source can do so cheaply. Completion uses it.
type BulkCataloger interface {
	Tables(ctx context.Context) ([]Table, error)
}

// NodeKind is the sort of thing that a node of the catalog is.
type NodeKind string

// Kinds of nodes.
const (
	NodeDatabase NodeKind = "database"
	NodeSchema   NodeKind = "schema"
	NodeTable    NodeKind = "table"
	NodeView     NodeKind = "view"
	NodePipe     NodeKind = "pipe" // see [Piper]; Preview, where it has one, asks its endpoint
	NodeColumn   NodeKind = "column"
	NodeGroup    NodeKind = "group"  // a heading made by the connector
	NodeQuery    NodeKind = "query"  // a query that the user has saved
	NodeResult   NodeKind = "result" // a result on the screen, by the name that statements call it
)

// Node is one line of the catalog.
type Node struct {
	Kind NodeKind
	Name string
	// Type is the column's type, or a table's special kind ("external").
	Type string
	// Comment is the source's own description.
	Comment string
	// Rows is the number of rows that the source estimates; negative where it
	// does not say. Bytes likewise.
	Rows, Bytes int64
	// Key tells the part a column plays: "PK", "FK → table.column", "".
	Key string
	// NotNull is set on columns that cannot be NULL.
	NotNull bool
	// State is what keeps the node from being used, such as "paused"; empty where
	// nothing does.
	State string
	// Leaf nodes have no children and are not asked for any.
	Leaf bool
	// Qualified is the name as it is written in a statement, quoted where the
	// dialect needs it.
	Qualified string
	// Preview is a statement that shows the first rows; empty where the node
	// has none.
	Preview string
	// Definition is the DDL of a table or view, where the source gives it with
	// the listing.
	Definition string
}

// Table is a table with its columns, for completion. Path leads to the node.
type Table struct {
	Path    []string
	Node    Node
	Columns []Node
}
