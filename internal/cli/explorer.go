package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/atotto/clipboard"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/remember"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/themes"
	"sonde/tui"
)

func (s *session) explorerCommand() *cobra.Command {
	var name string
	var ascii bool
	c := &cobra.Command{
		Use:   "sonde [FILE…|URL]",
		Short: "Explore data in the terminal",
		Long: "sonde opens files, databases and SQL services in a terminal: an editor, a grid of\n" +
			"results that fills while the query runs, and a tree of what there is.\n\n" +
			"Without an argument it opens sample data in the embedded DuckDB.",
		Example: "  sonde\n  sonde trips.parquet sales.csv 'logs/*.ndjson'\n  sonde -c prod\n  sonde query \"SELECT count(*) FROM 'trips.parquet'\"",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.explore(cmd.Context(), name, args, ascii)
		},
	}
	c.Flags().StringVarP(&name, "connection", "c", "", connectionHelp)
	c.Flags().BoolVar(&ascii, "ascii", false, "draw lines and marks with ASCII only (also TERM=linux)")
	return c
}

// explore opens the explorer on what the user named.
func (s *session) explore(ctx context.Context, name string, args []string, ascii bool) error {
	o, err := s.explorerOptions(name, args, ascii)
	if err != nil {
		return err
	}
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		return errors.New("the explorer needs a terminal; `sonde query` works in pipes and scripts")
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	app := tui.New(ctx, o)
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFilter(tui.Coalesce()), tea.WithoutSignalHandler()}
	if profile, told := colorProfile(s.noColor, os.Getenv); told {
		options = append(options, tea.WithColorProfile(profile))
	}
	_, err = tea.NewProgram(app, options...).Run()
	app.Shutdown()
	stop()
	if o.Workspace != nil {
		_ = o.Workspace.Close() // Its temporary folder is removed at the next start, if not now.
	}
	if closing := o.Pool.Close(); err == nil && closing != nil {
		err = fmt.Errorf("the temporary folder is not removed: %w", closing)
	}
	return s.explorerEnd(ctx, app, err)
}

// explorerEnd tells how the explorer ended.
func (s *session) explorerEnd(ctx context.Context, app *tui.App, err error) error {
	switch {
	case app.Fatal() != nil:
		e := connectors.AsError(app.Fatal())
		code := exitCode(e)
		if code == ExitFailed {
			code = ExitConnection
		}
		return &exitError{code, e}
	case errors.Is(err, tea.ErrInterrupted):
		return silently{ExitCancelled}
	case errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil:
		return silently{ExitCancelled}
	case err != nil:
		return &exitError{ExitFailed, connectors.Errorf(connectors.ClassInternal, "%w", err)}
	}
	return nil
}

func (s *session) explorerOptions(name string, args []string, ascii bool) (tui.Options, error) {
	o := tui.Options{
		Connections: s.connections,
		Runner:      s.runner(history.Screen, false),
		Pool:        result.NewPool(result.Options{Budget: int64(s.config.MemoryMB) << 20}),
		Keys:        s.config.OwnKeys(actions()),
		Config:      s.config.Path,
		ASCII:       ascii || s.config.ASCII || slices.Contains([]string{"linux", "dumb"}, os.Getenv("TERM")),
		Vim:         s.config.Vim,
		Clipboard:   clipboard.WriteAll,
		Journal:     inState("exports"),
		Completion:  s.config.Completion,
		Explicit:    name != "" || len(args) > 0,
		Locate:      s.locate,
	}
	if s.Local.Workspace != nil {
		o.Workspace = s.Local.Workspace()
	}
	if s.config.Theme != themes.Auto {
		o.Theme = s.config.Theme
	}
	if o.Layout = inState("layout.json"); o.Layout != "" {
		o.State = remember.Load(o.Layout)
	}
	problems := append(s.config.CheckOptions(s.Registry), s.config.CheckKeys(actions())...)
	if len(problems) > 0 {
		o.Notice = mistakes(len(problems)) + s.safe(problems[0].Told())
	}
	for _, p := range problems {
		o.Messages = append(o.Messages, s.safe(p.Told()))
	}
	var err error
	if len(args) > 0 && name == "" {
		o.Open, err = s.targetOfArgs(args)
	} else if len(args) > 0 {
		err = errors.New("give either files, or a connection with -c")
	} else if p, missing := s.missingDefault(); missing && name == "" {
		// Everything else works: the screen opens, and says what does not.
		o.Open, o.Notice = sampleName, mistakes(len(problems))+s.safe(p.Told())
	} else {
		o.Open, err = s.target(name)
	}
	s.makeAbsolute(o.Open)
	if s.isSample(o.Open) {
		o.Text, o.Welcome = s.Local.SampleQuery, true
	}
	return o, err
}

// makeAbsolute has files that the user named be found from any folder: the explorer
// opens them again for the buffers that were written for them.
func (s *session) makeAbsolute(name string) {
	known, err := s.connections.Find(name)
	if err != nil || known.File != "" || known.Kind != s.Local.Kind {
		return
	}
	values := maps.Clone(known.Values)
	for _, option := range []string{"path", "files"} {
		text, _ := values[option].(string)
		if text == "" {
			continue
		}
		paths := strings.Split(text, "\n")
		for i, path := range paths {
			if whole, err := filepath.Abs(path); err == nil && !strings.Contains(path, ":") {
				paths[i] = whole
			}
		}
		values[option] = strings.Join(paths, "\n")
	}
	known.Values = values
	s.connections.Add(known)
}

// inState is the path of something that outlives the program; empty where there
// is no place for it.
func inState(name string) string {
	folder, err := config.StateDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, name)
}

// mistakes begins the notice about those of the configuration: what lists them all
// stands first, where a narrow screen does not cut it.
func mistakes(n int) string {
	if n > 1 {
		return fmt.Sprintf("sonde config check (%d mistakes): ", n)
	}
	return "sonde config check: "
}

// runner returns the execution core of this call.
func (s *session) runner(source history.Source, noHistory bool) *run.Runner {
	folder, _ := os.Getwd() // A folder that is gone is recorded as none.
	host, _ := os.Hostname()
	r := &run.Runner{History: s.history, Log: s.log, Origin: history.Entry{Source: source, Folder: folder, Host: host}}
	if noHistory || !s.config.History {
		r.History = nil
	}
	return r
}
