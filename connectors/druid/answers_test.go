package druid

import (
	"strings"
	"testing"

	"sonde/connectors"
)

// What answers is not always Druid, nor its endpoint.
func TestWrongAddress(t *testing.T) {
	for want, e := range map[string]exchange{
		"without a path":           {Status: 404, Body: "<html><title>Error 404 Not Found</title></html>"},
		"that of a Router":         {Status: 405},
		"(8082), without":          {Status: 400, Body: `{"error":"Unknown exception","errorMessage":"Could not resolve subtype: missing type id property 'queryType'"}`},
		"no Broker":                {Status: 502, Body: "<html><title>Error 502 Bad Gateway</title></html>"},
		"a username":               {Status: 401, Header: map[string]string{"WWW-Authenticate": "Basic"}, Body: `{"error":"Unauthorized request","errorMessage":null}`},
		"Check the connection's":   {Status: 401, Body: "<html><title>Error 401 User authentication failed.</title></html>"},
		"Names are case-sensitive": {Status: 404, Body: `{"error":"druidException","category":"NOT_FOUND","errorMessage":"Table 'x' not found"}`},
	} {
		if a := e.replay(t).run(connectors.Statement{SQL: "SELECT 1"}); a.err == nil || !strings.Contains(a.err.Hint, want) {
			t.Errorf("status %d has no hint with %q: %#v", e.Status, want, a.err)
		}
	}
	a := exchange{Status: 405}.replay(t).run(connectors.Statement{SQL: "EXPLAIN PLAN FOR INSERT INTO t SELECT 1 PARTITIONED BY ALL"})
	if a.err == nil || a.err.Hint != needsEngine {
		t.Errorf("the plan of a write gave %#v", a.err)
	}
}

// Only segments that were not there leave rows out.
func TestGaps(t *testing.T) {
	e := exchange{Status: 200, Body: "[\"a\"]\n[\"LONG\"]\n[\"BIGINT\"]\n[7]\n\n"}
	for context, want := range map[string]connectors.Completeness{
		`{"missingSegments":[{"itvl":"2024-03-01/2024-03-02"}]}`:                                                            connectors.Unknown,
		`{"uncoveredIntervalsOverflowed":false,"uncoveredIntervals":["2024-03-06T00:00:00.000Z/2025-01-01T00:00:00.000Z"]}`: connectors.Complete,
	} {
		e.Header = map[string]string{includedHeader: "yes", "X-Druid-Response-Context": context}
		a := e.replay(t).run(connectors.Statement{SQL: "SELECT 1"})
		if a.err != nil || a.progress.Completeness != want || len(a.progress.Warnings) != 1 {
			t.Errorf("%s gave %v, %q, %v", context, a.progress.Completeness, a.progress.Warnings, a.err)
		}
	}
}
