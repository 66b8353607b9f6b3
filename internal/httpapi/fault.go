package httpapi

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"

	"sonde/connectors"
)

// FaultKind says what failed between here and the server.
type FaultKind string

// Kinds of faults.
const (
	FaultName        FaultKind = "name"        // the host's name does not resolve
	FaultRefused     FaultKind = "refused"     // nothing listens on the port
	FaultUnreachable FaultKind = "unreachable" // no way to the host
	FaultTLS         FaultKind = "TLS"         // no TLS, or a certificate that is not trusted
	FaultWrongHost   FaultKind = "wrong host"  // the certificate is for another host
	FaultTimeout     FaultKind = "timeout"     // a phase took too long
	FaultReset       FaultKind = "reset"       // the connection broke before the answer
	FaultProxy       FaultKind = "proxy"       // the proxy cannot be reached or refuses
	FaultProtocol    FaultKind = "protocol"    // what answers does not speak HTTP
	FaultCut         FaultKind = "cut"         // the body broke off
	FaultDamaged     FaultKind = "damaged"     // the body cannot be decompressed
)

// Fault is the cause of errors of the transport.
type Fault struct {
	Kind FaultKind
	// Host is the host, with its port, that the fault is about.
	Host string
	// Phase is the phase that took too long; empty for other kinds.
	Phase Phase
	Err   error
}

func (f *Fault) Error() string { return string(f.Kind) + " (" + f.Host + "): " + f.Err.Error() }

func (f *Fault) Unwrap() error { return f.Err }

// faultError never has io.EOF below it, which readers of rows would take for
// their proper end.
func faultError(kind FaultKind, host, message string, err error) *connectors.Error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &connectors.Error{
		Class: connectors.ClassUnavailable, Message: message, Position: -1,
		Cause: &Fault{Kind: kind, Host: host, Err: err},
	}
}

// fault explains why there is no answer.
func (c *Client) fault(err error, w *watch, req *http.Request) *connectors.Error {
	target := req.URL
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		// Its text holds the URL with its query, and so it goes no further.
		err = wrapped.Err
		if u, parseErr := url.Parse(wrapped.URL); parseErr == nil {
			target = u
		}
	}
	host := hostOf(target)
	if e := interruption(w.ended(), host); e != nil {
		return e
	}
	e := c.proxyFault(err, req)
	for _, explain := range []func(error, string) *connectors.Error{nameFault, timeoutFault, tlsFault, dialFault, resetFault, protocolFault} {
		if e == nil {
			e = explain(err, host)
		}
	}
	var lost *Fault
	if errors.As(e, &lost) && lost.Kind == FaultReset && target.Scheme == "http" && !c.answered.Load() {
		e.Hint = "Perhaps the port speaks TLS, and the url begins with https://."
	}
	e.Message = c.Redact(e.Message)
	return e
}

// interruption explains an end that was made on this side.
func interruption(why error, host string) *connectors.Error {
	var timeout *phaseTimeout
	switch {
	case why == nil:
		return nil
	case errors.As(why, &timeout):
		return timedOut(timeout.phase, host, why)
	case errors.Is(why, errClosed):
		return &connectors.Error{Class: connectors.ClassCancelled, Message: errClosed.Error(), Position: -1, Cause: why}
	}
	return connectors.AsError(why)
}

// timedOut tells a server that cannot be reached from one that is silent.
func timedOut(phase Phase, host string, err error) *connectors.Error {
	e := faultError(FaultTimeout, host, "", err)
	e.Cause = &Fault{Kind: FaultTimeout, Host: host, Phase: phase, Err: err}
	switch phase {
	case PhaseName:
		e.Message = "the name server did not answer for " + host
	case PhaseConnect:
		e.Message = host + " did not answer in time when connecting"
		e.Hint = "Check the host and the port; a firewall may drop the packets, or a proxy or VPN be needed."
	case PhaseTLS:
		e.Message = "the TLS handshake with " + host + " took too long"
		e.Hint = "Check that the port speaks TLS."
	case PhaseFirstByte:
		e.Class, e.Message = connectors.ClassTimeout, host+" took too long to begin its answer"
	default:
		e.Class, e.Message = connectors.ClassTimeout, host+" went silent in the middle of its answer"
	}
	return e
}

const proxyHint = "The proxy wants a user and a password, which stand before the host in its URL, with @ behind them."

func (c *Client) proxyFault(err error, req *http.Request) *connectors.Error {
	var tunnel *tunnelError
	if errors.As(err, &tunnel) {
		e := faultError(FaultProxy, tunnel.host, "the proxy "+tunnel.host+" gave no way to "+hostOf(req.URL)+": "+statusText(tunnel.status), err)
		if tunnel.status == http.StatusProxyAuthRequired {
			e.Hint = proxyHint
		}
		return e
	}
	var op *net.OpError
	if !errors.As(err, &op) || (op.Op != "proxyconnect" && !strings.HasPrefix(op.Op, "socks")) {
		return nil
	}
	host := "the proxy"
	if u, proxyErr := c.transport.Proxy(req); proxyErr == nil && u != nil {
		host += " " + u.Host
	}
	return faultError(FaultProxy, strings.TrimPrefix(host, "the proxy "), host+" cannot be used: "+innermost(err), err).
		WithHint("Check the connection's proxy, or HTTP_PROXY, HTTPS_PROXY and NO_PROXY in the environment.")
}

func nameFault(err error, host string) *connectors.Error {
	var dns *net.DNSError
	if !errors.As(err, &dns) {
		return nil
	}
	if dns.IsTimeout || dns.IsTemporary && !dns.IsNotFound {
		return timedOut(PhaseName, host, err)
	}
	return faultError(FaultName, host, "the name "+dns.Name+" does not resolve", err).
		WithHint("Check the host in the connection's url, and whether a VPN is needed.")
}

func timeoutFault(err error, host string) *connectors.Error {
	var op *net.OpError
	switch {
	case isTLS(err):
		return timedOut(PhaseTLS, host, err)
	case errors.As(err, &op) && op.Op == "dial" && op.Timeout():
		return timedOut(PhaseConnect, host, err)
	}
	return nil
}

// isTLS knows the time-out of net/http's handshake, whose type is not exported.
func isTLS(err error) bool { return strings.Contains(err.Error(), "TLS handshake timeout") }

func tlsFault(err error, host string) *connectors.Error {
	var wrongHost x509.HostnameError
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.As(err, &wrongHost):
		return faultError(FaultWrongHost, host, "the certificate of "+host+" is for another host: "+names(wrongHost.Certificate), err).
			WithHint("Check the host in the connection's url; it must be the name that the certificate has.")
	case errors.As(err, &authority):
		return faultError(FaultTLS, host, "the certificate of "+host+" is signed by an authority that is not trusted", err).
			WithHint("Set ca_file to the PEM file of that authority.")
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return faultError(FaultTLS, host, "the certificate of "+host+" has expired or is not valid yet", err)
	case errors.As(err, &record), strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return faultError(FaultTLS, host, host+" does not speak TLS", err).WithHint("Perhaps its url begins with http://.")
	case errors.As(err, &alert), strings.Contains(err.Error(), "tls: "), strings.Contains(err.Error(), "x509: "):
		return faultError(FaultTLS, host, "no TLS connection to "+host+": "+innermost(err), err)
	}
	return nil
}

// names lists a few names of a certificate.
func names(c *x509.Certificate) string {
	list := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		list = append(list, ip.String())
	}
	switch {
	case len(list) == 0:
		return "it has no name"
	case len(list) > 3:
		list = append(list[:3], "…")
	}
	return strings.Join(list, ", ")
}

func dialFault(err error, host string) *connectors.Error {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return faultError(FaultRefused, host, host+" refused the connection", err).
			WithHint("Is the server running, and is it the right port?")
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return faultError(FaultUnreachable, host, "there is no way to "+host+": "+innermost(err), err)
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return faultError(FaultUnreachable, host, "no connection to "+host+": "+innermost(err), err)
	}
	return nil
}

// broken are texts of net/http for a connection that is gone. The errors have
// no types that could be asked for.
var broken = []string{"http2: ", "stream error", "server closed idle connection", "use of closed network connection"}

func resetFault(err error, host string) *connectors.Error {
	lost := slices.ContainsFunc(broken, func(text string) bool { return strings.Contains(err.Error(), text) })
	for _, cause := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE, syscall.ETIMEDOUT} {
		lost = lost || errors.Is(err, cause)
	}
	if !lost || strings.Contains(err.Error(), "malformed") {
		return nil
	}
	return faultError(FaultReset, host, host+" closed the connection before it answered", err)
}

// protocolFault explains whatever is left.
func protocolFault(err error, host string) *connectors.Error {
	if strings.Contains(err.Error(), "malformed") {
		return faultError(FaultProtocol, host, "what "+host+" answers is not HTTP", err).
			WithHint("Check the port; perhaps it speaks TLS, and the url begins with https://.")
	}
	return faultError(FaultProtocol, host, "the answer of "+host+" cannot be used: "+innermost(err), err)
}

// innermost returns the text of the error below all others, without the
// addresses that net puts around it.
func innermost(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
