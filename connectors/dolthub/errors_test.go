package dolthub

import (
	"io"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

func TestWhatErrorsMean(t *testing.T) {
	for _, test := range []struct {
		message, sql string
		class        connectors.Class
		shown        string
		position     int
		hinted       bool
	}{
		{"query error: Error parsing SQL: syntax error at position 6 near 'selct'", "selct 1", connectors.ClassSyntax, "syntax error at position 6 near 'selct'", 0, false},
		{"query error: Error parsing SQL: syntax error at position 17 near 'select'", "SELECT 1; SELECT 2", connectors.ClassSyntax, "syntax error at position 17 near 'select'", 10, false},
		{"query error: Error parsing SQL: syntax error at position 16 near '\xe6'", "SELECT * FROM 日本", connectors.ClassSyntax, "syntax error at position 16 near '\ufffd'", 14, false},
		{"query error: Error parsing SQL", "x", connectors.ClassSyntax, "Error parsing SQL", -1, false},
		{"query error: table not found: nope", "SELECT * FROM nope", connectors.ClassNotFound, "table not found: nope", 14, false},
		{`query error: column "nope" could not be found in any table in scope`, "SELECT nope", connectors.ClassQuery, `column "nope" could not be found in any table in scope`, 7, false},
		{`query error: table "orders" does not have column "nope"`, "SELECT 'nope', orders.`nope` FROM orders", connectors.ClassQuery, `table "orders" does not have column "nope"`, 22, false},
		{"query error: function: 'nofunc' not found", "SELECT NOFUNC(1)", connectors.ClassQuery, "function: 'nofunc' not found", 7, false},
		{"query error: branch not found", "SELECT 1", connectors.ClassNotFound, "branch not found", -1, true},
		{"no such repository", "", connectors.ClassNotFound, "no such repository", -1, true},
		{"no token found for given api token", "", connectors.ClassAuth, "no token found for given api token", -1, true},
		{"invalid authorization header", "", connectors.ClassAuth, "invalid authorization header", -1, true},
		{"no authentication", "", connectors.ClassAuth, "no authentication", -1, true},
		{"permission denied", "", connectors.ClassPermission, "permission denied", -1, true},
		{"Calls authenticated with a token must include a refName", "", connectors.ClassConfig, "Calls authenticated with a token must include a refName", -1, true},
		{"query error: context deadline exceeded", "", connectors.ClassTimeout, "context deadline exceeded", -1, true},
		{"query error: http status: 403", "", connectors.ClassRateLimit, "http status: 403", -1, true},
		{"query error: Merge conflict detected, @autocommit transaction rolled back.", "", connectors.ClassQuery, "Merge conflict detected, @autocommit transaction rolled back.", -1, true},
		{"", "", connectors.ClassQuery, "DoltHub gave no reason", -1, false},
	} {
		e := sqlError(test.message, test.sql)
		if e.Class != test.class || e.Message != test.shown || e.Position != test.position || (e.Hint != "") != test.hinted {
			t.Errorf("%q: %s %q at %d, hint %q", test.message, e.Class, e.Message, e.Position, e.Hint)
		}
	}
}

func TestDocumentsThatAreNone(t *testing.T) {
	for body, want := range map[string]string{
		`{"branches":[{"branch_name":"ma`: "broke off",
		`<p>log in</p>`:                   "not what DoltHub's API sends",
		``:                                "not what DoltHub's API sends",
	} {
		var into map[string]any
		err := readJSON(&httpapi.Response{Body: io.NopCloser(strings.NewReader(body))}, &into)
		if !connectors.IsClass(err, connectors.ClassUnavailable) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", body, err)
		}
	}
}
