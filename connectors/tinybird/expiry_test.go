package tinybird

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"sonde/connectors"
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

// A connection with an expired JWT is not opened, and nothing is asked for that.
func TestExpiredTokenIsToldAtConnecting(t *testing.T) {
	config, err := connectors.NewConfig(Driver(), "test", map[string]any{"url": "http://127.0.0.1:1", "token": jwt(`{"exp":1000000000}`)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Driver().Open(context.Background(), config)
	e := connectors.AsError(err)
	if !connectors.IsClass(err, connectors.ClassAuth) || !strings.Contains(e.Message, "until 2001-09-09 01:46 UTC") || !strings.Contains(e.Hint, "new one") {
		t.Fatalf("%#v", e)
	}
}

// A JWT whose time runs out later is told at the next use of any sort.
func TestTokenThatExpiresWhileItIsUsed(t *testing.T) {
	c, a := serve(t, map[string]any{"token": jwt(`{"exp":4102444800}`)}, one)
	if o := c.run(connectors.Statement{SQL: "SELECT 1"}); o.err != nil {
		t.Fatal(o.err)
	}
	asked := len(a.list)
	c.expires = time.Unix(1000000000, 0)
	o := c.run(connectors.Statement{SQL: "SELECT 1"})
	_, listed := c.Children(context.Background(), []string{groupPipes})
	_, pinged := c.Ping(context.Background())
	for _, err := range []error{o.err, listed, pinged} {
		if !connectors.IsClass(err, connectors.ClassAuth) || !strings.Contains(err.Error(), "has expired") {
			t.Errorf("%v", err)
		}
	}
	if len(a.list) != asked {
		t.Errorf("%d requests were sent with an expired token", len(a.list)-asked)
	}
}
