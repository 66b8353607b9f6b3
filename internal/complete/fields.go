package complete

import (
	"cmp"
	"strings"
)

// fieldsOf are the fields of a type: of STRUCT(a INT), STRUCT<a INT>,
// struct<a:int>, ROW(a INT), Tuple(a Int) and Nested(a Int). A list has none.
func fieldsOf(t string) []Column {
	for range deepest {
		head, inside, ok := partsOf(t)
		if !ok || strings.HasSuffix(strings.TrimSpace(t), "]") {
			return nil
		}
		switch strings.ToLower(head) {
		case "struct", "row", "tuple", "nested":
			return fieldsIn(inside)
		case "nullable":
			t = inside
		default:
			return nil
		}
	}
	return nil
}

// reached is the type of a value behind some indexes. Where fields of lists can
// be named, as in ClickHouse, they need none.
func (o *offers) reached(t string, indexes int) string {
	for range indexes {
		element := elementOf(t)
		if element == t {
			return ""
		}
		t = element
	}
	if name := o.names.dialect.Name(); name == "clickhouse" || name == "tinybird" {
		for element := elementOf(t); element != t; element = elementOf(t) {
			t = element
		}
	}
	return t
}

// partsOf cuts a type with a bracket into the word before that and what stands
// in it; what follows it, such as [], is left out.
func partsOf(t string) (head, inside string, ok bool) {
	t = strings.TrimSpace(t)
	open := strings.IndexAny(t, "(<")
	if open < 0 {
		return "", "", false
	}
	end := open + 1 + endOfField(t[open+1:], false)
	return strings.TrimSpace(t[:open]), t[open+1 : end], true
}

// endOfField is where a field ends: at the bracket around it, or at a comma.
func endOfField(t string, comma bool) int {
	depth, quoted := 0, byte(0)
	for i := range len(t) {
		switch c := t[i]; {
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case c == '"' || c == '`' || c == '\'':
			quoted = c
		case c == '(' || c == '<' || c == '[':
			depth++
		case c == ')' || c == '>' || c == ']':
			if depth == 0 {
				return i
			}
			depth--
		case c == ',' && comma && depth == 0:
			return i
		}
	}
	return len(t)
}

// fieldsIn are the fields between the commas of a text; those without a name are
// left out.
func fieldsIn(t string) (fields []Column) {
	for t != "" {
		end := endOfField(t, true)
		if name, typ := fieldOf(strings.TrimSpace(t[:end])); name != "" && typ != "" {
			fields = append(fields, Column{Name: name, Type: typ})
		}
		t = t[min(end+1, len(t)):]
	}
	return fields
}

// fieldOf cuts a field into its name, which may be in quotes, and its type.
func fieldOf(t string) (name, typ string) {
	if t == "" {
		return "", ""
	}
	if mark := t[:1]; mark == `"` || mark == "`" {
		name, typ, _ = strings.Cut(t[1:], mark)
		return name, strings.TrimLeft(typ, ": ")
	}
	end := strings.IndexAny(t, " :(<")
	if end < 0 || t[end] == '(' || t[end] == '<' {
		return "", ""
	}
	return t[:end], strings.TrimLeft(t[end:], ": ")
}

// fields offers the fields of the column whose name, behind that of its relation
// or not, stands before the dot.
func (o *offers) fields() {
	for _, rel := range o.p.Relations {
		names, indexes := o.p.Qualifier, o.p.indexes
		if len(names) > 1 && strings.EqualFold(rel.Alias, names[0]) {
			names, indexes = names[1:], indexes[1:]
		}
		columns := rel.Columns
		for i, name := range names {
			columns = fieldsOf(o.reached(typeNamed(columns, name), indexes[i]))
		}
		for _, c := range columns {
			o.column(c, "", sortScope, names[len(names)-1])
		}
		if len(columns) > 0 {
			return
		}
	}
}

// typeNamed is the type of the column of a name; empty where there is none.
func typeNamed(columns []Column, name string) string {
	for _, c := range columns {
		if strings.EqualFold(c.Name, name) {
			return c.Type
		}
	}
	return ""
}

// unnested gives a relation of UNNEST the columns that it has: one, or the
// fields of its elements where those are named by the relation's alias.
func (a *analysis) unnested(rel *Relation, s spec, before []Relation) {
	if len(s.parts) != 1 || !strings.EqualFold(s.parts[0], "unnest") || !a.is(s.at+1, "(") {
		return
	}
	t := a.typeIn(s.at+2, a.pieces[s.at+1].end, before)
	switch {
	case len(s.columns) > 0 && len(rel.Columns) > 0:
		rel.Columns[0].Type = elementOf(t)
	case a.dialect.Name() == "bigquery":
		rel.Columns = fieldsOf(elementOf(t))
	default:
		rel.Columns = []Column{{Name: "unnest", Type: elementOf(t)}}
	}
	rel.Known = true
}

// elementOf is the type of the elements of a list.
func elementOf(t string) string {
	if head, inside, ok := partsOf(t); ok && (strings.EqualFold(head, "array") || strings.EqualFold(head, "list")) {
		return inside
	}
	if at := strings.LastIndexByte(t, '['); at >= 0 && strings.HasSuffix(t, "]") {
		return t[:at]
	}
	return t
}

// structIn is the type of a struct that is written out, {'a': 1, 'b': {'c': x}};
// empty where the type of a field is in doubt.
func (a *analysis) structIn(lo, hi int, from []Relation) string {
	var fields []string
	for i := lo + 1; i < hi-1; i++ {
		name, end := strings.Trim(a.pieces[i].text, `'"`), i
		for ; end < hi-1 && !a.is(end, ","); end = a.after(end) {
		}
		if end < i+3 || !a.is(i+1, ":") || name == "" || strings.ContainsAny(name, `'"`) {
			return ""
		}
		value := span{i + 2, min(end, hi-1)} // A bracket in it may not be closed.
		t := cmp.Or(a.certainType(value, from), a.typeIn(value.lo, value.hi, from))
		if t = withoutCall(t); t == "" {
			return ""
		}
		fields = append(fields, `"`+name+`" `+t)
		i = end
	}
	return "STRUCT(" + strings.Join(fields, ", ") + ")"
}
