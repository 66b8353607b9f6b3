package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/internal/run"
)

func (s *session) diffCommand() *cobra.Command {
	f := &queryFlags{}
	var asJSON bool
	c := &cobra.Command{
		Use:   "diff FROM TO [TABLE]",
		Short: "Show what changed between two branches, tags or commits",
		Long: "Lists the tables that differ; of a table it prints the rows that were added,\n" +
			"modified or removed, with their old and new values.",
		Example: "  sonde diff -c shop main feature\n  sonde diff -c shop v1.0 v2.0 orders --format json",
		Args:    cobra.RangeArgs(2, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.diff(cmd.Context(), f, args, asJSON)
		},
	}
	fl := c.Flags()
	fl.StringVarP(&f.connection, "connection", "c", "", connectionHelp)
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	fl.StringVar(&f.format, "format", "", "`FORMAT` of the rows of a table: "+formatNames())
	f.addFile(fl, "write the rows of a table to `FILE`")
	fl.Int64Var(&f.limit, "limit", 0, "fetch at most `N` rows; 0 is the connection's own limit")
	fl.StringArrayVar(&f.set, "set", nil, "an option of the connector for the rows: `KEY=VALUE` (repeatable)")
	return c
}

func (s *session) diff(ctx context.Context, f *queryFlags, args []string, asJSON bool) error {
	if asJSON && f.format == "" {
		f.format = "json"
	}
	if len(args) == 3 {
		if err := s.checkFlags(f); err != nil {
			return err
		}
	}
	_, differ, err := ask[connectors.Differ](ctx, s, f.connection, "refs to compare")
	if err != nil {
		return err
	}
	changes, err := run.Ask(func() ([]connectors.Change, error) { return differ.Changes(ctx, args[0], args[1]) })
	if err != nil {
		return err
	}
	if len(args) < 3 {
		return s.printChanges(changes, asJSON)
	}
	for _, c := range changes {
		if c.Table == args[2] {
			return s.printDiff(ctx, f, c)
		}
	}
	fmt.Fprintln(s.stderr, s.safe(fmt.Sprintf("%s does not differ between %s and %s", args[2], args[0], args[1])))
	return nil
}

// printDiff prints the rows of a table that differ.
func (s *session) printDiff(ctx context.Context, f *queryFlags, c connectors.Change) error {
	for key, value := range c.Statement.Options {
		f.set = append(f.set, key+"="+value)
	}
	return s.query(ctx, f, []string{c.Statement.SQL})
}

// changeListed is a table that differs as `diff --json` prints it.
type changeListed struct {
	Table  string `json:"table"`
	Change string `json:"change"`
	Data   bool   `json:"data"`
	Schema bool   `json:"schema"`
	SQL    string `json:"sql"`
}

func (s *session) printChanges(changes []connectors.Change, asJSON bool) error {
	listed := []changeListed{}
	for _, c := range changes {
		listed = append(listed, changeListed{c.Table, c.Kind, c.Data, c.Schema, c.Statement.SQL})
	}
	if asJSON {
		return s.printJSON(listed)
	}
	if len(listed) == 0 {
		fmt.Fprintln(s.stderr, "nothing differs")
		return nil
	}
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, c := range listed {
		var what []string
		if c.Data {
			what = append(what, "data")
		}
		if c.Schema {
			what = append(what, "schema")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.safe(c.Table), s.safe(c.Change), strings.Join(what, ", "))
	}
	return w.Flush()
}
