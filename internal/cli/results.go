package cli

import (
	"context"

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

// all runs the statements one after the other, until one fails. The file of a script
// that failed is not kept: it would pass for that of the whole.
func (q *querying) all(ctx context.Context, parts []sqltext.Statement) (err error) {
	defer q.dropFile()
	for i, p := range parts {
		q.more = i < len(parts)-1
		if err := q.one(ctx, p); err != nil {
			return err
		}
	}
	return q.nameFile()
}

// dropFile removes a file that has no name yet.
func (q *querying) dropFile() {
	if q.held == nil {
		return
	}
	if err := q.held.Discard(); err != nil {
		q.warn("%v", err)
	}
	q.held = nil
}

// fileDropped says that the file of an earlier statement of a script is removed, as
// one after it failed; empty where there is none.
func (q *querying) fileDropped() string {
	if q.held == nil {
		return ""
	}
	return "no file was written"
}

// nameFile gives the file of the only result its name, in the place of another where
// that was allowed.
func (q *querying) nameFile() error {
	if q.held == nil {
		return nil
	}
	held := q.held
	q.held = nil
	if err := held.Name(q.flags.output, q.flags.overwrite); err != nil {
		_ = held.Discard() // The next export into the folder tries again.
		return hintAtOverwrite(err)
	}
	return nil
}

// takeBack removes the file of the first result where there turns out to be another:
// it would pass for the whole. It has no name yet, so that what is there under that
// stays as it was.
func (q *querying) takeBack() *connectors.Error {
	e := q.tooMany()
	if q.held == nil {
		return e.WithHint("What was written is the first result.")
	}
	q.dropFile()
	return e.WithHint("No file was written.")
}
