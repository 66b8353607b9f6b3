package druid

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"sonde/connectors"
)

// What the server says to a cancel is what is shown, and no more.
func TestCancelStates(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for status, want := range map[int]connectors.CancelState{
		http.StatusAccepted: connectors.CancelAccepted, http.StatusNotFound: connectors.CancelEnded, http.StatusForbidden: connectors.CancelNotAllowed,
	} {
		var deleted atomic.Value
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete {
				deleted.Store(r.URL.EscapedPath())
				w.WriteHeader(status)
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)        // Only then the server notices that the client is gone.
			_ = http.NewResponseController(w).Flush() // The status is out, and the rows never come.
			<-r.Context().Done()
		}))
		c := connect(t, server.URL, nil)
		rows, err := c.Query(t.Context(), connectors.Statement{ID: "a/b", SQL: "SELECT 1"})
		if err != nil {
			t.Fatal(err)
		}
		state, err := c.Cancel(t.Context(), "a/b")
		if err != nil || state != want || deleted.Load() != "/druid/v2/sql/a%2Fb" {
			t.Errorf("%d to %v is %q, %v", status, deleted.Load(), state, err)
		}
		rows.Close()
		c.Close()
		server.Close()
	}
}

// The id of a query is not known before it is planned.
func TestCancelBeforeTheIDIsKnown(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost:
			_, _ = io.Copy(io.Discard, r.Body) // Only then the server notices that the client is gone.
			<-r.Context().Done()
		case asked.Add(1) < 3:
			w.WriteHeader(http.StatusNotFound)
		default:
			w.WriteHeader(http.StatusAccepted)
		}
	}))
	defer server.Close()
	c := connect(t, server.URL, nil)
	rows, err := c.Query(t.Context(), connectors.Statement{ID: "x", SQL: "SELECT 1"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if state, err := c.Cancel(t.Context(), "x"); err != nil || state != connectors.CancelAccepted || asked.Load() != 3 {
		t.Errorf("after %d requests %q, %v", asked.Load(), state, err)
	}
	if state, err := c.Cancel(t.Context(), "never heard of"); err != nil || state != connectors.CancelEnded {
		t.Errorf("an id that is not known is %q, %v", state, err)
	}
}
