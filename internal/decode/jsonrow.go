package decode

import (
	"slices"
	"strings"
)

// rowScanner reads rows into cells.
type rowScanner struct {
	cells  []cell
	names  []string
	strict bool // keys without a column are not accepted
	// order remembers the keys of the last object and the columns they went to:
	// most objects have the same ones in the same order.
	order   []keyColumn
	scratch []byte
	// nulls are the texts that stand for NULL, by column; nil where there are none.
	nulls []string
	// lacking are the columns for which an object had no key.
	lacking []bool
	// unplaced are keys whose values were left out, because no column was left
	// for them.
	unplaced []string
}

type keyColumn struct {
	key    string // as it is written, with its escapes
	column int    // negative where no column is left for it
	// certain says that the key goes to that column in every row.
	certain bool
}

func newRowScanner(columns []Column) rowScanner {
	r := rowScanner{cells: make([]cell, len(columns)), lacking: make([]bool, len(columns))}
	for i, c := range columns {
		r.names = append(r.names, c.Field.Name)
		if c.Null != "" && r.nulls == nil {
			r.nulls = make([]string, len(columns))
		}
		if c.Null != "" {
			r.nulls[i] = c.Null
		}
	}
	return r
}

func (r *rowScanner) scan(b []byte, i int) (int, status) {
	switch {
	case i >= len(b):
		return i, short
	case b[i] == '[':
		return r.scanArray(b, i)
	case b[i] == '{':
		return r.scanObject(b, i)
	}
	return i, bad
}

func (r *rowScanner) scanArray(b []byte, i int) (int, status) {
	i = skipSpace(b, i+1)
	for n := 0; ; n++ {
		if i < len(b) && b[i] == ']' && n == 0 {
			return i + 1, r.count(0)
		}
		c, next, s := scanValue(b, i, 1)
		if s != whole {
			return next, s
		}
		if n < len(r.cells) {
			r.set(n, c)
		}
		switch i = skipSpace(b, next); {
		case i >= len(b):
			return i, short
		case b[i] == ']':
			return i + 1, r.count(n + 1)
		case b[i] != ',':
			return i, bad
		}
		i = skipSpace(b, i+1)
	}
}

func (r *rowScanner) count(n int) status {
	if n != len(r.cells) {
		return ragged
	}
	return whole
}

func (r *rowScanner) scanObject(b []byte, i int) (int, status) {
	clear(r.cells)
	i = skipSpace(b, i+1)
	if i < len(b) && b[i] == '}' {
		r.lack()
		return i + 1, whole
	}
	placed := 0
	for n := 0; ; n++ {
		key, next, s := scanKey(b, i)
		if s != whole {
			return next, s
		}
		c, next, s := scanValue(b, next, 1)
		if s != whole {
			return next, s
		}
		if at := r.place(n, key); at >= 0 {
			r.set(at, c)
			placed++
		} else if r.strict {
			return i, bad
		}
		switch i = skipSpace(b, next); {
		case i >= len(b):
			return i, short
		case b[i] == '}':
			if placed < len(r.cells) {
				r.lack()
			}
			return i + 1, whole
		case b[i] != ',':
			return i, bad
		}
		i = skipSpace(b, i+1)
	}
}

func (r *rowScanner) set(i int, c cell) {
	if r.nulls != nil && c.kind == plain && r.nulls[i] != "" && string(c.text) == r.nulls[i] {
		c.kind = null
	}
	r.cells[i] = c
}

// lack notes the columns for which the object at hand had no key.
func (r *rowScanner) lack() {
	for i, c := range r.cells {
		r.lacking[i] = r.lacking[i] || c.kind == missing
	}
}

// place is the column of the nth key of an object, or negative.
func (r *rowScanner) place(n int, key cell) int {
	if n < len(r.order) && r.order[n].certain && r.order[n].key == string(key.text) {
		if at := r.order[n].column; at < 0 || r.cells[at].kind == missing {
			return at
		}
	}
	found := r.find(string(key.bare(&r.scratch)))
	found.key = string(key.text)
	if n < len(r.order) {
		r.order[n] = found
	} else if n == len(r.order) && n < 2*len(r.cells)+16 {
		r.order = append(r.order, found)
	}
	return found.column
}

// find looks for the first column of that name without a value, and ignores
// case where no column has just that name. The answer is certain where it is the
// same in every row.
func (r *rowScanner) find(name string) keyColumn {
	same := func(a string) bool { return a == name }
	if !slices.Contains(r.names, name) {
		same = func(a string) bool { return strings.EqualFold(a, name) }
	}
	found, matches := -1, 0
	for i, n := range r.names {
		if same(n) {
			if matches++; found < 0 && r.cells[i].kind == missing {
				found = i
			}
		}
	}
	if found < 0 {
		r.leave(name)
	}
	return keyColumn{column: found, certain: matches == 0 || matches == 1 && found >= 0}
}

// leave notes a key that has no column.
func (r *rowScanner) leave(name string) {
	const most = 100
	if len(r.unplaced) < most && !slices.Contains(r.unplaced, name) {
		r.unplaced = append(r.unplaced, name)
	}
}
