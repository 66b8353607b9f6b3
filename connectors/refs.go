package connectors

import (
	"context"
	"time"
)

// The interfaces of this file are for sources whose data have versions: a ref
// (a branch, a tag or a commit) names one of them. The ref of a statement is its
// option "ref", and the branches of a write are its options "from" and "to".

// RefKind is the sort of thing that a ref is.
type RefKind string

// Kinds of refs.
const (
	RefBranch RefKind = "branch"
	RefTag    RefKind = "tag"
	RefCommit RefKind = "commit"
)

// Ref names a version of the data. Fields that the source does not tell are
// empty.
type Ref struct {
	Kind RefKind
	Name string
	// Commit is the hash of the commit that the ref stands for.
	Commit string
	// Current marks the ref that statements without one read.
	Current bool
	// Author, Time and Message are those of the commit, or of the tag.
	Author  string
	Time    time.Time
	Message string
}

// RefLister lists the refs of a source.
type RefLister interface {
	// Refs returns the branches, then the tags, then the most recent commits of
	// the current ref, the newest first.
	Refs(ctx context.Context) ([]Ref, error)
	// CurrentRef returns the ref that statements without one read.
	CurrentRef(ctx context.Context) (string, error)
	// At returns the connection as it is at another ref: its catalog, and its
	// statements that name no ref of their own. Closing it closes nothing.
	At(ref string) Conn
}

// Change is a table that differs between two refs.
type Change struct {
	// Table is its name at the newer ref, or at the older one where it is gone.
	Table string
	// Kind is added, modified, removed or renamed.
	Kind string
	// Data and Schema tell what differs.
	Data, Schema bool
	// Statement shows the rows that differ: of each column x of the table its
	// old value in the column from_x and its new one in to_x, and added,
	// modified or removed in the column diff_type.
	Statement Statement
}

// Differ shows what changed between two refs.
type Differ interface {
	// Changes lists the tables that differ, with the statements that show their
	// rows.
	Changes(ctx context.Context, from, to string) ([]Change, error)
}

// BranchWriter writes from one branch to another. A write is an operation of the
// source: it goes on without a client, and [Resumer] takes it up. The server
// statistics of one that changed something hold from_branch, to_branch,
// from_commit and to_commit; of one that changed nothing they hold no commits.
type BranchWriter interface {
	// WriteTarget returns the branches between which a statement that writes
	// would go: to is changed, and made from the other where it does not exist.
	WriteTarget(ctx context.Context, s Statement) (from, to string, err error)
	// MergeStatement returns the statement that merges one branch into another.
	MergeStatement(from, to string) Statement
}
