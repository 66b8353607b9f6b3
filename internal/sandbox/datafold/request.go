package datafold

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// problem is what is wrong with one part of a request. Loc mixes names and
// numbers.
type problem struct {
	Type  string `json:"type"`
	Loc   []any  `json:"loc"`
	Msg   string `json:"msg"`
	Input any    `json:"input"`
}

func unprocessable(w http.ResponseWriter, problems ...problem) {
	face.WriteJSON(w, http.StatusUnprocessableEntity, map[string][]problem{"detail": problems})
}

// request is a statement for a source.
type request struct {
	source *source
	sql    string
	params []connectors.Param
	stream bool
}

const maxBody = 1 << 20

// readRequest checks a request; nil where it has been answered already.
func readRequest(w http.ResponseWriter, r *http.Request) *request {
	found := find(w, r)
	if found == nil {
		return nil
	}
	q := &request{source: found}
	stream, problems := wantsStream(r)
	problems = append(problems, q.read(r)...)
	if len(problems) > 0 {
		unprocessable(w, problems...)
		return nil
	}
	switch {
	case !found.Accessible:
		detail(w, http.StatusForbidden, "You do not have access to this data source")
		return nil
	case found.ViewOnly:
		detail(w, http.StatusForbidden, "This data source is view only")
		return nil
	case found.IsPaused:
		detail(w, http.StatusBadRequest, "Data source is paused")
		return nil
	case stream && !found.streams() && face.Asks(r, "stream-refused"):
		detail(w, http.StatusBadRequest, "Streaming is not supported for this data source")
		return nil
	}
	q.stream = stream && found.streams()
	return q
}

// wantsStream reads the two ways to ask for a stream.
func wantsStream(r *http.Request) (bool, []problem) {
	stream := strings.EqualFold(r.Header.Get("X-Stream-Response"), "true")
	if !r.URL.Query().Has("stream") {
		return stream, nil
	}
	switch text := r.URL.Query().Get("stream"); strings.ToLower(text) {
	case "true", "1", "on", "yes", "y", "t":
		return true, nil
	case "false", "0", "off", "no", "n", "f":
		return stream, nil
	default:
		return false, []problem{{"bool_parsing", []any{"query", "stream"}, "Input should be a valid boolean, unable to interpret input", text}}
	}
}

// read takes the fields of the body. Fields that the document does not have are
// refused.
func (q *request) read(r *http.Request) []problem {
	text, err := face.ReadBody(r, maxBody)
	if err != nil {
		return []problem{{"too_long", []any{"body"}, err.Error(), nil}}
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return []problem{{"missing", []any{"body"}, "Field required", nil}}
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		return []problem{unreadable(err)}
	}
	problems := q.readSQL(fields)
	problems = append(problems, q.readParams(fields["params"])...)
	for name, value := range fields {
		if name != "query" && name != "params" {
			problems = append(problems, problem{"extra_forbidden", []any{"body", name}, "Extra inputs are not permitted", value})
		}
	}
	return problems
}

func unreadable(err error) problem {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return problem{"json_invalid", []any{"body", syntax.Offset}, "JSON decode error", map[string]any{}}
	}
	return problem{"model_attributes_type", []any{"body"}, "Input should be a valid dictionary or object to extract fields from", nil}
}

func (q *request) readSQL(fields map[string]any) []problem {
	value, ok := fields["query"]
	if !ok {
		return []problem{{"missing", []any{"body", "query"}, "Field required", fields}}
	}
	if q.sql, ok = value.(string); !ok {
		return []problem{{"string_type", []any{"body", "query"}, "Input should be a valid string", value}}
	}
	return nil
}

// readParams takes the positional parameters, which are strings and nothing
// else.
func (q *request) readParams(value any) []problem {
	if value == nil {
		return nil
	}
	list, ok := value.([]any)
	if !ok {
		return []problem{{"list_type", []any{"body", "params"}, "Input should be a valid list", value}}
	}
	var problems []problem
	for i, element := range list {
		text, ok := element.(string)
		if !ok {
			problems = append(problems, problem{"string_type", []any{"body", "params", i}, "Input should be a valid string", element})
		}
		q.params = append(q.params, connectors.Param{Value: text})
	}
	return problems
}
