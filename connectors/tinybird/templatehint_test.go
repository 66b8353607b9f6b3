package tinybird

import (
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
)

func TestATemplateWithoutItsSignIsExplained(t *testing.T) {
	c, _ := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusBadRequest, "[Error] Syntax error: failed at position 8 ('{'): {Int32(id, 7)}}.")
	})
	for sql, want := range map[string]bool{"SELECT {{Int32(id, 7)}}": true, "%\nSELECT {{Int32(id, 7)}}": false, "SELECT {": false} {
		err := connectors.AsError(c.run(connectors.Statement{SQL: sql}).err)
		if got := strings.Contains(err.Hint, "begin it with a line that is %"); got != want {
			t.Errorf("%q: %#v", sql, err)
		}
	}
}
