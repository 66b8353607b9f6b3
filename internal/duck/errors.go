package duck

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"sonde/connectors"
)

// report is an error as DuckDB describes it where errors_as_json is on.
type report struct {
	Type     string `json:"exception_type"`
	Message  string `json:"exception_message"`
	Subtype  string `json:"error_subtype"`
	Position string `json:"position"` // byte offset in the statement, in decimal
}

// engineError turns an error text of DuckDB into one that says its class and
// place.
func engineError(text string) *connectors.Error {
	r := readReport(text)
	message, hint := splitMessage(r.Message)
	e := connectors.Errorf(r.class(), "%s", message)
	e.Hint = hint
	if e.Class == connectors.ClassSyntax && message == `syntax error at or near ":"` {
		e.Hint = "DuckDB writes a parameter as $name"
	}
	if position, err := strconv.Atoi(r.Position); err == nil {
		e.Position = position
	}
	return e
}

// openError is the error of a database that could not be opened.
func openError(text string) *connectors.Error {
	e := engineError(text)
	if e.Class == connectors.ClassUnavailable && strings.Contains(e.Message, "lock") {
		e.Hint = "another program has the file open: close it there, or open it read-only in both"
	}
	return e
}

// settingError is the error of a setting that the user chose.
func settingError(name string, err error) *connectors.Error {
	e := *connectors.AsError(err)
	e.Class, e.Position = connectors.ClassConfig, -1
	e.Message = fmt.Sprintf("setting %q: %s", name, e.Message)
	return &e
}

// readReport reads DuckDB's JSON, which may stand behind the plain name of the
// class, or the plain form "Class Error: message", which it falls back to.
func readReport(text string) report {
	var r report
	if i := strings.Index(text, `{"exception_type"`); i >= 0 {
		if json.Unmarshal([]byte(text[i:]), &r) == nil {
			return r
		}
	}
	name, message, ok := strings.Cut(text, " Error: ")
	if !ok || len(name) > 40 {
		return report{Type: "Unknown", Message: text}
	}
	return report{Type: name, Message: message}
}

// classes maps DuckDB's names of exceptions; those that are missing are failed
// queries.
var classes = map[string]connectors.Class{
	"Parser":                 connectors.ClassSyntax,
	"Syntax":                 connectors.ClassSyntax,
	"Parameter Not Resolved": connectors.ClassSyntax,
	"Parameter Not Allowed":  connectors.ClassSyntax,
	"Expression":             connectors.ClassSyntax,
	"IO":                     connectors.ClassUnavailable,
	"HTTP":                   connectors.ClassUnavailable,
	"Network":                connectors.ClassUnavailable,
	"Connection":             connectors.ClassUnavailable,
	"Out of Memory":          connectors.ClassCapacity,
	"Object Size":            connectors.ClassCapacity,
	"Permission":             connectors.ClassPermission,
	"INTERRUPT":              connectors.ClassCancelled,
	"Interrupt":              connectors.ClassCancelled,
	"Not implemented":        connectors.ClassUnsupported,
	"Missing Extension":      connectors.ClassUnsupported,
	"Extension Autoloading":  connectors.ClassUnsupported,
	"INTERNAL":               connectors.ClassInternal,
	"FATAL":                  connectors.ClassInternal,
	"Serialization":          connectors.ClassInternal,
}

func (r report) class() connectors.Class {
	switch {
	case r.Type == "Catalog" && strings.Contains(r.Message, "does not exist"), r.Subtype == "MISSING_ENTRY":
		return connectors.ClassNotFound
	case r.Type == "Binder" && strings.HasPrefix(r.Message, "Referenced ") && strings.Contains(r.Message, " not found"):
		return connectors.ClassNotFound
	case r.Type == "Invalid Input" && strings.Contains(r.Message, "read-only mode"):
		return connectors.ClassReadOnly
	case r.Type == "Catalog" && strings.Contains(r.Message, "INSTALL "), r.Type == "IO" && strings.Contains(r.Message, "INSTALL "):
		return connectors.ClassUnsupported
	case r.Type == "IO":
		return ioClass(r.Message)
	}
	if c, ok := classes[r.Type]; ok {
		return c
	}
	return connectors.ClassQuery
}

// ioClass tells apart what DuckDB calls an IO error.
func ioClass(message string) connectors.Class {
	lower := strings.ToLower(message)
	for _, known := range []struct {
		words string
		class connectors.Class
	}{
		{"no files found", connectors.ClassNotFound},
		{"no such file", connectors.ClassNotFound},
		{"does not exist", connectors.ClassNotFound},
		{"permission denied", connectors.ClassPermission},
		{"no space left", connectors.ClassCapacity},
	} {
		if strings.Contains(lower, known.words) {
			return known.class
		}
	}
	return connectors.ClassUnavailable
}

// advice is where DuckDB's messages turn from what happened to what to do. What
// it advises is sometimes not for this program, so the hint is our own; an empty
// one stands for DuckDB's suggestions, which are kept.
var advice = []struct{ mark, hint string }{
	{"\n\nLINE ", ""},
	{"\n\nPlease try installing", "sonde loads no extension by itself: run INSTALL and LOAD for it first"},
	{"\nExtension \"", "sonde loads no extension by itself: run INSTALL and LOAD for it first"},
	{"\nDatabase is launched in in-memory mode", "give the engine more with SET memory_limit, or a folder to spill to with SET temp_directory"},
	{"\n\nPossible solutions:", "give the engine more with SET memory_limit"},
}

// splitMessage takes the picture of the place, the advice and the suggestions off
// a message.
func splitMessage(text string) (message, hint string) {
	for _, a := range advice {
		if before, _, ok := strings.Cut(text, a.mark); ok {
			text, hint = before, a.hint
		}
	}
	for _, mark := range []string{"Did you mean", "Candidate bindings:", "Candidate functions:", "Candidate macros:", "Candidate extensions:"} {
		before, after, ok := strings.Cut(text, "\n"+mark)
		if !ok {
			before, after, ok = strings.Cut(text, "\n\t"+mark)
		}
		if ok {
			message = strings.TrimSpace(before)
			if mark == "Did you mean" && farFetched(message, after) {
				return message, ""
			}
			return message, suggestion(mark, after)
		}
	}
	return strings.TrimSpace(text), hint
}

// missing finds the name that a message says does not exist, and proposed the one
// that DuckDB has instead.
var (
	missing  = regexp.MustCompile(` with name "?([^"\s]+)"? does not exist`)
	proposed = regexp.MustCompile(`^ "([^"]+)"\?`)
)

// farFetched reports whether DuckDB proposes a name that is not like the missing
// one: it names the nearest that there is, however far that is.
func farFetched(message, rest string) bool {
	name, other := missing.FindStringSubmatch(message), proposed.FindStringSubmatch(rest)
	if name == nil || other == nil {
		return false
	}
	is, would := strings.ToLower(lastPart(name[1])), strings.ToLower(lastPart(other[1]))
	begun := len(is) >= leastBegun && strings.Contains(would, is)
	return is != would && !begun && connectors.Suggest(is, []string{would}) == ""
}

// leastBegun is how much of a name in another one makes the two alike.
const leastBegun = 3

// lastPart is a name without its schema.
func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// mostCandidates bounds how many candidates a hint lists.
const mostCandidates = 6

// suggestion puts the candidates that follow a mark into one line. Functions
// stand on a line each.
func suggestion(mark, rest string) string {
	lines := strings.Split(strings.TrimPrefix(strings.TrimSpace(rest), ": "), "\n")
	if mark != "Candidate functions:" && mark != "Candidate macros:" {
		return mark + " " + lines[0]
	}
	more := ""
	if n := len(lines) - mostCandidates; n > 0 {
		lines, more = lines[:mostCandidates], " and "+connectors.Count(int64(n))+" more"
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return mark + " " + strings.Join(lines, "; ") + more
}
