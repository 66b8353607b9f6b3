package httpapi

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"sonde/internal/secrets"
)

// Basic returns the value of an Authorization header for user and password.
func Basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// Bearer returns the value of an Authorization header for a token.
func Bearer(token string) string { return "Bearer " + token }

// plain are headers whose values are no secrets, and which may travel to
// another host.
var plain = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Accept-Language": true, "Cache-Control": true, "If-Match": true,
	"If-None-Match": true, "If-Range": true, "Range": true, "User-Agent": true,
}

// learn collects what must not be seen.
func (c *Client) learn(o Options) {
	for _, s := range o.Secrets {
		c.secrets.Add(s)
	}
	if proxy, err := url.Parse(o.Proxy); err == nil && proxy.User != nil {
		password, _ := proxy.User.Password()
		c.secrets.Add(password)
	}
	for name, values := range c.header {
		if plain[name] || name == "Host" || name == "Content-Type" {
			continue
		}
		for _, v := range values {
			if secrets.IsSecretHeader(name, v) {
				c.learnCredential(v)
			}
		}
	}
}

// learnCredential also hides what follows a scheme ("Bearer x", "Key x"), and
// the password inside a basic authorization.
func (c *Client) learnCredential(value string) {
	c.secrets.Add(value)
	scheme, rest, found := strings.Cut(value, " ")
	if !found {
		return
	}
	c.secrets.Add(rest)
	if decoded, err := base64.StdEncoding.DecodeString(rest); err == nil && strings.EqualFold(scheme, "basic") {
		_, password, _ := strings.Cut(string(decoded), ":")
		c.secrets.Add(password)
	}
}

// maxRedirects is how many hops are followed.
const maxRedirects = 5

// checkRedirect follows what is harmless: reads, and posts that stay on their
// origin and keep their method. Beyond the origin, only plain headers travel. A
// redirect that is not followed is an answer, and then an error that names
// where it leads.
func checkRedirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	// The referrer would carry the query of the URL before, and so its secrets.
	req.Header.Del("Referer")
	home := sameOrigin(first.URL, req.URL)
	for _, hop := range via {
		home = home && sameOrigin(first.URL, hop.URL)
	}
	reads := first.Method == http.MethodGet || first.Method == http.MethodHead
	downgraded := via[len(via)-1].URL.Scheme == "https" && req.URL.Scheme != "https"
	if len(via) > maxRedirects || req.Method != first.Method || downgraded || (!reads && !home) {
		return http.ErrUseLastResponse
	}
	if !home {
		for name := range req.Header {
			if !plain[name] {
				req.Header.Del(name)
			}
		}
	}
	return nil
}

// sameOrigin reports whether to may get what was meant for from. A host that
// asks for TLS on its standard port is the same host.
func sameOrigin(from, to *url.URL) bool {
	if !strings.EqualFold(from.Hostname(), to.Hostname()) {
		return false
	}
	upgraded := from.Scheme == "http" && to.Scheme == "https" && port(from) == "80" && port(to) == "443"
	return upgraded || from.Scheme == to.Scheme && port(from) == port(to)
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}
