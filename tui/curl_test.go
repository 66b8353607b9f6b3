package tui

import (
	"context"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/screentest"
	"sonde/internal/screentest/source"
)

func TestCopyAsCurlOfTheStatementAndOfTheResult(t *testing.T) {
	s := open(t, 120, 36)
	s.run("DONE 1")
	s.WaitText("1,000 rows")
	s.Press("alt+2", "ctrl+a")
	s.Paste("SELECT :a")
	s.Press("alt+c")
	s.WaitText("Parameters", "Enter copy")
	s.Type("x y")
	s.Press("enter")
	s.WaitText("Copied the curl command; set AUTHORIZATION before running it")
	if got := s.lastCopy(); got != `curl -H 'Authorization: Bearer '"$AUTHORIZATION" --data-binary 'SELECT :a' 'http://service/sql?values=x y'` {
		t.Errorf("copied %q", got)
	}
	s.Press("alt+3", "Y")
	s.WaitFor("the copy of the result", func(_ screentest.Frame) bool { return strings.Contains(s.lastCopy(), "DONE 1") })
}

func TestCopyAsCurlIsOffWhereThereIsNone(t *testing.T) {
	d := source.Driver()
	web := d.Open
	d.Open = func(ctx context.Context, c connectors.Config) (connectors.Conn, error) {
		conn, err := web(ctx, c)
		return struct{ connectors.Conn }{conn}, err
	}
	s := open(t, 120, 36, d)
	s.Paste("SELECT 1")
	s.Press("alt+c")
	s.WaitText("Web service has no requests that curl could send")
	s.Press("ctrl+p")
	s.WaitText("Commands")
	s.Type("curl")
	s.WaitText("Copy as a curl command", "Web service has no requests that curl could send")
	s.Press("enter")
	if !s.Frame().Contains("Commands") {
		t.Error("what is off was chosen")
	}
}
