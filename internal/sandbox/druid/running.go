package druid

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"slices"
)

// running is a query that goes on.
type running struct{ stop context.CancelCauseFunc }

// newID makes an id for a query that was sent without one.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // It never fails.
	text := hex.EncodeToString(b[:])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// enter notes that a query runs. Ids need not be unique.
func (s *service) enter(id string, stop context.CancelCauseFunc) *running {
	r := &running{stop}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running[id] = append(s.running[id], r)
	return r
}

func (s *service) leave(id string, r *running) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running[id] = slices.DeleteFunc(s.running[id], func(other *running) bool { return other == r })
	if len(s.running[id]) == 0 {
		delete(s.running, id)
	}
}

// cancel answers DELETE /druid/v2/sql/{id}: it stops every query of the id.
func (s *service) cancel(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodDelete {
		notAllowed("DELETE,OPTIONS")(w, r)
		return
	}
	id := r.PathValue("id")
	s.mu.Lock()
	found := s.running[id]
	delete(s.running, id)
	s.mu.Unlock()
	if len(found) == 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	for _, q := range found {
		q.stop(errStopped)
	}
	w.WriteHeader(http.StatusAccepted)
}
