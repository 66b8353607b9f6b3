package druid

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
)

// parameter is a value for a placeholder. A value of the wrong JSON type makes
// the server fail with a page of HTML, so values are checked here.
type parameter struct {
	Type  string `json:"type"`
	Value any    `json:"value"`
}

// typeAliases are other names of types that people use.
var typeAliases = map[string]string{
	"": "VARCHAR", "STRING": "VARCHAR", "TEXT": "VARCHAR", "LONG": "BIGINT", "INT": "INTEGER", "BOOL": "BOOLEAN", "NUMERIC": "DECIMAL",
}

// paramTypes are the types that the server knows for parameters.
var paramTypes = []string{
	"VARCHAR", "CHAR", "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "DOUBLE", "FLOAT", "REAL", "DECIMAL",
	"BOOLEAN", "TIMESTAMP", "DATE", "ARRAY",
}

// parameters turns parameters into the form of the server.
func parameters(params []connectors.Param) ([]parameter, error) {
	var list []parameter
	for i, p := range params {
		name := strings.ToUpper(strings.TrimSpace(p.Type))
		if alias, ok := typeAliases[name]; ok {
			name = alias
		}
		if !slices.Contains(paramTypes, name) {
			return nil, connectors.Errorf(connectors.ClassConfig, "parameter %d: Druid has no type %s for parameters%s",
				i+1, p.Type, connectors.Suggest(name, paramTypes)).WithHint("The types are " + strings.Join(paramTypes, ", ") + ".")
		}
		if p.Null {
			list = append(list, parameter{Type: name})
			continue
		}
		value, ok := parameterValue(name, p.Value)
		if !ok {
			return nil, connectors.Errorf(connectors.ClassQuery, "parameter %d: %q is no %s", i+1, p.Value, name).WithHint(valueHints[name])
		}
		list = append(list, parameter{name, value})
	}
	return list, nil
}

var valueHints = map[string]string{
	"TIMESTAMP": "Write 2024-01-31, 2024-01-31 13:45:00, 2024-01-31T13:45:00Z or milliseconds since 1970.",
	"DATE":      "Write 2024-01-31.",
	"BOOLEAN":   "Write true or false.",
	"ARRAY":     `Write a JSON array with at least one value, such as ["a","b"].`,
}

// parameterValue is the JSON form of a value that the server takes for a type.
func parameterValue(name, text string) (any, bool) {
	trimmed := strings.TrimSpace(text)
	switch name {
	case "VARCHAR", "CHAR":
		return text, true
	case "BIGINT", "INTEGER", "SMALLINT", "TINYINT":
		n, err := strconv.ParseInt(trimmed, 10, bitsOf[name])
		return n, err == nil
	case "DOUBLE", "FLOAT", "REAL", "DECIMAL":
		return json.Number(trimmed), isNumber(trimmed)
	case "BOOLEAN":
		b, err := strconv.ParseBool(strings.ToLower(trimmed))
		return b, err == nil
	case "TIMESTAMP":
		return timestampValue(trimmed)
	case "DATE":
		_, err := time.Parse(time.DateOnly, trimmed)
		return trimmed, err == nil
	}
	var items []json.RawMessage
	err := json.Unmarshal([]byte(trimmed), &items)
	return json.RawMessage(trimmed), err == nil && len(items) > 0
}

var bitsOf = map[string]int{"BIGINT": 64, "INTEGER": 32, "SMALLINT": 16, "TINYINT": 8}

// isNumber reports whether a text is a number of JSON that a double holds.
func isNumber(text string) bool {
	var n float64
	return json.Unmarshal([]byte(text), &n) == nil && text != "null"
}

func timestampValue(text string) (any, bool) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, true
	}
	for _, layout := range []string{time.DateOnly, time.DateTime, "2006-01-02T15:04:05", time.RFC3339} {
		if _, err := time.Parse(layout, text); err == nil {
			return text, true
		}
	}
	return nil, false
}
