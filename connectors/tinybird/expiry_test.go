package tinybird

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

func jwt(payload string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"HS256"}`)) + "." + encode([]byte(payload)) + ".c2lnbmF0dXJl"
}

func TestExpiryOfTokens(t *testing.T) {
	for token, want := range map[string]int64{
		jwt(`{"exp": 1000000000}`):   1000000000,
		jwt(`{"exp": 4102444800.5}`): 4102444800,
		jwt(`{"exp": -1e99}`):        0,
	} {
		if got := expiryOf(token); got.Unix() != want {
			t.Errorf("%s: %v", token, got)
		}
	}
	for _, token := range []string{"", "p.eyJ1IjoibGFiIn0.abc", jwt(`{"name":"x"}`), jwt(`{"exp":null}`), jwt(`{"exp":"soon"}`), "a.b.c", "a.b"} {
		if got := expiryOf(token); !got.IsZero() {
			t.Errorf("%q: %v", token, got)
		}
	}
}

// tokenServer takes a token or says that it has expired, and counts the requests.
type tokenServer struct{ taken, asked atomic.Int64 }

func (s *tokenServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked.Add(1)
	if s.taken.Load() == 0 {
		refuse(w, http.StatusForbidden, "invalid authentication token: the token has expired")
		return
	}
	one(w, r)
}

func openWith(t *testing.T, s *tokenServer, payload string) (connectors.Conn, error) {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	config, err := connectors.NewConfig(Driver(), "test", map[string]any{"url": server.URL, "token": jwt(payload)})
	if err != nil {
		t.Fatal(err)
	}
	c, err := Driver().Open(context.Background(), config)
	if err == nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

const (
	past   = `{"exp":1000000000}`
	future = `{"exp":4102444800}`
)

// A connection with an expired JWT is not opened where the server refuses it.
func TestExpiredTokenIsToldAtConnecting(t *testing.T) {
	_, err := openWith(t, &tokenServer{}, past)
	e := connectors.AsError(err)
	if !connectors.IsClass(err, connectors.ClassAuth) || !strings.Contains(e.Message, "has expired") || !strings.Contains(e.Hint, "until 2001-09-09 01:46:40 UTC") || !strings.Contains(e.Hint, "new one") {
		t.Fatalf("%#v", e)
	}
}

// The server's clock counts: a token that it takes is good, whatever is the time here.
func TestFastClockLocksNobodyOut(t *testing.T) {
	s := &tokenServer{}
	s.taken.Store(1)
	c, err := openWith(t, s, past)
	if err != nil || s.asked.Load() != 1 {
		t.Fatalf("%v after %d requests", err, s.asked.Load())
	}
	if o := c.(*Conn).run(connectors.Statement{SQL: "SELECT 1"}); o.err != nil || len(o.rows) != 1 {
		t.Fatalf("%#v", o)
	}
}

// A token that seems good is not asked about at opening; one that the server refuses
// later, by its clock, is told at the next use of any sort.
func TestTokenThatExpiresWhileItIsUsed(t *testing.T) {
	s := &tokenServer{}
	opened, err := openWith(t, s, future)
	if err != nil || s.asked.Load() != 0 {
		t.Fatalf("%v after %d requests", err, s.asked.Load())
	}
	c := opened.(*Conn)
	o := c.run(connectors.Statement{SQL: "SELECT 1"})
	_, listed := c.Children(context.Background(), []string{groupPipes})
	_, pinged := c.Ping(context.Background())
	for _, err := range []error{o.err, listed, pinged} {
		if e := connectors.AsError(err); !connectors.IsClass(err, connectors.ClassAuth) || !strings.Contains(e.Hint, "until 2100-01-01 00:00:00 UTC") {
			t.Errorf("%#v", err)
		}
	}
}

// A right that a token lacks has nothing to do with its time.
func TestOtherRefusalsAreNotExplainedByTime(t *testing.T) {
	f := httpapi.Failure{Status: http.StatusForbidden, Body: []byte(`{"error": "not enough permissions"}`)}
	if e := explainExpiry(time.Unix(1000000000, 0))(f); strings.Contains(e.Hint, "until") {
		t.Fatalf("%#v", e)
	}
}
