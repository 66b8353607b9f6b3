package export

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
)

// pipes is a Markdown table of the GitHub flavour. What Markdown would read as
// markup is escaped, line breaks become <br>, NULL is the bare word and a text of
// that very word is quoted.
type pipes struct {
	schema *arrow.Schema
	Options
}

func newMarkdown(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	return newPipeline(w, &pipes{schema, o}), nil
}

func (e *pipes) head(dst []byte) []byte {
	if e.schema.NumFields() == 0 {
		return dst
	}
	if e.Note != "" {
		dst = append(dst, remark(e.Note)+"\n\n"...)
	}
	dst = append(dst, '|')
	for _, name := range columnNames(e.schema) {
		dst = append(appendMarkdown(append(dst, ' '), name), " |"...)
	}
	dst = append(dst, "\n|"...)
	for _, f := range e.schema.Fields() {
		rule := " --- |"
		if value.RightAligned(f) {
			rule = " ---: |"
		}
		dst = append(dst, rule...)
	}
	return append(dst, '\n')
}

func (e *pipes) rows(dst []byte, columns []column, from, to int, _ int64) []byte {
	var cell []byte
	for i := from; i < to; i++ {
		dst = append(dst, '|')
		for _, c := range columns {
			dst = append(dst, ' ')
			if c.null(i) {
				dst = append(dst, "NULL"...)
			} else {
				cell = c.text(cell[:0], i)
				dst = appendMarkdown(dst, noNull(string(cell)))
			}
			dst = append(dst, " |"...)
		}
		dst = append(dst, '\n')
	}
	return dst
}

func (e *pipes) tail(dst []byte, _ int64) []byte {
	if note := e.lateNote(); note != "" {
		dst = append(dst, "\n"+remark(note)+"\n"...)
	}
	return dst
}

// remark is a comment in Markdown.
func remark(text string) string { return "<!-- " + strings.ReplaceAll(text, "--", "- -") + " -->" }

func appendMarkdown(dst []byte, s string) []byte {
	for i, r := range s {
		switch r {
		case '\r':
			if !strings.HasPrefix(s[i:], "\r\n") {
				dst = append(dst, "<br>"...)
			}
			continue
		case '\n':
			dst = append(dst, "<br>"...)
			continue
		case '<':
			dst = append(dst, "&lt;"...)
			continue
		case '&':
			dst = append(dst, "&amp;"...)
			continue
		case '\\', '|', '*', '`', '~', '[', ']':
			dst = append(dst, '\\')
		case '_':
			if !insideWord(s, i) {
				dst = append(dst, '\\')
			}
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// insideWord reports whether letters or digits stand on both sides of the byte
// at i; an underscore is no markup there.
func insideWord(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+1:])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return word(before) && word(after)
}
