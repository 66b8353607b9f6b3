package tinybird

import (
	"net/http"
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// pipe is a named chain of templates. Nodes read those before them by name; the
// last one is what the pipe answers.
type pipe struct {
	name, description string
	draft             bool // it has no endpoint
	nodes             []node
}

type node struct{ name, text string }

// pipes are the pipes of the workspace.
var pipes = []pipe{
	{name: "trips", description: "The example of the document", nodes: []node{{"all", "SELECT * FROM nyc_taxi LIMIT 3"}}},
	{name: "pipe", description: "For the examples with templates", nodes: []node{{"all", "SELECT * FROM letters"}}},
	{name: "top_products", description: "What sells best", nodes: []node{{"top", "%\nSELECT product_id, sum(quantity) AS sold FROM order_items\n" +
		"GROUP BY product_id ORDER BY sold DESC, product_id LIMIT {{Int32(limit, 10, description='Rows to return')}}"}}},
	{name: "orders_by_status", description: "A chain of nodes, with parameters that may be left out", nodes: []node{
		{"chosen", "%\nSELECT * FROM orders WHERE status IN {{Array(statuses, 'String', default='paid,shipped', description='Which orders')}}\n" +
			"{% if defined(since) %} AND ordered_at >= {{DateTime(since, description='Orders from then on')}} {% end %}"},
		{"counted", "SELECT status, count() AS orders FROM chosen GROUP BY status ORDER BY status"}}},
	{name: "customer", description: "A parameter that is required", nodes: []node{{"one", "%\nSELECT * FROM customers WHERE customer_id = {{UInt32(id, required=True, description='Number of the customer')}}"}}},
	{name: "metrics", description: "For Prometheus", nodes: []node{{"metrics", "SELECT 'shop_orders_total' AS name, 'counter' AS type, 'Orders by status' AS help, " +
		"count()::DOUBLE AS value, MAP {'status': status::VARCHAR} AS labels FROM orders GROUP BY status ORDER BY status"}}},
	{name: "draft", description: "Not published", draft: true, nodes: []node{{"one", "SELECT 1 AS one"}}},
}

// sql is the pipe's SQL with parameters put in.
func (p pipe) sql(params map[string]string) (string, error) {
	var b strings.Builder
	last := len(p.nodes) - 1
	for i, n := range p.nodes {
		text, err := render(n.text, params)
		if err != nil {
			return "", err
		}
		if i == last {
			return b.String() + text, nil
		}
		before := "WITH "
		if i > 0 {
			before = ", "
		}
		b.WriteString(before + n.name + " AS (" + text + "\n) ")
	}
	return "", nil
}

func findPipe(name string, a access) (pipe, error) {
	i := slices.IndexFunc(pipes, func(p pipe) bool { return p.name == name })
	if i < 0 {
		return pipe{}, fail(http.StatusNotFound, "The pipe '%s' does not exist", name)
	}
	return pipes[i], a.pipe(name)
}

func pipeSQL(name string, params map[string]string, a access) (string, error) {
	p, err := findPipe(name, a)
	if err != nil {
		return "", err
	}
	return p.sql(params)
}

// suffixes are the formats of endpoints.
var suffixes = map[string]string{"json": "JSON", "csv": "CSVWithNames", "ndjson": "JSONEachRow", "parquet": "Parquet", "prometheus": "Prometheus"}

// endpoint answers GET and POST /v0/pipes/NAME.FORMAT.
func (s *service) endpoint(w http.ResponseWriter, r *http.Request, a access, resource string) error {
	if err := allow(w, r, http.MethodGet, http.MethodPost); err != nil {
		return err
	}
	at := strings.LastIndexByte(resource, '.')
	p, err := findPipe(resource[:at], a)
	if err != nil {
		return err
	}
	name, known := suffixes[resource[at+1:]]
	switch {
	case !known:
		return fail(http.StatusNotFound, "Unknown format '%s', use one of json, csv, ndjson, parquet, prometheus", resource[at+1:])
	case p.draft:
		return fail(http.StatusNotFound, "The pipe '%s' does not have an endpoint yet", p.name)
	}
	o, params, err := readOptions(r)
	if err != nil {
		return err
	}
	sql, err := p.sql(params)
	if err != nil {
		return err
	}
	st, err := s.overPipe(r, o, params, sql, a)
	if err != nil {
		return err
	}
	st.format = name
	return s.run(w, r, st, o.output)
}

// overPipe is the statement of an endpoint: the pipe's own, or the one of the
// request with "_" in it.
func (s *service) overPipe(r *http.Request, o options, params map[string]string, sql string, a access) (statement, error) {
	if strings.TrimSpace(o.q) == "" {
		return readStatement(sql)
	}
	st, err := s.statement(o.q, params)
	if err != nil {
		return st, err
	}
	if err := s.permit(r.Context(), st, params, a); err != nil {
		return st, err
	}
	st.underscore(sql)
	return st, nil
}

// parameter describes a parameter of a node.
type parameter struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Default     any    `json:"default"`
	Required    bool   `json:"required"`
	Description string `json:"description,omitempty"`
}

// parameters finds the parameters of a template's text.
func (n node) parameters() []parameter {
	list := []parameter{}
	text := n.text
	for {
		_, rest, found := strings.Cut(text, "{{")
		inner, after, closed := strings.Cut(rest, "}}")
		if !found || !closed {
			return list
		}
		if c, err := parseCall(strings.TrimSpace(inner)); err == nil && c.name() != "" && !slices.ContainsFunc(list, func(p parameter) bool { return p.Name == c.name() }) {
			list = append(list, c.parameter())
		}
		text = after
	}
}

func (c call) parameter() parameter {
	p := parameter{Name: c.name(), Type: c.function, Description: c.named["description"], Required: c.named["required"] == "True"}
	at := 1
	if c.function == "Array" {
		at = 2
		p.Type = "Array(" + c.args[1] + ")"
	}
	if len(c.args) > at {
		p.Default = c.args[at]
	}
	if text, given := c.named["default"]; given {
		p.Default = text
	}
	return p
}

// describedNode and describedPipe are what the listing tells.
type (
	describedNode struct {
		ID           string        `json:"id"`
		Name         string        `json:"name"`
		SQL          string        `json:"sql"`
		Description  *string       `json:"description"`
		Materialized *string       `json:"materialized"`
		Params       []parameter   `json:"params"`
		Columns      []typedColumn `json:"columns,omitempty"`
		Dependencies []string      `json:"dependencies"`
		CreatedAt    string        `json:"created_at"`
		NodeType     string        `json:"node_type"`
	}
	describedPipe struct {
		ID          string          `json:"id"`
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Endpoint    *string         `json:"endpoint"`
		Type        string          `json:"type"`
		URL         *string         `json:"url"`
		Parent      *string         `json:"parent"`
		Nodes       []describedNode `json:"nodes"`
		CreatedAt   string          `json:"created_at"`
		UpdatedAt   string          `json:"updated_at"`
	}
	typedColumn struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
)

const (
	createdAt = "2024-01-01 00:00:00.000000"
	updatedAt = "2024-01-02 00:00:00.000000"
)

func (p pipe) describe() describedPipe {
	d := describedPipe{ID: "t_pipe_" + p.name, Name: p.name, Description: p.description, Type: "default", CreatedAt: createdAt, UpdatedAt: updatedAt}
	for i, n := range p.nodes {
		dn := describedNode{ID: "t_node_" + p.name + "_" + n.name, Name: n.name, SQL: n.text, Params: n.parameters(), Dependencies: []string{}, CreatedAt: createdAt, NodeType: "standard"}
		if i > 0 {
			dn.Dependencies = append(dn.Dependencies, p.nodes[i-1].name)
		}
		d.Nodes = append(d.Nodes, dn)
	}
	if !p.draft {
		last := &d.Nodes[len(d.Nodes)-1]
		last.NodeType, d.Type = "endpoint", "endpoint"
		url := "/v0/pipes/" + p.name + ".json"
		d.Endpoint, d.URL = &last.ID, &url
	}
	return d
}

// pipes answers GET /v0/pipes.
func (s *service) pipes(w http.ResponseWriter, _ *http.Request, a access) error {
	list := []describedPipe{}
	for _, p := range pipes {
		if a.pipe(p.name) == nil {
			list = append(list, p.describe())
		}
	}
	face.WriteJSON(w, http.StatusOK, map[string]any{"pipes": list})
	return nil
}

// pipe answers GET /v0/pipes/NAME.
func (s *service) pipe(w http.ResponseWriter, r *http.Request, a access, name string) error {
	p, err := findPipe(name, a)
	if err != nil {
		return err
	}
	d := p.describe()
	if sql, err := p.sql(nil); err == nil {
		result, err := s.engine.Query(r.Context(), connectors.Statement{SQL: "SELECT * FROM (" + s.translated(r.Context(), sql) + "\n) LIMIT 0", ReadOnly: true})
		if err != nil {
			return err
		}
		defer result.Close()
		last := &d.Nodes[len(d.Nodes)-1]
		for _, c := range columns(result.Schema(), nil, true) {
			last.Columns = append(last.Columns, typedColumn{c.name, c.typeName()})
		}
	}
	face.WriteJSON(w, http.StatusOK, d)
	return nil
}

// openAPI answers GET /v0/pipes/openapi.json.
func (s *service) openAPI(w http.ResponseWriter, r *http.Request, a access) error {
	if err := allow(w, r, http.MethodGet); err != nil {
		return err
	}
	paths := map[string]any{}
	for _, p := range pipes {
		if p.draft || a.pipe(p.name) != nil {
			continue
		}
		params := []map[string]any{}
		for _, n := range p.nodes {
			for _, param := range n.parameters() {
				params = append(params, map[string]any{"name": param.Name, "in": "query", "required": param.Required, "description": param.Description,
					"schema": map[string]any{"type": "string", "default": param.Default}})
			}
		}
		paths["/pipes/"+p.name+".json"] = map[string]any{"get": map[string]any{"summary": p.description, "parameters": params,
			"responses": map[string]any{"200": map[string]string{"description": "rows"}}}}
	}
	face.WriteJSON(w, http.StatusOK, map[string]any{"openapi": "3.0.3", "info": map[string]string{"title": "sandbox", "version": "1"},
		"servers": []map[string]string{{"url": "/v0"}}, "paths": paths})
	return nil
}
