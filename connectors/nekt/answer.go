package nekt

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// maxAnswer bounds the answer of the service, which holds URLs and no rows.
const maxAnswer = 64 << 20

// answer is what the service says of a statement. Every field but the state may
// be missing or null.
type answer struct {
	State   string   `json:"state"`
	URLs    []string `json:"presigned_urls"`
	Scanned figure   `json:"data_scanned_in_bytes"`
	Millis  figure   `json:"execution_time_in_millis"`
	// Older forms of the answer hold one URL.
	OneURL string `json:"presigned_url"`
	URL    string `json:"url"`

	// flaw is what of the answer cannot be read although the rest of it can.
	flaw error
	// reason is the service's own text about a failure, under whatever name.
	reason string
	// total is the statistic of what the connection has scanned so far.
	total connectors.Stat
}

// figure is a number as it was written, with quotes or without.
type figure string

// UnmarshalJSON takes numbers, strings and null.
func (f *figure) UnmarshalJSON(b []byte) error {
	if text := strings.Trim(string(b), `"`); text != "null" {
		*f = figure(text)
	}
	return nil
}

// int is the number; 0 where it is not known.
func (f figure) int() int64 {
	n, err := strconv.ParseInt(string(f), 10, 64)
	if err != nil {
		fraction, _ := strconv.ParseFloat(string(f), 64)
		return int64(fraction)
	}
	return n
}

// readAnswer reads the service's answer to the end.
func readAnswer(r *httpapi.Response) (*answer, error) {
	defer r.Body.Close()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > maxAnswer:
		return nil, connectors.Errorf(connectors.ClassCapacity, "the answer of Nekt is larger than %d MB", maxAnswer>>20)
	}
	if page := r.Page(body); page != nil {
		return nil, page
	}
	return parseAnswer(body)
}

// parseAnswer reads as much as it can: what a statement has cost is worth knowing
// whatever is wrong with the rest.
func parseAnswer(body []byte) (*answer, error) {
	var a answer
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if err := json.Unmarshal(body, &a); err != nil {
		a.flaw = connectors.Errorf(connectors.ClassInternal, "the answer of Nekt is not what its documentation says: %s", httpapi.Misfit(err)).WithHint(mayHaveRun)
		if wrong := (*json.UnmarshalTypeError)(nil); !errors.As(err, &wrong) || wrong.Field == "" {
			return nil, a.flaw
		}
	}
	for _, u := range []string{a.OneURL, a.URL} {
		if len(a.URLs) == 0 && u != "" {
			a.URLs = []string{u}
		}
	}
	a.State = strings.ToUpper(strings.TrimSpace(a.State))
	if a.State != succeeded {
		a.reason = reasonIn(body)
	}
	return &a, nil
}

// documented are the members of an answer that are no reason for a failure. The
// links among them let anybody read the result.
var documented = []string{"state", "presigned_urls", "presigned_url", "url", "data_scanned_in_bytes", "execution_time_in_millis"}

// reasonIn is the service's text about a failure, under whatever name.
func reasonIn(body []byte) string {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return ""
	}
	for _, name := range documented {
		delete(members, name)
	}
	rest, err := json.Marshal(members)
	if err != nil || len(members) == 0 {
		return ""
	}
	return httpapi.Failure{Body: rest}.Message()
}

// cloud tells the dialect from the host of the result's files; empty where no
// file came, or one from a host that is not known.
func (a *answer) cloud() dialect {
	if len(a.URLs) == 0 {
		return ""
	}
	u, err := url.Parse(a.URLs[0])
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	switch {
	case strings.HasSuffix(host, ".amazonaws.com"), strings.HasSuffix(host, ".amazonaws.com.cn"), u.Query().Has("X-Amz-Signature"):
		return athena
	case host == "storage.googleapis.com", strings.HasSuffix(host, ".storage.googleapis.com"), host == "storage.cloud.google.com", u.Query().Has("X-Goog-Signature"):
		return bigQuery
	}
	return ""
}

// stats are the figures of the service under its own names.
func (a *answer) stats() []connectors.Stat {
	var stats []connectors.Stat
	for _, s := range []connectors.Stat{{Name: "data_scanned_in_bytes", Value: string(a.Scanned)}, {Name: "execution_time_in_millis", Value: string(a.Millis)}} {
		if s.Value != "" {
			stats = append(stats, s)
		}
	}
	return stats
}

// isSecure reports whether a link leads to a place that speaks TLS.
func isSecure(link string) bool {
	return len(link) > 8 && strings.EqualFold(link[:8], "https://")
}
