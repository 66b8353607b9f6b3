// Package workspace is what can be asked about results: to sort, filter, profile
// and compare their rows. Package local answers, in an embedded DuckDB of its
// own.
package workspace

import (
	"context"

	"sonde/internal/result"
)

// Engine answers questions about results. Its methods may be called from any
// goroutine; questions run beside each other. A question ends with its context,
// within 200 ms, and its error then is of class Cancelled.
type Engine interface {
	// Arrange returns the numbers of the rows that satisfy all conditions, sorted
	// by the keys: the first decides, and rows that are equal keep their order.
	// It is what Snapshot.View takes: nil, for all rows as stored, where neither
	// a condition nor a key is given, and an empty list where no row is left. A
	// value that is none of its column's is an error of class Query that names
	// it, before anything runs.
	Arrange(ctx context.Context, s *result.Snapshot, where []Condition, by []SortKey, progress Progress) ([]int64, error)
	// Check is the error with which Arrange would refuse a condition, without
	// looking at a value; nil for one that it takes.
	Check(s *result.Snapshot, c Condition) error
	// AsText reports whether the values at a path are sorted and compared by their
	// text, although their type says that they are something else: a value did not
	// fit it, or the type has no order that is known.
	AsText(s *result.Snapshot, path result.Path) bool
	// Profile describes columns, or fields of structs, over the given rows of a
	// snapshot; nil stands for all rows. One column after the other is loaded and
	// thrown away.
	Profile(ctx context.Context, s *result.Snapshot, rows []int64, columns []result.Path, progress Progress) ([]Column, error)
	// Distinct counts the different values of a column, or of a field of structs, over
	// the given rows of a snapshot, NULL not among them; nil stands for all rows. It is
	// exact where [Column] has an estimate, and takes longer.
	Distinct(ctx context.Context, s *result.Snapshot, rows []int64, column result.Path, progress Progress) (int64, error)
	// Compare finds what differs between two results whose rows have the key
	// columns in common. An error of class Query names a key column that one of
	// them does not have.
	Compare(ctx context.Context, left, right *result.Snapshot, key []string, progress Progress) (*Difference, error)
	// Close ends the questions that run. It may be called twice.
	Close() error
}

// Progress is told what fraction of the work is done, from 0 to 1. It is called
// some twenty times a second, from one goroutine at a time, and never after the
// question has been answered.
type Progress func(fraction float64)

// SortKey is a column by which rows are sorted. NULL comes last in both
// directions, and NaN is the largest number.
type SortKey struct {
	Column int // in the result's schema
	// Field leads from the column, through structs, to the field that is meant; none
	// means the column itself.
	Field      []int
	Descending bool
}

// Path is where the values are.
func (k SortKey) Path() result.Path { return pathOf(k.Column, k.Field) }

func pathOf(column int, field []int) result.Path {
	return append(result.Path{column}, field...)
}
