package nekt

import (
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// object is one file in the store.
type object struct {
	name    string // bucket and key, as a path
	file    string
	size    int64
	cloud   cloud
	stored  time.Time
	zipped  bool
	encoded bool // stored with Content-Encoding: gzip
	whole   bool // ranges of it cannot be asked for
}

// maxObjects is how many objects are kept. Older ones are gone, as a lifecycle
// rule of a bucket has it.
const maxObjects = 256

// keep puts objects into the store.
func (s *service) keep(all []*object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range all {
		s.objects[o.name] = o
		s.order = append(s.order, o.name)
	}
	for len(s.order) > max(maxObjects, len(all)) {
		oldest := s.objects[s.order[0]]
		delete(s.objects, oldest.name)
		s.order = s.order[1:]
		// The folder is removed with what is left in it.
		_ = os.Remove(oldest.file)
	}
}

func (s *service) find(name string) *object {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.objects[name]
}

const (
	awsBucket = "/nekt-sandbox-athena/"
	gcpBucket = "/nekt-sandbox/"
)

// isObject reports whether a request is for the store.
func isObject(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, awsBucket) || strings.HasPrefix(r.URL.Path, gcpBucket)
}

// dateFormat is that of the dates in presigned URLs.
const dateFormat = "20060102T150405Z"

// presign makes the URL of an object, signed for everything that stands in it.
func (s *service) presign(r *http.Request, o *object, q *request) string {
	at := time.Now().UTC()
	if q.wishes.expired {
		at = at.Add(-2 * hour * time.Second)
	}
	date, day := at.Format(dateFormat), at.Format("20060102")
	expires := strconv.Itoa(q.wishes.expires)
	var query string
	if o.cloud == gcp {
		query = "X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=" + url.QueryEscape("sandbox@sonde.iam.gserviceaccount.com/"+day+"/auto/storage/goog4_request") +
			"&X-Goog-Date=" + date + "&X-Goog-Expires=" + expires + "&X-Goog-SignedHeaders=host"
	} else {
		query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + url.QueryEscape("ASIASANDBOX/"+day+"/us-east-1/s3/aws4_request") +
			"&X-Amz-Date=" + date + "&X-Amz-Expires=" + expires + "&X-Amz-SignedHeaders=host&X-Amz-Security-Token=" + url.QueryEscape("FwoGZXIvYXdzE+sandbox/token==")
	}
	target := o.name + "?" + query
	return storeBase(r) + target + "&" + signatureName(o.cloud) + "=" + s.sign(target)
}

func signatureName(c cloud) string {
	if c == gcp {
		return "X-Goog-Signature"
	}
	return "X-Amz-Signature"
}

func (s *service) sign(target string) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(target))
	return hex.EncodeToString(mac.Sum(nil))
}

// storeBase is the store's address for a caller of the API: this machine under
// its other name.
func storeBase(r *http.Request) string {
	host, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		return "http://" + r.Host
	}
	switch host {
	case "127.0.0.1", "::1":
		host = "localhost"
	case "localhost":
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// serveObject answers a presigned URL as the clouds' stores do.
func (s *service) serveObject(w http.ResponseWriter, r *http.Request) {
	c := aws
	if strings.HasPrefix(r.URL.Path, gcpBucket) {
		c = gcp
	}
	if !s.admits(w, r, c) {
		return
	}
	o := s.find(r.URL.Path)
	if o == nil {
		writeStoreError(w, http.StatusNotFound, "NoSuchKey", "The specified key does not exist.", [][2]string{{"Key", strings.TrimPrefix(r.URL.Path, "/")}})
		return
	}
	f, err := os.Open(o.file)
	if err != nil {
		writeStoreError(w, http.StatusInternalServerError, "InternalError", "We encountered an internal error. Please try again.", nil)
		return
	}
	defer f.Close()
	o.send(w, r, f)
}

// admits checks credentials, signature and age of a URL, in the order in which a
// mistake is most worth to be told.
func (s *service) admits(w http.ResponseWriter, r *http.Request, c cloud) bool {
	if r.Header.Get("X-Api-Key") != "" {
		writeStoreError(w, http.StatusForbidden, "AccessDenied", "The sandbox's store refuses requests that carry an API key.", nil)
		return false
	}
	if header := r.Header.Get("Authorization"); header != "" {
		writeStoreError(w, http.StatusBadRequest, "InvalidArgument", "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
			[][2]string{{"ArgumentName", "Authorization"}})
		return false
	}
	target, signature, _ := strings.Cut(r.RequestURI, "&"+signatureName(c)+"=")
	if r.Method != http.MethodGet || !hmac.Equal([]byte(signature), []byte(s.sign(target))) {
		writeStoreError(w, http.StatusForbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.", nil)
		return false
	}
	return !expired(w, r, c)
}

// expired tells of a URL whose time is over, and reports whether it is.
func expired(w http.ResponseWriter, r *http.Request, c cloud) bool {
	prefix := "X-Amz-"
	if c == gcp {
		prefix = "X-Goog-"
	}
	query := r.URL.Query()
	from, err := time.Parse(dateFormat, query.Get(prefix+"Date"))
	seconds, errSeconds := strconv.Atoi(query.Get(prefix + "Expires"))
	until := from.Add(time.Duration(seconds) * time.Second)
	now := time.Now().UTC()
	if err == nil && errSeconds == nil && now.Before(until) {
		return false
	}
	if c == gcp {
		writeStoreError(w, http.StatusBadRequest, "ExpiredToken", "Invalid argument.",
			[][2]string{{"Details", "The provided token has expired. Request signature expired at: " + until.Format("2006-01-02T15:04:05+00:00")}})
		return true
	}
	writeStoreError(w, http.StatusForbidden, "AccessDenied", "Request has expired", [][2]string{
		{"X-Amz-Expires", strconv.Itoa(seconds)}, {"Expires", until.Format(time.RFC3339)}, {"ServerTime", now.Format(time.RFC3339)},
		{"RequestId", "5SANDBOX5SANDBOX"}, {"HostId", "c29uZGUgc2FuZGJveA=="},
	})
	return true
}

// send answers with an object's bytes. Google's store unpacks what is stored with
// a content encoding for those who do not ask for it packed.
func (o *object) send(w http.ResponseWriter, r *http.Request, f *os.File) {
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256([]byte(o.name)))[:34]+`"`)
	var from io.Reader = f
	if o.encoded && o.cloud == gcp && !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		unpacked, err := gzip.NewReader(f)
		if err != nil {
			writeStoreError(w, http.StatusInternalServerError, "InternalError", "We encountered an internal error. Please try again.", nil)
			return
		}
		from = unpacked
	} else {
		if o.encoded {
			h.Set("Content-Encoding", "gzip")
		}
		if !o.whole {
			http.ServeContent(w, r, "", o.stored, f)
			return
		}
		h.Set("Content-Length", strconv.FormatInt(o.size, 10))
	}
	// A client that has gone away misses nothing.
	_, _ = io.Copy(w, from)
}

// writeStoreError answers with the XML of an object store. Details are further
// elements in order.
func writeStoreError(w http.ResponseWriter, status int, code, message string, details [][2]string) {
	var b strings.Builder
	b.WriteString(xml.Header + "<Error>")
	for _, d := range append([][2]string{{"Code", code}, {"Message", message}}, details...) {
		fmt.Fprintf(&b, "<%s>", d[0])
		_ = xml.EscapeText(&b, []byte(d[1])) // A strings.Builder takes everything.
		fmt.Fprintf(&b, "</%s>", d[0])
	}
	b.WriteString("</Error>")
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	// A client that has gone away misses nothing.
	_, _ = io.WriteString(w, b.String())
}
