package httpapi

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"

	"sonde/connectors"
)

// MayHaveRun reports whether a request that failed may have been carried out all
// the same: it was sent, and the connection broke before its answer was whole, or
// something between here and the service answered in its place.
func MayHaveRun(err error) bool {
	var status *StatusError
	if errors.As(err, &status) {
		switch status.Code {
		case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	var fault *Fault
	if !errors.As(err, &fault) {
		return false
	}
	switch fault.Kind {
	case FaultCut, FaultReset, FaultDamaged:
		return true
	case FaultTimeout:
		return fault.Phase == PhaseFirstByte || fault.Phase == PhaseIdle
	}
	return false
}

// WithHint adds a sentence to the hint of an error.
func WithHint(err error, hint string) error {
	e := *connectors.AsError(err)
	e.Hint = strings.TrimSpace(e.Hint + " " + hint)
	return &e
}

// Page is the error of a body that is a web page although its header says
// something else; nil where its start is not that of a page.
func (r *Response) Page(start []byte) *connectors.Error {
	start = bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")))
	if len(start) == 0 || start[0] != '<' {
		return nil
	}
	return pageError(r.host, markupMessage(start))
}

func pageError(host, text string) *connectors.Error {
	return connectors.Errorf(connectors.ClassUnavailable, "%s answered with a web page instead of data: %s", host, text).
		WithHint("Check the connection's url; a login page or a proxy may stand before the service.")
}

// ReadPage reads the rest of a body behind its start, of which a page is made an
// error.
func (r *Response) ReadPage(body io.Reader) *connectors.Error {
	text, _ := io.ReadAll(io.LimitReader(body, maxFailure)) // A part of it says enough.
	return r.Page(text)
}
