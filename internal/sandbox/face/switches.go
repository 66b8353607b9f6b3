package face

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Header is the request header that makes one answer misbehave. Its words are
// separated by commas: slow=100ms, cut=0.5, limited, failing=503. Services may
// know further words, see [Asks].
const Header = "X-Sandbox"

// Switches make a service misbehave. The zero value does nothing.
type Switches struct {
	// Slow is waited before the first byte of an answer and before every further
	// 4 KiB.
	Slow time.Duration
	// Cut is the part of a good answer's body, over 0 and below 1, after which
	// it breaks off; of a body over 1 MiB that part of the first MiB. From 1 up
	// it is a number of bytes. 0 leaves answers whole.
	Cut float64
	// Limited is the number of requests in a minute that are answered; 0 is no
	// limit.
	Limited int
	// Failing is the part of the requests, up to 1, that are answered with 500,
	// 502 and 503 in turn.
	Failing float64
}

// Limit is the state of a rate limit.
type Limit struct {
	Max, Remaining int           // requests
	Reset          time.Duration // until all are allowed again
}

// Seconds is Reset in whole seconds, at least one.
func (l Limit) Seconds() int { return max(1, int((l.Reset+time.Second-1)/time.Second)) }

// Asks reports whether a request has a word in its X-Sandbox header.
func Asks(r *http.Request, word string) bool {
	return slices.ContainsFunc(words(r), func(w string) bool { return strings.EqualFold(w, word) })
}

func words(r *http.Request) []string {
	var all []string
	for _, line := range r.Header.Values(Header) {
		for word := range strings.SplitSeq(line, ",") {
			all = append(all, strings.TrimSpace(word))
		}
	}
	return all
}

// wish is how one request shall be answered.
type wish struct {
	slow   time.Duration
	cut    float64
	status int // of the refusal; 0 for none
}

// override reads the words of a request. Words of which the shared part knows
// nothing are left to the service.
func (w *wish) override(r *http.Request) error {
	for _, word := range words(r) {
		name, text, _ := strings.Cut(word, "=")
		var err error
		switch strings.ToLower(name) {
		case "slow":
			w.slow, err = time.ParseDuration(text)
		case "cut":
			w.cut, err = strconv.ParseFloat(text, 64)
		case "limited":
			w.status = http.StatusTooManyRequests
		case "failing":
			w.status, err = strconv.Atoi(text)
		}
		if err != nil {
			return fmt.Errorf("%s: %s cannot be read: a duration such as 100ms, or a number, stands behind the equals sign", Header, word)
		}
	}
	return nil
}

// window counts the requests of the current minute.
type window struct {
	mu    sync.Mutex
	start time.Time
	used  int
}

// take counts a request. ok is false where there were enough already.
func (w *window) take(most int, now time.Time) (l Limit, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now.Sub(w.start) >= time.Minute {
		w.start, w.used = now, 0
	}
	ok = w.used < most
	if ok {
		w.used++
	}
	return Limit{Max: most, Remaining: most - w.used, Reset: time.Minute - now.Sub(w.start)}, ok
}

// share picks a part of the requests, evenly spread, and gives each the next of
// the statuses.
type share struct {
	mu            sync.Mutex
	seen, refused int
}

var failures = []int{http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusInternalServerError}

// next returns the status with which the request is refused; 0 for none.
func (s *share) next(part float64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen++
	if int(float64(s.seen)*part) <= s.refused {
		return 0
	}
	s.refused++
	return failures[(s.refused-1)%len(failures)]
}
