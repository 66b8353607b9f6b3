package druid

import (
	"sync"
	"sync/atomic"
)

// maxRuns is how many runs that were given up are kept for a cancel that comes
// after the client has let go.
const maxRuns = 64

// run is what a cancel has to know of a statement.
type run struct {
	queryID string
	// answered says that the server has begun to answer, and so knows the
	// query's id.
	answered atomic.Bool
	// operation is set once the statement runs as a task.
	operation atomic.Pointer[operation]
}

// runs are the statements that have not come to their end.
type runs struct {
	mu    sync.Mutex
	known map[string]*run
	order []string
}

// begin notes a statement by the id that its caller chose.
func (r *runs) begin(id, queryID string) *run {
	r.mu.Lock()
	defer r.mu.Unlock()
	made := &run{queryID: queryID}
	r.known[id] = made
	r.order = append(r.order, id)
	if len(r.order) > maxRuns {
		r.forget()
	}
	return made
}

// forget drops the oldest runs of which nothing is known any more, and the
// oldest of all where there are too many.
func (r *runs) forget() {
	kept := r.order[:0]
	for _, id := range r.order {
		if r.known[id] != nil {
			kept = append(kept, id)
		}
	}
	r.order = kept
	for len(r.order) > maxRuns {
		delete(r.known, r.order[0])
		r.order = r.order[1:]
	}
}

// end forgets a run that has come to its end at the server.
func (r *runs) end(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.known, id)
}

// find is nil where the run has ended or was never there.
func (r *runs) find(id string) *run {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known[id]
}
