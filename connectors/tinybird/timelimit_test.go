package tinybird

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sonde/connectors"
)

// A time limit shorter than the API's own goes with the query, where a clause
// can stand behind it.
func TestTimeLimit(t *testing.T) {
	c, a := serve(t, nil, one)
	for _, x := range []struct {
		sql   string
		limit time.Duration
		want  string
	}{
		{"SELECT 1 -- x\n;", 1500 * time.Millisecond, "SELECT 1 -- x\nSETTINGS max_execution_time=2\nFORMAT JSON"},
		{"with 1 AS settings_ SELECT 'SETTINGS'", time.Second, "with 1 AS settings_ SELECT 'SETTINGS'\nSETTINGS max_execution_time=1\nFORMAT JSON"},
		{"SELECT 1", 0, "SELECT 1\nFORMAT JSON"},
		{"SELECT 1", 10 * time.Second, "SELECT 1\nFORMAT JSON"},
		{"SELECT 1 SETTINGS max_threads = 1", time.Second, "SELECT 1 SETTINGS max_threads = 1\nFORMAT JSON"},
		{"SELECT 1 FORMAT JSON", time.Second, "SELECT 1 FORMAT JSON"},
		{"DESCRIBE t", time.Second, "DESCRIBE t\nFORMAT JSON"},
		{"(SELECT 1)", time.Second, "(SELECT 1)\nFORMAT JSON"},
		{"% SELECT {{Int8(x, 1)}}", time.Second, `{"q":"% SELECT {{Int8(x, 1)}}\nSETTINGS max_execution_time=1\nFORMAT JSON"}`},
	} {
		o := c.run(connectors.Statement{SQL: x.sql, Timeout: x.limit})
		if got := a.last().body; o.err != nil || got != x.want {
			t.Errorf("%s: sent %q, %v", x.sql, got, o.err)
		}
	}
}

// A workspace that refuses the setting is asked without it, and from then on at
// once; a query that cannot have it is asked again without it.
func TestTimeLimitThatIsRefused(t *testing.T) {
	for text, requests := range map[string]int{
		"[Error] Usage of setting 'max_execution_time' is restricted. Contact support@tinybird.co": 3,
		"[Error] Syntax error: failed at position 42 ('FORMAT'): FORMAT JSON.":                     4,
	} {
		var c *Conn
		var a *api
		c, a = serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(a.last().body, "SETTINGS") {
				refuse(w, http.StatusBadRequest, text)
				return
			}
			one(w, r)
		})
		for range 2 {
			if o := c.run(connectors.Statement{SQL: "SELECT 1", Timeout: time.Second}); o.err != nil || len(o.rows) != 1 {
				t.Errorf("%v, %v", o.rows, o.err)
			}
		}
		if len(a.list) != requests {
			t.Errorf("%s: %d requests", text, len(a.list))
		}
	}
}
