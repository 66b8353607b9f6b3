package clickhouse

import (
	"context"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
	"sonde/internal/httpapi"
	"sonde/internal/sqltext"
)

// query is a statement as it will be sent.
type query struct {
	id, sql  string
	limit    int64
	effect   sqltext.Effect
	verb     string
	database string
	compress bool
	params   url.Values
	own      map[string]string // settings of sonde's
	settings map[string]string // the user's
	inText   []clickhouse.Setting
	unplaced []typedParam // whose clocks are those of the server's zone

	described bool              // whether the server was asked for the columns
	columns   []clickhouse.Meta // none where they are not known
}

// query prepares a statement.
func (c *Conn) query(s connectors.Statement) (*query, error) {
	q := &query{id: s.ID, sql: s.SQL, limit: max(0, s.Limit), database: c.database, compress: c.compress, settings: maps.Clone(c.settings)}
	q.effect, q.verb = dialect.Classify(s.SQL)
	if explains(s.SQL) {
		q.verb = "EXPLAIN" // and not that of what it runs
	}
	if err := q.take(s.Options); err != nil {
		return nil, err
	}
	q.inText = clickhouse.SettingsOf(dialect, s.SQL)
	if err := q.checkReadOnly(); s.ReadOnly && err != nil {
		return nil, err
	}
	q.own = q.choose(s)
	return q, q.takeParams(s)
}

// take reads the options of one statement; what is none of the connector's own
// is a setting.
func (q *query) take(options map[string]string) error {
	if q.settings == nil {
		q.settings = map[string]string{}
	}
	for name, value := range options {
		switch name {
		case "database":
			q.database = value
		case "query_id":
			return connectors.Errorf(connectors.ClassConfig, "query_id cannot be set: every run has an id of its own, by which it is cancelled")
		case "compress":
			on, err := strconv.ParseBool(value)
			if err != nil {
				return connectors.Errorf(connectors.ClassConfig, "compress: expected true or false, not %q", value)
			}
			q.compress = on
		default:
			q.settings[name] = value
		}
	}
	return nil
}

// choose returns the settings that sonde sets for a statement.
func (q *query) choose(s connectors.Statement) map[string]string {
	own := maps.Clone(ownSettings)
	maps.DeleteFunc(own, func(_, value string) bool { return value == "" })
	if s.ReadOnly {
		own["readonly"] = "2" // 1 would forbid the settings themselves
	}
	// A limit would become a part of what EXPLAIN shows.
	if s.Limit > 0 && s.Limit < math.MaxInt64 && q.effect == sqltext.Read && q.verb != "EXPLAIN" && !oddLimit.MatchString(q.sql) {
		own["limit"] = strconv.FormatInt(s.Limit+q.more(), 10)
	}
	if s.Limit == 0 && q.endsWithTotal() {
		own["limit"] = everything
	}
	if s.Timeout > 0 {
		own["max_execution_time"] = strconv.FormatInt(int64((s.Timeout+time.Second-1)/time.Second), 10)
	}
	if s.TimeZone != "" {
		own["session_timezone"] = s.TimeZone
	}
	if q.compress {
		own["enable_http_compression"] = "1"
	}
	return own
}

// more is how many rows are asked for beyond the limit, to see whether they
// exist. Text shows all that come.
func (q *query) more() int64 {
	if clickhouse.IsText(clickhouse.FormatOf(dialect, q.sql)) {
		return 0
	}
	return 1
}

// asked is how many rows a server of which so much is known was asked for; 0 for
// all.
func (q *query) asked(s server) int64 {
	n, err := strconv.ParseInt(q.own["limit"], 10, 64)
	if err != nil || !q.sends("limit", s) || q.settings["limit"] != "" {
		return 0
	}
	return n
}

// request builds the request for a server of which so much is known.
func (q *query) request(s server) httpapi.Request {
	values := url.Values{"default_format": {q.defaultFormat(s)}}
	for name, value := range q.own {
		if q.sends(name, s) {
			values.Set(name, value)
		}
	}
	for name, value := range q.proof(s).parameters() {
		values.Set(name, value)
	}
	for name, value := range q.settings {
		values.Set(name, value)
	}
	for name, value := range map[string]string{"database": q.database, "query_id": q.id} {
		if value != "" {
			values.Set(name, value)
		}
	}
	maps.Copy(values, q.params)
	return httpapi.Request{
		Method: http.MethodPost, Path: "/", Query: values, ID: q.id,
		Header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}},
		Body:   []byte(q.sql), Identity: !q.compress, Repeatable: q.effect == sqltext.Read,
	}
}

// send sends the statement, again where the server refuses something that sonde
// has added to it.
func (c *Conn) send(ctx context.Context, q *query, meter *httpapi.Meter, written *atomic.Int64) (httpapi.Answer, error) {
	if err := c.place(ctx, q); err != nil {
		return nil, err
	}
	for {
		known := c.known()
		c.describe(ctx, q, known)
		request := q.request(known)
		request.Meter = meter
		response, err := c.client.Do(ctx, request)
		if err != nil {
			if c.learn(err, q, request.Query) {
				continue
			}
			return nil, err
		}
		return answerOf(response, q, known, written)
	}
}

// answerOf reads an answer in the format that the server tells. Older servers do
// not, and then it is the one that was asked for.
func answerOf(response *httpapi.Response, q *query, known server, written *atomic.Int64) (httpapi.Answer, error) {
	format := response.Header.Get("X-Clickhouse-Format")
	summary := response.Header.Get("X-Clickhouse-Summary")
	noteWritten(summary, written)
	if format == "" {
		format = clickhouse.FormatOf(dialect, q.sql)
	}
	if format == "" {
		format = q.defaultFormat(known)
	}
	if err := clickhouse.CheckFormat(format); err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	zone := response.Header.Get("X-Clickhouse-Timezone")
	if zone == "UTC" {
		zone = ""
	}
	answer := clickhouse.Read(response.Body, clickhouse.Options{
		Format: format, Tag: response.Header.Get("X-Clickhouse-Exception-Tag"), Unframed: !response.Framed, NoNaN: known.losesNaN() || q.asksForNoNaN(), Limit: q.limit, Asked: q.asked(known), Columns: q.columns, Zone: zone,
		Borrowed: q.borrowed(known), Counting: q.hasRows() && !q.counted(known), Made: made(summary), Waited: summary != "" && q.waits(known),
		Totals: q.hasTotals(), Settings: q.allSettings(), Described: q.hasRows(), Counted: q.counted(known), ExceptionRows: q.mayWriteExceptions(),
	})
	answer.Note([]byte(summary))
	if zone != "" {
		answer.Tell("timezone", zone)
	}
	return answer, nil
}

// isComposite reports whether the text of a value of a type has its own escapes.
func isComposite(typeText string) bool {
	name, _, _ := strings.Cut(typeText, "(")
	return slices.Contains([]string{"Array", "Map", "Tuple", "Nested", "Variant"}, strings.TrimSpace(name))
}
