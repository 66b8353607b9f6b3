package clickhouse

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
)

func TestServerThatIsTinybirds(t *testing.T) {
	c, _ := sent(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"error": "authentication token is required", "documentation": "https://docs.tinybird.co/api-reference/token-api.html"}`)
	})
	o := c.run(connectors.Statement{SQL: "SELECT 1"})
	if o.err == nil || !strings.Contains(o.err.Hint, "tinybird://") || !strings.Contains(o.err.Message, "token is required") {
		t.Errorf("%v", o.err)
	}
}

func TestPlaceholdersOfOtherSources(t *testing.T) {
	c, _ := sent(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-ClickHouse-Exception-Code", "62")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, "Code: 62. DB::Exception: Syntax error: failed at position 8 (:): :a. Expected one of: token. (SYNTAX_ERROR)")
	})
	o := c.run(connectors.Statement{SQL: "SELECT :a"})
	if o.err == nil || o.err.Hint != "ClickHouse writes a parameter as {name:Type}." || o.err.Position != 7 {
		t.Errorf("%+v", o.err)
	}
}
