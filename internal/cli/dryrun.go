package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/internal/secrets"
	"sonde/internal/sqltext"
)

// dryRun prints what the statements of a call would send, and runs none.
func (q *querying) dryRun(ctx context.Context, parts []sqltext.Statement) error {
	if reason := run.CanCurl(q.connection); q.flags.dryRun == "curl" && reason != "" {
		return usage("--dry-run prints the statements.", "%s", reason)
	}
	for i, part := range parts {
		statement, err := run.Prepare(q.connection, q.statement(part))
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(q.stdout)
		}
		if q.flags.dryRun == "text" {
			q.printStatement(statement)
		} else if err := q.printCurl(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func (q *querying) printCurl(ctx context.Context, s connectors.Statement) error {
	command, variables, err := run.Curl(ctx, q.connection, s)
	if err != nil {
		return err
	}
	if len(variables) > 0 && !q.flags.quiet {
		fmt.Fprintln(q.stderr, "set before running it: "+strings.Join(variables, ", "))
	}
	_, err = fmt.Fprintln(q.text(), q.connections.Redactor.Redact(command))
	return err
}

// printStatement prints a statement as SQL, under comments that tell what goes
// with it.
func (q *querying) printStatement(s connectors.Statement) {
	out := q.text()
	fmt.Fprintf(out, "-- connection %s (%s)\n", q.safe(q.connection.Name), q.connection.Driver.Kind)
	for _, line := range accompanying(s) {
		fmt.Fprintln(out, "-- "+q.safe(line))
	}
	fmt.Fprintln(out, strings.TrimRight(q.connections.Redactor.Redact(s.SQL), " \t\n")+";")
}

// accompanying lists what is sent beside the text of a statement.
func accompanying(s connectors.Statement) (lines []string) {
	if s.Limit > 0 {
		lines = append(lines, "limit "+counted(s.Limit, "row", "rows"))
	}
	if s.Timeout > 0 {
		lines = append(lines, "time-out "+s.Timeout.String())
	}
	if s.ReadOnly {
		lines = append(lines, "read-only")
	}
	for i, p := range s.Params {
		if secrets.IsSecretName(p.Name) {
			p.Value = secrets.Mask
		}
		if p.Name == "" {
			p.Name = fmt.Sprint(i + 1)
		}
		lines = append(lines, "parameter "+paramText(p))
	}
	var options []string
	for name, value := range s.Options {
		options = append(options, "option "+name+"="+value)
	}
	slices.Sort(options)
	return append(lines, options...)
}
