package tinybird

import (
	"encoding/json"
	"strconv"
	"strings"
)

// customError is the failure that custom_error(document, status) of a template
// makes: the document is the body of the answer.
func customError(arguments string) error {
	arguments, status := strings.TrimSpace(arguments), 400
	if at := strings.LastIndexByte(arguments, ','); at > 0 {
		if code, err := strconv.Atoi(strings.TrimSpace(arguments[at+1:])); err == nil {
			arguments, status = arguments[:at], code
		}
	}
	body := jsonOf(arguments)
	if !json.Valid([]byte(body)) || status < 400 || status > 599 {
		return templateError("the sandbox cannot read custom_error(%s)", arguments)
	}
	return &failure{status: status, message: arguments, body: body}
}

// constants are Python's names of what JSON calls otherwise.
var constants = map[string]string{"None": "null", "True": "true", "False": "false"}

// jsonOf writes a literal of Python as JSON, as far as they differ in quotes and
// constants.
func jsonOf(python string) string {
	var out strings.Builder
	for python != "" {
		quote := strings.IndexAny(python, `'"`)
		if quote < 0 {
			quote = len(python)
		}
		plain := python[:quote]
		for name, constant := range constants {
			plain = strings.ReplaceAll(plain, name, constant)
		}
		out.WriteString(plain)
		if python = python[quote:]; python == "" {
			break
		}
		text, rest, closed := strings.Cut(python[1:], python[:1])
		if !closed {
			return ""
		}
		quoted, _ := json.Marshal(text) // A text always can be.
		out.Write(quoted)
		python = rest
	}
	return out.String()
}
