package clickhouse

import (
	"slices"
	"strings"
)

// ending is how a format of text ends: with a line of which that is known.
type ending struct {
	text string // what the error calls it
	// ends takes a line with its end, or the last part of a long one.
	ends func(line string) bool
	// empty says that an answer without any line may be whole too, and that lines in
	// the middle of an answer may end so.
	empty bool
	// numbered says that rows stand in boxes and may have numbers.
	numbered bool
}

// lastLines are the last lines of formats of text that have one, by name in
// lower case.
var lastLines = map[string]string{
	"xml": "</result>", "jsoncolumns": "}", "jsoncolumnswithmetadata": "}", "jsonobjecteachrow": "}", "jsoncompactcolumns": "]",
}

// endingOf is the ending of a format; nil where nothing is known of it.
func endingOf(format string) *ending {
	name := strings.ToLower(format)
	if last := lastLines[name]; last != "" {
		return &ending{text: last, ends: func(line string) bool { return strings.TrimRight(line, "\r\n") == last }}
	}
	switch {
	case inBoxes(name):
		return &ending{text: "the lower edge of a table", ends: closesBox, empty: true, numbered: true}
	case name == "values":
		return &ending{text: "a closed row", ends: func(line string) bool { return strings.HasSuffix(line, ")") }, empty: true}
	case inLines(name):
		return &ending{text: "a whole line", ends: func(line string) bool { return strings.HasSuffix(line, "\n") }, empty: true}
	}
	return nil
}

// inBoxes reports whether a format draws boxes around its rows.
func inBoxes(name string) bool {
	return strings.HasPrefix(name, "pretty") && !strings.HasPrefix(name, "prettyspace") && !strings.Contains(name, "json")
}

// inLines reports whether every answer of a format is made of whole lines, of whose
// number nothing is known.
func inLines(name string) bool {
	return slices.ContainsFunc(lineFormats, func(begin string) bool { return strings.HasPrefix(name, begin) })
}

// lineFormats are beginnings of the names of such formats.
var lineFormats = []string{
	"csv", "hash", "jsoncompacteachrow", "jsoncompactstringseachrow", "jsoneachrow", "jsonlines", "jsonstringseachrow", "markdown", "prettyjson", "prettyndjson",
	"prettyspace", "prometheus", "sqlinsert", "tabseparated", "tskv", "tsv", "vertical",
}

// closesBox reports whether a line may be the last one of a table in a box.
func closesBox(line string) bool {
	line = strings.TrimSpace(colors.ReplaceAllString(line, ""))
	return line == "" || strings.HasSuffix(line, "┘") || strings.HasSuffix(line, "+") || strings.HasPrefix(line, "Showed ")
}
