package clickhouse

import (
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
)

// placePart says how a part of nested values is read: the keys of maps, which stand
// as texts of their own sort, and documents with numbers.
func placePart(c decode.Column, key bool) decode.Column {
	t, err := ParseType(connectors.SourceType(c.Field))
	switch {
	case err != nil:
	case key:
		return keyColumn(c, t)
	case c.Verbatim:
		c.Mend = mending(t)
	}
	return c
}

// keyColumn reads the keys of a map: what is nested stands there as a literal, and
// is shown as such values are shown elsewhere.
func keyColumn(c decode.Column, t *Type) decode.Column {
	r := t.reading()
	switch {
	case t.bare().is("Geometry"):
		c.Field = r.field(c.Field.Name, t.String())
		c.Verbatim, c.Literal = true, literalOf(t)
	case arrow.IsNested(r.dataType.ID()):
		c.Field = r.field(c.Field.Name, t.String())
		c.Verbatim, c.AsText, c.Literal = false, true, literalOf(t)
	}
	return c
}
