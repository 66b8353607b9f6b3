package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Misfit says in words for a user why a document could not be read as JSON of a
// known shape; err is what encoding/json made of it, which speaks of Go.
func Misfit(err error) string {
	var wrong *json.UnmarshalTypeError
	var broken *json.SyntaxError
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		return fmt.Sprintf("%s has the wrong type (%s)", wrong.Field, wrong.Value)
	case errors.As(err, &wrong):
		return fmt.Sprintf("it has the wrong type (%s)", wrong.Value)
	case errors.As(err, &broken):
		return fmt.Sprintf("it is no JSON from byte %d on", broken.Offset)
	}
	return "it cannot be read"
}
