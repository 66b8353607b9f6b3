package datafold

import (
	"net/http"
	"strconv"

	"sonde/internal/sandbox/face"
)

// source is a data source as the API describes it.
type source struct {
	ID           int    `json:"id"`
	Name         string `json:"name"`
	Type         string `json:"type"`
	Accessible   bool   `json:"accessible"`
	Hidden       bool   `json:"hidden"`
	IsPaused     bool   `json:"is_paused"`
	ViewOnly     bool   `json:"view_only"`
	Options      any    `json:"options"`
	Groups       any    `json:"groups"`
	TempSchema   string `json:"temp_schema"`
	LastTest     any    `json:"last_test"`
	Include      string `json:"catalog_include_list"`
	Exclude      string `json:"catalog_exclude_list"`
	Connections  int    `json:"max_allowed_connections"`
	OAuthIsAlive bool   `json:"oauth_dwh_active"`
}

// shop is the id of the source to try first.
const shop = 12

// sources are those of the sandbox: two that answer, of which the second can
// stream, and one of each sort that does not.
var sources = []source{
	{ID: shop, Name: "Sample shop", Type: "duckdb", Accessible: true},
	{ID: 13, Name: "Sample lakehouse", Type: "databricks", Accessible: true},
	{ID: 14, Name: "Paused warehouse", Type: "snowflake", Accessible: true, IsPaused: true},
	{ID: 15, Name: "Somebody else's warehouse", Type: "redshift"},
	{ID: 16, Name: "Warehouse to look at", Type: "pg", Accessible: true, ViewOnly: true},
}

// streams reports whether a source sends its rows as they come.
func (s *source) streams() bool { return s.Type == "databricks" }

func (s *service) list(w http.ResponseWriter, r *http.Request) {
	if isMember(r) {
		detail(w, http.StatusForbidden, "Missing permission: list_data_sources")
		return
	}
	face.WriteJSON(w, http.StatusOK, sources)
}

// find is the source of a path; nil where it has answered that there is none.
func find(w http.ResponseWriter, r *http.Request) *source {
	text := r.PathValue("id")
	id, err := strconv.Atoi(text)
	if err != nil {
		unprocessable(w, problem{"int_parsing", []any{"path", "data_source_id"}, "Input should be a valid integer, unable to parse string as an integer", text})
		return nil
	}
	for i := range sources {
		if sources[i].ID == id {
			return &sources[i]
		}
	}
	detail(w, http.StatusNotFound, "Data source not found")
	return nil
}

func (s *service) one(w http.ResponseWriter, r *http.Request) {
	if isMember(r) {
		detail(w, http.StatusForbidden, "Missing permission: list_data_sources")
		return
	}
	if found := find(w, r); found != nil {
		face.WriteJSON(w, http.StatusOK, found)
	}
}

// below tells apart what stands below a source and the jobs that test sources.
func (s *service) below(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.PathValue("id") == "test":
		s.tested(w, r.PathValue("part"))
	case r.PathValue("part") == "summary":
		s.summary(w, r)
	default:
		detail(w, http.StatusNotFound, "Not Found")
	}
}

func (s *service) summary(w http.ResponseWriter, r *http.Request) {
	if found := find(w, r); found != nil {
		face.WriteJSON(w, http.StatusOK, struct {
			ID   int    `json:"id"`
			Name string `json:"name"`
			Type string `json:"type"`
		}{found.ID, found.Name, found.Type})
	}
}

func (s *service) types(w http.ResponseWriter, _ *http.Request) {
	type kind struct {
		Name     string   `json:"name"`
		Type     string   `json:"type"`
		Schema   struct{} `json:"configuration_schema"`
		Features []string `json:"features"`
	}
	face.WriteJSON(w, http.StatusOK, []kind{
		{Name: "DuckDB", Type: "duckdb", Features: []string{}}, {Name: "Databricks", Type: "databricks", Features: []string{}},
		{Name: "Snowflake", Type: "snowflake", Features: []string{}}, {Name: "Amazon Redshift", Type: "redshift", Features: []string{}},
		{Name: "PostgreSQL", Type: "pg", Features: []string{}},
	})
}

// test begins a test of a source, which is done at once.
func (s *service) test(w http.ResponseWriter, r *http.Request) {
	if found := find(w, r); found != nil {
		face.WriteJSON(w, http.StatusOK, map[string]int{"job_id": found.ID})
	}
}

func (s *service) tested(w http.ResponseWriter, job string) {
	id, err := strconv.Atoi(job)
	if err != nil {
		detail(w, http.StatusNotFound, "Not Found")
		return
	}
	face.WriteJSON(w, http.StatusOK, map[string]any{"id": id, "status": "done", "results": []map[string]string{{"step": "connection", "status": "done", "result": "ok"}}})
}
