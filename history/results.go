package history

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
)

// Kept tells of the stored result of a run.
type Kept struct {
	At    time.Time
	Rows  int64 // of the run's rows, the first ones
	Bytes int64 // on the disk, compressed
}

// MaxResult is the most bytes of one stored result in memory form: callers of
// [Store.KeepResult] collect no more. All together are bounded by [Options].
const MaxResult = 8 << 20

// Bounds of what is stored where [Options] say nothing.
const (
	DefaultResultsBudget = 512 << 20
	DefaultResultsAge    = 30 * 24 * time.Hour
)

// mostResults is how many results are stored, however small they are.
const mostResults = 5000

// ErrNoResult says that the rows of a run are not stored.
var ErrNoResult = errors.New("the rows of this run are not stored")

func (s *Store) resultsFolder() string { return s.path + ".results" }

// plainID is an id that can be the name of a file.
var plainID = regexp.MustCompile(`\A[0-9A-Za-z_-]{1,64}\z`)

func (s *Store) resultFile(id string) string { return filepath.Join(s.resultsFolder(), id+".rows") }

// unfinished is the file of a result while it is written.
func (s *Store) unfinished(id string) string { return s.resultFile(id) + ".tmp" }

// KeepResult stores the rows of a run that is in the history, compressed, and
// then removes stored results until all of them are within their bounds. The
// batches may differ from the schema as those of connectors.Rows may.
func (s *Store) KeepResult(ctx context.Context, id string, schema *arrow.Schema, batches []arrow.RecordBatch) error {
	if !plainID.MatchString(id) || s.budget < 0 {
		return nil
	}
	data, err := packResult(schema, batches)
	if err == nil {
		err = s.writeResult(ctx, id, data, rowsOf(batches))
	}
	if err == nil {
		err = s.boundResults(ctx)
	}
	return s.failed("the result cannot be stored", err)
}

func rowsOf(batches []arrow.RecordBatch) (n int64) {
	for _, b := range batches {
		n += b.NumRows()
	}
	return n
}

// writeResult writes the note of a result before its file: a program that is
// killed between the two leaves a note without a file, which is harmless, and
// never a file that nobody knows of.
func (s *Store) writeResult(ctx context.Context, id string, data []byte, rows int64) error {
	if err := os.MkdirAll(s.resultsFolder(), 0o700); err != nil {
		return err
	}
	result, err := s.db.ExecContext(ctx, `INSERT OR REPLACE INTO results
		SELECT id, ?, ?, ? FROM entries WHERE id = ?`, time.Now().UnixNano(), rows, len(data), id)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return err // The entry was deleted meanwhile.
	}
	if err = os.WriteFile(s.unfinished(id), data, 0o600); err == nil {
		err = os.Rename(s.unfinished(id), s.resultFile(id))
	}
	if err != nil {
		return errors.Join(err, s.dropResults(context.WithoutCancel(ctx), id))
	}
	return nil
}

// Result returns the stored rows of a run. The error is [ErrNoResult] where
// there are none, or says that they are damaged.
func (s *Store) Result(id string) (*Result, error) {
	if !plainID.MatchString(id) {
		return nil, ErrNoResult
	}
	data, err := os.ReadFile(s.resultFile(id))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNoResult
	}
	if err != nil {
		return nil, fmt.Errorf("the stored result cannot be read: %w", err)
	}
	return openResult(data)
}

// HasResult reports whether the rows of a run are there, sound or not.
func (s *Store) HasResult(id string) bool {
	if !plainID.MatchString(id) {
		return false
	}
	_, err := os.Stat(s.resultFile(id))
	return err == nil
}

// ClearResults removes every stored result, or those of one connection, and
// tells how many and how many bytes they were.
func (s *Store) ClearResults(ctx context.Context, connection string) (n int, size int64, err error) {
	n, size, err = s.dropWhere(ctx, "? = '' OR run IN (SELECT id FROM entries WHERE connection = ?)", connection, connection)
	return n, size, s.failed("the stored results cannot be removed", err)
}

// boundResults removes the results that are too old, and the oldest until the
// others are within the budget.
func (s *Store) boundResults(ctx context.Context) error {
	oldest := time.Now().Add(-s.age).UnixNano()
	_, _, err := s.dropWhere(ctx, `kept_at < ? OR kept_at <= (SELECT max(kept_at) FROM
		(SELECT kept_at, sum(kept_bytes) OVER (ORDER BY kept_at DESC) AS total FROM results) WHERE total > ?)
		OR run IN (SELECT run FROM results ORDER BY kept_at DESC LIMIT -1 OFFSET ?)`, oldest, s.budget, mostResults)
	return err
}

func (s *Store) dropWhere(ctx context.Context, condition string, values ...any) (n int, size int64, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT run, kept_bytes FROM results WHERE "+condition, values...)
	if err != nil {
		return 0, 0, err
	}
	var ids []string
	defer rows.Close()
	for rows.Next() {
		var id string
		var bytes int64
		if err := rows.Scan(&id, &bytes); err != nil {
			return 0, 0, err
		}
		ids, size = append(ids, id), size+bytes
	}
	if err := rows.Err(); err != nil {
		return 0, 0, err
	}
	return len(ids), size, s.dropResults(ctx, ids...)
}

// sweepResults removes the files that a history which is gone has left: nothing else
// would bound them. The note of a result is written before its file.
func (s *Store) sweepResults(ctx context.Context) error {
	files, err := os.ReadDir(s.resultsFolder())
	if err != nil {
		return ignoreMissing(err)
	}
	known, err := s.keptRuns(ctx)
	if err != nil {
		return err
	}
	for _, file := range files {
		id, _, isResult := strings.Cut(file.Name(), ".rows")
		if isResult && !known[id] {
			_ = os.Remove(filepath.Join(s.resultsFolder(), file.Name())) // What stays is tried again the next time.
		}
	}
	return nil
}

// keptRuns are the ids of the runs whose rows are stored.
func (s *Store) keptRuns(ctx context.Context) (map[string]bool, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT run FROM results")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	kept := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		kept[id] = true
	}
	return kept, rows.Err()
}

// dropResults removes the files of results and then the notes of them.
func (s *Store) dropResults(ctx context.Context, ids ...string) error {
	for _, id := range ids {
		if !plainID.MatchString(id) {
			continue
		}
		for _, path := range []string{s.unfinished(id), s.resultFile(id)} {
			if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
		if _, err := s.db.ExecContext(ctx, "DELETE FROM results WHERE run = ?", id); err != nil {
			return err
		}
	}
	return nil
}
