package dolthub

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// member is a key and its value.
type member struct {
	key   string
	value any
}

// document is a JSON object in the order of its keys.
type document []member

// MarshalJSON writes the members in order.
func (d document) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range d {
		if i > 0 {
			out.WriteByte(',')
		}
		key, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		out.Write(key)
		out.WriteByte(':')
		out.Write(value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// colonKeys are spelled with a colon at their end in the document's reference.
var colonKeys = []string{"sql_query", "query", "operation_name"}

// send answers with a document.
func send(w http.ResponseWriter, r *http.Request, status int, d document) {
	if face.Asks(r, "colon-keys") {
		for i, m := range d {
			if slices.Contains(colonKeys, m.key) {
				d[i].key += ":"
			}
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	face.WriteJSON(w, status, d)
}

// sending is the reply with a document.
func sending(status int, d document) reply {
	return func(w http.ResponseWriter, r *http.Request) { send(w, r, status, d) }
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(status)
	// A client that has gone away misses nothing.
	_, _ = w.Write([]byte(text))
}

func seconds(l face.Limit) string { return strconv.Itoa(l.Seconds()) }

// refusal is an answer without a result.
type refusal struct {
	status  int // of HTTP
	message string
}

func (e *refusal) Error() string { return e.message }

func refused(message string) error { return &refusal{http.StatusBadRequest, message} }

const parseError = "query error: Error parsing SQL: "

// queryRefusal says an error of the engine as the service would. Only what
// cannot be parsed is refused with 400.
func queryRefusal(err error, sql string) *refusal {
	message := dolt(err, sql)
	if strings.HasPrefix(message, "syntax error") {
		return &refusal{http.StatusBadRequest, parseError + message}
	}
	return &refusal{http.StatusOK, "query error: " + message}
}

// wordings turn messages of the embedded engine into those of Dolt.
var wordings = []struct {
	pattern *regexp.Regexp
	text    string
}{
	{regexp.MustCompile(`^Table with name (.+) does not exist!?$`), "table not found: $1"},
	{regexp.MustCompile(`^Referenced column "(.+)" not found in FROM clause!?$`), `column "$1" could not be found in any table in scope`},
	{regexp.MustCompile(`^\w+ Function with name (.+) does not exist!?$`), "function: '$1' not found"},
	{regexp.MustCompile(`^Duplicate key "[^:]+: (.*)" violates primary key constraint`), "duplicate primary key given: [$1]"},
}

var nearPattern = regexp.MustCompile(`^syntax error at or near "(.*)"$`)

// dolt is the message of an error in Dolt's words.
func dolt(err error, sql string) string {
	e := connectors.AsError(err)
	if e.Class == connectors.ClassInternal {
		return err.Error() // Errors of this package.
	}
	if m := nearPattern.FindStringSubmatch(e.Message); m != nil {
		// Dolt counts from one, and to the end of the word.
		position := max(e.Position, strings.LastIndex(sql, m[1])) + len(m[1]) + 1
		return "syntax error at position " + strconv.Itoa(position) + " near '" + m[1] + "'"
	}
	if strings.HasPrefix(e.Message, "syntax error at end of input") {
		return "syntax error at position " + strconv.Itoa(len(sql)+1)
	}
	first, _, _ := strings.Cut(e.Message, "\n")
	for _, w := range wordings {
		if w.pattern.MatchString(first) {
			return w.pattern.ReplaceAllString(first, w.text)
		}
	}
	return e.Message
}
