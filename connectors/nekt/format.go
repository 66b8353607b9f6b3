package nekt

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// Formats of result files.
const (
	modeCSV     = "csv"
	modeParquet = "parquet"
)

// dialect is the SQL of the organisation's cloud; empty where it is not known.
type dialect string

// Dialects.
const (
	auto     dialect = "auto"
	athena   dialect = "athena"
	bigQuery dialect = "bigquery"
)

// query is the body of a request, and how its answer is to be read.
type query struct {
	SQL     string         `json:"sql"`
	Mode    string         `json:"mode"`
	Options map[string]any `json:"mode_options,omitempty"`
}

func (q *query) body() []byte {
	body, _ := json.Marshal(q) // strings and booleans only: it cannot fail
	return body
}

// header reports whether the files of csv begin with a line of names.
func (q *query) header() bool {
	header, set := q.Options["header"].(bool)
	return header || !set
}

// delimiter stands between the fields of csv.
func (q *query) delimiter() byte {
	if d, ok := q.Options["delimiter"].(string); ok {
		return d[0]
	}
	return ','
}

// needsDialect reports whether the options of a format depend on the cloud.
func needsDialect(mode string, options map[string]any) bool {
	return mode == modeCSV && len(options) > 0
}

// formatOptions checks the options of a format against what the cloud takes and
// returns them as they are sent. What the service documents as its default for
// a missing option is left out.
func formatOptions(mode string, options map[string]string, d dialect) (map[string]any, error) {
	sent := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(options)) {
		value, err := formatOption(mode, name, options[name])
		if err != nil {
			return nil, err
		}
		if value != nil {
			sent[name] = value
		}
	}
	if needsDialect(mode, sent) && d == athena {
		names := strings.Join(slices.Sorted(maps.Keys(sent)), ", ")
		return nil, connectors.Errorf(connectors.ClassConfig, "Athena writes CSV without options, and %s was given", names).
			WithHint("Leave the option out, or use mode parquet, which takes compression.")
	}
	return sent, nil
}

// formatOption returns a value as it is sent; nil leaves it out.
func formatOption(mode, name, value string) (any, error) {
	switch {
	case name == "compression":
		return compression(mode, value)
	case mode == modeParquet && (name == "delimiter" || name == "header"):
		return nil, connectors.Errorf(connectors.ClassConfig, "mode parquet has no option %q: it is one of mode csv", name)
	case name == "delimiter":
		return delimiterOption(value)
	case name == "header":
		header, err := strconv.ParseBool(value)
		if err != nil {
			return nil, connectors.Errorf(connectors.ClassConfig, "header is true or false, not %q", value)
		}
		return header, nil
	}
	return nil, connectors.Errorf(connectors.ClassConfig, "mode %s has no option %q%s", mode, name, connectors.Suggest(name, formatNames))
}

// formatNames are the names of all options of formats.
var formatNames = []string{"compression", "delimiter", "header"}

func compression(mode, value string) (any, error) {
	codec := strings.ToUpper(strings.TrimSpace(value))
	known := []string{"SNAPPY", "GZIP", "NONE"}
	if mode == modeCSV {
		known = []string{"GZIP", "NONE"}
	}
	if !slices.Contains(known, codec) {
		return nil, connectors.Errorf(connectors.ClassConfig, "the compression of mode %s is one of %s, not %q", mode, strings.Join(known, ", "), value)
	}
	if mode == modeCSV && codec == "NONE" {
		return nil, nil
	}
	return codec, nil
}

func delimiterOption(value string) (any, error) {
	if value == `\t` {
		value = "\t"
	}
	if len(value) != 1 || value[0] >= 0x80 || strings.ContainsAny(value, "\"\r\n\x00") {
		return nil, connectors.Errorf(connectors.ClassConfig, "the delimiter is one ASCII character and no quote or line break, not %q", value)
	}
	return value, nil
}

// format is how the files of one statement are to be written.
type format struct {
	mode    string
	options map[string]string
	notes   []string // what of the connection's own options was left out
}

// choose settles the format of one statement: its own options before those of
// the connection, which are for the connection's mode. One without a value is
// as if it was not given.
func (c *Conn) choose(s connectors.Statement) (format, error) {
	f := format{mode: c.mode, options: map[string]string{}}
	own, chosen := s.Options["mode"]
	switch {
	case chosen && own != modeCSV && own != modeParquet:
		return f, connectors.Errorf(connectors.ClassConfig, "the mode is %s or %s, not %q", modeCSV, modeParquet, own)
	case chosen:
		f.mode = own
	case onlyText(s.SQL):
		f.mode = modeCSV
	}
	switch {
	case f.mode == c.mode:
		maps.Copy(f.options, c.options)
	case chosen && len(c.options) > 0:
		names := strings.Join(slices.Sorted(maps.Keys(c.options)), ", ")
		f.notes = []string{"the connection's options of mode " + c.mode + " are left out in mode " + f.mode + ": " + names}
	}
	for name, value := range s.Options {
		if name == "mode" {
			continue
		}
		if f.options[name] = value; value == "" {
			delete(f.options, name)
		}
	}
	return f, nil
}

// onlyText reports whether a statement describes something: both clouds write
// Parquet by wrapping a query, and these are none.
func onlyText(sql string) bool {
	_, verb := sqltext.ForName("standard").Classify(sql)
	verb, _, _ = strings.Cut(verb, " ")
	return slices.Contains([]string{"SHOW", "DESCRIBE", "DESC", "EXPLAIN"}, verb)
}
