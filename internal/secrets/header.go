package secrets

import "strings"

// maxWord is the length up to which a value of letters only is taken for a word.
const maxWord = 12

// credentialNames are parts of the names of headers that carry credentials.
var credentialNames = []string{"auth", "cookie", "cred", "key", "pass", "secret", "session", "sign", "token"}

// IsSecretHeader reports whether the value of an HTTP header is to be hidden.
// That is so for every value but a plain word in a header without the name of a
// credential, such as "X-Team: sales": hidden, it would be missing from every
// message in which the word occurs.
func IsSecretHeader(name, value string) bool {
	name = strings.ToLower(name)
	for _, part := range credentialNames {
		if strings.Contains(name, part) {
			return true
		}
	}
	return len(value) > maxWord || strings.Trim(asciiLower(value), "abcdefghijklmnopqrstuvwxyz") != ""
}
