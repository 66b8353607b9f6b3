package local

import (
	"context"
	"fmt"

	"sonde/internal/result"
	"sonde/internal/workspace"
)

// Distinct counts different values, see [workspace.Engine]. The engine reads the
// column once and keeps only values that it has not seen, outside its memory where
// they are more than that holds.
func (e *Engine) Distinct(ctx context.Context, s *result.Snapshot, rows []int64, path result.Path, progress workspace.Progress) (int64, error) {
	r, err := readingOf(s, path)
	if err != nil {
		return 0, err
	}
	t := newTable(ctx, s, selected(rows), []reading{r})
	defer watch(progress, func() float64 { return readShare * t.fraction() })()
	return promptly(ctx, func() (int64, error) { return e.distinct(ctx, t) })
}

// readShare is about how much of the time goes into reading while values are told
// apart; what follows brings those of all threads together.
const readShare = 0.7

func (e *Engine) distinct(ctx context.Context, t *table) (int64, error) {
	conn, err := e.session(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	call, release := e.lend(t)
	defer release()
	b, err := ask(ctx, conn, fmt.Sprintf("SELECT count(DISTINCT %s) FROM %s", keyName(0), call))
	if err != nil {
		return 0, err
	}
	return integer(b, 0), nil
}
