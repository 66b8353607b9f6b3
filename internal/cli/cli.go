// Package cli is the command line: the explorer's start, and every subcommand.
// Data goes to stdout, narration to stderr, and the exit code tells what
// happened.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/run"
	"sonde/internal/workspace"
)

// Exit codes.
const (
	ExitOK         = 0
	ExitFailed     = 1   // the query failed
	ExitUsage      = 2   // wrong use, or wrong configuration
	ExitConnection = 3   // could not connect, or was refused
	ExitIncomplete = 4   // the answer broke off: not all of its rows were printed, or no file was left
	ExitCancelled  = 130 // by the user, or by SIGINT; 128 and its number after another signal
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
	// Workspace returns what sorts, filters and compares results. Nil: nothing
	// does.
	Workspace func() workspace.Engine
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
	broken      bool // the configuration cannot be read, and has the defaults
	connections *run.Connections
	history     func() (*history.Store, error)
	opened      *history.Store
	told        bool // what the opening of the history has to tell
	log         *slog.Logger
	logFile     *os.File
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
	ctx, stop := untilSignal(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	signal.Ignore(syscall.SIGPIPE) // A write to a closed pipe is an error like any other.
	return p.run(ctx, args, os.Stdin, os.Stdout, os.Stderr)
}

func (p Program) run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out := &output{to: stdout}
	s := &session{Program: p, stdin: stdin, stdout: out, stderr: stderr, log: slog.New(slog.DiscardHandler)}
	root := s.rootCommand()
	root.SetArgs(protectComments(args))
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = out.failure()
	}
	code := s.report(err)
	if code == ExitCancelled {
		code = cancelledBy(ctx)
	}
	s.close()
	s.closeLog(code)
	return code
}

// protectComments keeps SQL that begins with a comment from being read as a
// flag.
func protectComments(args []string) []string {
	args = slices.Clone(args)
	for i, a := range args {
		if len(a) > 2 && a[:2] == "--" && strings.ContainsRune(" \t\r\n", rune(a[2])) {
			args[i] = "\n" + a
		}
	}
	return args
}

// report prints an error in at most three lines and returns the exit code.
func (s *session) report(err error) int {
	var quiet silently
	var exit *exitError
	switch {
	case err == nil, isReaderGone(err):
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
	if isUnwritten(e) {
		return ExitFailed
	}
	switch e.Class {
	case connectors.ClassAuth, connectors.ClassUnavailable:
		return ExitConnection
	case connectors.ClassConfig, classUsage:
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
	s.printQueryError(err, place{})
}

// place is where a statement stands in the text that the user gave.
type place struct {
	text  string
	start int
}

// printQueryError adds the place in the statement, where the error has one.
func (s *session) printQueryError(err error, at place, also ...string) {
	e := connectors.AsError(err)
	fmt.Fprintf(s.stderr, "error: %s: %s\n", e.Class, s.safe(e.Message))
	var where []string
	if e.QueryID != "" {
		where = append(where, "query id: "+s.safe(e.QueryID))
	}
	if e.Position >= 0 && at.text != "" {
		line, column := connectors.LineColumn(at.text, at.start+e.Position)
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

func (s *session) warn(format string, args ...any) {
	fmt.Fprintln(s.stderr, "warning: "+s.safe(fmt.Sprintf(format, args...)))
}

// prepare is what every command begins with that opens connections or history.
func (s *session) prepare(c *cobra.Command, _ []string) error {
	if err := s.load(); err != nil {
		return err
	}
	quiet := c.Flags().Lookup("quiet")
	if s.broken || c.HasParent() && (quiet == nil || !quiet.Changed) {
		for _, w := range s.config.Warnings {
			s.warn("%s", w)
		}
	}
	return s.openLog(c.CommandPath())
}

// load reads the configuration and prepares connections and history.
func (s *session) load() error {
	c, err := s.loadConfig()
	switch {
	case c == nil:
		return &exitError{ExitUsage, err}
	case err != nil:
		s.broken = true
		c.Warnings = []config.Problem{{Message: connectors.AsError(err).Message}}
	}
	s.config = c
	s.connections = run.NewConnections(s.Registry, c)
	if s.isSample(sampleName) {
		s.connections.Add(s.local(sampleName, s.Local.Sample))
	}
	s.history = s.opener()
	if c.History {
		s.connections.History = s.history
	}
	if path := inState("scanned.jsonl"); path != "" {
		s.connections.Ledger = &run.Ledger{Path: path}
	}
	s.connections.Cache, _ = config.CacheDir() // Without a folder nothing is kept.
	return nil
}

// opener opens the history, once.
func (s *session) opener() func() (*history.Store, error) {
	return sync.OnceValues(func() (*history.Store, error) {
		folder, err := config.StateDir()
		if err != nil {
			return nil, err
		}
		path := filepath.Join(folder, "history.db")
		store, err := history.Open(context.Background(), path, s.historyOptions())
		s.opened = store
		return store, err
	})
}

// loadConfig reads the configuration. A file that the user names must exist;
// without it there is none, and otherwise one beside every error.
func (s *session) loadConfig() (*config.Config, error) {
	path := config.Path(s.configPath)
	if s.configPath != "" || os.Getenv("SONDE_CONFIG") != "" {
		if _, err := os.Stat(path); err != nil {
			return nil, connectors.Errorf(connectors.ClassConfig, "the configuration cannot be read: %w", err)
		}
	}
	return config.Load(path)
}

// isSample reports whether a name is that of the sample data.
func (s *session) isSample(name string) bool {
	_, err := s.config.Connection(sampleName)
	return name == sampleName && err != nil
}

// local is the embedded engine as a connection. In memory nothing that a
// statement changes outlasts the program, so only what reaches beyond it needs
// the user's leave.
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
		// Of a history that can only be read, every run has told that it is not in it.
		if w := s.opened.Warning(); w != "" && !s.told && !s.opened.ReadOnly() {
			s.warn("%s", w)
		}
		if err := s.opened.Close(); err != nil {
			s.warn("%v", err)
		}
	}
}

// parsing is how package strconv begins its errors, with the value, which the
// errors of flags have named already.
var parsing = regexp.MustCompile(`strconv\.\w+: parsing "(?:[^"\\]|\\.)*": `)

// flagError is an error of a flag without the names of Go's functions.
func flagError(err error) error {
	text := parsing.ReplaceAllString(err.Error(), "")
	return errors.New(strings.Replace(text, ": invalid syntax", ": it cannot be read", 1))
}

func (s *session) rootCommand() *cobra.Command {
	root := s.explorerCommand()
	flags := root.PersistentFlags()
	flags.StringVar(&s.configPath, "config", "", "configuration `FILE` (also SONDE_CONFIG)")
	flags.BoolVar(&s.noColor, "no-color", os.Getenv("NO_COLOR") != "", "no colours (also NO_COLOR)")
	flags.StringVar(&s.logPath, "log", "", "write what happens to `FILE`, without secrets")
	root.SetIn(s.stdin)
	root.SetOut(s.stdout)
	root.SetErr(s.stderr)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return flagError(err) })
	root.Version = s.Version
	root.SetVersionTemplate("sonde {{.Version}}\n")
	root.PersistentPreRunE = s.prepare
	root.AddCommand(s.queryCommand(), s.connectionsCommand(), s.catalogCommand(), s.pipesCommand(), s.historyCommand(), s.sandboxCommand(),
		s.configCommand(), s.keysCommand(), s.versionCommand(),
		s.branchesCommand(), s.diffCommand(), s.mergeCommand(), s.writeCommand())
	s.adaptCompletion(root)
	return root
}
