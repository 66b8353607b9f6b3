package tinybird

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"sonde/connectors"
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

// stillGood refuses to ask anything with a token whose time is over: the server
// would refuse it too, and not always say why.
func (c *Conn) stillGood() error {
	now := time.Now()
	if c.expires.IsZero() || now.Before(c.expires) {
		return nil
	}
	const minute = "2006-01-02 15:04 UTC"
	e := connectors.Errorf(connectors.ClassAuth, "the token, a JWT, has expired: it was good until %s", c.expires.UTC().Format(minute))
	return e.WithHint("Have a new one made and put it into the connection's token, or use a static token. The clock here says " + now.UTC().Format(minute) + ".")
}
