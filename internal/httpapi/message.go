package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of what is taken from an error body.
const (
	maxMessage  = 4000 // bytes of a message
	maxReasons  = 5    // entries of a list of errors
	maxNesting  = 6    // levels of a JSON document that are looked into
	maxPageText = 400  // bytes of the text of a page
)

// reasons are the names under which services put what went wrong, the most
// telling first.
var reasons = []string{
	"errormessage", "error_message", "message", "detail", "details", "msg", "error_description", "exception", "error", "errors",
	"non_field_errors", "state_change_reason", "query_execution_message", "reason", "title", "description", "access-check-result", "code",
}

// Message returns what the body says went wrong, in its own words and without
// its markup; empty where it says nothing.
func (f Failure) Message() string {
	body := bytes.TrimSpace(bytes.TrimPrefix(f.Body, []byte("\xef\xbb\xbf")))
	var text string
	switch {
	case len(body) == 0:
	case body[0] == '{' || body[0] == '[' || body[0] == '"':
		text = jsonMessage(body)
	case body[0] == '<':
		text = markupMessage(body)
	default:
		text = string(body)
	}
	return clip(strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD")), maxMessage)
}

// clip cuts at a character and says so.
func clip(s string, size int) string {
	if len(s) <= size {
		return s
	}
	for size > 0 && !utf8.RuneStart(s[size]) {
		size--
	}
	return s[:size] + "…"
}

// jsonMessage never returns the document itself.
func jsonMessage(body []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if decoder.Decode(&document) != nil {
		return brokenMessage(body)
	}
	return reason(document, maxNesting)
}

// brokenReason finds a reason in a document that cannot be parsed, because it
// was cut.
var brokenReason = regexp.MustCompile(`(?i)"(errorMessage|error_message|message|detail|msg|exception|error|reason)"\s*:\s*"((?:[^"\\]|\\.)+)`)

func brokenMessage(body []byte) string {
	best, rank := "", len(reasons)
	for _, m := range brokenReason.FindAllSubmatch(body, 100) {
		r := slices.Index(reasons, strings.ToLower(string(m[1])))
		text := unquote(m[2])
		if r < rank && says(text) {
			best, rank = text, r
		}
	}
	return best
}

func unquote(inner []byte) string {
	var text string
	if json.Unmarshal(slices.Concat([]byte(`"`), inner, []byte(`"`)), &text) != nil {
		return string(inner)
	}
	return text
}

// says reports whether a text is a reason and no stand-in for one.
func says(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	return text != "" && text != "null" && text != "none" && text != "error"
}

// reason finds the message of a value, levels deep at most.
func reason(value any, levels int) string {
	if levels == 0 {
		return ""
	}
	switch v := value.(type) {
	case string:
		if says(v) {
			return v
		}
	case []any:
		return listReason(v, levels)
	case map[string]any:
		return objectReason(v, levels)
	}
	return ""
}

func listReason(list []any, levels int) string {
	var texts []string
	for _, entry := range list {
		text := reason(entry, levels-1)
		if text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
		if len(texts) == maxReasons {
			break
		}
	}
	return strings.Join(texts, "; ")
}

func objectReason(object map[string]any, levels int) string {
	named := make(map[string]any, len(object))
	for key, value := range object {
		named[strings.ToLower(key)] = value
	}
	for _, name := range reasons {
		if text := reason(named[name], levels-1); text != "" {
			return place(named["loc"]) + text
		}
	}
	return fieldReasons(object)
}

// place says which field of the request an entry of a validation error is
// about.
func place(loc any) string {
	list, _ := loc.([]any)
	var parts []string
	for _, p := range list {
		switch p.(type) {
		case string, json.Number:
			parts = append(parts, fmt.Sprint(p))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ".") + ": "
}

// fieldReasons reads {"field": ["what is wrong with it"]}, where fields may have
// fields of their own.
func fieldReasons(object map[string]any) string {
	texts, ok := fieldTexts("", object, maxNesting)
	if !ok {
		return ""
	}
	slices.Sort(texts)
	return strings.Join(texts[:min(len(texts), maxReasons)], "; ")
}

// fieldTexts is not ok where anything but such fields stands in the object.
func fieldTexts(prefix string, object map[string]any, levels int) (texts []string, ok bool) {
	if levels == 0 {
		return nil, false
	}
	for field, value := range object {
		switch v := value.(type) {
		case []any:
			text, is := first(v).(string)
			if !is || !says(text) {
				return nil, false
			}
			texts = append(texts, prefix+field+": "+text)
		case map[string]any:
			inner, is := fieldTexts(prefix+field+".", v, levels-1)
			if !is {
				return nil, false
			}
			texts = append(texts, inner...)
		default:
			return nil, false
		}
	}
	return texts, true
}

func first(list []any) any {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}
