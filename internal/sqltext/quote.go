package sqltext

import "strings"

// NeedsQuotes reports whether a name can be written only in quotes: it is
// empty, reserved, has characters other than ASCII letters, digits and
// underscores, or would lose its capitals.
func (d *Dialect) NeedsQuotes(name string) bool {
	if name == "" || isDigit(name[0]) {
		return true
	}
	for i := range len(name) {
		c := name[i]
		if !isLetter(c) && !isDigit(c) || d.folds && c >= 'A' && c <= 'Z' {
			return true
		}
	}
	w, _ := lookup(d.words, name)
	return w&wordReserved != 0
}

// QuoteIdentifier returns a name in the dialect's quotes, whether it needs them
// or not.
func (d *Dialect) QuoteIdentifier(name string) string {
	mark := string(d.nameQuote)
	if d.nameEscape {
		name = strings.ReplaceAll(name, `\`, `\\`)
		return mark + strings.ReplaceAll(name, mark, `\`+mark) + mark
	}
	return mark + strings.ReplaceAll(name, mark, mark+mark) + mark
}

// Identifier returns a name as it is written in a statement: in quotes where it
// needs them.
func (d *Dialect) Identifier(name string) string {
	if d.NeedsQuotes(name) {
		return d.QuoteIdentifier(name)
	}
	return name
}

// QuoteString returns a string literal for a text. Text from outside belongs in
// parameters where the source takes them; this is for where it does not.
func (d *Dialect) QuoteString(text string) string {
	if !d.stringEscape {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`, "\r", `\r`).Replace(text) + "'"
}
