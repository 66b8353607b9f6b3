package local

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/value"
	"sonde/internal/workspace"
)

// match finds the columns that two results have in common, by their names: the
// first of a name with the first, the second with the second. What is left is
// matched without regard to upper and lower case.
func match(left, right *arrow.Schema) []workspace.Match {
	out := make([]workspace.Match, left.NumFields())
	taken := make([]bool, right.NumFields())
	for i := range out {
		out[i] = workspace.Match{Left: i, Right: -1}
	}
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for i := range out {
			for j, f := range right.Fields() {
				if out[i].Right < 0 && !taken[j] && same(left.Field(i).Name, f.Name) {
					out[i].Right, taken[j] = j, true
				}
			}
		}
	}
	for j := range taken {
		if !taken[j] {
			out = append(out, workspace.Match{Left: -1, Right: j})
		}
	}
	return out
}

// split takes the key columns out of the matches.
func split(all []workspace.Match, left *arrow.Schema, key []string) (keys, others []workspace.Match, err error) {
	isKey := make([]bool, len(all))
	for _, name := range key {
		at := -1
		for i, m := range all {
			if m.Left >= 0 && m.Right >= 0 && at < 0 && !isKey[i] && left.Field(m.Left).Name == name {
				at = i
			}
		}
		if at < 0 {
			return nil, nil, connectors.Errorf(connectors.ClassQuery, "the results do not both have the key column %q", name)
		}
		isKey[at] = true
		keys = append(keys, all[at])
	}
	for i, m := range all {
		if !isKey[i] {
			others = append(others, m)
		}
	}
	if len(keys) == 0 {
		return nil, nil, connectors.Errorf(connectors.ClassQuery, "results are compared by at least one key column")
	}
	return keys, others, nil
}

// common returns readings of two columns that make equal values equal, and notes
// in the match what had to be done for it.
func common(left, right *result.Snapshot, m *workspace.Match) (l, r reading, err error) {
	if l, err = orderedReading(left, result.Path{m.Left}); err != nil {
		return l, r, err
	}
	if r, err = orderedReading(right, result.Path{m.Right}); err != nil {
		return l, r, err
	}
	a, b := l.declared, r.declared
	kind := connectors.FieldKind(a)
	switch {
	case kind == connectors.KindEnum && connectors.FieldKind(b) == kind:
		// The same name may be another number in the other type.
		return alike(l, r, textReading(arrow.Field{Type: arrow.Null}), m, "text")
	case isNested(a.Type) && arrow.TypeEqual(a.Type, b.Type) && engineType(a) != engineType(b):
		return alike(l, r, textReading(arrow.Field{Type: arrow.Null}), m, "text")
	case arrow.TypeEqual(a.Type, b.Type) && kind == connectors.FieldKind(b) && arrow.TypeEqual(l.as.Type, r.as.Type):
		return l, r, nil
	case value.ClassOf(a) == value.Number && value.ClassOf(b) == value.Number:
		return alike(l, r, keyReading(numberKey), m, "numbers")
	}
	return alike(l, r, textReading(arrow.Field{Type: arrow.Null}), m, "text")
}

// alike gives both columns the same form.
func alike(l, r, form reading, m *workspace.Match, as string) (reading, reading, error) {
	if !arrow.TypeEqual(l.declared.Type, r.declared.Type) {
		m.Note = l.declared.Name + " is " + connectors.SourceType(l.declared) + " and " + connectors.SourceType(r.declared) + ", compared as " + as
	}
	left, right := form, form
	left.path, left.declared = l.path, l.declared
	right.path, right.declared = r.path, r.declared
	return left, right, nil
}
