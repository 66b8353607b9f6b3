package tinybird

import (
	"strings"
	"testing"

	"sonde/connectors"
)

// ClickHouse's own parameters would be NULL, or an error that does not tell why.
func TestClickHousesParametersAreRefused(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT {v:Nullable(Int32)} AS a":         "{{Int32(v)}}",
		"SELECT 1, { v : Int32 }":                 "{{Int32(v)}}",
		"% SELECT {{Int8(a)}}, {v:Array(String)}": "{{String(v)}}",
	} {
		c, sent := serve(t, nil, one)
		o := c.run(connectors.Statement{SQL: sql, Params: []connectors.Param{{Name: "v", Value: "1"}}})
		e := connectors.AsError(o.err)
		if !connectors.IsClass(o.err, connectors.ClassUnsupported) || e.Position != strings.LastIndex(sql, "{") && !strings.Contains(sql, "%") || !strings.Contains(e.Hint, want) || len(sent.list) > 0 {
			t.Errorf("%s: %v, %d requests", sql, o.err, len(sent.list))
		}
	}
	c, _ := serve(t, nil, one)
	for _, sql := range []string{"SELECT '{v:Int32}'", "SELECT 1 -- {v:Int32}", "SELECT {'a': 1}"} {
		if o := c.run(connectors.Statement{SQL: sql}); connectors.IsClass(o.err, connectors.ClassUnsupported) {
			t.Errorf("%s: %v", sql, o.err)
		}
	}
}

// The API looks at the form of a date only.
func TestDatesOfNoCalendarAreRefused(t *testing.T) {
	for value, refused := range map[string]bool{
		"2024-13-45": true, "2023-02-29": true, "2024-02-29": false, "yesterday": false,
	} {
		for _, sql := range []string{"% SELECT {{Date(v)}}", "GET /v0/pipes/p.json?day={{Date(v, '2024-01-01')}}"} {
			c, sent := serve(t, nil, one)
			o := c.run(connectors.Statement{SQL: sql, Params: []connectors.Param{{Name: "v", Value: value}}})
			if is := connectors.IsClass(o.err, connectors.ClassQuery) && strings.Contains(o.err.Error(), "v is no date of the calendar: "+value); is != refused || len(sent.list) > 0 == refused {
				t.Errorf("%s with %s: %v, %d requests", sql, value, o.err, len(sent.list))
			}
		}
	}
}
