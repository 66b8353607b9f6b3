package druid

import (
	"errors"
	"net/http"

	"sonde/internal/sandbox/face"
)

// submitTask answers POST /druid/v2/sql/task. A task is a statement whose rows
// stand in its report.
func (s *service) submitTask(w http.ResponseWriter, r *http.Request) {
	q, ok := readRequest(w, r)
	if !ok {
		return
	}
	st, err := s.start(r.Context(), q)
	var f *failure
	switch {
	case errors.As(err, &f):
		face.WriteJSON(w, f.status, map[string]any{"taskId": newID(), "state": "FAILED", "error": f.document()})
	case err != nil:
		s.fail(w, r, err)
	default:
		face.WriteJSON(w, http.StatusAccepted, map[string]any{"taskId": st.id, "state": "RUNNING"})
	}
}

// taskStatus answers GET /druid/indexer/v1/task/{id}/status.
func (s *service) taskStatus(w http.ResponseWriter, r *http.Request) {
	st, ok := s.find(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	status := map[string]any{
		"id": st.id, "groupId": st.id, "type": "query_controller", "createdTime": isoTime(st.created), "statusCode": st.state, "status": st.state,
		"runnerStatusCode": "WAITING", "duration": int64(-1), "dataSource": "__query_select", "errorMsg": nil,
	}
	if st.state != "RUNNING" {
		status["duration"] = st.elapsed.Milliseconds()
	}
	if st.failure != nil {
		status["errorMsg"] = st.failure.message
	}
	face.WriteJSON(w, http.StatusOK, map[string]any{"task": st.id, "status": status})
}

// taskReports answers GET /druid/indexer/v1/task/{id}/reports.
func (s *service) taskReports(w http.ResponseWriter, r *http.Request) {
	st, ok := s.find(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	status := map[string]any{"status": st.state, "startTime": isoTime(st.created), "durationMs": st.elapsed.Milliseconds(), "pendingTasks": 0, "runningTasks": 2}
	payload := map[string]any{"status": status, "stages": []any{}, "counters": map[string]any{}}
	switch st.state {
	case "SUCCESS":
		payload["results"] = st.report()
	case "FAILED":
		status["errorReport"] = map[string]any{"taskId": st.id, "error": map[string]any{"errorCode": "UnknownError", "errorMessage": st.failure.message}}
	}
	face.WriteJSON(w, http.StatusOK, map[string]any{"multiStageQuery": map[string]any{"type": "multiStageQuery", "taskId": st.id, "payload": payload}})
}

// report are the rows of a task with their columns.
func (st *statement) report() map[string]any {
	signature, types := make([]signed, len(st.columns)), make([]string, len(st.columns))
	for i, c := range st.columns {
		signature[i], types[i] = signed{c.name, c.native}, c.sql
	}
	return map[string]any{"signature": signature, "sqlTypeNames": types, "results": rawJSON(st.arrays), "resultsTruncated": false}
}

// shutdownTask answers POST /druid/indexer/v1/task/{id}/shutdown.
func (s *service) shutdownTask(w http.ResponseWriter, r *http.Request) {
	if st, ok := s.find(w, r); ok {
		st.stop(errStopped)
		face.WriteJSON(w, http.StatusOK, map[string]string{"task": st.id})
	}
}
