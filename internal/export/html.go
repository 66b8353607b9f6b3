package export

import (
	"bytes"
	"html"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
)

// markup is an HTML table, in a page of its own or not. NULL cells have the class
// null.
type markup struct {
	schema *arrow.Schema
	Options
}

// What stands before and after the table of a page. White space in values is
// shown as it is.
const (
	pageHead = "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>Result</title>\n" +
		"<style>table { border-collapse: collapse } td, th { border: 1px solid; padding: 0 .4em; white-space: pre-wrap } .null { opacity: .5 }</style>\n" +
		"</head>\n<body>\n"
	pageTail = "</body>\n</html>\n"
)

func newHTML(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	return newPipeline(w, &markup{schema, o}), nil
}

func (e *markup) head(dst []byte) []byte {
	if !e.Fragment {
		dst = append(dst, pageHead...)
	}
	dst = append(dst, "<table>\n"...)
	if e.Note != "" {
		dst = append(dst, "<caption>"+html.EscapeString(e.Note)+"</caption>\n"...)
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
			dst = appendHTML(dst, cell)
			dst = append(dst, "</td>"...)
		}
		dst = append(dst, "</tr>\n"...)
	}
	return dst
}

func (e *markup) tail(dst []byte, _ int64) []byte {
	dst = append(dst, "</tbody>\n</table>\n"...)
	if note := e.lateNote(); note != "" {
		dst = append(dst, "<p>"+html.EscapeString(note)+"</p>\n"...)
	}
	if !e.Fragment {
		dst = append(dst, pageTail...)
	}
	return dst
}

// appendHTML escapes text.
func appendHTML(dst, text []byte) []byte {
	if utf8.Valid(text) && !bytes.ContainsAny(text, `<>&'"`) {
		return append(dst, text...)
	}
	return append(dst, html.EscapeString(strings.ToValidUTF8(string(text), "\ufffd"))...)
}
