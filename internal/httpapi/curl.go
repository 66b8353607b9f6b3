package httpapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Curl returns the command for a POSIX shell that repeats a request. Secrets
// stand in it as variables that carry the name of their header or parameter,
// such as $X_API_KEY; a presigned URL is $PRESIGNED_URL.
func (c *Client) Curl(r Request) (string, error) {
	target, err := c.target(&r)
	if err != nil {
		return "", err
	}
	req, err := c.build(c.open, &r, target)
	if err != nil {
		return "", err
	}
	words := []string{"curl"}
	if req.Method != http.MethodGet || r.Body != nil {
		words = append(words, "-X", req.Method)
	}
	words = append(words, c.curlOptions(&r)...)
	for _, name := range sortedNames(req.Header) {
		if name != "Accept-Encoding" && name != "X-Request-Id" && name != "User-Agent" {
			words = append(words, "-H", c.curlHeader(name, strings.Join(req.Header[name], ", ")))
		}
	}
	if r.Body != nil {
		words = append(words, "--data-binary", quoted(c.Redact(string(r.Body))))
	}
	if r.URL != "" {
		return strings.Join(append(words, `"$PRESIGNED_URL"`), " "), nil
	}
	return strings.Join(append(words, c.curlURL(req.URL)), " "), nil
}

func (c *Client) curlOptions(r *Request) []string {
	var words []string
	if !r.Identity {
		words = append(words, "--compressed")
	}
	if c.options.InsecureSkipVerify {
		words = append(words, "--insecure")
	}
	if c.options.CAFile != "" {
		words = append(words, "--cacert", quoted(c.options.CAFile))
	}
	if c.options.Proxy != "" {
		words = append(words, "--proxy", quoted(c.Redact(c.options.Proxy)))
	}
	return words
}

func sortedNames(h http.Header) []string {
	var names []string
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// curlHeader keeps the scheme of an authorization.
func (c *Client) curlHeader(name, value string) string {
	var w shellWord
	w.text(name + ": ")
	if c.Redact(name+": "+value) == name+": "+value {
		w.text(value)
		return w.String()
	}
	if scheme, _, found := strings.Cut(value, " "); found && name == "Authorization" {
		w.text(scheme + " ")
	}
	w.variable(name)
	return w.String()
}

func (c *Client) curlURL(u *url.URL) string {
	var w shellWord
	w.text(c.Redact(u.Scheme + "://" + u.Host + u.EscapedPath()))
	separator := "?"
	for parameter := range strings.SplitSeq(u.RawQuery, "&") {
		if u.RawQuery == "" {
			break
		}
		name, _, _ := strings.Cut(parameter, "=")
		if c.hides(parameter) {
			w.text(separator + name + "=")
			w.variable(name)
		} else {
			w.text(separator + parameter)
		}
		separator = "&"
	}
	return w.String()
}

// shellWord is one word of a shell, of plain text and variables.
type shellWord struct{ words, plain string }

func (w *shellWord) text(s string) { w.plain += s }

// variable takes the name of a header or parameter.
func (w *shellWord) variable(name string) {
	w.words = w.String() + `"$` + variable(name) + `"`
	w.plain = ""
}

func (w *shellWord) String() string {
	if w.plain == "" {
		return w.words
	}
	return w.words + quoted(w.plain)
}

// variable makes the name of a shell variable.
func variable(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(name))
}

// quoted is text as one word of a shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
