package sidebar

import "strings"

// refusesAs reports whether an effect is a refusal that says what the line is.
func refusesAs(e Effect, what string) bool {
	r, ok := e.(Refusal)
	return ok && strings.HasSuffix(r.Reason, what)
}
