// Package cli is the command line: the explorer's start, and every subcommand.
// Data goes to stdout, narration to stderr, and the exit code tells what
// happened.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/cellwidth"
	"sonde/internal/config"
	"sonde/internal/run"
)

// Exit codes.
const (
	ExitOK         = 0
	ExitFailed     = 1 // the query failed
	ExitUsage      = 2 // wrong use, or wrong configuration
	ExitConnection = 3 // could not connect, or was refused
	ExitIncomplete = 4 // rows were printed, but not all of them
	ExitCancelled  = 130
)

// Local describes the embedded engine: the source of a program that was started
// without one, and the one that opens files.
type Local struct {
	Kind string
	// Sample is the option values that open it with sample data; Files returns
	// those that open files as tables.
	Sample map[string]any
	Files  func(paths []string) map[string]any
	// NeedsSample reports whether a script may see the sample data.
	NeedsSample func(sql string) bool
	// SampleQuery is what the editor holds over the sample data.
	SampleQuery string
}

// Program is what main puts together.
type Program struct {
	Version  string
	Registry *connectors.Registry
	Local    Local
}

// sampleName is the connection with sample data, unless the user has configured
// one of that name.
const sampleName = "sample"

// session is one call of the program.
type session struct {
	Program
	stdin          io.Reader
	stdout, stderr io.Writer
	configPath     string
	noColor        bool
	logPath        string

	config      *config.Config
	connections *run.Connections
	history     func() (*history.Store, error)
	opened      *history.Store
}

// exitError ends the program with a code after printing an error.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// silently ends the program with a code; what there was to say has been said.
type silently struct{ code int }

func (e silently) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// Main runs the program and returns its exit code.
func (p Program) Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	signal.Ignore(syscall.SIGPIPE) // A write to a closed pipe is an error like any other.
	return p.run(ctx, args, os.Stdin, os.Stdout, os.Stderr)
}

func (p Program) run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	s := &session{Program: p, stdin: stdin, stdout: stdout, stderr: stderr}
	defer s.close()
	root := s.rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	return s.report(err)
}

// report prints an error in at most three lines and returns the exit code.
func (s *session) report(err error) int {
	var quiet silently
	var exit *exitError
	switch {
	case err == nil:
		return ExitOK
	case errors.As(err, &quiet):
		return quiet.code
	case errors.As(err, &exit):
		s.printError(exit.err)
		return exit.code
	}
	var typed *connectors.Error
	if errors.As(err, &typed) {
		s.printError(err)
		return exitCode(typed)
	}
	fmt.Fprintln(s.stderr, "error: usage: "+s.safe(err.Error()))
	return ExitUsage
}

// exitCode is the code of an error that no rows came before.
func exitCode(e *connectors.Error) int {
	switch e.Class {
	case connectors.ClassAuth, connectors.ClassUnavailable:
		return ExitConnection
	case connectors.ClassConfig:
		return ExitUsage
	case connectors.ClassCancelled:
		return ExitCancelled
	case connectors.ClassIncomplete:
		return ExitIncomplete
	}
	return ExitFailed
}

// printError prints what happened, where, and what to try.
func (s *session) printError(err error) {
	s.printQueryError(err, "")
}

// printQueryError adds the place in the statement, where the error has one.
func (s *session) printQueryError(err error, sql string, also ...string) {
	e := connectors.AsError(err)
	fmt.Fprintf(s.stderr, "error: %s: %s\n", e.Class, s.safe(e.Message))
	var where []string
	if e.QueryID != "" {
		where = append(where, "query id: "+s.safe(e.QueryID))
	}
	if e.Position >= 0 && sql != "" {
		line, column := connectors.LineColumn(sql, e.Position)
		where = append(where, fmt.Sprintf("position: line %d, column %d", line, column))
	}
	where = append(where, also...)
	if len(where) > 0 {
		fmt.Fprintln(s.stderr, strings.Join(where, " · "))
	}
	if e.Hint != "" {
		fmt.Fprintln(s.stderr, "hint: "+s.safe(e.Hint))
	}
}

// safe makes the words of others fit for one line of a terminal.
func (s *session) safe(text string) string {
	if s.connections != nil {
		text = s.connections.Redactor.Redact(text)
	}
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	return string(cellwidth.AppendSafe(nil, text))
}

func (s *session) warn(format string, args ...any) {
	fmt.Fprintln(s.stderr, "warning: "+s.safe(fmt.Sprintf(format, args...)))
}

// load reads the configuration and prepares connections and history.
func (s *session) load() error {
	c, err := config.Load(config.Path(s.configPath))
	if err != nil {
		return &exitError{ExitUsage, err}
	}
	s.config = c
	s.connections = run.NewConnections(s.Registry, c)
	if s.isSample(sampleName) {
		s.connections.Add(s.local(sampleName, s.Local.Sample))
	}
	s.history = sync.OnceValues(func() (*history.Store, error) {
		folder, err := config.StateDir()
		if err != nil {
			return nil, err
		}
		path := filepath.Join(folder, "history.db")
		store, err := history.Open(context.Background(), path, history.Options{Redact: s.connections.Redactor.Redact})
		s.opened = store
		return store, err
	})
	return nil
}

// isSample reports whether a name is that of the sample data.
func (s *session) isSample(name string) bool {
	_, err := s.config.Connection(sampleName)
	return name == sampleName && err != nil
}

// local is the embedded engine as a connection. In memory nothing that a
// statement changes outlasts the program, so writes need no question there.
func (s *session) local(name string, values map[string]any) config.Connection {
	values = maps.Clone(values)
	if _, onDisk := values["path"]; !onDisk {
		values["confirm_writes"] = false
	}
	return config.Connection{Name: name, Kind: s.Local.Kind, Values: values}
}

func (s *session) close() {
	if s.connections != nil {
		if err := s.connections.Close(); err != nil {
			s.warn("closing: %v", err)
		}
	}
	if s.opened != nil {
		if err := s.opened.Close(); err != nil {
			s.warn("%v", err)
		}
	}
}

// target makes the source known that the user named: a configured connection, a
// URL, or nothing, which is the default. It returns the name of the source.
func (s *session) target(name string) (string, error) {
	if name == "" {
		name = s.config.Default
	}
	if name == "" {
		return sampleName, nil
	}
	d, values, isURL, err := s.Registry.ParseURL(name)
	if err != nil {
		return "", err
	}
	if isURL {
		readable := s.readableURL(d, values)
		s.connections.Add(config.Connection{Name: readable, Kind: d.Kind, Values: values})
		return readable, nil
	}
	_, err = s.connections.Find(name)
	return name, err
}

// readableURL names a connection that was given as a URL, without credentials.
func (s *session) readableURL(d *connectors.Driver, values map[string]any) string {
	for _, key := range []string{"url", "path"} {
		if text, ok := values[key].(string); ok && text != "" {
			return d.Kind + " " + strings.TrimPrefix(strings.TrimPrefix(text, "http://"), "https://")
		}
	}
	return d.Kind
}

func (s *session) rootCommand() *cobra.Command {
	root := s.explorerCommand()
	flags := root.PersistentFlags()
	flags.StringVar(&s.configPath, "config", "", "configuration `FILE` (also SONDE_CONFIG)")
	flags.BoolVar(&s.noColor, "no-color", os.Getenv("NO_COLOR") != "", "no colours (also NO_COLOR)")
	flags.StringVar(&s.logPath, "log", "", "write what happens to `FILE`, without secrets")
	root.SilenceErrors, root.SilenceUsage = true, true
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return s.load() }
	root.AddCommand(s.queryCommand(), s.connectionsCommand(), s.catalogCommand(), s.historyCommand(),
		s.configCommand(), s.keysCommand(), s.versionCommand())
	return root
}
