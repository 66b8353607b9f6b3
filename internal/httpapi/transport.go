package httpapi

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"sonde/connectors"
)

// readBuffer holds bytes between the socket and the body.
const readBuffer = 64 << 10

func newTransport(o Options, limits Limits) (*http.Transport, error) {
	proxy, err := proxyFunc(o.Proxy)
	if err != nil {
		return nil, err
	}
	roots, err := authorities(o.CAFile)
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: max(0, limits.Connect), KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  proxy,
		OnProxyConnectResponse: checkTunnel,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: roots, InsecureSkipVerify: o.InsecureSkipVerify, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    max(0, limits.TLS),
		ForceAttemptHTTP2:      true,
		// A connection that died without a word is found by pings.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second},
		// Bodies are decoded here, where both sizes are counted.
		DisableCompression:  true,
		MaxIdleConnsPerHost: 8,
		// Balancers close what is idle for a minute; a post that crosses with the
		// close cannot be sent again.
		IdleConnTimeout: 45 * time.Second,
		ReadBufferSize:  readBuffer,
	}, nil
}

func proxyFunc(s string) (func(*http.Request) (*url.URL, error), error) {
	if s == "" {
		return http.ProxyFromEnvironment, nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) {
		return nil, connectors.Errorf(connectors.ClassConfig, "the proxy must have the form http://host:port (also https, socks5, socks5h)")
	}
	return http.ProxyURL(u), nil
}

// authorities adds those of a file to the system's.
func authorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, connectors.Errorf(connectors.ClassConfig, "ca_file: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, connectors.Errorf(connectors.ClassConfig, "ca_file: %s holds no certificate in PEM form", file)
	}
	return pool, nil
}

// tunnelError is the answer of a proxy that opens no tunnel.
type tunnelError struct {
	host   string
	status int
}

func (e *tunnelError) Error() string { return "the proxy answered " + statusText(e.status) }

func checkTunnel(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return &tunnelError{proxy.Host, answer.StatusCode}
	}
	return nil
}
