package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/history"
)

func (s *session) historyCommand() *cobra.Command {
	var asJSON bool
	var limit int
	var older time.Duration
	var keep int
	c := &cobra.Command{
		Use:   "history",
		Short: "List, search, show, replay and prune past runs",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.listHistory(cmd.Context(), "", limit, asJSON)
		},
	}
	c.PersistentFlags().BoolVar(&asJSON, "json", false, "print JSON lines")
	c.PersistentFlags().IntVarP(&limit, "number", "n", 50, "at most `N` entries; 0 is all")
	replay := &queryFlags{}
	replayCommand := &cobra.Command{Use: "replay ID", Short: "Run an entry again on its connection", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return s.replay(cmd.Context(), replay, args[0]) }}
	replayCommand.Flags().StringVar(&replay.format, "format", "", "`FORMAT` of the rows")
	replayCommand.Flags().StringVarP(&replay.output, "output", "o", "", "write the rows to `FILE`")
	replayCommand.Flags().BoolVar(&replay.allowWrite, "allow-write", false, "allow statements that write")
	replayCommand.Flags().BoolVar(&replay.allowScan, "allow-scan", false, "allow statements that read whole tables where that is billed")
	prune := &cobra.Command{Use: "prune", Short: "Delete old entries", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.pruneHistory(cmd.Context(), older, keep) }}
	prune.Flags().DurationVar(&older, "older-than", 0, "delete entries older than `DURATION`, such as 720h")
	prune.Flags().IntVar(&keep, "keep", 0, "keep the newest `N` entries")
	c.AddCommand(
		&cobra.Command{Use: "list", Short: "List the newest entries", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return s.listHistory(cmd.Context(), "", limit, asJSON) }},
		&cobra.Command{Use: "search TEXT…", Short: "List entries that have every word", Args: cobra.MinimumNArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error {
				return s.listHistory(cmd.Context(), strings.Join(args, " "), limit, asJSON)
			}},
		&cobra.Command{Use: "show ID", Short: "Show one entry", Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error {
				return s.showHistory(cmd.Context(), args[0], asJSON)
			}},
		&cobra.Command{Use: "export", Short: "Print every entry as JSON lines, the oldest first", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return s.exportHistory(cmd.Context()) }},
		replayCommand, prune,
	)
	return c
}

// recorded is an entry as JSON.
type recorded struct {
	ID           string             `json:"id"`
	Session      string             `json:"session"`
	Source       history.Source     `json:"source"`
	Connection   string             `json:"connection"`
	Kind         string             `json:"kind"`
	Database     string             `json:"database,omitempty"`
	Folder       string             `json:"folder"`
	Host         string             `json:"host"`
	SQL          string             `json:"sql"`
	Params       []connectors.Param `json:"params,omitempty"`
	Start        time.Time          `json:"start"`
	DurationMS   float64            `json:"duration_ms"`
	FirstRowMS   float64            `json:"first_row_ms"`
	Rows         int64              `json:"rows"`
	Bytes        int64              `json:"bytes"`
	Server       map[string]any     `json:"server,omitempty"`
	QueryID      string             `json:"query_id,omitempty"`
	Operation    string             `json:"operation,omitempty"`
	Status       history.Status     `json:"status"`
	ErrorClass   connectors.Class   `json:"error_class,omitempty"`
	Error        string             `json:"error,omitempty"`
	Completeness string             `json:"completeness,omitempty"`
	Reason       string             `json:"reason,omitempty"`
}

func record(e history.Entry) recorded {
	r := recorded{
		ID: e.ID, Session: e.Session, Source: e.Source, Connection: e.Connection, Kind: e.Kind, Database: e.Database,
		Folder: e.Folder, Host: e.Host, SQL: e.SQL, Params: e.Params, Start: e.Start,
		DurationMS: milliseconds(e.Duration), FirstRowMS: milliseconds(e.FirstRow), Rows: e.Rows, Bytes: e.Bytes,
		QueryID: e.QueryID, Operation: e.Operation, Status: e.Status, ErrorClass: e.ErrorClass, Error: e.Error,
		Completeness: e.Completeness, Reason: e.Reason,
	}
	for _, stat := range e.Server {
		if r.Server == nil {
			r.Server = map[string]any{}
		}
		r.Server[stat.Name] = statValue(stat.Value)
	}
	return r
}

// historyOptions are the user's wishes for the history.
func (s *session) historyOptions() history.Options {
	o := history.Options{
		Redact:        s.connections.Redactor.Redact,
		ResultsBudget: int64(s.config.StoredMB) << 20,
		ResultsAge:    time.Duration(s.config.StoredDays) * 24 * time.Hour,
	}
	if o.ResultsBudget == 0 {
		o.ResultsBudget = -1
	}
	return o
}

// openHistory opens the history for a command that is about it.
func (s *session) openHistory() (*history.Store, error) {
	store, err := s.history()
	if err != nil {
		return nil, connectors.Errorf(connectors.ClassUnavailable, "%w", err)
	}
	if w := store.Warning(); w != "" {
		s.warn("%s", w)
	}
	return store, nil
}

func (s *session) listHistory(ctx context.Context, text string, limit int, asJSON bool) error {
	if limit < 0 {
		return usage("-n 0 lists all of them", "-n is a number of entries, not %d", limit)
	}
	store, err := s.openHistory()
	if err != nil {
		return err
	}
	entries, err := store.Search(ctx, history.Query{Text: text, Limit: limit, EachRun: true})
	if err != nil {
		return &exitError{ExitFailed, err}
	}
	return s.printEntries(entries, asJSON)
}

func (s *session) printEntries(entries []history.Entry, asJSON bool) (err error) {
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	encoder := json.NewEncoder(s.stdout)
	for _, e := range entries {
		if asJSON {
			err = encoder.Encode(record(e))
		} else {
			_, err = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d rows\t%s\n", e.ID, e.Start.Local().Format("2006-01-02 15:04:05"),
				e.Status, s.safe(e.Connection), e.Rows, s.safe(strings.Join(strings.Fields(e.SQL), " ")))
		}
		if err != nil {
			return err
		}
	}
	return w.Flush()
}

func (s *session) entry(ctx context.Context, id string) (history.Entry, error) {
	store, err := s.openHistory()
	if err != nil {
		return history.Entry{}, err
	}
	e, err := store.Get(ctx, id)
	if err != nil {
		return e, &exitError{ExitFailed, connectors.Errorf(connectors.ClassNotFound, "%w: %s", err, id)}
	}
	return e, nil
}

func (s *session) showHistory(ctx context.Context, id string, asJSON bool) error {
	e, err := s.entry(ctx, id)
	if err != nil {
		return err
	}
	r := record(e)
	if asJSON {
		return s.printJSON(r)
	}
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, line := range [][2]string{
		{"id", r.ID}, {"start", e.Start.Local().Format(time.RFC3339)}, {"status", string(r.Status)},
		{"connection", r.Connection + " (" + r.Kind + ")"}, {"folder", r.Folder}, {"host", r.Host},
		{"duration", e.Duration.String()}, {"first row", e.FirstRow.String()}, {"rows", fmt.Sprint(r.Rows)},
		{"query id", r.QueryID}, {"operation", r.Operation}, {"completeness", strings.TrimSuffix(r.Completeness+": "+r.Reason, ": ")}, {"error", r.Error},
	} {
		if line[1] != "" {
			fmt.Fprintf(w, "%s\t%s\n", line[0], s.safe(line[1]))
		}
	}
	for _, stat := range e.Server {
		fmt.Fprintf(w, "%s\t%s\n", s.safe(stat.Name), s.safe(stat.Value))
	}
	for _, p := range r.Params {
		fmt.Fprintf(w, "param\t%s\n", s.safe(paramText(p)))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.text(), "\n"+e.SQL)
	return err
}

// paramText writes a parameter as --param takes it.
func paramText(p connectors.Param) string {
	value, name := p.Value, p.Name
	if p.Null {
		value = "NULL"
	}
	if p.Type != "" {
		name += ":" + p.Type
	}
	if name == "" {
		return value
	}
	return name + "=" + value
}

func (s *session) exportHistory(ctx context.Context) error {
	store, err := s.openHistory()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(s.stdout)
	encoder := json.NewEncoder(out)
	for e, err := range store.All(ctx) {
		if err != nil {
			return &exitError{ExitFailed, err}
		}
		if err := encoder.Encode(record(e)); err != nil {
			return err
		}
	}
	return out.Flush()
}

// replay runs an entry again, with its parameters, on its connection and its ref.
func (s *session) replay(ctx context.Context, f *queryFlags, id string) error {
	e, err := s.entry(ctx, id)
	if err != nil {
		return err
	}
	f.connection = e.Connection
	f.given = e.Params
	if e.Database != "" {
		f.set = append(f.set, "ref="+e.Database)
	}
	return s.query(ctx, f, []string{e.SQL})
}

func (s *session) pruneHistory(ctx context.Context, older time.Duration, keep int) error {
	store, err := s.openHistory()
	if err != nil {
		return err
	}
	if older <= 0 && keep <= 0 {
		return fmt.Errorf("say what may go: --older-than DURATION, or --keep N")
	}
	var before time.Time
	if older > 0 {
		before = time.Now().Add(-older)
	}
	n, err := store.Prune(ctx, before, keep)
	if err != nil {
		return &exitError{ExitFailed, err}
	}
	fmt.Fprintln(s.stderr, counted(n, "entry", "entries")+" deleted")
	return nil
}
