package tinybird

import (
	"compress/gzip"
	"net/http"
	"strings"

	"sonde/internal/sandbox/face"
)

// acceptsGzip reports whether a client takes answers in gzip.
func acceptsGzip(r *http.Request) bool {
	for item := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.ReplaceAll(item, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.Trim(strings.TrimPrefix(quality, "q="), "0.") != "" || quality == ""
		}
	}
	return false
}

// zipped is an answer in gzip.
type zipped struct {
	http.ResponseWriter
	to *gzip.Writer
}

// zip compresses an answer; the caller closes it.
func zip(w http.ResponseWriter) *zipped {
	w.Header().Set("Content-Encoding", "gzip")
	// The error is that of a level that there is not.
	to, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
	return &zipped{w, to}
}

func (z *zipped) Write(p []byte) (int, error) { return z.to.Write(p) }

// Flush sends what has been written so far.
func (z *zipped) Flush() {
	if z.to.Flush() == nil {
		face.Flush(z.ResponseWriter)
	}
}

// close ends the answer. A client that has gone away misses nothing.
func (z *zipped) close() { _ = z.to.Close() }
