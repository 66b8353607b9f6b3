// Package connectortest is the conformance suite of connectors. It opens a
// connector on a fake of its service, over real sockets, through a server that
// cuts, stalls, lies and refuses, and holds what comes out against the contract
// of package connectors.
//
// A connector writes a well-behaved fake of its service as an http.Handler,
// which answers one statement per [Case], says in a [Source] what those answers
// hold, and calls [Run] in a test that is not parallel to others; see the
// example.
//
// Every case must be answered or stand in Source.Skip with a reason, which is
// logged; so must every test that does not apply. The names are those that
// go test -v shows, with spaces. A service that takes several requests for a statement
// names them as Source.Steps, and then every step is broken in turn. The fake
// must answer every statement as often as it is asked, from several goroutines,
// and build URLs of its own from the Host of the request.
//
// Package reference, below this one, is the smallest connector that passes.
package connectortest
