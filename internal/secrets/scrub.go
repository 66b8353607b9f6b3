package secrets

import (
	"regexp"
	"strings"
	"sync"
)

// Scrub replaces what looks like a credential in SQL, a URL or an error by
// [Mask] and leaves the rest as it is: values that are assigned to a name such
// as password or token, the secrets of CREATE SECRET and IDENTIFIED BY,
// passwords in URLs, signatures of presigned URLs, and tokens that can be told
// by their shape. Where in doubt it hides. What it returns it would leave as it
// is.
func Scrub(text string) string {
	for _, re := range patterns() {
		text = maskGroups(re, text)
	}
	return text
}

// names are those under which credentials go.
const names = `(?:(?:[\w.-]*[_.-])?(?:password|passwd|passphrase|pwd|pass|secret|token|api[_-]?key|auth|authorization|credentials?|key_id)` +
	`|\w*(?:password|secret|access_?key(?:_?id)?|account_?key|private_?key|secret_?key|access_?token|auth_?token|shared_?access_?signature))`

// quoted values: the text between the quotes, to the end where they are open.
const (
	single = `[a-z]?'((?:[^'\\]|''|\\.)*)`
	double = `"((?:[^"\\]|""|\\.)*)`
	dollar = `\$\w*\$(.*?)\$\w*\$`
)

// patterns are compiled at the first use. Everything that a group holds is
// hidden.
var patterns = sync.OnceValue(func() []*regexp.Regexp {
	sources := []string{
		// password = '…', "token": "…", secret => $$…$$
		`(?is)\b` + names + "['\"`\\]]?" + `\s*(?:[:=<>!]+)\s*(?:` + single + `|` + double + `|` + dollar + `)`,
		// SECRET '…', IDENTIFIED BY '…'
		`(?is)\b(?:` + names + `|identified\s+(?:with\s+\w+\s+)?by)\s+` + single,
		// password=… in connection strings and URLs; not the placeholders $1 and ?
		`(?i)\b` + names + `=(\$?[^\s'"&;,)$?\d][^\s'"&;,)]*|\d[^\s'"&;,)]*|\$[^\s'"&;,)\d][^\s'"&;,)]*)`,
		// presigned URLs
		`(?i)[?&](?:x-(?:amz|goog)-(?:signature|credential|security-token)|awsaccesskeyid|signature|sig|key)=([^\s'"&;,)]+)`,
		// user:password@host
		`(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@'"]*:([^\s/'"]+)@`,
		// Authorization headers
		`(?i)\b(?:bearer|basic)\s+([a-z0-9._~+/=-]{8,})`,
		`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(.+?)(?:-----END|$)`,
		`\b(eyJ[\w-]{8,}(?:\.[\w-]+)+)`,
		`\b((?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{35}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abeprs]-[\w-]{10,}` +
			`|(?:sk|rk|pk)_(?:live|test)_\w{10,}|sk-[\w-]{20,}|hf_\w{20,}|dhat\.v1\.\w{10,}|dapi[0-9a-f]{32})\b`,
	}
	compiled := make([]*regexp.Regexp, len(sources))
	for i, source := range sources {
		compiled[i] = regexp.MustCompile(source)
	}
	return compiled
})

// maskGroups replaces what the groups of a pattern hold, where it is not empty.
func maskGroups(re *regexp.Regexp, text string) string {
	matches := re.FindAllStringSubmatchIndex(text, -1)
	if matches == nil {
		return text
	}
	var out strings.Builder
	done := 0
	for _, m := range matches {
		for g := 2; g < len(m); g += 2 {
			if m[g] < m[g+1] {
				out.WriteString(text[done:m[g]])
				out.WriteString(Mask)
				done = m[g+1]
			}
		}
	}
	out.WriteString(text[done:])
	return out.String()
}
