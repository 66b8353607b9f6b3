package tinybird

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// expiryOf is the moment from which a JWT is not taken any more, as it says itself.
// It is zero for tokens that do not tell. The signature is the server's affair.
func expiryOf(token string) time.Time {
	parts := strings.Split(strings.TrimSpace(token), ".")
	if len(parts) != 3 {
		return time.Time{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	var claims struct {
		Expires *float64 `json:"exp"`
	}
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims.Expires == nil {
		return time.Time{}
	}
	const latest = 1 << 40 // some 35,000 years on
	return time.Unix(int64(min(max(0, *claims.Expires), latest)), 0)
}

// isOver reports whether a token that is good until a moment is none any more, as far
// as the clock of this machine can tell. Zero is a token that does not say.
func isOver(expires time.Time) bool {
	return !expires.IsZero() && !time.Now().Before(expires)
}

// explainExpiry returns the reading of errors with a token that says until when it is
// good. The server alone decides: a clock that is wrong locks nobody out, and only
// helps to say why a token was refused.
func explainExpiry(expires time.Time) func(httpapi.Failure) *connectors.Error {
	return func(f httpapi.Failure) *connectors.Error {
		e := parseError(f)
		refused := e.Class == connectors.ClassAuth || e.Class == "" && f.Status == http.StatusUnauthorized
		if expires.IsZero() || !refused || !isOver(expires) && !strings.Contains(e.Message, "expired") {
			return e
		}
		const second = "2006-01-02 15:04:05 UTC"
		e.Hint = "The token, a JWT, was good until " + expires.UTC().Format(second) + "; the clock here says " + time.Now().UTC().Format(second) +
			". Have a new one made and put it into the connection's token, or use a static token."
		return e
	}
}

// accepted asks the server whether it takes a token that seems to be over. Whatever
// else is wrong is told by the statement that meets it.
func (c *Conn) accepted(ctx context.Context) error {
	if !isOver(c.expires) {
		return nil
	}
	if _, err := c.Ping(ctx); connectors.IsClass(err, connectors.ClassAuth) {
		return err
	}
	return nil
}
