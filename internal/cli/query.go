package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/export"
	"sonde/internal/run"
	"sonde/internal/scratch"
	"sonde/internal/sqltext"
)

// queryFlags are the flags of `sonde query`.
type queryFlags struct {
	connection, file, format, output, stats, table string
	dryRun, chosenFor                              string // chosenFor is the format of choices
	limit                                          int64
	limited                                        bool // the limit was given
	timeout                                        time.Duration
	params, set, choices                           []string
	progress, quiet, noHistory, allowWrite         bool
	allowScan                                      bool
	overwrite                                      bool
	anyFormat                                      bool               // no format was asked for
	given                                          []connectors.Param // before those of --param
	recalled                                       bool               // the connection is from the history
	lost                                           lostSecret         // of the source that is asked again
}

func (s *session) queryCommand() *cobra.Command {
	f := &queryFlags{}
	c := &cobra.Command{
		Use:   "query [SQL|-]",
		Short: "Run statements and print their rows",
		Long: "Runs one statement, or a script of them, and prints the rows as they arrive.\n" +
			"SQL comes from the argument, from a file (-f), or from stdin (-).\n\n" +
			"--param gives values to ?, $1, :name, ClickHouse's {name:Type} and Tinybird's\n" +
			"{{Type(name)}}: in order, or by name as name=VALUE, NULL as name:NULL=.\n\n" +
			"Exit codes: 0 ok, 1 the query failed, 2 usage or configuration, 3 could not\n" +
			"connect or was refused, 4 incomplete result, 130 cancelled (after SIGHUP 129, after\n" +
			"SIGTERM 143).\n\n" + formatChoices(),
		Example: "  sonde query \"SELECT * FROM 'trips.parquet' LIMIT 5\"\n" +
			"  sonde query -c prod -f report.sql -o report.xlsx\n" +
			"  sonde query --param 42 --stats 'SELECT * FROM orders WHERE order_id = ?'\n" +
			"  sonde query -o report.csv --option delimiter=semicolon 'FROM orders'\n" +
			"  sonde query -c prod --dry-run=curl 'SELECT 1'",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.query(cmd.Context(), f, args)
		},
	}
	f.register(c)
	c.Flags().StringVarP(&f.file, "file", "f", "", "read the SQL from `FILE`")
	return c
}

// register adds the flags of every command that runs statements.
func (f *queryFlags) register(c *cobra.Command) {
	fl := c.Flags()
	fl.StringVarP(&f.connection, "connection", "c", "", connectionHelp)
	fl.StringVar(&f.format, "format", "", "`FORMAT` of the rows: "+formatNames()+" (table on a terminal, csv in a pipe)")
	f.addOutput(fl, "write the rows to `FILE`; its extension gives format and compression, and - is stdout")
	fl.Func("table", "`NAME` of the table in the format sql, such as orders or main.orders", f.setTable)
	fl.Int64Var(&f.limit, "limit", 0, "fetch at most `N` rows; 0 is the connection's own limit")
	fl.DurationVar(&f.timeout, "timeout", 0, "give up after `DURATION`, such as 30s")
	fl.StringArrayVar(&f.params, "param", nil, "a parameter: `VALUE`, :TYPE=VALUE, name=VALUE or name:TYPE=VALUE (repeatable); :NULL= or name:NULL= is NULL, and =VALUE is positional whatever it holds")
	fl.StringArrayVar(&f.set, "set", nil, "an option of the connector for this query: `KEY=VALUE` (repeatable)")
	f.addBranches(fl)
	fl.StringVar(&f.stats, "stats", "", "print statistics to stderr, as `text|json`")
	fl.Lookup("stats").NoOptDefVal = "text"
	fl.StringVar(&f.dryRun, "dry-run", "", "run nothing; print what would be sent, as `text|curl`")
	fl.Lookup("dry-run").NoOptDefVal = "text"
	fl.BoolVar(&f.progress, "progress", false, "show progress on stderr")
	fl.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing but rows and errors")
	fl.BoolVar(&f.noHistory, "no-history", false, "do not record the run")
	fl.BoolVar(&f.allowWrite, "allow-write", false, "allow statements that write")
	fl.BoolVar(&f.allowScan, "allow-scan", false, "allow statements that read whole tables where that is billed")
}

func (f *queryFlags) setTable(name string) error {
	f.table = name
	if err := new(export.Options).SetOption("sql", "table", name); err != nil {
		return errors.New(connectors.AsError(err).Message)
	}
	return nil
}

func formatNames() string {
	var names []string
	for _, f := range export.Formats() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// query runs the statements of a call one after the other, until one fails.
func (s *session) query(ctx context.Context, f *queryFlags, args []string) error {
	sql, err := s.readSQL(f, args)
	if err != nil {
		return err
	}
	if err := s.checkFlags(f); err != nil {
		return err
	}
	q := &querying{session: s, flags: f, sql: sql, runner: s.runner(history.CommandLine, f.noHistory)}
	name, err := s.targetFrom(f.connection, f.recalled)
	if err != nil {
		return q.noConnection(err)
	}
	driver, err := s.connections.Driver(name)
	if err != nil {
		return err
	}
	if len(sqltext.ForName(driver.Dialect).Split(sql)) == 0 {
		return errors.New("there is no statement to run")
	}
	defer cleanUp()()
	s.leaveOutSample(name, sql)
	c, err := s.open(ctx, name)
	if err != nil {
		q.notOpened(&run.Connection{Name: name, Driver: driver}, err)
		return err
	}
	q.connection = c
	if q.template, err = f.statement(c, sql); err != nil {
		return err
	}
	parts := sqltext.ForName(c.Dialect()).Split(sql)
	if err := q.checkParams(parts); err != nil {
		return err
	}
	if f.dryRun != "" {
		return q.dryRun(ctx, parts)
	}
	if err := q.checkResults(parts); err != nil {
		return err
	}
	if err := q.checkWrites(ctx, parts); err != nil {
		return err
	}
	if err := q.checkScans(parts); err != nil {
		return err
	}
	if err := q.all(ctx, parts); err != nil {
		return err
	}
	if f.output != "" && !q.written && !f.quiet {
		s.warn("%s was not written: there is no result", f.output)
	}
	return nil
}

// leaveOutSample opens the sample connection without its data for a script that
// cannot see them, which halves the time of a short query.
func (s *session) leaveOutSample(name, sql string) {
	if s.isSample(name) && !s.Local.NeedsSample(sql) {
		s.connections.Add(s.local(sampleName, map[string]any{}))
	}
}

// open opens a connection; not being able to is exit code 3.
func (s *session) open(ctx context.Context, name string) (*run.Connection, error) {
	c, err := s.connections.Open(ctx, name)
	if err == nil {
		return c, nil
	}
	return nil, unopened(err)
}

// unopened is an error of a connection that cannot be used: what would be a
// failed query is a refused connection.
func unopened(err error) error {
	code := exitCode(connectors.AsError(err))
	if code == ExitFailed {
		code = ExitConnection
	}
	return &exitError{code, err}
}

func (s *session) readSQL(f *queryFlags, args []string) (string, error) {
	switch {
	case f.file != "" && len(args) > 0:
		return "", errors.New("give the SQL either as an argument or with -f")
	case f.file != "" && f.file != "-":
		data, err := os.ReadFile(f.file)
		if err != nil {
			return "", &exitError{ExitUsage, connectors.Errorf(connectors.ClassNotFound, "the SQL cannot be read: %w", err)}
		}
		return withoutMark(data), nil
	case len(args) == 1 && args[0] != "-":
		return args[0], nil
	case len(args) == 0 && f.file == "" && isTerminal(s.stdin):
		return "", errors.New("no SQL: give it as an argument, with -f FILE, or on stdin with -")
	}
	data, err := io.ReadAll(s.stdin)
	if err != nil {
		return "", &exitError{ExitUsage, connectors.Errorf(connectors.ClassNotFound, "the SQL cannot be read from stdin: %w", err)}
	}
	return withoutMark(data), nil
}

// withoutMark drops the byte order mark that some editors write.
func withoutMark(data []byte) string { return strings.TrimPrefix(string(data), "\ufeff") }

func isTerminal(stream any) bool {
	if o, ok := stream.(*output); ok {
		stream = o.to
	}
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}

// cleanUp removes beside the query what runs that were killed have left behind.
// The function that it returns waits for the end of that.
func cleanUp() (wait func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		// What cannot be removed now is tried again by the next start.
		_ = export.CleanUp(inState("exports"))
		_, _ = scratch.CleanUp("")
	}()
	return func() { <-done }
}

// checkFlags finds what cannot work before anything is opened.
func (s *session) checkFlags(f *queryFlags) error {
	if f.stats != "" && f.stats != "text" && f.stats != "json" {
		return fmt.Errorf("--stats is text or json, not %q", f.stats)
	}
	if f.dryRun != "" && f.dryRun != "text" && f.dryRun != "curl" {
		return fmt.Errorf("--dry-run is text or curl, not %q", f.dryRun)
	}
	if f.limit < 0 {
		return fmt.Errorf("--limit is a number of rows, not %d; 0 is the connection's own limit", f.limit)
	}
	if err := f.checkFile(); err != nil {
		return err
	}
	if f.format == "" && f.output != "" {
		return f.checkChoices(formatFor(f.output, ""))
	}
	if f.format == "" {
		f.format, f.anyFormat = "csv", true
		if isTerminal(s.stdout) {
			f.format = "table"
		}
	}
	for _, known := range export.Formats() {
		if known.Name != f.format {
			continue
		}
		if known.Binary && f.output == "" && isTerminal(s.stdout) {
			return fmt.Errorf("%s is binary and would upset the terminal; add -o FILE", known.Title)
		}
		return f.checkChoices(f.format)
	}
	return usage("the formats are "+formatNames(), "unknown format %q%s", f.format, connectors.Suggest(f.format, strings.Split(formatNames(), ", ")))
}

// statement is what all statements of the call share.
func (f *queryFlags) statement(c *run.Connection, sql string) (connectors.Statement, error) {
	t := connectors.Statement{Limit: f.limit, Timeout: f.timeout, Params: f.given}
	known := sqltext.ForName(c.Dialect()).Parameters(sql)
	for _, p := range f.params {
		t.Params = append(t.Params, parseParam(p, known))
	}
	var err error
	t.Options, err = perQuery(c.Driver, f.set)
	return t, err
}

// perQuery reads --set flags against the options that a query may set.
func perQuery(d *connectors.Driver, set []string) (map[string]string, error) {
	options := map[string]string{}
	var names []string
	open := false
	for _, o := range d.AllOptions() {
		if o.PerQuery {
			names = append(names, o.Name)
			open = open || o.Type == connectors.TypeTable
		}
	}
	for _, item := range set {
		key, value, ok := strings.Cut(item, "=")
		if !ok {
			return nil, fmt.Errorf("--set needs KEY=VALUE, not %q", item)
		}
		known := false
		for _, n := range names {
			known = known || n == key
		}
		if !known && !open {
			return nil, fmt.Errorf("%s has no option %q for a query%s", d.Title, key, connectors.Suggest(key, names))
		}
		options[key] = value
	}
	return options, nil
}
