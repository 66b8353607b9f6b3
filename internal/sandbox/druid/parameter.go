package druid

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// parameter is a value for a question mark.
type parameter struct {
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

// errHTML is an error that Druid answers with a page.
type errHTML struct{ message string }

func (e errHTML) Error() string { return e.message }

// engineTypes are the engine's types of Druid's, by what their JSON may be:
// n(umber), s(tring), b(oolean).
var engineTypes = map[string]struct{ json, engine string }{
	"VARCHAR": {"s", "VARCHAR"}, "CHAR": {"s", "VARCHAR"},
	"TINYINT": {"n", "TINYINT"}, "SMALLINT": {"n", "SMALLINT"}, "INTEGER": {"n", "INTEGER"}, "BIGINT": {"n", "BIGINT"},
	"REAL": {"n", "FLOAT"}, "FLOAT": {"n", "DOUBLE"}, "DOUBLE": {"n", "DOUBLE"}, "DECIMAL": {"n", "DOUBLE"},
	"BOOLEAN": {"b", "BOOLEAN"}, "TIMESTAMP": {"ns", "TIMESTAMP"}, "DATE": {"s", "DATE"},
}

// bind puts the values of a query into the engine's terms. An array has no such
// terms: it becomes part of the statement.
func bind(sql string, given []parameter, zone *time.Location) (string, []connectors.Param, error) {
	places := places(sql)
	if len(places) > len(given) {
		if len(given) == 0 {
			return "", nil, invalidInput("Illegal use of dynamic parameter")
		}
		return "", nil, invalidInput(fmt.Sprintf("No value bound for parameter (position [%d])", len(given)+1))
	}
	var params []connectors.Param
	var out strings.Builder
	at := 0
	for i, place := range places {
		p := given[i]
		if p.Type == "ARRAY" && !p.isNull() {
			literal, err := arrayLiteral(p.Value)
			if err != nil {
				return "", nil, err
			}
			out.WriteString(sql[at:place.Start] + literal)
			at = place.End
			continue
		}
		param, err := p.engine(zone)
		if err != nil {
			return "", nil, err
		}
		params = append(params, param)
	}
	out.WriteString(sql[at:])
	return out.String(), params, nil
}

// places are the question marks of a statement.
func places(sql string) []sqltext.Token {
	var found []sqltext.Token
	for _, p := range dialect.Parameters(sql) {
		found = append(found, p.Places...)
	}
	slices.SortFunc(found, func(a, b sqltext.Token) int { return a.Start - b.Start })
	return found
}

func (p parameter) isNull() bool { return len(p.Value) == 0 || string(p.Value) == "null" }

func (p parameter) engine(zone *time.Location) (connectors.Param, error) {
	known, ok := engineTypes[p.Type]
	switch {
	case !ok && p.Type != "ARRAY":
		return connectors.Param{}, mappingError("Cannot deserialize value of type `org.apache.calcite.avatica.SqlType` from String " + strconv.Quote(p.Type))
	case p.isNull():
		return connectors.Param{Null: true}, nil
	case !strings.Contains(known.json, jsonKind(p.Value)):
		return connectors.Param{}, errHTML{fmt.Sprintf("java.lang.ClassCastException: cannot convert %s to %s", p.Value, p.Type)}
	}
	text := string(p.Value)
	if jsonKind(p.Value) == "s" {
		if err := json.Unmarshal(p.Value, &text); err != nil {
			return connectors.Param{}, err
		}
	}
	if p.Type == "TIMESTAMP" {
		var err error
		if text, err = localTime(text, zone); err != nil {
			return connectors.Param{}, err
		}
	}
	return connectors.Param{Type: known.engine, Value: text}, nil
}

func jsonKind(raw json.RawMessage) string {
	switch raw[0] {
	case '"':
		return "s"
	case 't', 'f':
		return "b"
	case '[', '{':
		return "?"
	}
	return "n"
}

// localTime turns a moment into the wall clock of the query's zone; texts
// without a zone are local to it already.
func localTime(text string, zone *time.Location) (string, error) {
	const layout = "2006-01-02 15:04:05.000"
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.UnixMilli(ms).In(zone).Format(layout), nil
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.In(zone).Format(layout), nil
	}
	for _, form := range []string{"2006-01-02 15:04:05.999", "2006-01-02T15:04:05.999", "2006-01-02"} {
		if t, err := time.Parse(form, text); err == nil {
			return t.Format(layout), nil
		}
	}
	return "", errHTML{"java.lang.IllegalArgumentException: Invalid format: " + text}
}

// arrayLiteral writes an array as the engine's literal.
func arrayLiteral(raw json.RawMessage) (string, error) {
	var elements []any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&elements); err != nil {
		return "", errHTML{"java.lang.ClassCastException: cannot convert " + string(raw) + " to ARRAY"}
	}
	if len(elements) == 0 {
		return "", invalidInput("Require at least 1 argument")
	}
	texts := make([]string, len(elements))
	for i, e := range elements {
		switch e := e.(type) {
		case nil:
			texts[i] = "NULL"
		case string:
			texts[i] = dialect.QuoteString(e)
		default:
			texts[i] = fmt.Sprint(e)
		}
	}
	return "[" + strings.Join(texts, ", ") + "]", nil
}

func (e errHTML) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html;charset=iso-8859-1")
	w.Header().Set("Connection", "close")
	w.WriteHeader(http.StatusInternalServerError)
	fmt.Fprintf(w, "<html><head><title>Error 500 Internal Server Error</title></head><body><h2>HTTP ERROR 500</h2><pre>%s</pre></body></html>", html.EscapeString(e.message))
}
