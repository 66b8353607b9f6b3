package secrets

import "regexp"

// anyReference is a reference as a text or a URL writes it, up to its last brace in the same
// parameter, or to the end where it is left open.
var anyReference = regexp.MustCompile(`(?i)(?:\$|%24)+(?:\{|%7b)(?s:[^&]*(?:\}|%7d)|.*)`)

// MaskReferences puts [Mask] in the place of every reference in a text or a URL,
// well formed or not.
func MaskReferences(text string) string { return anyReference.ReplaceAllString(text, Mask) }
