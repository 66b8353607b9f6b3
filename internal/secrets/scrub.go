package secrets

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Scrub replaces what looks like a credential in SQL, a URL or an error by
// [Mask] and leaves the rest as it is: values that are assigned to a name such
// as password or token, the secrets of CREATE SECRET and IDENTIFIED BY,
// passwords in URLs, signatures of presigned URLs, and tokens that can be told
// by their shape. Where in doubt it hides.
func Scrub(text string) string {
	var spans []span
	lower := asciiLower(text)
	for _, r := range rules() {
		for _, start := range r.starts {
			spans = r.find(text, lower, start, spans)
		}
	}
	return masked(text, spans)
}

// IsSecretName reports whether a value of that name, such as that of a parameter,
// is to be hidden.
func IsSecretName(name string) bool {
	return Scrub(name+"='x'") != name+"='x'"
}

// span is a stretch of a text, in bytes.
type span struct{ from, to int }

// rule finds credentials that follow a word. Words are quick to look for, and
// in most texts there are none.
type rule struct {
	starts []string // in lower case
	// before says whether the word may follow this text. Nil: anything.
	before func(string) bool
	// after matches what follows the word; each group that is not empty is a
	// credential.
	after *regexp.Regexp
	// whole says that the word is part of the credential.
	whole bool
}

func (r rule) find(text, lower, start string, spans []span) []span {
	for at := 0; ; {
		i := strings.Index(lower[at:], start)
		if i < 0 {
			return spans
		}
		word := at + i
		at = word + len(start)
		if r.before != nil && !r.before(text[:word]) {
			continue
		}
		groups := r.after.FindStringSubmatchIndex(text[at:])
		for g := 2; g < len(groups); g += 2 {
			if groups[g] >= groups[g+1] {
				continue
			}
			s := span{at + groups[g], at + groups[g+1]}
			if r.whole {
				s.from = word
			}
			spans = append(spans, s)
			at = s.to
		}
	}
}

// masked replaces spans, which may overlap.
func masked(text string, spans []span) string {
	if len(spans) == 0 {
		return text
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var out strings.Builder
	done := 0
	for _, s := range spans {
		if s.from >= done {
			out.WriteString(text[done:s.from])
			out.WriteString(Mask)
		}
		done = max(done, s.to)
	}
	out.WriteString(text[done:])
	return out.String()
}

// asciiLower keeps every byte in its place, which strings.ToLower does not.
func asciiLower(text string) string {
	lower := []byte(text)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}

// Quoted values are hidden to the end of the text where they are not closed.
const (
	single = `[a-zA-Z]?'((?:[^'\\]|''|\\.)*)`
	double = `"((?:[^"\\]|""|\\.)*)`
	dollar = `\$\w*\$(.*?)\$\w*\$`
	bare   = `([^\s'"&;,)]+)`
	// reference names the place of a secret, as a URL may.
	reference = `\$\{(?:env|keyring|file):[^\s'"&;,){}]+\}(?:[\s'"&;,)]|\z)`
	// within is a quoted value inside of text that is itself in quotes.
	within = `(?:''([^'\s,;()][^']*)|\\["']([^"'\\]+))`
)

// assigned is what follows a name: = '…' or = "…" or => $$…$$, '…' as in
// CREATE SECRET, or =… without blanks as in connection strings, but not the
// placeholders $1 and ?, nor what only refers to a secret.
const assigned = "(?s)\\A(?:\\\\?['\"`\\]]?" + `\s*[:=<>!]+\s*(?:` + within + `|` + single + `|` + double + `|` + dollar + `)|\s+` + single +
	`|=(?:\$\d+\b|\?|` + reference + `|` + bare + `))`

// userinfo is what follows :// in a URL with a password. One that holds a slash
// is told from the port of a URL without a password by what is no digit.
const userinfo = `\A[^\s/:@'"\[]*:(?:([^\s/'"]+)|([^\s/'"]*[^\s/'"0-9][^\s/'"]*/[^\s'"]*?))@`

var rules = sync.OnceValue(func() []rule {
	after := regexp.MustCompile
	return []rule{
		{starts: []string{"password", "passwd", "passphrase", "secret", "access_key", "accesskey", "access_key_id", "accesskeyid",
			"account_key", "accountkey", "private_key", "privatekey", "secret_key", "secretkey", "access_token", "accesstoken",
			"auth_token", "authtoken", "api_key", "api-key", "apikey", "key_id", "encryption_key", "encryptionkey", "footer_key", "footer_key_value",
			"sharedaccesssignature"}, after: after(assigned)},
		{starts: []string{"pass", "pwd", "pw", "token", "auth", "authorization", "credential", "credentials"}, before: wordEnds, after: after(assigned)},
		{starts: []string{"identified"}, after: after(`(?is)\A\s+(?:with\s+\w+\s+)?by\s+` + single)},
		{starts: []string{"add_parquet_key"}, after: after(`(?s)\A\s*\(\s*(?:'[^']*'|"[^"]*")\s*,\s*(?:` + single + `|` + double + `)`)},
		{starts: []string{"x-amz-signature", "x-amz-credential", "x-amz-security-token", "x-goog-signature", "x-goog-credential",
			"awsaccesskeyid", "signature", "sig", "key"}, before: parameterBegins, after: after(`\A=` + bare)},
		{starts: []string{"://"}, after: after(userinfo)},
		{starts: []string{"bearer", "basic"}, before: wordEnds, after: after(`\A\s+([A-Za-z0-9._~+/=-]{8,})`)},
		{starts: []string{"-----begin "}, after: after(`(?s)\A[A-Z ]*PRIVATE KEY-----(.+?)(?:-----END|$)`)},
		{starts: []string{"eyj"}, before: wordEnds, after: after(`\A([\w-]{8,}(?:\.[\w-]+)+)`), whole: true},
		{starts: []string{"akia", "asia"}, before: wordEnds, after: after(`\A([A-Z0-9]{16})\b`), whole: true},
		{starts: []string{"aiza"}, before: wordEnds, after: after(`\A([\w-]{35})`), whole: true},
		{starts: []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "hf_", "sk-"}, before: wordEnds, after: after(`\A([\w-]{20,})`), whole: true},
		{starts: []string{"xoxa-", "xoxb-", "xoxe-", "xoxp-", "xoxr-", "xoxs-", "sk_live_", "sk_test_", "rk_live_", "rk_test_", "dhat.v1."},
			before: wordEnds, after: after(`\A([\w-]{10,})`), whole: true},
		{starts: []string{"dapi"}, before: wordEnds, after: after(`\A([0-9a-f]{32})\b`), whole: true},
	}
})

// wordEnds reports whether no letter or digit stands at the end of before.
func wordEnds(before string) bool {
	if before == "" {
		return true
	}
	c := before[len(before)-1]
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9')
}

// parameterBegins reports whether a parameter of a URL begins after before.
func parameterBegins(before string) bool {
	return strings.HasSuffix(before, "?") || strings.HasSuffix(before, "&")
}
