package duckdb

import (
	"fmt"
	"path/filepath"
	"strings"
)

// sameNames holds, for each name that a stem makes, the names that the sources of
// this stem have with their extensions. All are in lower case.
type sameNames map[string]map[string]bool

// namesOf looks at sources together: a.csv and a.json cannot both be named a.
func namesOf(sources []source) sameNames {
	names := sameNames{}
	for _, s := range sources {
		switch s.kind {
		case kindDatabase, kindSQLite, kindSheets:
			for _, file := range s.files {
				stem, _, _ := nameParts(file)
				names.add(stem, filepath.Base(file))
			}
		default:
			names.add(s.stem, s.fullName())
		}
	}
	return names
}

func (n sameNames) add(stem, full string) {
	key := strings.ToLower(tableName(stem))
	if n[key] == nil {
		n[key] = map[string]bool{}
	}
	n[key][strings.ToLower(tableName(full))] = true
}

// fullName is the source's stem with its extensions.
func (s source) fullName() string {
	stem, _, _ := nameParts(s.given)
	return s.stem + strings.TrimPrefix(filepath.Base(s.given), stem)
}

// name makes a table's name that no other table has: of the stem alone, with the
// extension where sources differ in nothing else, and then with a number.
func (o *opener) name(stem, full string) string {
	base := tableName(stem)
	if len(o.alike[strings.ToLower(base)]) > 1 {
		base = tableName(full)
	}
	name := base
	for i := 2; o.used[strings.ToLower(name)]; i++ {
		name = fmt.Sprintf("%s_%d", base, i)
	}
	o.used[strings.ToLower(name)] = true
	return name
}

// fileName is the name of a file that holds tables.
func (o *opener) fileName(file string) string {
	stem, _, _ := nameParts(file)
	return o.name(stem, filepath.Base(file))
}
