// Package httpapi is the one HTTP client of every connector that speaks HTTP.
// It keeps credentials where they belong, bounds each phase of an exchange
// instead of the whole, decodes compressed bodies as they arrive, and turns
// every way in which a server or a network fails into a *connectors.Error.
package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/net/http/httpguts"

	"sonde/connectors"
	"sonde/internal/secrets"
)

// Options say how a service is reached. [FromConfig] fills in what every kind
// of connection may set.
type Options struct {
	// BaseURL is where the service is: scheme http or https, a host, perhaps a
	// port and a path. User and password in it become basic authorization.
	BaseURL string
	// Header is sent with every request below BaseURL and with no other. Its
	// values are taken for secrets, except those of plain headers such as
	// Accept.
	Header http.Header
	// Secrets are further values that must not be seen, such as a token that
	// travels as a parameter.
	Secrets []string
	// CAFile is a PEM file of authorities that are trusted beside the system's.
	CAFile             string
	InsecureSkipVerify bool
	// Proxy is the URL of a proxy; empty: what the environment says.
	Proxy string
	// Limits bound the phases of a request.
	Limits Limits
	// ParseError knows the error bodies of the service. Nil: the shapes that
	// are common.
	ParseError ErrorParser
	// Log is told of every request and answer, without secrets. Nil: nothing is
	// logged.
	Log *slog.Logger
}

// Limits bound how long one phase may take. Zero is the default that stands
// beside the field, negative is no limit. Nothing bounds a body that flows.
type Limits struct {
	Connect   time.Duration // name, TCP and the proxy's tunnel: 15 s
	TLS       time.Duration // 15 s
	FirstByte time.Duration // from the request's start on the connection to the answer's: 30 min
	Idle      time.Duration // a read of the body that gives nothing: 5 min
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		limit    *time.Duration
		standard time.Duration
	}{
		{&l.Connect, 15 * time.Second}, {&l.TLS, 15 * time.Second},
		{&l.FirstByte, 30 * time.Minute}, {&l.Idle, 5 * time.Minute},
	} {
		if *d.limit == 0 {
			*d.limit = d.standard
		}
	}
	return l
}

// FromConfig reads url, headers, ca_file, insecure_skip_verify and proxy,
// and takes the log.
func FromConfig(c connectors.Config) Options {
	header := http.Header{}
	for name, value := range c.Table("headers") {
		header.Set(name, value)
	}
	return Options{
		BaseURL: c.String("url"), Header: header, CAFile: c.String("ca_file"),
		InsecureSkipVerify: c.Bool("insecure_skip_verify"), Proxy: c.String("proxy"), Log: c.Log,
	}
}

// Client sends requests to one service. Its methods may be called from many
// goroutines.
type Client struct {
	options   Options
	base      *url.URL
	header    http.Header
	http      *http.Client
	transport *http.Transport
	limits    Limits
	parse     ErrorParser
	log       *slog.Logger
	secrets   secrets.Redactor
	// open ends when the client is closed.
	open  context.Context
	close context.CancelFunc
	sleep func(context.Context, time.Duration) error
	// answered is set with the first answer: what is there speaks HTTP.
	answered atomic.Bool
}

// New builds a client without a round trip. Its errors are of class Config.
func New(o Options) (*Client, error) {
	base, err := parseBase(o.BaseURL)
	if err != nil {
		return nil, err
	}
	limits := o.Limits.withDefaults()
	transport, err := newTransport(o, limits)
	if err != nil {
		return nil, err
	}
	c := &Client{options: o, base: base, header: o.Header.Clone(), transport: transport, limits: limits, parse: o.ParseError, log: o.Log, sleep: Sleep}
	if c.header == nil {
		c.header = http.Header{}
	}
	c.takeUser()
	if err := validHeader(c.header); err != nil {
		return nil, err
	}
	c.learn(o)
	c.open, c.close = context.WithCancel(context.Background())
	c.http = &http.Client{Transport: transport, CheckRedirect: checkRedirect}
	return c, nil
}

// Close ends every request that is under way and lets go of idle connections.
// It may be called twice.
func (c *Client) Close() {
	c.close()
	c.transport.CloseIdleConnections()
}

// Redact returns text without the client's secrets and without whatever else
// looks like one. Connectors pass texts of the server through it that they
// show themselves.
func (c *Client) Redact(text string) string { return c.secrets.Redact(secrets.Scrub(text)) }

// parseBase never repeats the URL in an error, since it may hold a password.
func parseBase(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	switch {
	case err != nil || u.Opaque != "" || (u.Scheme != "http" && u.Scheme != "https"):
		return nil, connectors.Errorf(connectors.ClassConfig, "the url must have the form http://host:port or https://host")
	case u.Hostname() == "":
		return nil, connectors.Errorf(connectors.ClassConfig, "the url names no host")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, connectors.Errorf(connectors.ClassConfig, "the url must end with its path; it has parameters or a fragment")
	}
	return u, nil
}

// takeUser moves user and password from the URL, which is shown, to the header.
func (c *Client) takeUser() {
	if user := c.base.User; user != nil {
		password, _ := user.Password()
		if c.header.Get("Authorization") == "" {
			c.header.Set("Authorization", Basic(user.Username(), password))
		}
		c.secrets.Add(password)
		c.base.User = nil
	}
}

func validHeader(h http.Header) error {
	for name, values := range h {
		if !httpguts.ValidHeaderFieldName(name) {
			return connectors.Errorf(connectors.ClassConfig, "%q is no name of an HTTP header", name)
		}
		for _, v := range values {
			if !httpguts.ValidHeaderFieldValue(v) {
				return connectors.Errorf(connectors.ClassConfig, "the value of the HTTP header %q has a character that is not allowed, such as a line break", name)
			}
		}
	}
	return nil
}

// errClosed is why requests end when their client is closed.
var errClosed = errors.New("the connection was closed")
