package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/internal/run"
)

func (s *session) pipesCommand() *cobra.Command {
	var connection string
	var asJSON bool
	c := &cobra.Command{
		Use:   "pipes",
		Short: "List, show and run the pipes of a source",
		Long:  "Pipes are queries that a source such as Tinybird keeps under a name.",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return s.listPipes(cmd.Context(), connection, asJSON) },
	}
	list := &cobra.Command{Use: "list", Short: "List the pipes", Args: cobra.NoArgs, RunE: c.RunE}
	show := &cobra.Command{Use: "show NAME", Short: "Show a pipe's parameters and nodes", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.showPipe(cmd.Context(), connection, args[0], asJSON)
		}}
	for _, command := range []*cobra.Command{c, list, show} {
		command.Flags().StringVarP(&connection, "connection", "c", "", connectionHelp)
		command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	}
	c.AddCommand(list, show, s.runPipeCommand())
	return c
}

func (s *session) runPipeCommand() *cobra.Command {
	f := &queryFlags{}
	var as string
	c := &cobra.Command{
		Use:   "run NAME [SQL]",
		Short: "Ask the endpoint of a pipe and print its rows",
		Long: "Asks the endpoint of a pipe for its rows. SQL, where it is given, reads them\n" +
			"from _ and makes something else of them. Values of parameters are given by name,\n" +
			"--param name=VALUE. One that is not given, or is NULL (--param name:NULL=), is\n" +
			"left to the pipe: it takes its default.",
		Example: "  sonde pipes run top_pages -c events --param country=ES --param limit=20\n" +
			"  sonde pipes run top_pages -c events 'SELECT count() FROM _'",
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error { return s.runPipe(cmd.Context(), f, as, args) },
	}
	f.register(c)
	c.Flags().StringVar(&as, "as", "", "the `FORMAT` in which the endpoint is asked, as its pipe lists them")
	return c
}

// piper opens a connection that has pipes.
func (s *session) piper(ctx context.Context, connection string) (connectors.Piper, error) {
	name, err := s.target(connection)
	if err != nil {
		return nil, err
	}
	c, err := s.open(ctx, name)
	if err != nil {
		return nil, err
	}
	p, ok := c.Conn.(connectors.Piper)
	if !ok {
		return nil, connectors.Errorf(connectors.ClassUnsupported, "%s has no pipes", c.Driver.Title)
	}
	return p, nil
}

// runPipe runs a pipe as any other statement.
func (s *session) runPipe(ctx context.Context, f *queryFlags, as string, args []string) error {
	if err := s.checkFlags(f); err != nil {
		return err
	}
	p, err := s.piper(ctx, f.connection)
	if err != nil {
		return err
	}
	pipe, err := pipeForRun(ctx, p, args[0], f.params)
	if err != nil {
		return err
	}
	text, err := run.Ask(func() (string, error) { return p.PipeStatement(pipe, as, strings.Join(args[1:], "")), nil })
	if err != nil {
		return err
	}
	return s.query(ctx, f, []string{text})
}

// pipeForRun is what has to be known of a pipe before it is run. The pipes are
// listed only where there are values to check, and a token that may not list
// them may run one all the same.
func pipeForRun(ctx context.Context, p connectors.Piper, name string, params []string) (connectors.Pipe, error) {
	if len(params) == 0 {
		return connectors.Pipe{Name: name}, nil
	}
	pipes, err := run.Ask(func() ([]connectors.Pipe, error) { return p.Pipes(ctx) })
	if err != nil && !connectors.IsClass(err, connectors.ClassPermission) {
		return connectors.Pipe{}, err
	}
	i := slices.IndexFunc(pipes, func(pipe connectors.Pipe) bool { return pipe.Name == name })
	if i < 0 {
		return connectors.Pipe{Name: name}, checkPipeParams(connectors.Pipe{Name: name}, params, false)
	}
	return pipes[i], checkPipeParams(pipes[i], params, true)
}

// checkPipeParams refuses values without a name or with a name that was given
// before, and, where the pipe's parameters are known, names that are none.
func checkPipeParams(p connectors.Pipe, params []string, known bool) error {
	var names []string
	for _, q := range p.Params {
		names = append(names, q.Name)
	}
	has := p.Name + " has no parameters"
	if len(names) > 0 {
		has = "the parameters of " + p.Name + " are " + strings.Join(names, ", ")
	}
	if !known {
		has = "the values of a pipe are given as name=VALUE"
	}
	given := map[string]bool{}
	for _, text := range params {
		name := parseParam(text, nil).Name
		switch {
		case name == "":
			return usage(has, "--param %s names no parameter", text)
		case given[name]:
			return usage(has, "--param gives %s twice", name)
		case known && !slices.Contains(names, name):
			return usage(has, "%s has no parameter %q%s", p.Name, name, connectors.Suggest(name, names))
		}
		given[name] = true
	}
	return nil
}

func (s *session) listPipes(ctx context.Context, connection string, asJSON bool) error {
	p, err := s.piper(ctx, connection)
	if err != nil {
		return err
	}
	pipes, err := run.Ask(func() ([]connectors.Pipe, error) { return p.Pipes(ctx) })
	if err != nil {
		return err
	}
	if asJSON {
		return s.printJSON(append([]connectors.Pipe{}, pipes...))
	}
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, pipe := range pipes {
		var params []string
		for _, q := range pipe.Params {
			params = append(params, q.Name)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", s.safe(pipe.Name), s.safe(pipe.Type), s.safe(strings.Join(params, ", ")), s.safe(pipe.Comment))
	}
	return w.Flush()
}

func (s *session) showPipe(ctx context.Context, connection, name string, asJSON bool) error {
	p, err := s.piper(ctx, connection)
	if err != nil {
		return err
	}
	pipes, err := run.Ask(func() ([]connectors.Pipe, error) { return p.Pipes(ctx) })
	if err != nil {
		return err
	}
	i := slices.IndexFunc(pipes, func(pipe connectors.Pipe) bool { return pipe.Name == name })
	if i < 0 {
		var names []string
		for _, pipe := range pipes {
			names = append(names, pipe.Name)
		}
		return connectors.Errorf(connectors.ClassNotFound, "there is no pipe %q%s", name, connectors.Suggest(name, names))
	}
	if asJSON {
		return s.printJSON(pipes[i])
	}
	return s.printPipe(pipes[i])
}

func (s *session) printPipe(p connectors.Pipe) error {
	fmt.Fprintf(s.stdout, "%s (%s)\n", s.safe(p.Name), s.safe(p.Type))
	if p.Comment != "" {
		fmt.Fprintln(s.stdout, s.safe(p.Comment))
	}
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, q := range p.Params {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", s.safe(q.Name), s.safe(q.Type), s.safe(presence(q)), s.safe(q.Comment))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, n := range p.Nodes {
		mark := ""
		if n.Published {
			mark = " (published as " + strings.Join(p.Formats, ", ") + ")"
		}
		fmt.Fprintf(s.stdout, "\n-- %s%s\n", s.safe(n.Name), mark)
		for line := range strings.Lines(n.SQL) {
			fmt.Fprintln(s.stdout, s.safe(strings.TrimRight(line, "\r\n")))
		}
	}
	return nil
}

// presence says what stands for a parameter without a value.
func presence(q connectors.PipeParam) string {
	switch {
	case q.HasDefault:
		return "default " + q.Default
	case q.Required:
		return "required"
	}
	return "optional"
}
