package history

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"
)

// harlequinLog makes a query log as Harlequin's version 1 of the schema has it.
func harlequinLog(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "history.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		"PRAGMA journal_mode = WAL",
		`CREATE TABLE queries (id INTEGER PRIMARY KEY, run_at TEXT NOT NULL, program TEXT NOT NULL, connection TEXT, profile TEXT,
			adapter TEXT, sql TEXT NOT NULL, status TEXT NOT NULL, rows INTEGER, truncated INTEGER, elapsed_ms REAL, error TEXT)`,
		"PRAGMA user_version = 1",
		`INSERT INTO queries VALUES
			(1, '2026-03-01T10:00:00.250000+00:00', 'harlequin', '/data/shop.db', NULL, 'duckdb', 'SELECT 1', 'ok', 1, 0, 12.5, NULL),
			(2, '2026-03-01T10:00:01+00:00', 'hsql', 'localhost', 'prod', 'postgres', 'SELECT nope', 'error', NULL, NULL, NULL, 'no such column'),
			(3, '2026-03-01T10:00:02+00:00', 'harlequin', NULL, NULL, NULL, 'SELECT 3', 'ok', 500, 1, 3.0, NULL),
			(4, 'yesterday', 'harlequin', NULL, NULL, NULL, 'SELECT 4', 'ok', 1, 0, 3.0, NULL)`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestReadHarlequin(t *testing.T) {
	path := harlequinLog(t)
	entries, skipped, err := ReadHarlequin(t.Context(), path)
	if err != nil || len(entries) != 3 || skipped != 1 {
		t.Fatalf("%+v, %v", entries, err)
	}
	first, failed, cut := entries[0], entries[1], entries[2]
	if first.SQL != "SELECT 1" || first.Status != OK || first.Rows != 1 || first.Duration != 12500*time.Microsecond ||
		first.Connection != "duckdb" || first.Kind != "duckdb" || first.Source != Screen || first.Completeness != "complete" ||
		!first.Start.Equal(time.Date(2026, 3, 1, 10, 0, 0, 250e6, time.UTC)) {
		t.Errorf("%+v", first)
	}
	if failed.Status != Failed || failed.Error != "no such column" || failed.Connection != "prod" || failed.Kind != "postgres" || failed.Source != CommandLine {
		t.Errorf("%+v", failed)
	}
	if cut.Connection != "harlequin" || cut.Completeness != "limited" || cut.Reason == "" {
		t.Errorf("%+v", cut)
	}
	s := open(t, newPath(t))
	for _, want := range []int{3, 0} {
		if n, err := s.Import(t.Context(), entries, nil); err != nil || n != want {
			t.Errorf("%d added, %v, want %d", n, err, want)
		}
	}
	expect(t, texts(t, s, Query{}), "SELECT 3", "SELECT nope", "SELECT 1")
}

func TestReadHarlequinRefusesOthers(t *testing.T) {
	own := newPath(t)
	open(t, own)
	for _, path := range []string{filepath.Join(t.TempDir(), "missing.db"), own} {
		if entries, _, err := ReadHarlequin(t.Context(), path); err == nil {
			t.Errorf("%s: %+v", path, entries)
		}
	}
}
