// Package connectortest is the conformance suite of connectors. It opens a
// connector on a fake of its service, over real sockets, through a server that
// cuts, stalls, lies and refuses, and holds what comes out against the contract
// of package connectors.
//
// A connector writes a well-behaved fake of its service as an http.Handler,
// which answers one statement per [Case], says what those answers hold, and
// calls [Run] in a test that is not parallel:
//
//	func TestConformance(t *testing.T) {
//		connectortest.Run(t, connectortest.Source{
//			Driver:  druid.Driver(),
//			Handler: fake{},
//			Values:  func(url string) map[string]any { return map[string]any{"url": url, "token": "t0p-secret"} },
//			Secrets: []string{"t0p-secret"},
//			Answers: map[connectortest.Case]connectortest.Answer{
//				connectortest.Small: {SQL: "SELECT small", Columns: []string{"a"}, Rows: []string{"1", "NULL"}},
//			},
//			Skip: map[string]string{"duplicate names": "an object cannot hold a key twice"},
//		})
//	}
//
// Every case must be answered or stand in Source.Skip with a reason, which is
// logged; so must every test that does not apply. The names of tests are those
// that go test -v shows. A service that takes several requests for a statement
// names them as Source.Steps, and then every step is broken in turn. The fake
// must answer every statement as often as it is asked, from several goroutines,
// and build URLs of its own from the Host of the request.
//
// Package reference, below this one, is the smallest connector that passes.
package connectortest
