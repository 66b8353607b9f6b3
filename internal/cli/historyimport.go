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
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/sqltext"
)

func (s *session) importCommand(h *historyFlags) *cobra.Command {
	var from, connection string
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Take in a history: of sonde (history export), psql, duckdb or Harlequin",
		Long: "Takes in what `sonde history export` has printed; the history file of psql\n" +
			"(~/.psql_history) or duckdb (~/.duckdb_history), which hold no times and no results;\n" +
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
		return err
	}
	timeless := false
	if info, err := os.Stat(path); err == nil {
		timeless = giveTimes(entries, info.ModTime())
	}
	added := 0
	err = s.inHistory(func(store *history.Store) (err error) {
		added, err = store.Import(ctx, entries)
		return err
	})
	if err != nil {
		return err
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
func (s *session) tellImported(all, added int, timeless bool) {
	fmt.Fprintf(s.stderr, "%s added, %s already\n", counted(added, "entry", "entries"), counted(all-added, "was there", "were there"))
	if timeless && added > 0 {
		fmt.Fprintln(s.stderr, "the file holds no times: its statements are in their order, before its last change")
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
	if (from == "psql" || from == "duckdb") && (bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data)) {
		return nil, usage("It needs the text file that the program keeps.", "%s is no history of %s: it is not text", filepath.Base(path), from)
	}
	switch from {
	case "sonde":
		return readExport(data)
	case "psql":
		return readLines(data, from, "postgres", cmp.Or(connection, "psql")), nil
	case "duckdb":
		return readLines(data, from, "duckdb", cmp.Or(connection, "duckdb")), nil
	case "harlequin":
		return s.readHarlequin(ctx, path, data, connection)
	case "":
		return nil, usage("--from says it: "+strings.Join(writers, ", "), "it is not known what wrote %s", filepath.Base(path))
	}
	return nil, usage(strings.Join(writers, ", "), "unknown kind of history %q%s", from, connectors.Suggest(from, writers))
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
// entries, the error is a *[lostLines], beside those that are.
func readExport(data []byte) ([]history.Entry, error) {
	var entries []history.Entry
	var lost lostLines
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, len(data)+1)
	for n := 1; lines.Scan(); n++ {
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

// entry is what [record] makes a record of.
func (r recorded) entry() history.Entry {
	e := history.Entry{
		ID: r.ID, Session: r.Session, Source: r.Source, Connection: r.Connection, Kind: r.Kind, Database: r.Database,
		Folder: r.Folder, Host: r.Host, SQL: r.SQL, Params: r.Params, Start: r.Start,
		Duration: duration(r.DurationMS), FirstRow: duration(r.FirstRowMS), Rows: r.Rows, Bytes: r.Bytes,
		QueryID: r.QueryID, Operation: r.Operation, Status: r.Status, ErrorClass: r.ErrorClass, Error: r.Error,
		Completeness: r.Completeness, Reason: r.Reason, Name: r.Name, Tags: r.Tags, Pinned: r.Pinned,
	}
	for name, value := range r.Server {
		e.Server = append(e.Server, connectors.Stat{Name: name, Value: fmt.Sprint(value)})
	}
	slices.SortFunc(e.Server, func(a, b connectors.Stat) int { return cmp.Compare(a.Name, b.Name) })
	return e
}

// giveTimes gives entries that have no time one that keeps their order, before
// the last change of their file, and reports whether there are any.
func giveTimes(entries []history.Entry, last time.Time) (given bool) {
	if now := time.Now(); last.After(now) {
		last = now
	}
	for i := range entries {
		if entries[i].Start.IsZero() {
			entries[i].Start = last.Add(-time.Duration(len(entries)-i) * time.Second)
			given = true
		}
	}
	return given
}

func duration(ms float64) time.Duration {
	return time.Duration(math.Round(ms * float64(time.Millisecond)))
}

// readLines reads the history of a line editor, the oldest first: statements that
// may go over several lines, between commands of the program's own. Their ids
// come from their texts, so that they are taken in once: those that were run again
// where they were run last.
func readLines(data []byte, program, dialect, connection string) []history.Entry {
	kind := cmp.Or(map[string]string{"psql": "postgres"}[program], program)
	var entries []history.Entry
	last := map[string]int{} // the place of a text
	for _, text := range typedIn(string(data)) {
		for _, p := range sqltext.ForName(dialect).Split(text) {
			sql := text[p.Start:p.End]
			if at, known := last[sql]; known {
				entries[at].ID = ""
			}
			last[sql] = len(entries)
			entries = append(entries, history.Entry{
				ID:  uuid.NewSHA1(uuid.NameSpaceOID, []byte(program+"\x00"+sql)).String(),
				SQL: sql, Source: history.CommandLine, Connection: connection, Kind: kind,
				Status: history.Imported, Bytes: -1,
			})
		}
	}
	return slices.DeleteFunc(entries, func(e history.Entry) bool { return e.ID == "" })
}

// brokenLine stands for a line break within a line of psql's history.
const brokenLine = "\x01"

// sending is what psql takes at the end of a statement in the place of a semicolon.
var sending = regexp.MustCompile(`(?s)\s*\\(g|gx|gdesc|gexec|gset|crosstabview|watch|bind|parse)\b[^'"$]*\z`)

// typedIn are the texts that were typed into a line editor. Where psql marks line
// breaks, every line of its file is one; otherwise a statement ends where its
// semicolon is. Commands of the programs' own are left out.
func typedIn(text string) []string {
	text, escaped := strings.CutPrefix(text, "_HiStOrY_V2_\n")
	if escaped {
		text = unescaped(text)
	}
	var kept []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if own := strings.TrimSpace(line); !strings.HasPrefix(own, `\`) && !strings.HasPrefix(own, ".") {
			kept = append(kept, sending.ReplaceAllString(strings.ReplaceAll(line, brokenLine, "\n"), ";"))
		}
	}
	if strings.Contains(text, brokenLine) {
		return kept
	}
	return []string{strings.Join(kept, "\n")}
}

// unescaped resolves what libedit writes for a character that is not plain: a
// backslash and three octal digits.
func unescaped(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		var code byte
		if text[i] == '\\' && i+3 < len(text) {
			if n, err := fmt.Sscanf(text[i+1:i+4], "%3o", &code); n == 1 && err == nil {
				out.WriteByte(code)
				i += 3
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}
