package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/history"
)

func (s *session) importCommand(h *historyFlags) *cobra.Command {
	var from, connection string
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Take in a history: of sonde (history export), psql, duckdb or Harlequin",
		Long: "Takes in what `sonde history export` has printed; the history file of psql\n" +
			"(~/.psql_history) or duckdb (~/.duckdb_history), which hold no results, and times\n" +
			"only where they have lines such as #1700000000;\n" +
			"or the query log that Harlequin keeps since 2.14 (~/.local/state/harlequin/history.db).\n" +
			"What is there already is passed over.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.importHistory(cmd.Context(), args[0], from, connection, h.json)
		},
	}
	c.Flags().StringVar(&from, "from", "", "what wrote the file: "+strings.Join(writers, ", ")+"; by its name and text otherwise")
	c.Flags().StringVarP(&connection, "connection", "c", "", "the connection `NAME` that the entries of another program are filed under")
	return c
}

func (s *session) importHistory(ctx context.Context, path, from, connection string, asJSON bool) error {
	entries, err := s.readHistory(ctx, path, from, connection)
	var lost *lostLines
	if err != nil && !errors.As(err, &lost) {
		return interruptedImport(err, 0)
	}
	timeless := 0
	if info, err := os.Stat(path); err == nil {
		timeless = giveTimes(entries, info.ModTime())
	}
	added := 0
	err = s.inHistory(func(store *history.Store) (err error) {
		added, err = store.Import(ctx, entries, s.importProgress(len(entries)))
		return err
	})
	if err != nil {
		return interruptedImport(err, added)
	}
	if asJSON {
		err = s.printJSON(map[string]int{"added": added, "known": len(entries) - added})
	} else {
		s.tellImported(len(entries), added, timeless)
	}
	if lost != nil && err == nil {
		err = &exitError{ExitIncomplete, connectors.Errorf(connectors.ClassIncomplete, "%w", lost)}
	}
	return err
}

// importProgress tells a terminal now and then how much of an import is done.
func (s *session) importProgress(all int) (done func(n int)) {
	if !isTerminal(s.stderr) {
		return func(int) {}
	}
	last := time.Now()
	return func(n int) {
		switch now := time.Now(); {
		case n == all:
			fmt.Fprint(s.stderr, "\r\x1b[K")
		case now.Sub(last) >= progressInterval:
			last = now
			fmt.Fprintf(s.stderr, "\r\x1b[K%s of %s", connectors.Count(int64(n)), counted(all, "entry", "entries"))
		}
	}
}

// interruptedImport says what is there of an import that did not come to its end.
func interruptedImport(err error, added int) error {
	if !errors.Is(err, context.Canceled) {
		return err
	}
	return connectors.Errorf(connectors.ClassCancelled, "the import was interrupted, after %s had been added; it can be begun again", counted(added, "entry", "entries"))
}

// lostLines are the lines of an export of the history that are no entries, such as
// one that was cut.
type lostLines struct{ lines []string }

func (l *lostLines) Error() string {
	if len(l.lines) == 1 {
		return "line " + l.lines[0] + " is no entry of a history: it was left out"
	}
	return "lines " + strings.Join(l.lines, ", ") + " are no entries of a history: they were left out"
}

// tellImported tells how many entries were taken in.
func (s *session) tellImported(all, added, timeless int) {
	fmt.Fprintf(s.stderr, "%s added, %s already\n", counted(added, "entry", "entries"), counted(all-added, "was there", "were there"))
	switch {
	case added == 0 || timeless == 0:
	case timeless == all:
		fmt.Fprintln(s.stderr, "the file holds no times: its statements are in their order, before its last change")
	default:
		fmt.Fprintf(s.stderr, "%s no time: they are in their order, before the last change of the file\n", counted(timeless, "statement has", "statements have"))
	}
}

// writers are the programs whose histories can be read.
var writers = []string{"sonde", "psql", "duckdb", "harlequin"}

// readHistory reads the history of a program, which is told by the file where
// from is empty.
func (s *session) readHistory(ctx context.Context, path, from, connection string) ([]history.Entry, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &exitError{ExitUsage, connectors.Errorf(connectors.ClassNotFound, "the history cannot be read: %w", err)}
	}
	if from == "" {
		from = writerOf(path, data)
	}
	switch from {
	case "sonde":
		return readExport(ctx, data)
	case "psql":
		return s.readLines(ctx, path, data, lineEditor{from, "postgres", "postgres", cmp.Or(connection, from)})
	case "duckdb":
		return s.readLines(ctx, path, data, lineEditor{from, from, from, cmp.Or(connection, from)})
	case "harlequin":
		return s.readHarlequin(ctx, path, data, connection)
	case "":
		return nil, usage("--from says it: "+strings.Join(writers, ", "), "it is not known what wrote %s", filepath.Base(path))
	}
	return nil, usage(strings.Join(writers, ", "), "unknown kind of history %q%s", from, connectors.Suggest(from, writers))
}

// readLines reads the history of a line editor.
func (s *session) readLines(ctx context.Context, path string, data []byte, l lineEditor) ([]history.Entry, error) {
	if !isText(data) {
		return nil, usage("It needs the text file that the program keeps.", "%s is no history of %s: it is not text", filepath.Base(path), l.program)
	}
	text, foreign := asUTF8(data)
	if foreign > 0 {
		s.warn("%s not UTF-8: what is there was read as Latin-1", counted(foreign, "line is", "lines are"))
	}
	return l.read(ctx, text)
}

// sqliteMark is what every SQLite database begins with.
const sqliteMark = "SQLite format 3\x00"

// readHarlequin reads a query log of Harlequin, under another connection where
// one is given.
func (s *session) readHarlequin(ctx context.Context, path string, data []byte, connection string) ([]history.Entry, error) {
	if !bytes.HasPrefix(data, []byte(sqliteMark)) {
		return nil, usage("Since 2.14 it is history.db in the folder for state; the pickled cache of older versions cannot be read.", "%s is not a query log of Harlequin, which is an SQLite database", filepath.Base(path))
	}
	entries, skipped, err := history.ReadHarlequin(ctx, path)
	if err != nil {
		return nil, usage("It needs the table queries of a history.db of Harlequin.", "%s cannot be read as a query log of Harlequin: %v", filepath.Base(path), err)
	}
	if skipped > 0 {
		s.warn("%s skipped: the time cannot be read", counted(skipped, "entry was", "entries were"))
	}
	for i := range entries {
		entries[i].Connection = cmp.Or(connection, entries[i].Connection)
	}
	return entries, nil
}

func writerOf(path string, data []byte) string {
	name := filepath.Base(path)
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte(`{"id":`)):
		return "sonde"
	case strings.Contains(name, "psql_history"):
		return "psql"
	case strings.Contains(name, "duckdb_history"):
		return "duckdb"
	case bytes.HasPrefix(data, []byte(sqliteMark)), strings.HasSuffix(name, ".pickle"):
		return "harlequin"
	}
	return ""
}

// readExport reads what `history export` prints. Where some of its lines are no
// entries, the error is a *[lostLines], beside those that are; that of the context
// where it has ended.
func readExport(ctx context.Context, data []byte) ([]history.Entry, error) {
	var entries []history.Entry
	var lost lostLines
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, len(data)+1)
	for n := 1; lines.Scan(); n++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var r recorded
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.UseNumber()
		if err := decoder.Decode(&r); err != nil || r.ID == "" {
			lost.lines = append(lost.lines, strconv.Itoa(n))
			continue
		}
		entries = append(entries, r.entry())
	}
	switch {
	case len(lost.lines) == 0:
		return entries, nil
	case len(entries) == 0:
		return nil, usage("the file has to be one that `sonde history export` printed", "line %s is no entry of a history", lost.lines[0])
	}
	return entries, &lost
}

// bytesOf is how many bytes a run read, negative where that is not known.
func bytesOf(r recorded) int64 {
	if r.Bytes == nil {
		return -1
	}
	return *r.Bytes
}

// entry is what [record] makes a record of.
func (r recorded) entry() history.Entry {
	e := history.Entry{
		ID: r.ID, Session: r.Session, Source: r.Source, Connection: r.Connection, Kind: r.Kind, Database: r.Database, Options: r.Options, Limit: figure(r.Limit),
		Folder: r.Folder, Host: r.Host, SQL: r.SQL, Params: r.Params, Start: r.Start,
		Duration: duration(figure(r.DurationMS)), FirstRow: duration(figure(r.FirstRowMS)), Rows: figure(r.Rows), Bytes: bytesOf(r),
		QueryID: r.QueryID, Operation: r.Operation, Status: r.Status, ErrorClass: r.ErrorClass, Error: r.Error,
		Completeness: r.Completeness, Reason: r.Reason, Name: r.Name, Tags: r.Tags, Pinned: r.Pinned,
	}
	if r.Options == nil { // An old version wrote it, which knew no options but the ref.
		e.Options = history.RefOptions(r.Database)
	}
	for name, value := range r.Server {
		e.Server = append(e.Server, connectors.Stat{Name: name, Value: fmt.Sprint(value)})
	}
	slices.SortFunc(e.Server, func(a, b connectors.Stat) int { return cmp.Compare(a.Name, b.Name) })
	return e
}

// giveTimes gives entries that have no time one that keeps their order, before
// the last change of their file, and tells how many there are.
func giveTimes(entries []history.Entry, last time.Time) (given int) {
	if now := time.Now(); last.After(now) {
		last = now
	}
	for i := range entries {
		if entries[i].Start.IsZero() {
			entries[i].Start = last.Add(-time.Duration(len(entries)-i) * time.Second)
			given++
		}
	}
	return given
}

func duration(ms float64) time.Duration {
	return time.Duration(math.Round(ms * float64(time.Millisecond)))
}
