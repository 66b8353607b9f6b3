package nekt

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sonde/internal/sandbox/face"
)

// cloud is where an organisation's results are stored.
type cloud string

const (
	aws cloud = "aws"
	gcp cloud = "gcp"
)

// request is a statement with what it asks of its result.
type request struct {
	cloud       cloud
	sql         string
	parquet     bool
	compression string // "", SNAPPY, GZIP or NONE
	delimiter   string
	header      bool
	wishes      wishes
}

// wishes are the words that shape a result.
type wishes struct {
	partRows  int64 // 0: the cloud's own measure
	emptyPart bool
	noParts   bool
	gzip      bool
	encoding  bool
	noRange   bool
	expired   bool
	expires   int // seconds
}

// hour is how long URLs are valid, in seconds.
const hour = 3600

// refusal is an answer in the shape of the web framework below Nekt: messages by
// field, or one detail.
type refusal struct {
	status int
	body   map[string]any
}

func detail(status int, text string) *refusal {
	return &refusal{status, map[string]any{"detail": text}}
}

func invalid(field, format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, map[string]any{field: []string{fmt.Sprintf(format, args...)}}}
}

func (r *refusal) write(w http.ResponseWriter) { face.WriteJSON(w, r.status, r.body) }

func throttled(w http.ResponseWriter, l face.Limit) {
	w.Header().Set("Retry-After", strconv.Itoa(l.Seconds()))
	detail(http.StatusTooManyRequests, fmt.Sprintf("Request was throttled. Expected available in %d seconds.", l.Seconds())).write(w)
}

const maxBody = 1 << 20

// readRequest checks a request and its body.
func (s *service) readRequest(w http.ResponseWriter, r *http.Request) (*request, *refusal) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", "POST, OPTIONS")
		return nil, detail(http.StatusMethodNotAllowed, fmt.Sprintf("Method %q not allowed.", r.Method))
	}
	if refused := checkKey(w, r); refused != nil {
		return nil, refused
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return nil, detail(http.StatusUnsupportedMediaType, fmt.Sprintf("Unsupported media type %q in request.", r.Header.Get("Content-Type")))
	}
	body, err := face.ReadBody(r, maxBody)
	if err != nil {
		return nil, detail(http.StatusRequestEntityTooLarge, err.Error())
	}
	q := &request{cloud: aws, delimiter: ",", header: true, wishes: readWishes(r)}
	if s.options.GCP && !face.Asks(r, "aws") || face.Asks(r, "gcp") {
		q.cloud = gcp
	}
	if refused := q.read(body); refused != nil {
		return nil, refused
	}
	if face.Asks(r, "no-cloud") {
		return nil, invalid("non_field_errors", "Organization has not completed cloud setup.")
	}
	q.header = q.header && !face.Asks(r, "no-header")
	return q, nil
}

func checkKey(w http.ResponseWriter, r *http.Request) *refusal {
	key := r.Header.Get("X-Api-Key")
	if key == "" {
		w.Header().Set("WWW-Authenticate", "Api-Key")
		return detail(http.StatusUnauthorized, "Authentication credentials were not provided.")
	}
	if subtle.ConstantTimeCompare([]byte(key), []byte(Key)) == 0 {
		return detail(http.StatusForbidden, "Invalid API key.")
	}
	return nil
}

func readWishes(r *http.Request) wishes {
	number := func(name string, standard int) int {
		if n, err := strconv.Atoi(word(r, name)); err == nil {
			return n
		}
		return standard
	}
	return wishes{
		partRows: int64(number("part-rows", 0)), expires: number("expires", hour),
		emptyPart: face.Asks(r, "empty-part"), noParts: face.Asks(r, "no-parts"), gzip: face.Asks(r, "gzip"),
		encoding: face.Asks(r, "content-encoding"), noRange: face.Asks(r, "no-range"), expired: face.Asks(r, "expired"),
	}
}

// body is what may stand in a request. Raw values tell what is missing from
// what is null.
type body struct {
	SQL         json.RawMessage `json:"sql"`
	Mode        json.RawMessage `json:"mode"`
	ModeOptions json.RawMessage `json:"mode_options"`
}

// read takes the fields of a body. Unknown ones are refused: a client that sends
// them has not read the document.
func (q *request) read(text []byte) *refusal {
	var b body
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil {
		if unknown, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return invalid("non_field_errors", "Unknown field: %s", strings.Trim(unknown, `"`))
		}
		return detail(http.StatusBadRequest, "JSON parse error - "+err.Error())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return detail(http.StatusBadRequest, "JSON parse error - Extra data")
	}
	if refused := q.readSQL(b.SQL); refused != nil {
		return refused
	}
	if refused := q.readMode(b.Mode); refused != nil {
		return refused
	}
	return q.readOptions(b.ModeOptions)
}

func (q *request) readSQL(raw json.RawMessage) *refusal {
	switch err := json.Unmarshal(raw, &q.sql); {
	case raw == nil:
		return invalid("sql", "This field is required.")
	case string(raw) == "null":
		return invalid("sql", "This field may not be null.")
	case err != nil:
		return invalid("sql", "Not a valid string.")
	case strings.TrimSpace(q.sql) == "":
		return invalid("sql", "This field may not be blank.")
	}
	return nil
}

func (q *request) readMode(raw json.RawMessage) *refusal {
	mode := "csv"
	if raw != nil && json.Unmarshal(raw, &mode) != nil || mode != "csv" && mode != "parquet" {
		return invalid("mode", "%s is not a valid choice.", quoteRaw(raw))
	}
	q.parquet = mode == "parquet"
	return nil
}

func quoteRaw(raw json.RawMessage) string {
	if len(raw) > 0 && raw[0] == '"' {
		return string(raw)
	}
	return strconv.Quote(string(raw))
}

// readOptions checks the options of the mode, of which each cloud has its own.
func (q *request) readOptions(raw json.RawMessage) *refusal {
	if raw == nil {
		return nil
	}
	var options map[string]any
	if json.Unmarshal(raw, &options) != nil {
		return invalid("mode_options", "Expected a dictionary of items.")
	}
	if options == nil {
		return invalid("mode_options", "This field may not be null.")
	}
	for name, value := range options {
		if refused := q.setOption(name, value); refused != nil {
			return refused
		}
	}
	return nil
}

func (q *request) setOption(name string, value any) *refusal {
	text, isText := value.(string)
	header, isSwitch := value.(bool)
	switch {
	case !q.parquet && q.cloud == aws:
		return invalid("mode_options", "CSV mode does not support options on AWS.")
	case name == "compression" && q.parquet && isText && slices.Contains([]string{"SNAPPY", "GZIP", "NONE"}, text):
		q.compression = text
	case name == "compression" && !q.parquet && text == "GZIP":
		q.compression = text
	case name == "compression":
		return invalid("mode_options", "Invalid compression: %v.", value)
	case name == "delimiter" && !q.parquet && len(text) == 1:
		q.delimiter = text
	case name == "header" && !q.parquet && isSwitch:
		q.header = header
	default:
		return invalid("mode_options", "Invalid option: %s.", name)
	}
	return nil
}
