package duck

import (
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// When one of the engine's threads fails, it interrupts the others, and the one
// that we fetch with may notice the interrupt before the error. It then says
// "Interrupted!" and the error is gone. In one of four queries that fail while
// they stream it comes to that.

// isLost reports whether the engine was interrupted, and not by us.
func (r *run) isLost(err error) bool {
	return connectors.IsClass(err, connectors.ClassCancelled) && r.ctx.Err() == nil && !r.interrupted.Load()
}

// lostError says what is known where the error could not be found again.
func lostError(err error) error {
	e := connectors.Errorf(connectors.ClassQuery, "the statement failed, and the engine lost the reason")
	e.Cause = err
	return e.WithHint("run it again to see the reason, or SET threads = 1 before it")
}

// A query is run again to find its error where that takes no longer than this
// and no more often than this.
const (
	lostPatience = 5 * time.Second
	lostTries    = 8
)

// findLost runs a query again whose error is lost, and returns the error of
// which it then fails. Only what changes nothing is run again.
func (r *Rows) findLost(sql string, params []connectors.Param, err error) error {
	if !r.run.isLost(err) || time.Since(r.run.begun) > lostPatience {
		return err
	}
	if effect, _ := sqltext.ForName("duckdb").Classify(sql); effect != sqltext.Read {
		return err
	}
	defer r.run.watch()()
	for try := 0; try < lostTries && r.run.isLost(err); try++ {
		again := r.run.drainQuery(sql, params)
		if again == nil || inAbortedTransaction(again) {
			return err
		}
		err = again
	}
	return err
}

// drainQuery runs a query to its end and throws its answer away.
func (r *run) drainQuery(sql string, params []connectors.Param) error {
	var s statement
	defer s.destroy()
	if _, err := r.prepare(&s, sql, params); err != nil {
		return err
	}
	if err := s.execute(); err != nil {
		return err
	}
	return s.drain()
}

// inAbortedTransaction reports whether a query was refused because the one
// before it has failed in the same transaction.
func inAbortedTransaction(err error) bool {
	return strings.Contains(err.Error(), "transaction is aborted")
}
