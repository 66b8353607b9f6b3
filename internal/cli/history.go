package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/run"
	"sonde/internal/sqltext"
)

// historyFlags are the flags of the history's commands.
type historyFlags struct {
	json  bool
	limit int
}

func (s *session) historyCommand() *cobra.Command {
	f := &historyFlags{}
	c := &cobra.Command{
		Use:   "history",
		Short: "List, search, show, replay, export, import and prune past runs",
		Long: "Every run from the screen and the command line. A search takes words that are\n" +
			"looked for in any order, and words that narrow it:\n\n  " + history.FilterHelp,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.listHistory(cmd.Context(), f, "") },
	}
	c.PersistentFlags().BoolVar(&f.json, "json", false, "print JSON")
	list := &cobra.Command{Use: "list", Short: "List the newest entries", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.listHistory(cmd.Context(), f, "") }}
	search := &cobra.Command{Use: "search TEXT…", Short: "List entries that have every word", Args: cobra.MinimumNArgs(1),
		Long: "Words that are looked for in any order, and words that narrow the search:\n\n  " + history.FilterHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.listHistory(cmd.Context(), f, strings.Join(args, " "))
		}}
	for _, listing := range []*cobra.Command{c, list, search} {
		listing.Flags().IntVarP(&f.limit, "number", "n", 50, "at most `N` entries; 0 is all")
	}
	c.AddCommand(list, search,
		&cobra.Command{Use: "show ID|NAME", Short: "Show one entry, by its id or the name of a saved query", Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error { return s.showHistory(cmd.Context(), args[0], f.json) }},
		&cobra.Command{Use: "export", Short: "Print every entry as JSON lines, the oldest first", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return s.exportHistory(cmd.Context()) }},
		s.replayCommand(f), s.resultCommand(f), s.importCommand(f), s.pruneCommand(f), s.deleteCommand(f), s.clearResultsCommand(f),
	)
	return c
}

// replayCommand runs an entry again. With --json its rows come as JSON.
func (s *session) replayCommand(h *historyFlags) *cobra.Command {
	f := &queryFlags{}
	c := &cobra.Command{Use: "replay ID|NAME", Short: "Run an entry again on its connection", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.asJSON(h)
			f.limited = cmd.Flags().Changed("limit")
			return s.replay(cmd.Context(), f, args[0])
		}}
	f.addRows(c)
	c.Flags().StringVarP(&f.connection, "connection", "c", "", connectionHelp+", in the place of the entry's own, such as its URL with the password")
	c.Flags().StringArrayVar(&f.params, "param", nil, "`VALUE` or name=VALUE in the place of a parameter's own, such as a secret that is not stored (repeatable)")
	c.Flags().StringArrayVar(&f.set, "set", nil, "`KEY=VALUE`, an option of the connector in the place of the entry's own (repeatable)")
	c.Flags().Int64Var(&f.limit, "limit", 0, "fetch at most `N` rows, not as many as the entry's run; 0 is the connection's own limit")
	c.Flags().BoolVar(&f.allowWrite, "allow-write", false, "allow statements that write")
	c.Flags().BoolVar(&f.allowScan, "allow-scan", false, "allow statements that read whole tables where that is billed")
	return c
}

// resultCommand prints stored rows.
func (s *session) resultCommand(h *historyFlags) *cobra.Command {
	f := &queryFlags{}
	c := &cobra.Command{Use: "result ID|NAME", Short: "Print the stored rows of an entry, without asking its source", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.asJSON(h)
			return s.storedResult(cmd.Context(), f, args[0])
		}}
	f.addRows(c)
	return c
}

// addRows adds the flags that say where rows go.
func (f *queryFlags) addRows(c *cobra.Command) {
	c.Flags().StringVar(&f.format, "format", "", "`FORMAT` of the rows")
	f.addOutput(c.Flags(), "write the rows to `FILE`")
}

// asJSON takes --json for the format of rows.
func (f *queryFlags) asJSON(h *historyFlags) {
	if h.json && f.format == "" && f.output == "" {
		f.format = "json"
	}
}

// recorded is an entry as JSON. Every entry has all keys.
type recorded struct {
	ID           string             `json:"id"`
	Session      string             `json:"session"`
	Source       history.Source     `json:"source"`
	Connection   string             `json:"connection"`
	Kind         string             `json:"kind"`
	Database     string             `json:"database"`
	Options      map[string]string  `json:"options"` // of the run, beside its connection's own
	Limit        *int64             `json:"limit"`   // null where there was none, or it is not known
	Folder       string             `json:"folder"`
	Host         string             `json:"host"`
	SQL          string             `json:"sql"`
	Params       []connectors.Param `json:"params"`
	Start        time.Time          `json:"start"`
	DurationMS   *float64           `json:"duration_ms"`  // null where it is not known
	FirstRowMS   *float64           `json:"first_row_ms"` // null where no row came, or it is not known
	Rows         *int64             `json:"rows"`         // null where it is not known
	Bytes        *int64             `json:"bytes"`        // null where it is not known
	Server       map[string]any     `json:"server"`
	QueryID      string             `json:"query_id"`
	Operation    string             `json:"operation"`
	Status       history.Status     `json:"status"`
	ErrorClass   connectors.Class   `json:"error_class"`
	Error        string             `json:"error"`
	Completeness string             `json:"completeness"`
	Reason       string             `json:"reason"`
	Name         string             `json:"name"`
	Tags         []string           `json:"tags"`
	Pinned       bool               `json:"pinned"`
	StoredRows   *int64             `json:"stored_rows"` // null where none are stored
}

func record(e history.Entry) recorded {
	r := recorded{
		ID: e.ID, Session: e.Session, Source: e.Source, Connection: e.Connection, Kind: e.Kind, Database: e.Database, Options: e.Options, Limit: known(e.Limit, e.Limit > 0),
		Folder: e.Folder, Host: e.Host, SQL: e.SQL, Params: append([]connectors.Param{}, e.Params...), Start: e.Start, Server: map[string]any{},
		DurationMS: known(milliseconds(e.Duration), e.Timed()), FirstRowMS: known(milliseconds(e.FirstRow), e.FirstRow > 0),
		Rows: known(e.Rows, hasRows(e)), Bytes: known(e.Bytes, hasBytes(e)),
		QueryID: e.QueryID, Operation: e.Operation, Status: e.Status, ErrorClass: e.ErrorClass, Error: e.Error,
		Completeness: e.Completeness, Reason: e.Reason, Name: e.Name, Tags: append([]string{}, e.Tags...), Pinned: e.Pinned,
	}
	if r.Options == nil {
		r.Options = map[string]string{}
	}
	if e.Kept != nil {
		r.StoredRows = &e.Kept.Rows
	}
	for _, stat := range e.Server {
		r.Server[stat.Name] = statValue(stat.Value)
	}
	return r
}

// known is a figure, or nil where it is not known.
func known[N int64 | float64](n N, is bool) *N {
	if !is {
		return nil
	}
	return &n
}

// figure is a figure that may not be known; 0 where it is not.
func figure[N int64 | float64](n *N) N {
	if n == nil {
		return 0
	}
	return *n
}

// hasBytes reports whether it is known how many bytes a run read.
func hasBytes(e history.Entry) bool { return e.Bytes > 0 || e.Bytes == 0 && e.Timed() }

// hasRows reports whether it is known how many rows a run had.
func hasRows(e history.Entry) bool { return e.Rows > 0 || e.Timed() }

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
	if w := store.Warning(); w != "" && !s.told {
		s.warn("%s", w)
		s.told = true
	}
	return store, nil
}

// inHistory does some work with the history. Where the work meets damage, the file
// is mended, by being opened anew, and the work is done once more. An error of the
// work itself is exit code 1, unless it has its own.
func (s *session) inHistory(work func(*history.Store) error) error {
	store, err := s.openHistory()
	if err != nil {
		return err
	}
	err = work(store)
	if err != nil && store.Suspect() {
		if store, err = s.reopenHistory(store); err != nil {
			return err
		}
		err = work(store)
	}
	var coded *exitError
	if err != nil && !errors.As(err, &coded) {
		return &exitError{ExitFailed, err}
	}
	return err
}

// reopenHistory opens the history anew, for all that use it.
func (s *session) reopenHistory(damaged *history.Store) (*history.Store, error) {
	if err := damaged.Close(); err != nil {
		return nil, err
	}
	s.history, s.told = s.opener(), false
	if s.connections.History != nil {
		s.connections.History = s.history
	}
	return s.openHistory()
}

func (s *session) listHistory(ctx context.Context, f *historyFlags, text string) error {
	if f.limit < 0 {
		return usage("-n 0 lists all of them", "-n is a number of entries, not %d", f.limit)
	}
	q, err := history.ParseQuery(text, time.Now())
	if err != nil {
		return usage("the words that narrow a search are "+history.FilterHelp, "%w", err)
	}
	q.Limit = f.limit
	var entries []history.Entry
	err = s.inHistory(func(store *history.Store) (err error) {
		entries, err = store.Scan(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	return s.printEntries(entries, f.json)
}

func (s *session) printEntries(entries []history.Entry, asJSON bool) (err error) {
	defer s.tellUnread(entries)
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	encoder := json.NewEncoder(s.stdout)
	for _, e := range entries {
		if asJSON {
			err = encoder.Encode(record(e))
		} else {
			_, err = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", e.ID, e.Start.Local().Format("2006-01-02 15:04:05"),
				e.Outcome(), s.safe(e.Connection), listedRows(e), s.safe(strings.Join(strings.Fields(e.SQL), " ")))
		}
		if err != nil {
			return err
		}
	}
	return w.Flush()
}

// bytesText is what a run read; empty where that is not known.
func bytesText(e history.Entry) string {
	if e.Bytes <= 0 {
		return ""
	}
	return connectors.Count(e.Bytes)
}

// durationText is how long a run took; empty where that is not known.
func durationText(e history.Entry) string {
	if !e.Timed() {
		return ""
	}
	return e.Duration.String()
}

// firstRowText is how long it took until the first row; empty where none is known of.
func firstRowText(e history.Entry) string {
	if e.FirstRow == 0 {
		return ""
	}
	return e.FirstRow.String()
}

// rowsText is how many rows a run had; empty where that is not known.
func rowsText(e history.Entry) string {
	if !hasRows(e) {
		return ""
	}
	return connectors.Count(e.Rows)
}

// listedRows is the same in a list.
func listedRows(e history.Entry) string {
	if !hasRows(e) {
		return ""
	}
	return counted(e.Rows, "row", "rows")
}

// entry finds an entry by its id or the beginning of that, or the newest run of a
// saved query by its name.
func (s *session) entry(ctx context.Context, id string) (history.Entry, error) {
	var e history.Entry
	err := s.inHistory(func(store *history.Store) (err error) {
		e, err = store.Get(ctx, id)
		if errors.Is(err, history.ErrNotFound) {
			e, err = store.Named(ctx, id)
		}
		if errors.Is(err, history.ErrNotFound) {
			e, err = store.Beginning(ctx, id)
		}
		return err
	})
	if errors.Is(err, history.ErrAmbiguous) {
		return e, ambiguous(id)
	}
	if errors.Is(err, history.ErrNotFound) {
		err = &exitError{ExitFailed, connectors.Errorf(connectors.ClassNotFound, "%w: %s", history.ErrNotFound, id)}
	}
	return e, err
}

// ambiguous is the error of an id that is too short to be that of one entry.
func ambiguous(id string) error {
	return usage("Give more of the id.", "%w: %s", history.ErrAmbiguous, id)
}

func (s *session) showHistory(ctx context.Context, id string, asJSON bool) error {
	e, err := s.entry(ctx, id)
	if err != nil {
		return err
	}
	s.checkStored(&e)
	s.tellUnread([]history.Entry{e})
	r := record(e)
	if asJSON {
		return s.printJSON(r)
	}
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, line := range [][2]string{
		{"id", r.ID}, {"start", e.Start.Local().Format(time.RFC3339)}, {"status", e.Outcome()},
		{"connection", strings.TrimSuffix(r.Connection+" ("+r.Kind+")", " ()")}, {"database", r.Database}, {"limit", limitText(e)}, {"from", string(r.Source)}, {"folder", r.Folder}, {"host", r.Host}, {"session", r.Session},
		{"duration", durationText(e)}, {"first row", firstRowText(e)}, {"rows", rowsText(e)}, {"bytes", bytesText(e)},
		{"query id", r.QueryID}, {"operation", r.Operation}, {"completeness", strings.TrimSuffix(r.Completeness+": "+r.Reason, ": ")}, {"error", r.Error},
		{"name", r.Name}, {"tags", strings.Join(r.Tags, " ")}, {"stored", storedText(e)},
	} {
		if line[1] != "" {
			fmt.Fprintf(w, "%s\t%s\n", line[0], s.safe(line[1]))
		}
	}
	for _, stat := range e.Server {
		fmt.Fprintf(w, "%s\t%s\n", s.safe(stat.Name), s.safe(stat.Value))
	}
	for _, option := range optionTexts(e.Options) {
		fmt.Fprintf(w, "option\t%s\n", s.safe(option))
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
	out := bufio.NewWriter(s.stdout)
	encoder := json.NewEncoder(out)
	var unread []history.Entry
	last := "" // Where damage was met, the export goes on behind it.
	err := s.inHistory(func(store *history.Store) error {
		for e, err := range behind(last, store.All(ctx)) {
			if err != nil {
				return err
			}
			if err := encoder.Encode(record(e)); err != nil {
				return err
			}
			if last = e.ID; len(e.Unread) > 0 {
				unread = append(unread, e)
			}
		}
		return nil
	})
	s.tellUnread(unread)
	return errors.Join(err, out.Flush())
}

// tellUnread says which parts of entries are stored but cannot be read.
func (s *session) tellUnread(entries []history.Entry) {
	if note := history.UnreadNote(entries); note != "" {
		s.warn("%s", note)
	}
}

// behind yields the entries that come after the one with an id, or all where that
// is empty. Where none has the id, the last word is an error.
func behind(id string, entries iter.Seq2[history.Entry, error]) iter.Seq2[history.Entry, error] {
	return func(yield func(history.Entry, error) bool) {
		passed := id == ""
		for e, err := range entries {
			if (passed || err != nil) && !yield(e, err) {
				return
			}
			passed = passed || e.ID == id
		}
		if !passed {
			yield(history.Entry{}, fmt.Errorf("the entry %s, which was printed last, is lost to damage: export the history again", id))
		}
	}
}

// replay runs an entry again, with its parameters, options and limit, on its
// connection.
func (s *session) replay(ctx context.Context, f *queryFlags, id string) error {
	e, err := s.entry(ctx, id)
	if err != nil {
		return err
	}
	s.tellUnread([]history.Entry{e})
	if f.connection == "" {
		if f.connection, err = s.replayTarget(e); err != nil {
			return err
		}
		f.recalled, f.lost = true, s.lostSecret(f.connection)
	}
	if f.given, err = s.replayParams(f, e); err != nil {
		return err
	}
	if f.set, err = s.replayOptions(f, e); err != nil {
		return err
	}
	if !f.limited {
		f.limit = e.Limit
	}
	return f.lost.explain(s.query(ctx, f, []string{e.SQL}))
}

// checkStored takes the word of stored rows from an entry whose file is gone.
func (s *session) checkStored(e *history.Entry) {
	if store, err := s.history(); err == nil && e.Kept != nil && !store.HasResult(e.ID) {
		e.Kept = nil
	}
}

// storedText tells of the stored rows of an entry.
func storedText(e history.Entry) string {
	if e.Kept == nil {
		return ""
	}
	return counted(e.Kept.Rows, "row", "rows") + ": " + run.StoredNotice(e)
}

// storedResult prints the stored rows of an entry.
func (s *session) storedResult(ctx context.Context, f *queryFlags, id string) error {
	if err := s.checkFlags(f); err != nil {
		return err
	}
	e, err := s.entry(ctx, id)
	if err != nil {
		return err
	}
	if e.Kept == nil {
		return &exitError{ExitFailed, connectors.Errorf(connectors.ClassNotFound, "%w: %s", history.ErrNoResult, id)}
	}
	d, err := s.Registry.Driver(e.Kind)
	if err != nil {
		return &exitError{ExitFailed, err}
	}
	q := &querying{session: s, flags: f, sql: e.SQL, runner: &run.Runner{Log: s.log}}
	q.connection = run.StoredConnection(s.history, e, d)
	q.template = connectors.Statement{Limit: run.NoLimit, Params: e.Params}
	return q.one(ctx, sqltext.Statement{End: len(e.SQL)})
}
