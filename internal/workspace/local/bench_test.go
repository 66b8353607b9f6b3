package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/duck"
	"sonde/internal/result"
	"sonde/internal/workspace"
)

// benchRows are so many rows of three columns as a result may have: numbers and
// fractions in no order, and short text.
const benchRows = `CREATE TABLE source AS SELECT (hash(i) % 2000000000)::BIGINT - 1000000000 AS n, (hash(i + 1) % 1000000) / 7 AS x, 'item ' || hash(i) % 50000 AS s
	FROM range(10_000_000) r(i)`

// bench is a result, and a database that has the same rows.
type bench struct {
	b        *testing.B
	conn     *duck.Conn
	snapshot *result.Snapshot
	engine   *Engine
}

func newBench(b *testing.B) *bench {
	b.Helper()
	ctx := context.Background()
	db, err := duck.Open(ctx, "", duck.Options{Settings: map[string]string{"preserve_insertion_order": "false"}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	conn, err := db.Connect()
	if err != nil {
		b.Fatal(err)
	}
	s := &bench{b: b, conn: conn, engine: open(b)}
	s.exec(benchRows)
	pool := result.NewPool(result.Options{Budget: 2 << 30})
	b.Cleanup(func() { pool.Close() })
	store := pool.NewStore()
	s.read("SELECT * FROM source", func(batch arrow.RecordBatch) {
		if err := store.Append(batch); err != nil {
			b.Fatal(err)
		}
	})
	s.snapshot = store.Snapshot()
	return s
}

func (s *bench) exec(sql string) {
	if err := s.conn.Exec(context.Background(), sql); err != nil {
		s.b.Fatal(err)
	}
}

func (s *bench) read(sql string, take func(arrow.RecordBatch)) {
	rows, err := s.conn.Query(context.Background(), sql, nil)
	if err != nil {
		s.b.Fatal(err)
	}
	defer rows.Close()
	for {
		batch, err := rows.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			s.b.Fatal(err)
		}
		take(batch)
	}
}

// run measures a question to the database, which loads the column first, beside
// the same to the engine.
func (s *bench) run(b *testing.B, column, question string, where []workspace.Condition, by []workspace.SortKey) {
	b.Run("floor/"+column, func(b *testing.B) {
		for b.Loop() {
			s.exec("CREATE OR REPLACE TABLE own AS SELECT " + column + " AS k FROM source")
			s.read(question, func(arrow.RecordBatch) {})
		}
	})
	b.Run("sonde/"+column, func(b *testing.B) {
		for b.Loop() {
			if _, err := s.engine.Arrange(context.Background(), s.snapshot, where, by, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkLocal(b *testing.B) {
	s := newBench(b)
	b.Run("load", s.load)
	b.Run("sort", s.sort)
	b.Run("filter", s.filter)
	b.Run("profile", s.profile)
	b.Run("distinct", s.distinct)
}

// load measures what a further sort of a column does again, which is little beside
// the sort itself: what was loaded is not kept for it.
func (s *bench) load(b *testing.B) {
	for i, column := range []string{"n", "x", "s"} {
		b.Run("floor/"+column, func(b *testing.B) {
			for b.Loop() {
				s.exec("CREATE OR REPLACE TABLE own AS SELECT " + column + " AS k FROM source")
			}
		})
		b.Run("sonde/"+column, func(b *testing.B) {
			for b.Loop() {
				s.loadOnce(b, i)
			}
		})
	}
}

func (s *bench) loadOnce(b *testing.B, column int) {
	ctx := context.Background()
	var p plan
	q, err := p.arrangement(s.snapshot, nil, []workspace.SortKey{{Column: column}})
	if err != nil {
		b.Fatal(err)
	}
	conn, err := s.engine.session(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	call, release := s.engine.lend(newTable(ctx, s.snapshot, nil, p.readings))
	defer release()
	if _, err := arranged(ctx, conn, fmt.Sprintf(q.from, call)); err != nil {
		b.Fatal(err)
	}
}

func (s *bench) sort(b *testing.B) {
	for i, column := range []string{"n", "x", "s"} {
		s.run(b, column, "SELECT rowid FROM own ORDER BY k NULLS LAST, rowid", nil, []workspace.SortKey{{Column: i}})
	}
}

func (s *bench) filter(b *testing.B) {
	s.run(b, "n", "SELECT rowid FROM own WHERE k > 0", []workspace.Condition{{Op: workspace.Greater, Values: []string{"0"}}}, nil)
	s.run(b, "s", "SELECT rowid FROM own WHERE contains(k, '77')", []workspace.Condition{{Column: 2, Op: workspace.Contains, Values: []string{"77"}}}, nil)
}

func (s *bench) profile(b *testing.B) {
	for i, column := range []string{"n", "x", "s"} {
		b.Run("floor/"+column, func(b *testing.B) {
			for b.Loop() {
				p, err := newProfiler(context.Background(), s.snapshot, result.Path{i})
				if err != nil {
					b.Fatal(err)
				}
				p.conn = s.conn
				s.exec("CREATE OR REPLACE TEMP TABLE profiled AS SELECT " + column + " AS k0 FROM source")
				if err := p.describe(); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("sonde/"+column, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.engine.Profile(context.Background(), s.snapshot, nil, []result.Path{{i}}, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func (s *bench) distinct(b *testing.B) {
	for i, column := range []string{"n", "x", "s"} {
		b.Run("floor/"+column, func(b *testing.B) {
			for b.Loop() {
				s.exec("CREATE OR REPLACE TABLE own AS SELECT " + column + " AS k FROM source")
				s.read("SELECT count(DISTINCT k) FROM own", func(arrow.RecordBatch) {})
			}
		})
		b.Run("sonde/"+column, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.engine.Distinct(context.Background(), s.snapshot, nil, result.Path{i}, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
