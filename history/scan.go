package history

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Scan returns every run that a query asks for, the newest first, as [Store.Search]
// does where each run is asked for. It has the database look through its entries
// and makes no index: for a program that asks once, that takes a tenth of the time.
func (s *Store) Scan(ctx context.Context, q Query) ([]Entry, error) {
	q.EachRun, q.Near = true, nil
	if !isScannable(q) || len(q.Statuses) > 0 && len(s.gone) > 0 {
		return s.Search(ctx, q)
	}
	entries, err := s.scan(ctx, q)
	return entries, s.failed("the history cannot be searched", err)
}

// mostValues is how many values a statement of SQLite may have, less some.
const mostValues = 32000

// isScannable reports whether the database compares as the index does: it folds the
// case of ASCII letters only.
func isScannable(q Query) bool {
	return q.ID == "" && q.SQL == "" && !strings.ContainsFunc(q.Text+q.Conn+q.AnyKind, func(r rune) bool { return r >= utf8.RuneSelf || r == 0 })
}

func (s *Store) scan(ctx context.Context, q Query) ([]Entry, error) {
	marks, err := s.marks(ctx)
	if err != nil {
		return nil, err
	}
	condition, values := q.condition(marks)
	if len(values) > mostValues {
		return s.search(ctx, q)
	}
	hits, err := s.scanHalves(ctx, condition, values, q.Limit)
	if err != nil {
		return nil, err
	}
	return s.load(ctx, hits)
}

// scanHalves looks through the newer and the older half of the entries at the same
// time, and leaves the older one where the newer has enough.
func (s *Store) scanHalves(ctx context.Context, condition string, values []any, limit int) ([]hit, error) {
	var lowest, highest int64
	if err := s.db.QueryRowContext(ctx, "SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM entries").Scan(&lowest, &highest); err != nil {
		return nil, err
	}
	middle := lowest + (highest-lowest)/2
	older, stop := context.WithCancel(ctx)
	defer stop()
	var rest []hit
	var restErr error
	var wait sync.WaitGroup
	wait.Go(func() { rest, restErr = s.scanRange(older, condition, values, math.MinInt64, middle, limit) })
	hits, err := s.scanRange(ctx, condition, values, middle, math.MaxInt64, limit)
	if enough := limit > 0 && len(hits) >= limit; err != nil || enough {
		stop()
		wait.Wait()
		return hits, err
	}
	wait.Wait()
	hits = append(hits, rest...)
	if limit > 0 {
		hits = hits[:min(limit, len(hits))]
	}
	return hits, restErr
}

// scanRange looks through the entries after the one and up to the other.
func (s *Store) scanRange(ctx context.Context, condition string, values []any, after, upTo int64, limit int) ([]hit, error) {
	if limit == 0 {
		limit = -1 // SQLite's word for none.
	}
	arguments := append(slices.Clone(values), after, upTo, limit)
	rows, err := s.db.QueryContext(ctx, "SELECT seq FROM entries WHERE "+condition+" AND seq > ? AND seq <= ? ORDER BY seq DESC LIMIT ?", arguments...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hits []hit
	for rows.Next() {
		var h hit
		if err := rows.Scan(&h.seq); err != nil {
			return nil, err
		}
		hits = append(hits, h)
	}
	return hits, rows.Err()
}

// condition is what a query asks for, as SQL with its values.
func (q Query) condition(marks []Mark) (condition string, values []any) {
	var all []string
	and := func(term string, v ...any) { all, values = append(all, term), append(values, v...) }
	for _, c := range []struct{ name, value string }{{"connection", q.Connection}, {"session", q.Session}, {"folder", q.Folder}, {"kind", q.Kind}} {
		if c.value != "" {
			and(c.name+" = ?", c.value)
		}
	}
	if len(q.Statuses) > 0 {
		var list []any
		for _, status := range q.Statuses {
			list = append(list, string(status))
		}
		and(outcomeColumn+" IN ("+questionMarks(len(list))+")", list...)
	}
	q.namesCondition(and)
	and("duration BETWEEN ? AND ?", int64(q.Shortest), longestOf(q.Longest))
	if q.Timed {
		and("(duration > 0 OR status NOT IN (?, ?, ?))", Running, Interrupted, Imported)
	}
	if !q.Since.IsZero() {
		and("start >= ?", q.Since.UnixNano())
	}
	if !q.Until.IsZero() {
		and("start < ?", q.Until.UnixNano())
	}
	term, v := q.textCondition(marks)
	and(term, v...)
	return strings.Join(all, " AND "), values
}

// namesCondition is what a query asks of names in any letter case.
func (q Query) namesCondition(and func(term string, v ...any)) {
	if q.Conn != "" {
		and(`connection LIKE ? ESCAPE '\'`, "%"+likeEscapes.Replace(q.Conn)+"%")
	}
	if q.AnyKind != "" {
		and(`kind LIKE ? ESCAPE '\'`, likeEscapes.Replace(q.AnyKind))
	}
}

func longestOf(d time.Duration) int64 {
	if d <= 0 {
		return math.MaxInt64
	}
	return int64(d)
}

// textCondition asks for statements that have every word, or that are marked as the
// query wants it.
func (q Query) textCondition(marks []Mark) (condition string, values []any) {
	words := strings.Fields(strings.ToLower(q.Text))
	var marked []any
	for _, m := range marks {
		if (q.marked() || len(words) > 0) && q.wantsMark(m) && hasAll(strings.ToLower(m.SQL+" "+m.Name+" "+strings.Join(m.Tags, " ")), words) {
			marked = append(marked, m.SQL)
		}
	}
	likes := []string{"1"}
	if q.marked() {
		likes = []string{"0"}
	} else {
		for _, word := range words {
			like, pattern := `sql LIKE ? ESCAPE '\'`, "%"+likeEscapes.Replace(word)+"%"
			if likes, values = append(likes, like), append(values, pattern); strings.ContainsAny(word, "ik") {
				likes[len(likes)-1], values = "("+like+" OR "+foldedLike+")", append(values, pattern)
			}
		}
	}
	return fmt.Sprintf("(%s OR sql IN (%s))", strings.Join(likes, " AND "), questionMarks(len(marked))), append(values, marked...)
}

// foldedLike looks through statements with the two letters beyond ASCII that have one
// of ASCII for their lower case: İ, and the sign of the kelvin.
const foldedLike = `((instr(sql, char(0x130)) OR instr(sql, char(0x212A))) AND replace(replace(sql, char(0x130), 'i'), char(0x212A), 'k') LIKE ? ESCAPE '\')`

var likeEscapes = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// questionMarks are the question marks of n values.
func questionMarks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }
