package httpapi

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
)

// Bounds of repetition.
const (
	maxAttempts = 4
	maxWaited   = 2 * time.Minute // all pauses of one request together
	firstDelay  = 500 * time.Millisecond
)

// retryDelay says how long to wait before the request is sent again; again is
// false where it is not to be sent again. A server that asks for more patience
// than maxWaited is not asked again: the error tells how long it wants.
func retryDelay(r *Request, e *connectors.Error, attempt int, waited time.Duration) (delay time.Duration, again bool) {
	if !r.Repeatable || attempt >= maxAttempts || !passing(e) {
		return 0, false
	}
	delay = e.RetryAfter
	if delay == 0 {
		delay = firstDelay << (attempt - 1)
		delay += rand.N(delay / 4)
	}
	return delay, waited+delay <= maxWaited
}

// passing reports whether an error may be gone when the request is repeated.
func passing(e *connectors.Error) bool {
	var status *StatusError
	if errors.As(e, &status) {
		switch status.Code {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	var fault *Fault
	return errors.As(e, &fault) && fault.Kind == FaultReset
}

// retryAfter reads how long a server wants to be left alone: Retry-After in
// seconds or as a date, which is compared with the server's own clock, or the
// reset of a rate limit in seconds from now or since 1970. It returns 0 where
// the server does not say.
func retryAfter(status int, h http.Header, now time.Time) time.Duration {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" && status == http.StatusTooManyRequests {
		text = strings.TrimSpace(h.Get("X-RateLimit-Reset"))
	}
	if date, err := http.ParseTime(text); err == nil {
		return max(0, date.Sub(now))
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || !(seconds > 0) {
		return 0
	}
	if seconds > 1e9 {
		seconds -= float64(now.Unix())
	}
	const century = 100 * 365 * 24 * 3600
	return time.Duration(max(0, min(seconds, century)) * float64(time.Second))
}
