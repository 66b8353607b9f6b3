package export

import (
	"html"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
)

// markup is an HTML table and nothing around it. NULL cells have the class null.
type markup struct {
	schema *arrow.Schema
	note   string
}

func newHTML(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	return newPipeline(w, &markup{schema, o.Note}), nil
}

func (e *markup) head(dst []byte) []byte {
	dst = append(dst, "<table>\n"...)
	if e.note != "" {
		dst = append(dst, "<caption>"+html.EscapeString(e.note)+"</caption>\n"...)
	}
	dst = append(dst, "<thead><tr>"...)
	for _, name := range columnNames(e.schema) {
		dst = append(dst, "<th>"+html.EscapeString(name)+"</th>"...)
	}
	return append(dst, "</tr></thead>\n<tbody>\n"...)
}

func (e *markup) rows(dst []byte, columns []column, from, to int, _ int64) []byte {
	var cell []byte
	for i := from; i < to; i++ {
		dst = append(dst, "<tr>"...)
		for _, c := range columns {
			if c.null(i) {
				dst = append(dst, `<td class="null">NULL</td>`...)
				continue
			}
			opening := "<td>"
			if c.class() == value.Number {
				opening = `<td style="text-align:right">`
			}
			cell = c.text(cell[:0], i)
			dst = append(dst, opening...)
			dst = append(dst, html.EscapeString(strings.ToValidUTF8(string(cell), "\ufffd"))...)
			dst = append(dst, "</td>"...)
		}
		dst = append(dst, "</tr>\n"...)
	}
	return dst
}

func (e *markup) tail(dst []byte, _ int64) []byte {
	return append(dst, "</tbody>\n</table>\n"...)
}
