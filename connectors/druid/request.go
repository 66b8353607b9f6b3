package druid

import (
	"encoding/json"
	"maps"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/httpapi"
	"sonde/internal/placeholder"
	"sonde/internal/sqltext"
)

const sqlPath = "/druid/v2/sql"

// includedHeader tells that the server knows headers with types.
const includedHeader = "X-Druid-SQL-Header-Included"

var dialect = sqltext.ForName("druid")

// request is a statement in the form of the SQL endpoints. Fields that are
// false are sent too: a server may have other defaults one day.
type request struct {
	Query          string         `json:"query"`
	ResultFormat   string         `json:"resultFormat"`
	Header         bool           `json:"header"`
	TypesHeader    bool           `json:"typesHeader"`
	SQLTypesHeader bool           `json:"sqlTypesHeader"`
	Context        map[string]any `json:"context"`
	Parameters     []parameter    `json:"parameters,omitempty"`

	path     string
	compress bool
	async    bool
	// cap is the number of rows at which the user's own context cuts the
	// result; 0 where it does not.
	cap int64
}

// newRequest reads a statement and its options over those of the connection.
func (c *Conn) newRequest(s connectors.Statement) (*request, error) {
	choice := chooser{config: c.config, given: s.Options}
	sql, params, err := placeholder.ByPosition(dialect, s)
	if err != nil {
		return nil, err
	}
	r := &request{
		// A semicolon at the end is a syntax error for the server. What stands
		// before it keeps its place, so that positions in errors fit.
		Query:          withoutSemicolon(sql),
		ResultFormat:   choice.text("resultFormat"),
		Header:         choice.flag("header"),
		TypesHeader:    choice.flag("typesHeader"),
		SQLTypesHeader: choice.flag("sqlTypesHeader"),
		compress:       choice.flag("compress"),
		async:          choice.flag("async"),
	}
	// The server refuses types without a header.
	r.TypesHeader, r.SQLTypesHeader = r.TypesHeader && r.Header, r.SQLTypesHeader && r.Header
	if choice.err != nil {
		return nil, choice.err
	}
	if r.Parameters, err = parameters(params); err != nil {
		return nil, err
	}
	r.choosePath()
	return r, r.fillContext(c.config, s)
}

// choosePath finds the endpoint. That of tasks takes writes, and explains them,
// with rows in one form only.
func (r *request) choosePath() {
	r.path = sqlPath
	inner, explains := explained(r.Query)
	if !writes(inner) {
		return
	}
	r.path = taskPath
	if explains {
		r.ResultFormat, r.Header, r.TypesHeader, r.SQLTypesHeader = formatObject, false, false, false
	}
}

// withoutSemicolon cuts semicolons, blanks and comments behind the statement.
func withoutSemicolon(sql string) string {
	parts := dialect.Split(sql)
	if len(parts) == 0 {
		return sql
	}
	return sql[:parts[len(parts)-1].End]
}

// chooser finds the value of an option: the statement's own, or the
// connection's.
type chooser struct {
	config connectors.Config
	given  map[string]string
	err    error
}

func (c *chooser) text(name string) string {
	value, ok := c.given[name]
	if !ok {
		return c.config.String(name)
	}
	parsed, err := optionNamed(name).Parse(value)
	if err != nil {
		c.fail(name, err)
		return ""
	}
	return parsed.(string)
}

func (c *chooser) flag(name string) bool {
	value, ok := c.given[name]
	if !ok {
		return c.config.Bool(name)
	}
	parsed, err := optionNamed(name).Parse(value)
	if err != nil {
		c.fail(name, err)
		return false
	}
	return parsed.(bool)
}

func (c *chooser) fail(name string, err error) {
	c.err = connectors.Errorf(connectors.ClassConfig, "option %q: %w", name, err)
}

func optionNamed(name string) connectors.Option {
	for _, o := range options {
		if o.Name == name {
			return o
		}
	}
	return connectors.Option{Name: name}
}

// fillContext sets the query context: what the connection says, what the
// statement says, and over it what sonde needs.
func (r *request) fillContext(c connectors.Config, s connectors.Statement) error {
	own := maps.Clone(c.Table("context"))
	if own == nil {
		own = map[string]string{}
	}
	for name, value := range s.Options {
		switch o := optionNamed(name); {
		case o.Type == "":
			own[name] = value
		case !o.PerQuery:
			return connectors.Errorf(connectors.ClassConfig, "option %q is the connection's, and not a query's", name)
		}
	}
	r.Context = map[string]any{"sqlQueryId": s.ID}
	if r.ResultFormat != formatCSV {
		// In csv the text of such arrays is ambiguous.
		r.Context["sqlStringifyArrays"] = false
	}
	if zone := firstOf(s.TimeZone, firstOf(s.Options["time_zone"], c.String("time_zone"))); zone != "" {
		r.Context["sqlTimeZone"] = zone
	}
	if s.Timeout > 0 {
		r.Context["timeout"] = max(1, s.Timeout.Milliseconds())
	}
	for name, value := range own {
		r.Context[name] = contextValue(value)
	}
	if r.ResultFormat == formatCSV && own["sqlStringifyArrays"] == "false" {
		return connectors.Errorf(connectors.ClassConfig, "sqlStringifyArrays=false makes arrays ambiguous in csv; use another resultFormat")
	}
	r.limit(own["sqlOuterLimit"], s.Limit)
	return checkZone(r.zone())
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// limit asks for one row more than is wanted, so that it is known whether there
// are more. A plan has no use for it, and a statement that writes is refused
// with it.
func (r *request) limit(own string, wanted int64) {
	if n, err := strconv.ParseInt(own, 10, 64); err == nil && n >= 0 {
		r.cap = n
		if wanted == 0 || wanted >= n {
			return
		}
		r.cap = 0
	}
	if wanted > 0 && wanted < math.MaxInt64 && r.path == sqlPath && !explains(r.Query) {
		r.Context["sqlOuterLimit"] = wanted + 1
	}
}

// contextValue is a JSON object, array or string where the text is one. The
// server reads numbers and switches from text, and some keys must be text.
func contextValue(text string) any {
	if text != "" && strings.ContainsRune(`{["`, rune(text[0])) && json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	return text
}

// zone is the time zone of the request; empty where it names none.
func (r *request) zone() string {
	zone, _ := r.Context["sqlTimeZone"].(string)
	return zone
}

// id is the name under which the server knows the query.
func (r *request) id() string {
	id, _ := r.Context["sqlQueryId"].(string)
	return id
}

// checkZone refuses a zone that the server would silently take for UTC.
func checkZone(zone string) error {
	for _, layout := range []string{"-07:00", "-0700", "-07"} {
		if _, err := time.Parse(layout, zone); err == nil {
			return nil
		}
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		return connectors.Errorf(connectors.ClassConfig, "%q is no time zone; give a name such as Europe/Berlin or an offset such as +05:30", zone)
	}
	return nil
}

// http is the request to the endpoint.
func (r *request) http() (httpapi.Request, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return httpapi.Request{}, connectors.Errorf(connectors.ClassInternal, "the request cannot be written: %w", err)
	}
	return httpapi.Request{
		Method: http.MethodPost, Path: r.path, Body: body, ID: r.id(), Identity: !r.compress,
		Header:     http.Header{"Content-Type": {"application/json"}},
		ParseError: r.parseError,
	}, nil
}
