package datafold

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"sonde/connectors"
	"sonde/internal/httpapi"
	"sonde/internal/listing"
	"sonde/internal/placeholder"
	"sonde/internal/sqltext"
)

// Conn is a connection to an organisation's data sources.
type Conn struct {
	client    *httpapi.Client
	reference string // the data source's id or name; empty: none is chosen
	stream    string
	sources   listing.Cache[[]source]
	kind      atomic.Value // string: the type of the chosen data source, once it is known
	metadata  listing.Cache[*listing.Answer]
}

// Query implements connectors.Conn. The statement is sent by the first call of
// Next, since Datafold answers only when it has rows.
func (c *Conn) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	p, err := c.plan(s)
	if err != nil {
		return nil, err
	}
	return newRows(ctx, c, p), nil
}

// plan is what is to be sent, as far as the statement tells.
type plan struct {
	id        string // of the statement
	reference string
	stream    string
	body      []byte
}

func (c *Conn) plan(s connectors.Statement) (*plan, error) {
	p := &plan{id: s.ID, reference: c.reference, stream: c.stream}
	if reference, set := s.Options["data_source"]; set {
		p.reference = strings.TrimSpace(reference)
	}
	if stream, set := s.Options["stream"]; set {
		p.stream = stream
	}
	if id, err := strconv.ParseInt(p.reference, 10, 64); err == nil && id < 0 {
		return nil, connectors.Errorf(connectors.ClassConfig, "data_source is an id or a name, and %d is no id", id)
	}
	if !slices.Contains(streams, p.stream) {
		return nil, connectors.Errorf(connectors.ClassConfig, "stream is one of %s, not %q", strings.Join(streams, ", "), p.stream)
	}
	sql, given, err := placeholder.ByPosition(sqltext.ForName(c.Dialect()), s)
	if err != nil {
		return nil, err
	}
	params, err := positional(given)
	if err != nil {
		return nil, err
	}
	p.body, err = json.Marshal(struct {
		Query  string   `json:"query"`
		Params []string `json:"params,omitempty"`
	}{sql, params})
	return p, err
}

// positional are the values of parameters as Datafold takes them: text, by
// position.
func positional(params []connectors.Param) ([]string, error) {
	var values []string
	for i, p := range params {
		if p.Null {
			return nil, connectors.Errorf(connectors.ClassUnsupported, "Datafold takes texts as parameters, and parameter %d is NULL", i+1).
				WithHint("Write NULL into the statement.")
		}
		values = append(values, p.Value)
	}
	return values, nil
}

// request finds out what is still missing, and makes the request. Posts are
// never repeated.
func (c *Conn) request(ctx context.Context, p *plan, meter *httpapi.Meter) (httpapi.Request, error) {
	r := httpapi.Request{
		Method: http.MethodPost, Body: p.body, ID: p.id, Meter: meter,
		Header: http.Header{"Content-Type": {"application/json"}},
	}
	s, err := c.find(ctx, meter, p.reference)
	if err != nil {
		return r, err
	}
	stream := p.stream
	if stream == streamAuto {
		if stream, err = c.autoStream(ctx, meter, s); err != nil {
			return r, err
		}
	}
	switch stream {
	case streamOn:
		r.Query = url.Values{"stream": {"true"}}
	case streamHeader:
		r.Header.Set("X-Stream-Response", "true")
	}
	r.Path = sourcesPath + "/" + strconv.FormatInt(s.ID, 10) + "/query"
	return r, nil
}

// autoStream asks for streaming where it is documented to work.
func (c *Conn) autoStream(ctx context.Context, meter *httpapi.Meter, s source) (string, error) {
	if s.Type == "" {
		var err error
		if s, err = c.describe(ctx, meter, s.ID); err != nil {
			return "", err
		}
	}
	if s.Type == "databricks" {
		return streamOn, nil
	}
	return streamOff, nil
}

// Curl implements connectors.CurlWriter. The data source's id and type are asked
// for where they are not known.
func (c *Conn) Curl(ctx context.Context, s connectors.Statement) (string, error) {
	p, err := c.plan(s)
	if err != nil {
		return "", err
	}
	r, err := c.request(ctx, p, nil)
	if err != nil {
		return "", err
	}
	return c.client.Curl(r)
}

// Ping implements connectors.Pinger: it asks for the data source, or for the
// list of them where none is chosen, and runs nothing.
func (c *Conn) Ping(ctx context.Context) (connectors.ServerInfo, error) {
	if c.reference == "" {
		var all []source
		return connectors.ServerInfo{Product: "Datafold"}, c.get(ctx, nil, sourcesPath, &all)
	}
	s, err := c.find(ctx, nil, c.reference)
	if err != nil {
		return connectors.ServerInfo{}, err
	}
	if s, err = c.describe(ctx, nil, s.ID); err != nil {
		return connectors.ServerInfo{}, err
	}
	return connectors.ServerInfo{Product: product(s)}, nil
}

// product names a data source: "Datafold, shop (snowflake, paused)".
func product(s source) string {
	name := "data source " + strconv.FormatInt(s.ID, 10)
	if s.Name != "" {
		name = s.Name
	}
	about := strings.Trim(s.Type+", "+s.state(), ", ")
	if about != "" {
		about = " (" + about + ")"
	}
	return "Datafold, " + name + about
}

// Close implements connectors.Conn.
func (c *Conn) Close() error {
	c.client.Close()
	return nil
}
