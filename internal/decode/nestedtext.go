package decode

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/value"
)

// partText writes nested values of a column that had a misfit as those of its
// neighbours are written that have a type. Only the parts that do not fit their
// own type are written as they were sent, without white space between tokens.
type partText struct {
	column column
	format *value.Formatter
	names  []string    // of a struct's members
	parts  []*partText // of what the type is made of; a map has keys and values
}

// newPartText returns nil for a type whose values cannot be decoded.
func newPartText(c Column) *partText {
	c.AsText, c.Literal = false, nil
	f := c.Field
	column, err := newColumn(c)
	if err != nil {
		return nil
	}
	p := &partText{column: column, format: value.NewFormatter(f)}
	var fields []arrow.Field
	switch t := f.Type.(type) {
	case *arrow.StructType:
		fields = t.Fields()
	case *arrow.MapType:
		fields = []arrow.Field{t.KeyField(), t.ItemField()}
	case arrow.ListLikeType:
		fields = []arrow.Field{t.ElemField()}
	}
	_, isMap := f.Type.(*arrow.MapType)
	for i, f := range fields {
		p.names, p.parts = append(p.names, f.Name), append(p.parts, newPartText(c.part(f, isMap && i == 0)))
	}
	return p
}

// typed returns the value as an array of its own; nil where it does not fit.
func (p *partText) typed(c cell) arrow.Array {
	fits := appendNullable(p.column, c)
	data := p.column.finish()
	if !fits {
		return nil
	}
	return array.MakeFromData(data)
}

// append appends the JSON of a value.
func (p *partText) append(dst []byte, c cell) []byte {
	if typed := p.typed(c); typed != nil {
		return p.format.AppendJSON(dst, typed, 0)
	}
	_, isMap := p.column.(*mapColumn)
	_, isStruct := p.column.(*structColumn)
	switch {
	case isMap && c.kind == jsonObject:
		return p.appendEntries(dst, c)
	case isStruct && c.kind == jsonObject:
		return p.appendMembers(dst, c)
	case len(p.parts) > 0 && c.kind == jsonArray && (!isStruct || items(c) == len(p.parts)):
		return p.appendItems(dst, c, isStruct)
	}
	return value.AppendCompact(dst, string(c.appendVerbatim(nil)))
}

// appendEntries writes a map.
func (p *partText) appendEntries(dst []byte, c cell) []byte {
	first := len(dst)
	eachMember(c.text, func(key, item cell) bool {
		dst = append(dst, ',')
		if typed := p.parts[0].typed(key); typed != nil {
			dst = value.AppendJSONString(dst, string(p.parts[0].format.Append(nil, typed, 0)))
		} else {
			dst = key.appendVerbatim(dst)
		}
		dst = p.parts[1].append(append(dst, ':'), item)
		return true
	})
	return enclose(dst, first, '{', '}')
}

// appendMembers writes a struct that came as an object.
func (p *partText) appendMembers(dst []byte, c cell) []byte {
	first := len(dst)
	eachMember(c.text, func(key, item cell) bool {
		dst = append(key.appendVerbatim(append(dst, ',')), ':')
		for i, name := range p.names {
			if name == string(key.appendText(nil)) {
				dst = p.parts[i].append(dst, item)
				return true
			}
		}
		dst = value.AppendCompact(dst, string(item.appendVerbatim(nil)))
		return true
	})
	return enclose(dst, first, '{', '}')
}

// appendItems writes a list, or a struct that came as one, whose members take
// their names where they have any.
func (p *partText) appendItems(dst []byte, c cell, isStruct bool) []byte {
	first, n, opening, closing := len(dst), 0, byte('['), byte(']')
	named := isStruct && p.names[0] != ""
	if named {
		opening, closing = '{', '}'
	}
	eachItem(c.text, func(item cell) bool {
		part := p.parts[min(n, len(p.parts)-1)]
		dst = append(dst, ',')
		if named {
			dst = append(value.AppendJSONString(dst, p.names[n]), ':')
		}
		dst = part.append(dst, item)
		n++
		return true
	})
	return enclose(dst, first, opening, closing)
}

// items counts the values of an array.
func items(c cell) (n int) {
	eachItem(c.text, func(cell) bool { n++; return true })
	return n
}

// enclose puts brackets around members each of which has a comma in front.
func enclose(dst []byte, first int, opening, closing byte) []byte {
	if len(dst) == first {
		return append(dst, opening, closing)
	}
	dst[first] = opening
	return append(dst, closing)
}
