// Package sqltext reads SQL text as far as sonde must understand it: tokens for
// colouring, the bounds of statements, whether a statement writes, and its
// parameters. It knows how the sources differ in quoting, comments and
// parameters, and never fails: text that no source would accept still has
// tokens. Every function works in time linear in its input.
//
// Where a source's own rules are uncertain, the reading is the careful one: a
// statement counts as a read only where it plainly is one.
package sqltext
