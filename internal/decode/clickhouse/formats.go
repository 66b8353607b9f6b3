package clickhouse

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
)

// Formats in which connectors ask for answers.
const (
	// Progress has types, rows, totals and live progress in one stream, and
	// strings byte by byte.
	Progress = "JSONCompactEachRowWithProgress"
	// Compact is the same without progress and totals, for older servers.
	Compact = "JSONCompactEachRowWithNamesAndTypes"
	// JSON is one document with statistics at its end. Every server knows it.
	// It replaces bytes that are no UTF-8.
	JSON = "JSON"
)

// source gives the batches of a body.
type source interface {
	Schema() *arrow.Schema
	Next(context.Context) (arrow.RecordBatch, error)
	Close() error
}

// aliases are other names of formats, in lower case.
var aliases = map[string]string{
	"tabseparated":                  "tsv",
	"tabseparatedwithnames":         "tsvwithnames",
	"tabseparatedwithnamesandtypes": "tsvwithnamesandtypes",
	"ndjson":                        "jsoneachrow",
	"jsonlines":                     "jsoneachrow",
}

// tables are the formats that are read as tables, by name in lower case. All
// others are shown as the text that they are.
var tables = map[string]func(*Answer, io.ReadCloser) source{
	"json":                                readDocument,
	"jsoncompact":                         readDocument,
	"jsonstrings":                         readDocument,
	"jsoncompactstrings":                  readDocument,
	"jsoneachrow":                         readLines(0),
	"jsoncompacteachrow":                  readLines(0),
	"jsoncompacteachrowwithnames":         readLines(1),
	"jsoncompacteachrowwithnamesandtypes": readLines(2),
	"jsoneachrowwithprogress":             readProgress,
	"jsoncompacteachrowwithprogress":      readProgress,
	"csv":                                 readSeparated((*Answer).csv, 0),
	"csvwithnames":                        readSeparated((*Answer).csv, 1),
	"csvwithnamesandtypes":                readSeparated((*Answer).csv, 2),
	"tsv":                                 readSeparated((*Answer).tsv, 0),
	"tsvwithnames":                        readSeparated((*Answer).tsv, 1),
	"tsvwithnamesandtypes":                readSeparated((*Answer).tsv, 2),
	"parquet":                             readParquet,
	"arrow":                               readArrow(true),
	"arrowstream":                         readArrow(false),
}

// binary are formats that are neither tables that sonde reads nor text.
var binary = []string{
	"avro", "bsoneachrow", "buffers", "capnproto", "lineasstring", "msgpack", "native", "npy", "orc",
	"protobuf", "protobuflist", "protobufsingle", "rowbinary", "rowbinarywithdefaults", "rowbinarywithnames",
	"rowbinarywithnamesandtypes", "sqlite",
}

// isDocument reports whether a format is one JSON document, in which bytes that
// are no UTF-8 are replaced.
func isDocument(format string) bool {
	return slices.Contains([]string{"json", "jsoncompact", "jsonstrings", "jsoncompactstrings"}, strings.ToLower(format))
}

// isProgress reports whether a format has columns and progress in lines between
// the rows.
func isProgress(format string) bool {
	return slices.Contains([]string{"jsoneachrowwithprogress", "jsoncompacteachrowwithprogress"}, strings.ToLower(format))
}

// endsVisibly reports whether an answer of a format that was cut can be told
// from a whole one.
func endsVisibly(format string) bool {
	if strings.EqualFold(format, "Null") {
		return true // It sends nothing that could be cut off.
	}
	ending := endingOf(format)
	return isDocument(format) || IsColumnar(format) || ending != nil && !ending.empty
}

// IsColumnar reports whether a format is one of columns, which has types of its
// own.
func IsColumnar(format string) bool {
	return slices.Contains([]string{"parquet", "arrow", "arrowstream"}, strings.ToLower(format))
}

// CheckFormat refuses a format that cannot be shown. The error says which can.
func CheckFormat(name string) error {
	if !slices.Contains(binary, strings.ToLower(name)) {
		return nil
	}
	e := connectors.Errorf(connectors.ClassUnsupported, "answers in the format %s cannot be shown", name)
	return e.WithHint("Leave FORMAT out, or ask for Parquet, or for a format of text such as JSON, CSV or PrettyCompact.")
}

// IsText reports whether answers of a format are shown as the text that they are.
// No format is none.
func IsText(format string) bool {
	name := strings.ToLower(format)
	return name != "" && tables[name] == nil && aliases[name] == "" && !slices.Contains(binary, name)
}

// open chooses the reader of a format.
func (a *Answer) open(format string, body io.ReadCloser) source {
	name := strings.ToLower(format)
	if alias, ok := aliases[name]; ok {
		name = alias
	}
	if read, ok := tables[name]; ok {
		return read(a, body)
	}
	a.tellOfText(format)
	return newLines(body, format)
}

// tellOfText tells what became of a limit of rows: none of lines is one.
func (a *Answer) tellOfText(format string) {
	switch o := a.options; {
	case o.Asked > 0:
		a.warn("the answer is text in the format %s: the server was asked for %s rows at most, and the text does not tell whether there are more", format, connectors.Count(o.Asked))
	case o.Limit > 0:
		a.warn("the answer is text in the format %s, and is shown as the server sent it: the limit of %s rows is not applied to it", format, connectors.Count(o.Limit))
	}
}

func readDocument(a *Answer, body io.ReadCloser) source {
	return decode.JSON(body, decode.JSONOptions{Envelope: "data", Member: a.member})
}

func readProgress(a *Answer, body io.ReadCloser) source {
	return decode.JSON(body, decode.JSONOptions{Lines: true, End: decode.EndNewline, Envelope: "row", Member: a.member})
}

func readLines(headers int) func(*Answer, io.ReadCloser) source {
	return func(a *Answer, body io.ReadCloser) source {
		o := decode.JSONOptions{Lines: true, End: decode.EndNewline, HeaderRows: headers, Header: a.header}
		if a.options.ExceptionRows {
			o.Refuse = exceptionRow
		}
		return decode.JSON(body, o)
	}
}

// header reads a row of names and perhaps one of types.
func (a *Answer) header(rows [][]byte) ([]decode.Column, error) {
	lists := make([][]string, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal(row, &lists[i]); err != nil {
			return nil, connectors.Errorf(connectors.ClassIncomplete, "the server's list of columns cannot be read: %w", err)
		}
	}
	if len(lists) < 2 {
		return textColumns(lists[0]), nil
	}
	columns, err := typedColumns(lists[0], lists[1])
	a.placeClocks(columns)
	return columns, err
}

func textColumns(names []string) []decode.Column {
	columns := make([]decode.Column, len(names))
	for i, name := range names {
		columns[i].Field = connectors.Field(name, arrow.BinaryTypes.String, "", connectors.KindText)
	}
	return columns
}

func typedColumns(names, types []string) ([]decode.Column, error) {
	if len(names) != len(types) {
		return nil, connectors.Errorf(connectors.ClassIncomplete, "the server named %d columns and %d types", len(names), len(types))
	}
	columns := make([]decode.Column, len(names))
	for i := range names {
		columns[i] = Column(names[i], types[i])
	}
	return columns, nil
}

// separatedColumns are columns of separated values, in which whatever is nested
// stands as ClickHouse writes literals. What a value of several types is cannot be
// told from its text, which stays that.
func separatedColumns(names, types []string) ([]decode.Column, error) {
	columns, err := typedColumns(names, types)
	for i, c := range columns {
		t, _ := ParseType(types[i])
		switch {
		case arrow.IsNested(c.Field.Type.ID()), t.bare().is("Geometry"):
			columns[i].Literal = literalOf(t)
		case c.Verbatim && strings.Contains(types[i], "JSON"):
			columns[i].Verbatim = false // A document is the text of the field.
		case c.Verbatim:
			columns[i] = decode.Column{Field: connectors.Field(names[i], arrow.BinaryTypes.String, types[i], connectors.KindOther)}
			if c.Mend != nil {
				columns[i].Mend = mendWord
			}
		}
	}
	return columns, err
}
