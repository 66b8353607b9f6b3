package value

import (
	"slices"
	"strconv"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// document is a type whose text is compact JSON.
func document(f appendFunc) Formatter { return Formatter{class: Nested, text: f, json: f} }

func listOf(element *Formatter) Formatter {
	return document(func(dst []byte, a arrow.Array, i, limit int) []byte {
		list := a.(array.ListLike)
		elements := list.ListValues()
		start, end := list.ValueOffsets(i)
		dst = append(dst, '[')
		for j := start; j < end && len(dst) <= limit; j++ {
			if j > start {
				dst = append(dst, ',')
			}
			dst = element.appendJSON(dst, elements, int(j), limit)
		}
		return append(dst, ']')
	})
}

// structOf writes an object. Members of the same name get different ones, and
// a struct whose members have no names is a list.
func structOf(t *arrow.StructType) Formatter {
	fields := t.Fields()
	prefixes, end := memberPrefixes(fields)
	members := make([]*Formatter, len(fields))
	for i, f := range fields {
		members[i] = NewFormatter(f)
	}
	return document(func(dst []byte, a arrow.Array, i, limit int) []byte {
		row := a.(*array.Struct)
		if len(members) == 0 {
			return append(dst, "{}"...)
		}
		for j := 0; j < len(members) && len(dst) <= limit; j++ {
			dst = append(dst, prefixes[j]...)
			dst = members[j].appendJSON(dst, row.Field(j), i, limit)
		}
		return append(dst, end)
	})
}

// memberPrefixes returns what stands before each member, and the end.
func memberPrefixes(fields []arrow.Field) (prefixes []string, end byte) {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	unnamed := !slices.ContainsFunc(names, func(s string) bool { return s != "" })
	opening, end := "{", byte('}')
	if unnamed {
		opening, end = "[", ']'
	}
	for _, name := range UniqueNames(names) {
		prefix := opening
		if !unnamed {
			prefix += string(AppendJSONString(nil, name)) + ":"
		}
		prefixes, opening = append(prefixes, prefix), ","
	}
	return prefixes, end
}

// UniqueNames returns the names with _2, _3 … added to those that repeat an
// earlier one, so that an object can hold a member for each.
func UniqueNames(names []string) []string {
	return UniqueNamesBy(names, func(name string) string { return name })
}

// UniqueNamesBy is [UniqueNames] where names are the same of which a function, such
// as one that folds letter case, makes the same key.
func UniqueNamesBy(names []string, key func(string) string) []string {
	taken := make(map[string]bool, len(names))
	for _, n := range names {
		taken[key(n)] = true
	}
	seen, next := make(map[string]bool, len(names)), make(map[string]int)
	unique := slices.Clone(names)
	for i, name := range names {
		same := key(name)
		if !seen[same] {
			seen[same] = true
			continue
		}
		candidate := name
		for n := max(2, next[same]); taken[key(candidate)]; n++ {
			candidate, next[same] = name+"_"+strconv.Itoa(n), n+1
		}
		unique[i], taken[key(candidate)] = candidate, true
	}
	return unique
}

// mapOf writes an object where the text of a key tells it from every other key
// of its type, and else a list of {"key":…,"value":…}.
func mapOf(t *arrow.MapType) Formatter {
	key, item := NewFormatter(t.KeyField()), NewFormatter(t.ItemField())
	opening, between, closing := "[", `,"value":`, "]"
	appendKey := func(dst []byte, keys arrow.Array, j, limit int) []byte {
		dst = key.appendJSON(append(dst, `{"key":`...), keys, j, limit)
		return append(dst, between...)
	}
	end := "}"
	if plainKey(t.KeyType()) {
		opening, closing, end = "{", "}", ""
		appendKey = func(dst []byte, keys arrow.Array, j, limit int) []byte {
			return append(appendQuoted(dst, key, keys, j, limit), ':')
		}
	}
	return document(func(dst []byte, a arrow.Array, i, limit int) []byte {
		m := a.(*array.Map)
		start, stop := m.ValueOffsets(i)
		dst = append(dst, opening...)
		for j := start; j < stop && len(dst) <= limit; j++ {
			if j > start {
				dst = append(dst, ',')
			}
			dst = appendKey(dst, m.Keys(), int(j), limit)
			dst = append(item.appendJSON(dst, m.Items(), int(j), limit), end...)
		}
		return append(dst, closing...)
	})
}

// plainKey reports whether keys of the type are told apart by their text.
func plainKey(t arrow.DataType) bool {
	switch t := t.(type) {
	case *arrow.DictionaryType:
		return plainKey(t.ValueType)
	case arrow.ExtensionType:
		return plainKey(t.StorageType())
	case arrow.UnionType:
		return false
	case arrow.NestedType:
		return false
	}
	return true
}

// appendQuoted appends the text of a scalar as a JSON string.
func appendQuoted(dst []byte, m *Formatter, a arrow.Array, i, limit int) []byte {
	start := len(dst)
	dst = append(dst, '"')
	if m.IsNull(a, i) {
		dst = append(dst, "null"...)
	} else {
		dst = m.text(dst, a, i, limit)
	}
	if isPlain(dst[start+1:]) {
		return append(dst, '"')
	}
	return AppendJSONString(dst[:start], string(dst[start+1:]))
}

// through is a type whose values are found at another place.
func through(inner Formatter, find func(arrow.Array, int) (arrow.Array, int)) Formatter {
	via := func(f appendFunc) appendFunc {
		return func(dst []byte, a arrow.Array, i, limit int) []byte {
			a, i = find(a, i)
			return f(dst, a, i, limit)
		}
	}
	return Formatter{class: inner.class, text: via(inner.text), json: via(inner.json), null: func(a arrow.Array, i int) bool {
		if a.IsNull(i) {
			return true
		}
		return inner.IsNull(find(a, i))
	}}
}

// dictionaryMu guards the decoded dictionary that an array makes when it is
// first asked for it.
var dictionaryMu sync.Mutex

func dictionary(inner Formatter) Formatter {
	return through(inner, func(a arrow.Array, i int) (arrow.Array, int) {
		d := a.(*array.Dictionary)
		dictionaryMu.Lock()
		entries := d.Dictionary()
		dictionaryMu.Unlock()
		return entries, d.GetValueIndex(i)
	})
}

func runEnds(inner Formatter) Formatter {
	return through(inner, func(a arrow.Array, i int) (arrow.Array, int) {
		r := a.(*array.RunEndEncoded)
		return r.Values(), r.GetPhysicalIndex(i)
	})
}

// unionOf shows the member that a row holds.
func unionOf(t arrow.UnionType) Formatter {
	members := make([]*Formatter, t.NumFields())
	for i, f := range t.Fields() {
		members[i] = NewFormatter(f)
	}
	find := func(a arrow.Array, i int) (*Formatter, arrow.Array, int) {
		u := a.(array.Union)
		child := u.ChildID(i)
		if dense, ok := a.(*array.DenseUnion); ok {
			i = int(dense.ValueOffset(i))
		}
		return members[child], u.Field(child), i
	}
	return Formatter{class: Nested,
		text: func(dst []byte, a arrow.Array, i, limit int) []byte {
			m, a, i := find(a, i)
			return m.text(dst, a, i, limit)
		},
		json: func(dst []byte, a arrow.Array, i, limit int) []byte {
			m, a, i := find(a, i)
			return m.json(dst, a, i, limit)
		},
		null: func(a arrow.Array, i int) bool {
			m, a, i := find(a, i)
			return m.IsNull(a, i)
		},
	}
}
