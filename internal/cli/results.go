package cli

import (
	"os"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// checkResults refuses, before anything is run, a script that is sure to have more
// results than the output takes. Of some statements only their source knows.
func (q *querying) checkResults(parts []sqltext.Statement) error {
	o, err := q.options()
	if err != nil {
		return err
	}
	if q.flags.output == "" && !isWhole(q.flags.format, o) {
		return nil
	}
	results := 0
	for _, p := range parts {
		if q.hasRows(p) {
			results++
		}
	}
	if results < 2 {
		return nil
	}
	return q.tooMany().WithHint("Nothing was run.")
}

// hasRows reports whether a statement is sure to answer with rows.
func (q *querying) hasRows(part sqltext.Statement) bool {
	effect, verb := sqltext.ForName(q.connection.Dialect()).Classify(q.sql[part.Start:part.End])
	return effect == sqltext.Read && verb != "PRAGMA"
}

// tooMany is the error of a script with more results than the output takes.
func (q *querying) tooMany() *connectors.Error {
	if q.flags.output != "" {
		return connectors.Errorf(classUsage, "the script has more than one result, and --output takes one")
	}
	return connectors.Errorf(classUsage, "the script has more than one result, and a document of the format %s takes one", q.flags.format)
}

// takeBack removes the file of the first result where there turns out to be another:
// it would pass for the whole.
func (q *querying) takeBack() *connectors.Error {
	e := q.tooMany()
	info, err := os.Lstat(q.flags.output)
	if err != nil || !info.Mode().IsRegular() || os.Remove(q.flags.output) != nil {
		return e.WithHint("What was written is the first result.")
	}
	return e.WithHint("The file with the first result was removed.")
}
