package tui

import (
	"errors"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"sonde/connectors"
	"sonde/internal/sqltext"
	"sonde/tui/dialog"
)

// Marks of fields that are empty, beside defaults as they will be used.
const (
	markRequired = "required"
	markOptional = "optional"
	markDefault  = "default: "
)

// check finds the first parameter that has no value and needs one.
func (q *asking) check(values []dialog.Value) error {
	for i, f := range q.fields {
		if q.needs(f) && (values[i].Text == "" || values[i].Null) {
			return &dialog.FieldError{Field: f.label(), Err: errors.New("a value is needed")}
		}
		if t := values[i].Type; t != "" && !beginsName(t) {
			return &dialog.FieldError{Field: f.label(), Err: fmt.Errorf("%q is no type", t)}
		}
	}
	return nil
}

// beginsName reports whether a text begins as the name of a type does.
func beginsName(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r) || r == '_' || r == '"'
}

// needs reports whether a statement cannot be run without a value: as the source
// says of the parameters of a pipe, and as a template tells by itself. A request to
// an endpoint leaves out what has no value, and the pipe takes it as it can.
func (q *asking) needs(f asked) bool {
	if p := q.known(f.Name); p != nil {
		return p.Required && !p.HasDefault
	}
	return f.Required && endpointTitle(q.statements[f.statement].sql) == ""
}

// mark is what an empty field shows: what becomes of the parameter then.
func (q *asking) mark(f asked) string {
	known := q.known(f.Name)
	switch {
	case known != nil && known.HasDefault:
		return markDefault + known.Default
	case f.HasDefault:
		return markDefault + f.Default
	case q.needs(f):
		return markRequired
	case known != nil || len(f.Places) > 0 && f.Places[0].Kind == sqltext.Template:
		return markOptional
	}
	return ""
}

// known is what the source says of a parameter; nil where it says nothing.
func (q *asking) known(name string) *connectors.PipeParam {
	if q.pipe == nil {
		return nil
	}
	params := q.pipe.pipe.Params
	i := slices.IndexFunc(params, func(p connectors.PipeParam) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return &params[i]
}

// describe is what is known of a parameter, before how it is sent.
func (q *asking) describe(f asked, help string) string {
	if q.needs(f) {
		help = "A value is needed."
	}
	if p := q.known(f.Name); p != nil && p.Comment != "" {
		return sentence(p.Comment) + " " + help
	}
	return help
}
