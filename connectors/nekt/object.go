package nekt

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// object is one file of a result, in the cloud's store.
type object struct {
	client *httpapi.Client
	meter  *httpapi.Meter
	url    string
	number int // from 1
	of     int
	// done and size tell how far the reading is; size is negative where the
	// store does not say, and 0 before it was asked.
	done, size atomic.Int64
}

// span is a range of bytes of an object. A negative end is the object's own.
type span struct{ from, end int64 }

func (s span) whole() bool { return s.from == 0 && s.end < 0 }

func (s span) String() string {
	if s.end < 0 {
		return fmt.Sprintf("bytes=%d-", s.from)
	}
	return fmt.Sprintf("bytes=%d-%d", s.from, s.end-1)
}

// get asks for a span of the object as it was when it had the given entity tag;
// empty: as it is. Ranges are asked for without compression on the way, unless
// they continue a body that came with it.
func (o *object) get(ctx context.Context, s span, identity bool, tag string) (*httpapi.Response, error) {
	r := httpapi.Request{URL: o.url, Raw: true, Identity: identity, Repeatable: true, ParseError: storeError, Meter: o.meter, Header: http.Header{}}
	if !identity {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	if !s.whole() {
		r.Header.Set("Range", s.String())
	}
	if tag != "" {
		r.Header.Set("If-Match", tag)
	}
	resp, err := o.client.Do(ctx, r)
	if err != nil {
		return nil, o.explain(err)
	}
	return resp, nil
}

// explain types an error of the reading and says which file it is about.
func (o *object) explain(err error) error {
	var e *connectors.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case !errors.As(err, &e):
		e = connectors.Errorf(connectors.ClassUnavailable, "the result file is damaged or cut: %w", err)
	}
	if o.of == 1 || e.Class == connectors.ClassCancelled {
		return e
	}
	named, name := *e, fmt.Sprintf("file %d of %d: ", o.number, o.of)
	named.Message = name + strings.TrimPrefix(e.Message, name)
	return &named
}

// isEmpty reports whether a range was refused because the object has no bytes
// there.
func isEmpty(err error) bool {
	var status *httpapi.StatusError
	return errors.As(err, &status) && status.Code == http.StatusRequestedRangeNotSatisfiable
}

// contentRange reads "bytes from-last/size".
func contentRange(h http.Header) (from, size int64, ok bool) {
	text, found := strings.CutPrefix(h.Get("Content-Range"), "bytes ")
	bounds, total, slash := strings.Cut(text, "/")
	first, last, dash := strings.Cut(bounds, "-")
	if !found || !slash || !dash {
		return 0, 0, false
	}
	var end int64
	var errs [3]error
	from, errs[0] = strconv.ParseInt(first, 10, 64)
	end, errs[1] = strconv.ParseInt(last, 10, 64)
	size, errs[2] = strconv.ParseInt(total, 10, 64)
	return from, size, errors.Join(errs[:]...) == nil && from <= end && end < size
}

// contentLength is negative where the store does not say.
func contentLength(h http.Header) int64 {
	n, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// strongTag is the entity tag of an object that stays the same as long as its
// bytes do; empty where the store gives none.
func strongTag(h http.Header) string {
	tag := h.Get("ETag")
	if strings.HasPrefix(tag, "W/") {
		return ""
	}
	return tag
}

// expiry reads from a presigned URL until when it is valid; ok is false where it
// does not say. The clocks of store and client may differ: it is advice only.
func expiry(presigned string) (at time.Time, ok bool) {
	u, err := url.Parse(presigned)
	if err != nil {
		return at, false
	}
	q := u.Query()
	for _, vendor := range []string{"X-Amz-", "X-Goog-"} {
		signed, err := time.Parse("20060102T150405Z", q.Get(vendor+"Date"))
		seconds, numeric := strconv.ParseInt(q.Get(vendor+"Expires"), 10, 64)
		if err == nil && numeric == nil {
			return signed.Add(time.Duration(seconds) * time.Second), true
		}
	}
	if epoch, err := strconv.ParseInt(q.Get("Expires"), 10, 64); err == nil {
		return time.Unix(epoch, 0).UTC(), true
	}
	return at, false
}
