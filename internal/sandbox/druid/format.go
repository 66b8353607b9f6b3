package druid

import (
	"strings"

	"sonde/internal/sandbox/face"
)

// layout is a result format.
type layout struct {
	objects, lines, csv bool
	contentType         string
}

var layouts = map[string]layout{
	"":            {objects: true, contentType: "application/json"},
	"object":      {objects: true, contentType: "application/json"},
	"array":       {contentType: "application/json"},
	"objectlines": {objects: true, lines: true, contentType: "text/plain"},
	"arraylines":  {lines: true, contentType: "text/plain"},
	"csv":         {csv: true, contentType: "text/csv"},
}

// formatter writes an answer in a layout.
type formatter struct {
	layout
	columns []column
	items   int // rows so far, those of the header included
}

// begin appends what stands before the rows.
func (f *formatter) begin(dst []byte, q *request) []byte {
	if !f.lines && !f.csv {
		dst = append(dst, '[')
	}
	switch {
	case !q.Header:
		return dst
	case f.objects:
		return f.headerObject(dst, q)
	}
	dst = f.headerRow(dst, func(c column) string { return c.name })
	if q.TypesHeader {
		dst = f.headerRow(dst, func(c column) string { return c.native })
	}
	if q.SQLTypesHeader {
		dst = f.headerRow(dst, func(c column) string { return c.sql })
	}
	return dst
}

func (f *formatter) headerObject(dst []byte, q *request) []byte {
	dst = append(f.separate(dst), '{')
	for i, c := range f.columns {
		dst = append(appendString(comma(dst, i), []byte(c.name)), ':')
		switch {
		case q.TypesHeader && q.SQLTypesHeader:
			dst = append(dst, `{"type":"`+c.native+`","sqlType":"`+c.sql+`"}`...)
		case q.TypesHeader:
			dst = append(dst, `{"type":"`+c.native+`"}`...)
		case q.SQLTypesHeader:
			dst = append(dst, `{"sqlType":"`+c.sql+`"}`...)
		default:
			dst = append(dst, "null"...)
		}
	}
	return append(dst, '}')
}

func (f *formatter) headerRow(dst []byte, cell func(column) string) []byte {
	dst = f.separate(dst)
	if f.csv {
		for i, c := range f.columns {
			dst = appendField(comma(dst, i), cell(c))
		}
		return append(dst, '\n')
	}
	dst = append(dst, '[')
	for i, c := range f.columns {
		dst = appendString(comma(dst, i), []byte(cell(c)))
	}
	return append(dst, ']')
}

// separate appends what stands between two rows, which is nothing before the
// first one. An answer that breaks off therefore ends behind a row.
func (f *formatter) separate(dst []byte) []byte {
	f.items++
	switch {
	case f.items == 1 || f.csv:
		return dst
	case f.lines:
		return append(dst, '\n')
	}
	return append(dst, ',')
}

func comma(dst []byte, i int) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	return dst
}

func (f *formatter) row(dst []byte, row face.Row) []byte {
	dst = f.separate(dst)
	switch {
	case f.csv:
		return f.csvRow(dst, row)
	case f.objects:
		dst = append(dst, '{')
		for i, c := range f.columns {
			dst = append(appendString(comma(dst, i), []byte(c.name)), ':')
			dst = c.appendJSON(dst, row, i)
		}
		return append(dst, '}')
	}
	dst = append(dst, '[')
	for i, c := range f.columns {
		dst = c.appendJSON(comma(dst, i), row, i)
	}
	return append(dst, ']')
}

// csvRow writes NULL and the empty string alike. Where they are the only field
// they are quoted, so that no row is a blank line.
func (f *formatter) csvRow(dst []byte, row face.Row) []byte {
	start := len(dst)
	for i, c := range f.columns {
		dst = comma(dst, i)
		dst = appendField(dst, string(c.appendText(nil, row, i)))
	}
	if len(dst) == start {
		dst = append(dst, `""`...)
	}
	return append(dst, '\n')
}

// appendField appends a field of csv, in quotes where it needs them.
func appendField(dst []byte, text string) []byte {
	if !strings.ContainsAny(text, ",\"\r\n") {
		return append(dst, text...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(text, `"`, `""`)...)
	return append(dst, '"')
}

// end appends what tells a complete answer.
func (f *formatter) end(dst []byte) []byte {
	switch {
	case f.csv:
		return append(dst, '\n')
	case f.lines:
		return append(dst, "\n\n"...)
	}
	return append(dst, "]\n"...)
}
