// Package complete finds out what may be written at a place of a statement, and
// offers the names that fit. It never asks a source: names come from a [Cache]
// that others fill.
//
//	text, cursor → pieces → levels of queries → Place (what is expected, relations in scope)
//	Place + Names (keywords, functions, tables, columns) + Uses → items, the best first
//
// The text may be unfinished or wrong: everything is read from tokens alone, in
// time linear in the text.
package complete
