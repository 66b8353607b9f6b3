package druid

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sonde/internal/sandbox/face"
)

// request is the body of a query.
type request struct {
	Query          *string        `json:"query"`
	ResultFormat   string         `json:"resultFormat"`
	Header         bool           `json:"header"`
	TypesHeader    bool           `json:"typesHeader"`
	SQLTypesHeader bool           `json:"sqlTypesHeader"`
	Context        map[string]any `json:"context"`
	Parameters     []parameter    `json:"parameters"`

	layout   layout        // read from ResultFormat
	settings querySettings // read from Context
}

// querySettings are the keys of the context that the service knows.
type querySettings struct {
	id              string
	zone            *time.Location
	timeout         time.Duration
	limit           int64 // negative: none
	stringifyArrays bool
}

const (
	mostBody    = 16 << 20
	mostTimeout = 600_000 // milliseconds, druid.server.http.maxQueryTimeout
)

// readRequest reads a query, or answers why it cannot be read.
func readRequest(w http.ResponseWriter, r *http.Request) (*request, bool) {
	if media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); strings.TrimSpace(media) != "application/json" {
		w.WriteHeader(http.StatusUnsupportedMediaType)
		return nil, false
	}
	if accept := r.Header.Get("Accept"); accept != "" && !strings.Contains(accept, "*/*") && !strings.Contains(accept, "application/json") {
		w.WriteHeader(http.StatusNotAcceptable)
		return nil, false
	}
	body, err := face.ReadBody(r, mostBody)
	if err == nil {
		var q *request
		if q, err = parseRequest(body); err == nil {
			return q, true
		}
	}
	writeMappingError(w, err)
	return nil, false
}

// mappingError is why a body is no query, in Druid's words.
type mappingError string

func (e mappingError) Error() string { return string(e) }

// writeMappingError answers what a body that is no query is answered with.
func writeMappingError(w http.ResponseWriter, err error) {
	var broken *json.SyntaxError
	if errors.As(err, &broken) {
		message, class := err.Error(), "com.fasterxml.jackson.core.io.JsonEOFException"
		face.WriteJSON(w, http.StatusBadRequest, legacy{Error: "Unknown exception", ErrorMessage: &message, ErrorClass: &class})
		return
	}
	const head = "Cannot construct instance of `org.apache.druid.sql.http.SqlQuery`, problem: "
	face.WriteJSON(w, http.StatusBadRequest, map[string]string{"error": head + err.Error()})
}

func parseRequest(body []byte) (*request, error) {
	var q request
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&q); err != nil {
		return nil, asSyntax(err, body)
	}
	switch {
	case q.Query == nil:
		return nil, mappingError("query must not be null")
	case q.TypesHeader && !q.Header:
		return nil, mappingError("Cannot include 'typesHeader' without 'header'")
	case q.SQLTypesHeader && !q.Header:
		return nil, mappingError("Cannot include 'sqlTypesHeader' without 'header'")
	}
	var known bool
	if q.layout, known = layouts[strings.ToLower(q.ResultFormat)]; !known {
		return nil, mappingError("Cannot deserialize value of type `org.apache.druid.sql.http.ResultFormat` from String " + strconv.Quote(q.ResultFormat))
	}
	return &q, nil
}

// asSyntax makes a body that ends too early an error of JSON's syntax.
func asSyntax(err error, body []byte) error {
	if !json.Valid(body) {
		var any any
		if broken := json.Unmarshal(body, &any); broken != nil {
			return broken
		}
	}
	return err
}

// readContext reads the context; the error is a failure.
func (q *request) readContext() error {
	s := querySettings{limit: -1, stringifyArrays: true}
	var err error
	if s.id, err = q.queryID(); err != nil {
		return err
	}
	name, _ := q.Context["sqlTimeZone"].(string)
	if s.zone, err = location(name); err != nil {
		s.zone = time.UTC // An unknown zone is silently UTC.
	}
	if s.timeout, err = q.timeout(); err != nil {
		return err
	}
	if text, given := q.contextText("sqlOuterLimit"); given {
		if s.limit, err = strconv.ParseInt(text, 10, 64); err != nil || s.limit < 0 {
			return runtimeFailure("java.lang.IllegalArgumentException", "limit == null || limit >= 0")
		}
	}
	if text, given := q.contextText("sqlStringifyArrays"); given {
		s.stringifyArrays = text != "false"
	}
	q.settings = s
	return nil
}

func (q *request) queryID() (string, error) {
	switch id := q.Context["sqlQueryId"].(type) {
	case nil:
		return newID(), nil
	case string:
		return id, nil
	default:
		return "", runtimeFailure("java.lang.ClassCastException", fmt.Sprintf("%v cannot be cast to class java.lang.String", id))
	}
}

// contextText is a key of the context as text: Druid takes numbers and booleans
// as strings too.
func (q *request) contextText(key string) (text string, given bool) {
	value, given := q.Context[key]
	return fmt.Sprint(value), given && value != nil
}

func (q *request) timeout() (time.Duration, error) {
	text, given := q.contextText("timeout")
	if !given {
		text = "300000"
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		return 0, badContext(fmt.Sprintf("Expected key [timeout] in value [%s] to be a long", text))
	case ms < 0:
		return 0, badContext("Timeout must be a non negative value, but was [" + text + "]")
	case ms > mostTimeout:
		return 0, badContext(fmt.Sprintf("Configured timeout = %d is more than enforced limit of %d.", ms, mostTimeout))
	case ms == 0:
		ms = mostTimeout
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// location finds a zone by its name or offset.
func location(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	if t, err := time.Parse("-07:00", name); err == nil {
		_, offset := t.Zone()
		return time.FixedZone(name, offset), nil
	}
	return time.LoadLocation(name)
}
