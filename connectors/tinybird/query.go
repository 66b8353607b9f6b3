package tinybird

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
	"sonde/internal/httpapi"
	"sonde/internal/sqltext"
)

// query is a statement as it will be sent.
type query struct {
	sql      string // empty: everything that the endpoint of the pipe gives
	unbound  string // sql without the time limit that was added to it; empty where none was
	template bool
	params   map[string]string
	format   string // of the answer
	limit    int64
	options  map[string]string
}

// settings are the parameters of the API that sonde sets: numbers bare, NaN and
// infinities apart from NULL, and text in Parquet as text. A connection or a
// statement may set them otherwise.
var settings = map[string]string{
	settingQuoteIntegers: "0",
	settingQuoteNaN:      "1",
	settingParquetText:   "1",
}

const (
	settingQuoteIntegers = "output_format_json_quote_64bit_integers"
	settingQuoteNaN      = "output_format_json_quote_denormals"
	settingParquetText   = "output_format_parquet_string_as_string"
)

// reserved are names that parameters of a template cannot have.
var reserved = append(slices.Sorted(maps.Keys(settings)), "q", "pipeline", "token")

// formatsOfPipes are the formats in which an endpoint is asked, by the ending of
// its address.
var formatsOfPipes = map[string]string{
	"json": clickhouse.JSON, "csv": "CSVWithNames", "ndjson": "JSONEachRow", "parquet": "Parquet", "prometheus": "Prometheus",
}

var pipeFormats = []string{"json", "csv", "ndjson", "parquet", "prometheus"}

// query prepares a statement.
func (c *Conn) query(s connectors.Statement) (*query, error) {
	q := &query{params: map[string]string{}, limit: s.Limit, options: maps.Clone(c.defaults)}
	maps.Copy(q.options, s.Options)
	if err := q.check(); err != nil {
		return nil, err
	}
	if err := checkPlaceholders(s.SQL); err != nil {
		return nil, err
	}
	if err := checkDates(s.SQL, s.Params); err != nil {
		return nil, err
	}
	s, err := q.takeEndpoint(s)
	if err != nil {
		return nil, err
	}
	if err := q.check(); err != nil {
		return nil, err
	}
	q.template = sqltext.IsTemplate(s.SQL)
	if err := q.takeParams(s.Params); err != nil {
		return nil, err
	}
	if q.options[optionPipe] != "" {
		q.format = formatsOfPipes[q.options[optionFormat]]
		if s.SQL != wholePipe {
			q.sql = s.SQL
		}
		return q, nil
	}
	q.sql, q.format = clickhouse.WithFormat(dialect, strings.TrimSpace(s.SQL), clickhouse.JSON)
	if e := clickhouse.Unfinished(dialect, s.SQL); e != nil && !q.template {
		return nil, e // A FORMAT behind it would be read as what is missing.
	}
	if bound := withTimeLimit(s.SQL, s.Timeout); bound != "" && !c.unlimited.Load() {
		q.unbound = q.sql
		q.sql, _ = clickhouse.WithFormat(dialect, bound, clickhouse.JSON)
	}
	return q, clickhouse.CheckFormat(q.format)
}

// wholePipe is the statement that asks the endpoint of a pipe for all that it
// gives.
const wholePipe = "SELECT * FROM _"

// takeEndpoint takes what a statement says of an endpoint, and returns what is
// left of the statement.
func (q *query) takeEndpoint(s connectors.Statement) (connectors.Statement, error) {
	e, err := readEndpoint(s.SQL)
	if e == nil || err != nil {
		return s, err
	}
	q.options[optionMethod], q.options[optionPipe], q.options[optionFormat] = e.method, e.pipe, e.format
	s.SQL, s.Params = cmp.Or(e.sql, wholePipe), e.params(s.Params)
	return s, nil
}

func (q *query) check() error {
	for name, choices := range choices() {
		if !slices.Contains(choices, q.options[name]) {
			return connectors.Errorf(connectors.ClassConfig, "%s: expected one of %s, not %q", name, strings.Join(choices, ", "), q.options[name])
		}
	}
	return nil
}

// choices are the values that options may have.
func choices() map[string][]string {
	all := map[string][]string{optionMethod: {"post", "get"}, optionFormat: pipeFormats}
	for name := range settings {
		all[name] = onOff
	}
	return all
}

var onOff = []string{"0", "1"}

// takeParams keeps the values of a template's parameters. A NULL is a parameter
// that is not there.
func (q *query) takeParams(params []connectors.Param) error {
	for _, p := range params {
		switch {
		case p.Name == "":
			e := connectors.Errorf(connectors.ClassUnsupported, "Tinybird's parameters have names")
			return e.WithHint("Begin the statement with % and write {{String(name)}} where the value belongs.")
		case slices.Contains(reserved, p.Name):
			return connectors.Errorf(connectors.ClassUnsupported, "a parameter cannot be called %s: the API uses that name itself", p.Name)
		case !p.Null:
			q.params[p.Name] = p.Value
		}
	}
	return nil
}

// request builds the request. Values never become part of the statement: they
// travel beside it.
func (q *query) request() (httpapi.Request, error) {
	r := httpapi.Request{Path: httpapi.Path("v0", "sql"), Query: url.Values{}, Repeatable: true}
	if pipe := q.options[optionPipe]; pipe != "" {
		r.Path = httpapi.Path("v0", "pipes", pipe+"."+q.options[optionFormat])
	}
	for name := range settings {
		r.Query.Set(name, q.options[name])
	}
	if pipeline := q.options[optionPipeline]; pipeline != "" && q.options[optionPipe] == "" {
		r.Query.Set(optionPipeline, pipeline)
	}
	if q.options[optionMethod] == "get" {
		q.intoURL(r.Query)
		return r, nil
	}
	r.Method = http.MethodPost
	return r, q.intoBody(&r)
}

func (q *query) intoURL(values url.Values) {
	for name, value := range q.params {
		values.Set(name, value)
	}
	if q.sql != "" {
		values.Set("q", q.sql)
	}
}

// intoBody sends a plain statement as text, and one with parameters as JSON.
func (q *query) intoBody(r *httpapi.Request) error {
	contentType := "text/plain; charset=utf-8"
	r.Body = []byte(q.sql)
	if q.template || q.sql == "" || len(q.params) > 0 {
		contentType = "application/json"
		document := maps.Clone(q.params)
		if q.sql != "" {
			document["q"] = q.sql
		}
		body, err := json.Marshal(document)
		if err != nil {
			return connectors.Errorf(connectors.ClassInternal, "the parameters cannot be written: %w", err)
		}
		r.Body = body
	}
	r.Header = http.Header{"Content-Type": {contentType}}
	return nil
}

// explain takes a position out of an error where it is one in the text that a
// template has become.
func (q *query) explain(err error) error {
	var e *connectors.Error
	if q.template && errors.As(err, &e) {
		e.Position = -1
	}
	if !q.template && strings.Contains(q.sql, "{{") && errors.As(err, &e) && e.Class == connectors.ClassSyntax {
		e.Hint = "A statement with {{Type(name)}} is a template: begin it with a line that is %."
	}
	return err
}
