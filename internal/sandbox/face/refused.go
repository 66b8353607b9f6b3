package face

import (
	"regexp"

	"sonde/connectors"
)

// ofValues are the engine's words for what it finds in the values, while it runs.
var ofValues = regexp.MustCompile(`(?i)^could not convert |can't be cast|out of range|overflow|division by zero`)

// Refused reports whether an error of the engine is about the text of a statement,
// found before anything ran: names, types and arguments that do not fit have a
// place in the text, and so have values that cannot be converted later.
func Refused(e *connectors.Error) bool {
	switch e.Class {
	case connectors.ClassSyntax, connectors.ClassNotFound:
		return true
	case connectors.ClassQuery:
		return e.Position >= 0 && !ofValues.MatchString(e.Message)
	}
	return false
}
