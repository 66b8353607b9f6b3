// Package export writes record batches to files and pipes: text formats for
// people and scripts, typed formats for other programs.
//
// Text formats share the rendering of package value. Rows are formatted on as
// many goroutines as there are processors and written in order; memory does not
// grow with the number of rows.
package export

import (
	"io"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Options are choices that some formats have. The zero value is what a person
// without wishes gets.
type Options struct {
	// NoHeader leaves the line of column names out (csv, tsv).
	NoHeader bool
	// Delimiter stands between fields (csv); 0 is a comma.
	Delimiter byte
	// NullText stands for NULL (csv, tsv). A value of that very text is quoted,
	// so that the two stay apart.
	NullText string
	// Table is the table that rows are inserted into (sql); empty is "result".
	// Dots stand between its parts, such as a schema and the table; a part that has
	// dots itself stands in quotes, which are those of SQL.
	Table string
	// Dialect names the rules of quoting (sql): "mysql" and so on, as in
	// connectors.Driver; empty is standard SQL.
	Dialect string
	// Compression inside the file: snappy, zstd, gzip or none (parquet), zstd, lz4
	// or none (arrow); empty is the first of these.
	Compression string
	// SafeFormulas puts an apostrophe before text that a spreadsheet would run as
	// a formula (csv, tsv).
	SafeFormulas bool
	// CRLF ends lines with a carriage return and a line feed (csv, tsv).
	CRLF bool
	// ByteOrderMark begins the file with one (csv, tsv).
	ByteOrderMark bool
	// Pretty gives every field of an object a line of its own (json).
	Pretty bool
	// Fragment writes a table without a page around it (html).
	Fragment bool
	// BigNumbersAsText quotes numbers of more than 15 digits, also within lists,
	// structures and documents (json, ndjson).
	BigNumbersAsText bool
	// Sheet is the name of the sheet (xlsx); empty is "Result".
	Sheet string
	// RowsPerInsert is the number of rows of one statement (sql); 0 is 500.
	RowsPerInsert int
	// Note says why a result is not complete. It stands in the metadata of the
	// formats that have one (parquet, arrow, xlsx), and in a comment or caption
	// of those that have that (sql, html, markdown).
	Note string
	// NoteAtEnd is asked for such a note after the last row, where it is not known
	// before; in a document it stands at the end. Nil asks nothing.
	NoteAtEnd func() string
	// Journal is a folder in which the names of files that are being written are
	// kept, for [CleanUp] after a killed program; empty keeps none.
	Journal string
	// Color allows terminal colours (table).
	Color bool
	// KeepUnnamed has [ToFile] keep what it has written where another file took the
	// name meanwhile, see [Unnamed].
	KeepUnnamed bool
	// Hold has [ToFile] leave a file that is written whole without its name, as an
	// [Unnamed] that is no fs.ErrExist.
	Hold bool
	// Overwrite lets [ToFile] replace a file.
	Overwrite bool
}

// Writer writes one result. Close must be called, also after an error, and
// finishes the document but not the io.Writer below. Rows reach the io.Writer
// without waiting for more of them, but perhaps after Write has returned, so an
// error may come from a later call. A batch may carry a column as utf8 where
// the schema declares another type.
type Writer interface {
	Write(b arrow.RecordBatch) error
	Close() error
}

// Format describes a format for a list of choices.
type Format struct {
	Name, Title string
	// Extensions of file names, without the dot. The first one is offered.
	Extensions []string
	// Binary formats should not be printed on a terminal.
	Binary bool
}

type opener func(w io.Writer, schema *arrow.Schema, o Options) (Writer, error)

// formats is every format, in the order in which they are offered.
var formats = []struct {
	Format
	open opener
}{
	{Format{Name: "table", Title: "Aligned text", Extensions: []string{"txt"}}, newTable},
	{Format{Name: "csv", Title: "CSV", Extensions: []string{"csv"}}, newCSV},
	{Format{Name: "tsv", Title: "TSV", Extensions: []string{"tsv", "tab"}}, newTSV},
	{Format{Name: "json", Title: "JSON array", Extensions: []string{"json"}}, newJSON},
	{Format{Name: "ndjson", Title: "JSON lines", Extensions: []string{"ndjson", "jsonl"}}, newNDJSON},
	{Format{Name: "parquet", Title: "Parquet", Extensions: []string{"parquet", "pq"}, Binary: true}, newParquet},
	{Format{Name: "arrow", Title: "Arrow IPC file", Extensions: []string{"arrow", "feather", "ipc"}, Binary: true}, newArrow},
	{Format{Name: "xlsx", Title: "Excel workbook", Extensions: []string{"xlsx"}, Binary: true}, newXLSX},
	{Format{Name: "markdown", Title: "Markdown table", Extensions: []string{"md", "markdown"}}, newMarkdown},
	{Format{Name: "html", Title: "HTML table", Extensions: []string{"html", "htm"}}, newHTML},
	{Format{Name: "sql", Title: "SQL INSERT", Extensions: []string{"sql"}}, newSQL},
}

// Formats lists the formats in the order in which they are offered.
func Formats() []Format {
	all := make([]Format, len(formats))
	for i, f := range formats {
		all[i] = f.Format
	}
	return all
}

// NewWriter starts a document of the named format. The error names the nearest
// format where there is none of that name.
func NewWriter(w io.Writer, format string, schema *arrow.Schema, o Options) (Writer, error) {
	var names []string
	for _, f := range formats {
		if f.Name == format {
			out, err := f.open(w, schema, o)
			if plan, typed := plans[format]; err == nil && typed {
				out = &checked{Writer: out, schema: schema, columns: planned(schema, plan)}
			}
			return out, err
		}
		names = append(names, f.Name)
	}
	return nil, connectors.Errorf(connectors.ClassConfig, "unknown format %q%s", format, connectors.Suggest(format, names))
}

// columnNames returns the names of a schema's columns; those of unique are all
// different.
func columnNames(schema *arrow.Schema) []string {
	names := make([]string, schema.NumFields())
	for i, f := range schema.Fields() {
		names[i] = f.Name
	}
	return slices.Clip(names)
}
