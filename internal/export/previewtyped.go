package export

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/internal/value"
)

// previewTyped is a table of the first rows of a file that is no text: names, types
// of the file, values.
func previewTyped(ctx context.Context, format string, src Source, rows int64, whole bool, o Options) (string, error) {
	first, err := src.Next(ctx)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	if err := Check(format, src.Schema(), -1, o); err != nil {
		return "", err
	}
	schema, note, err := schemaFor(ctx, format, src, first)
	if err != nil {
		return "", err
	}
	notes := []string{note}
	if !whole {
		notes = append(notes, mayTurnNote(format, schema))
	}
	types := fileTypes(format, schema)
	if first != nil {
		first = first.NewSlice(0, min(rows, first.NumRows()))
		markTurned(format, types, schema, first)
	}
	notes = slices.DeleteFunc(notes, func(s string) bool { return s == "" })
	return strings.Join(append(notes, previewTable(schema, types, first)), "\n"), nil
}

// mayTurnNote names the columns of a file that become text where a later value does
// not fit.
func mayTurnNote(format string, schema *arrow.Schema) string {
	var names []string
	if plan, typed := plans[format]; typed {
		for i, c := range planned(schema, plan) {
			if c.field.Type.ID() != arrow.STRING && Narrows(arrow.NewSchema(schema.Fields()[i:i+1], nil)) {
				names = append(names, c.declared.Name+" ("+connectors.SourceType(c.declared)+")")
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "text instead, if a later value does not fit: " + enumerated(names)
}

// markTurned says of the columns of a sheet which have cells of text among others.
func markTurned(format string, types []string, schema *arrow.Schema, b arrow.RecordBatch) {
	if format != "xlsx" {
		return
	}
	e, f := newCells(schema), formatters{}
	e.rows(nil, f.columns(b), 0, int(b.NumRows()), 0)
	for i := range types {
		if types[i] != textCell && e.turned[i].Load() {
			types[i] += " or " + textCell
		}
	}
}

// mostPreviewed is the widest that a column of a preview is.
const mostPreviewed = 32

// previewTable lines names, types and rows up.
func previewTable(schema *arrow.Schema, types []string, b arrow.RecordBatch) string {
	var f formatters
	var columns []column
	rows := 0
	if b != nil {
		columns, rows = f.columns(b), int(b.NumRows())
	}
	lines := make([]strings.Builder, rows+2)
	for j, field := range schema.Fields() {
		cells := []string{field.Name, types[j]}
		for i := range rows {
			cells = append(cells, previewCell(columns[j], i))
		}
		addColumn(lines, cells, j > 0, value.RightAligned(field))
	}
	var out strings.Builder
	for i := range lines {
		out.WriteString(strings.TrimRight(lines[i].String(), " ") + "\n")
	}
	return out.String()
}

func previewCell(c column, i int) string {
	if c.null(i) {
		return "NULL"
	}
	return noNull(string(c.clipped(nil, i, 8*mostPreviewed)))
}

// addColumn adds cells of the same width to lines, behind others where there are any.
func addColumn(lines []strings.Builder, cells []string, behind, right bool) {
	widest := 0
	for i := range cells {
		text, width := cellwidth.Truncate(cellwidth.Safe(cells[i]), mostPreviewed)
		cells[i], widest = text, max(widest, width)
	}
	for i, text := range cells {
		padding := strings.Repeat(" ", widest-cellwidth.Of(text))
		if behind {
			lines[i].WriteString("  ")
		}
		if right && i > 1 {
			text, padding = padding, text
		}
		lines[i].WriteString(text + padding)
	}
}
