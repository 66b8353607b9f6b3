package export

import (
	"fmt"
	"strings"
)

// nameParts are the parts of the name of a table, between which dots stand. A part
// in double quotes, or in backticks, may hold dots; the quote itself is doubled in
// it, as in SQL.
func nameParts(name string) ([]string, error) {
	var parts []string
	for rest := name; ; {
		part, after, ok := firstPart(rest)
		if !ok || part == "" {
			return nil, fmt.Errorf(`a table's name is needed, such as orders, main.orders or "a.b", not %q`, name)
		}
		parts = append(parts, part)
		if after == "" {
			return parts, nil
		}
		rest = after[1:]
	}
}

// firstPart takes the first part of a name off. What comes after it is empty, or
// begins with the dot.
func firstPart(name string) (part, after string, ok bool) {
	if name == "" || name[0] != '"' && name[0] != '`' {
		end := len(name)
		if dot := strings.IndexByte(name, '.'); dot >= 0 {
			end = dot
		}
		return name[:end], name[end:], true
	}
	var inner []byte
	for i := 1; i < len(name); i++ {
		if name[i] == name[0] {
			if after = name[i+1:]; after == "" || after[0] != name[0] {
				return string(inner), after, after == "" || after[0] == '.'
			}
			i++
		}
		inner = append(inner, name[i])
	}
	return "", "", false
}

// tableName puts each part of a table's name in quotes.
func (d *dialect) tableName(name string) (string, error) {
	parts, err := nameParts(name)
	for i, part := range parts {
		parts[i] = d.quoteName(part)
	}
	return strings.Join(parts, "."), err
}
