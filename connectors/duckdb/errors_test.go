package duckdb

import (
	"strings"
	"testing"

	"sonde/connectors"
)

func TestErrorsHoldNoCredentials(t *testing.T) {
	c := openWith(t, nil)
	for _, sql := range []string{
		"FROM 'postgres://bob:hunter2@localhost/shop'",
		"SELECT error('cannot reach https://bob:hunter2@localhost/')",
		"SELECT error('password=''hunter2''')",
	} {
		rows, err := c.Query(t.Context(), connectors.Statement{SQL: sql})
		if err == nil {
			_, err = rows.Next(t.Context())
			if reason := rows.Progress().Reason; strings.Contains(reason, "hunter2") {
				t.Errorf("%s: the reason is %s", sql, reason)
			}
			rows.Close()
		}
		e := connectors.AsError(err)
		if e == nil || strings.Contains(e.Message+e.Hint, "hunter2") || !strings.Contains(e.Message, "•••") {
			t.Errorf("%s: %v (hint %q)", sql, e, e.Hint)
		}
	}
	_, err := tryOpen(map[string]any{"settings": map[string]any{"threads": "password=hunter2"}})
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a setting: %v", err)
	}
}
