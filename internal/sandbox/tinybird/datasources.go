package tinybird

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

//go:embed data.sql
var data string

// prepare makes the functions, the data sources of the document's examples, and a view of every
// pipe that needs no parameters.
func (s *service) prepare(ctx context.Context) error {
	for _, macro := range arithmetic() {
		if err := s.engine.Exec(ctx, macro); err != nil {
			return err
		}
	}
	for _, script := range []string{functions, data} {
		for _, part := range dialect.Split(script) {
			if err := s.engine.Exec(ctx, script[part.Start:part.End]); err != nil {
				return err
			}
		}
	}
	for _, p := range pipes {
		sql, err := p.sql(nil)
		if err != nil || p.draft {
			continue
		}
		if err := s.engine.Exec(ctx, "CREATE VIEW "+dialect.QuoteIdentifier(p.name)+" AS "+s.translated(ctx, sql)); err != nil {
			return err
		}
	}
	return nil
}

// sourceColumn is a column of a data source.
type sourceColumn struct {
	Name           string  `json:"name"`
	Type           string  `json:"type"`
	Codec          *string `json:"codec"`
	DefaultValue   *string `json:"default_value"`
	JSONPath       *string `json:"jsonpath"`
	Nullable       bool    `json:"nullable"`
	NormalizedName string  `json:"normalized_name"`
}

// source is a data source as the listing tells it.
type source struct {
	ID             string            `json:"id"`
	Name           string            `json:"name"`
	Cluster        string            `json:"cluster"`
	Tags           map[string]string `json:"tags"`
	CreatedAt      string            `json:"created_at"`
	UpdatedAt      string            `json:"updated_at"`
	Replicated     bool              `json:"replicated"`
	Version        int               `json:"version"`
	Project        *string           `json:"project"`
	SharedWith     []string          `json:"shared_with"`
	Engine         map[string]string `json:"engine"`
	Description    string            `json:"description"`
	UsedBy         []map[string]any  `json:"used_by"`
	Type           string            `json:"type"`
	Columns        []sourceColumn    `json:"columns,omitempty"`
	Schema         map[string]any    `json:"schema,omitempty"`
	Indexes        []string          `json:"indexes"`
	Statistics     map[string]int64  `json:"statistics"`
	QuarantineRows int               `json:"quarantine_rows"`
}

const sourcesSQL = `SELECT table_name, coalesce(comment, '') AS comment, coalesce(estimated_size, 0) AS rows FROM duckdb_tables() WHERE schema_name = 'main'
UNION ALL SELECT view_name, coalesce(comment, ''), CASE view_name WHEN 'events' THEN 5000000 ELSE 0 END FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal
ORDER BY 1`

// sources lists the data sources without their columns. Pipes are views too, and
// are left out.
func (s *service) sources(ctx context.Context) ([]source, error) {
	result, err := s.engine.Query(ctx, connectors.Statement{SQL: sourcesSQL, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer result.Close()
	list := []source{}
	err = result.Each(ctx, func(row face.Row) error {
		name := row.Text(0)
		if slices.ContainsFunc(pipes, func(p pipe) bool { return p.name == name }) {
			return nil
		}
		rows, err := json.Number(row.Text(2)).Int64()
		list = append(list, source{
			ID: "t_source_" + name, Name: name, Cluster: "sandbox", Tags: map[string]string{}, CreatedAt: createdAt, UpdatedAt: updatedAt, Replicated: true,
			SharedWith: []string{}, Engine: map[string]string{"engine": "MergeTree", "engine_sorting_key": "tuple()"}, Description: row.Text(1),
			UsedBy: []map[string]any{}, Type: "csv", Indexes: []string{}, Statistics: map[string]int64{"bytes": rows * 100, "row_count": rows},
		})
		return err
	})
	return list, err
}

func (s *service) sourceNames(ctx context.Context) ([]string, error) {
	list, err := s.sources(ctx)
	var names []string
	for _, d := range list {
		names = append(names, d.Name)
	}
	return names, err
}

// fill adds the columns of a data source.
func (s *service) fill(ctx context.Context, d *source) error {
	optional, err := s.optionalColumns(ctx, d.Name)
	if err != nil {
		return err
	}
	result, err := s.engine.Query(ctx, connectors.Statement{SQL: "SELECT * FROM " + dialect.QuoteIdentifier(d.Name) + " LIMIT 0", TimeZone: "UTC", ReadOnly: true})
	if err != nil {
		return err
	}
	defer result.Close()
	for _, c := range columns(result.Schema(), nil, true) {
		c.nullable = optional[c.name] && c.scalar
		d.Columns = append(d.Columns, sourceColumn{Name: c.name, Type: c.typeName(), Nullable: c.nullable, NormalizedName: c.name})
	}
	return nil
}

// optionalColumns are the columns that may be NULL.
func (s *service) optionalColumns(ctx context.Context, table string) (map[string]bool, error) {
	st := connectors.Statement{SQL: "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = ? AND is_nullable",
		Params: []connectors.Param{{Value: table}}, ReadOnly: true}
	result, err := s.engine.Query(ctx, st)
	if err != nil {
		return nil, err
	}
	defer result.Close()
	optional := map[string]bool{}
	err = result.Each(ctx, func(row face.Row) error {
		optional[row.Text(0)] = true
		return nil
	})
	return optional, err
}

// dataSources answers GET /v0/datasources.
func (s *service) dataSources(w http.ResponseWriter, r *http.Request, a access) error {
	list := []source{}
	if a.all {
		var err error
		if list, err = s.sources(r.Context()); err != nil {
			return err
		}
	}
	for i := range list {
		if err := s.fill(r.Context(), &list[i]); err != nil {
			return err
		}
	}
	var document any = list
	if attrs := r.URL.Query().Get("attrs"); attrs != "" {
		var err error
		if document, err = only(list, strings.Split(attrs, ",")); err != nil {
			return err
		}
	}
	face.WriteJSON(w, http.StatusOK, map[string]any{"datasources": document})
	return nil
}

// only keeps some members of objects.
func only(list []source, attrs []string) ([]map[string]json.RawMessage, error) {
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	var objects []map[string]json.RawMessage
	err = json.Unmarshal(text, &objects)
	for _, o := range objects {
		for name := range o {
			if !slices.Contains(attrs, name) {
				delete(o, name)
			}
		}
	}
	return objects, err
}

// dataSource answers GET /v0/datasources/NAME.
func (s *service) dataSource(w http.ResponseWriter, r *http.Request, a access, name string) error {
	list, err := s.sources(r.Context())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(d source) bool { return d.Name == name })
	if i < 0 {
		return fail(http.StatusNotFound, "Data Source '%s' not found", name)
	}
	if err := a.dataSource(name); err != nil {
		return err
	}
	d := list[i]
	if err := s.fill(r.Context(), &d); err != nil {
		return err
	}
	var declarations []string
	for _, c := range d.Columns {
		declarations = append(declarations, backquoted(c.Name)+" "+c.Type)
	}
	d.Schema = map[string]any{"columns": d.Columns, "sql_schema": strings.Join(declarations, ", ")}
	d.Columns = nil
	d.Engine = map[string]string{"engine": "MergeTree", "sorting_key": "tuple()"}
	face.WriteJSON(w, http.StatusOK, d)
	return nil
}
