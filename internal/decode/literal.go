package decode

// literalColumn collects nested values from fields of text in which they stand as
// the source writes literals.
type literalColumn struct {
	column
	read      func(dst, text []byte) ([]byte, bool)
	json, raw []byte
}

// append reads the field as it was sent: the backslashes in it are those of the
// literal.
func (l *literalColumn) append(c cell) bool {
	if !c.isText() {
		return l.column.append(c)
	}
	text := c.text
	if c.kind == doubled {
		text = c.bare(&l.raw)
	}
	var ok bool
	if l.json, ok = l.read(l.json[:0], text); ok {
		value, _, s := scanValue(l.json, 0, 0)
		if s == whole {
			return appendNullable(l.column, value)
		}
	}
	l.null()
	return false
}
