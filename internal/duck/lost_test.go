package duck

import (
	"strings"
	"testing"

	"sonde/connectors"
)

// lateFailure fails in one thread while others still give rows.
const lateFailure = `SELECT CASE WHEN range = 99999 THEN error('boom') ELSE 'x' END FROM range(100000)`

func TestErrorsAreNotLostToTheEnginesOwnInterrupt(t *testing.T) {
	c := session(t)
	for range 40 {
		err := failure(t, query(t, c, lateFailure))
		if connectors.IsClass(err, connectors.ClassCancelled) || !strings.Contains(err.Error(), "boom") {
			t.Fatal(err)
		}
	}
}

func TestLostErrorInATransactionIsNoCancel(t *testing.T) {
	c := session(t)
	for range 40 {
		if err := c.Exec(t.Context(), "BEGIN"); err != nil {
			t.Fatal(err)
		}
		err := failure(t, query(t, c, lateFailure))
		if connectors.IsClass(err, connectors.ClassCancelled) || strings.Contains(err.Error(), "aborted") {
			t.Fatal(err)
		}
		if err := c.Exec(t.Context(), "ROLLBACK"); err != nil {
			t.Fatal(err)
		}
	}
}
