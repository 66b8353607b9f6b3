package clickhouse

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
)

// A moment that the clocks of the server never show, or that its type does not hold
// there, is refused before the statement is sent.
func TestClocksOfTheServersZone(t *testing.T) {
	const statement = "SELECT {x:DateTime}"
	for _, c := range []struct {
		server, session, value string
		fits                   bool
	}{
		{"UTC", "", "1969-12-31 23:59:59", false}, {"UTC", "", "2106-02-07 06:28:16", false}, {"UTC", "", "1970-01-01 00:00:00", true},
		{"America/New_York", "", "1969-12-31 23:59:59", true}, {"America/New_York", "", "2024-03-10 02:30:00", false},
		{"UTC", "", "2024-03-10 02:30:00", true}, {"UTC", "America/New_York", "2024-03-10 02:30:00", false},
		{"America/New_York", "UTC", "2024-03-10 02:30:00", true}, {"Nowhere/At_All", "", "1969-12-31 23:59:59", true},
	} {
		asked, ran := 0, 0
		conn, _ := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
			sql, _ := io.ReadAll(r.Body)
			if strings.Contains(string(sql), "timezone()") {
				asked++
				send(w, meta("z", "String")+rowsOf(`"`+c.server+`"`)+`{"rows_before_limit_at_least":1}`+"\n")
				return
			}
			ran++
			send(w, meta("x", "DateTime")+rowsOf(`"`+c.value+`"`)+`{"rows_before_limit_at_least":1}`+"\n")
		})
		s := connectors.Statement{SQL: statement, TimeZone: c.session, Params: []connectors.Param{{Name: "x", Value: c.value}}}
		for range 2 {
			if o := conn.run(s); (o.err == nil) != c.fits {
				t.Errorf("%s, %s, %s: %v", c.server, c.session, c.value, o.err)
			}
		}
		if c.fits != (ran == 2) || !c.fits && ran != 0 || c.session != "" && asked != 0 || c.session == "" && c.server != "Nowhere/At_All" && asked != 1 {
			t.Errorf("%s, %s, %s: asked %d times, ran %d times", c.server, c.session, c.value, asked, ran)
		}
	}
}
