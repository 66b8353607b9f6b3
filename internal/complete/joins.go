package complete

import "strings"

// conditions offers, where the condition of a join begins, the pairs of columns
// by which its table may be joined: foreign keys first, then columns of the same
// name.
func (o *offers) conditions() {
	if o.p.joined < 0 || len(o.p.Qualifier) > 0 || o.p.Quote != 0 {
		return
	}
	right := o.p.Relations[o.p.joined]
	for _, left := range o.p.Relations {
		if left.Outer || left.at >= right.at {
			continue
		}
		for _, l := range left.Columns[:min(len(left.Columns), mostPairs)] {
			for _, r := range right.Columns[:min(len(right.Columns), mostPairs)] {
				if sort := joins(left, l, right, r); sort > 0 {
					o.condition(left.Alias, l, right.Alias, r, sort)
				}
			}
		}
	}
}

// mostPairs bounds the columns that are held against each other.
const mostPairs = 300

// joins tells how well two columns join, as what their sort counts for; 0: not
// at all.
func joins(left Relation, l Column, right Relation, r Column) int {
	switch {
	case refersTo(l, right, r) || refersTo(r, left, l):
		return sortScope + 60
	case !strings.EqualFold(l.Name, r.Name):
		return 0
	case l.Key != "" || r.Key != "":
		return sortScope + 40
	}
	return sortScope + 20
}

// refersTo reports whether a column is a foreign key to another.
func refersTo(c Column, rel Relation, to Column) bool {
	_, target, ok := strings.Cut(c.Key, "FK → ")
	if !ok || len(rel.Parts) == 0 {
		return false
	}
	return strings.EqualFold(target, rel.Parts[len(rel.Parts)-1]+"."+to.Name)
}

func (o *offers) condition(left string, l Column, right string, r Column, sort int) {
	written := func(alias string, c Column) string {
		return o.names.dialect.Identifier(alias) + "." + o.written(c.Name, c.Insert)
	}
	text := written(left, l) + " = " + written(right, r)
	e := newEntry(text)
	if score, ok := o.fit(&e, sort); ok {
		o.add(Item{Kind: KindColumn, Label: text, Insert: text, Detail: "join", Rows: -1}, score)
	}
}
