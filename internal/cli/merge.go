package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/run"
)

func (s *session) mergeCommand() *cobra.Command {
	f := &operationFlags{}
	var name string
	var allowWrite bool
	c := &cobra.Command{
		Use:     "merge FROM TO",
		Short:   "Merge a branch into another one",
		Long:    "Merges the branch FROM into the branch TO, which is changed, and waits for the end.",
		Example: "  sonde merge -c shop feature main --allow-write",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.merge(cmd.Context(), f, name, args, allowWrite)
		},
	}
	c.Flags().StringVarP(&name, "connection", "c", "", connectionHelp)
	c.Flags().BoolVar(&allowWrite, "allow-write", false, "allow the merge, which changes the branch TO")
	f.add(c)
	return c
}

func (s *session) merge(ctx context.Context, f *operationFlags, name string, args []string, allowWrite bool) error {
	c, writer, err := ask[connectors.BranchWriter](ctx, s, name, "branches to merge")
	if err != nil {
		return s.mergeImpossible(f, c, args, err)
	}
	statement, err := run.Ask(func() (connectors.Statement, error) { return writer.MergeStatement(args[0], args[1]), nil })
	if err != nil {
		return err
	}
	if needs, _ := run.NeedsLeave(c, statement.SQL); needs && !allowWrite {
		e := connectors.Errorf(connectors.ClassReadOnly, "merging %s into %s changes %s, and nothing was run", args[0], args[1], args[1])
		return s.refusedMerge(f, c, statement, e.WithHint("--allow-write runs it."))
	}
	return s.operate(ctx, f, run.Request{Connection: c, Statement: statement})
}

// mergeImpossible records a merge whose source cannot be asked for its statement, and
// returns the reason. An address that is not understood may hold secrets.
func (s *session) mergeImpossible(f *operationFlags, c *run.Connection, args []string, why error) error {
	if c.Name == "" || c.Driver.Kind == "" && strings.Contains(c.Name, ":") {
		return why
	}
	statement := connectors.Statement{SQL: "-- merge " + s.safe(args[0]) + " into " + s.safe(args[1])}
	_ = s.refusedMerge(f, c, statement, connectors.AsError(why))
	return why
}

// refusedMerge records a merge that is not run, so that it can be recalled, and returns
// the reason.
func (s *session) refusedMerge(f *operationFlags, c *run.Connection, statement connectors.Statement, why *connectors.Error) error {
	if err := s.runner(history.CommandLine, f.noHistory).Refused(c, statement, why); err != nil {
		s.warn("this merge is not in the history: %v", err)
	}
	return why
}
