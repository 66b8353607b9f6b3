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
