package clickhouse

import (
	"net/http"
	"strings"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
	"sonde/internal/httpapi"
)

// parseError reads an error of the server. What else stands on the way, such as
// a proxy, answers in other shapes.
func parseError(f httpapi.Failure) *connectors.Error {
	text := string(f.Body)
	if strings.Contains(text, "tinybird.co") {
		e := &connectors.Error{Message: f.Message(), Position: -1}
		return e.WithHint("The server answers as Tinybird's API does: connect with kind = \"tinybird\" or tinybird://, and a token.")
	}
	if f.Header.Get("X-Clickhouse-Exception-Code") == "" && !strings.HasPrefix(text, "Code: ") {
		return nil
	}
	if at := strings.LastIndex(text, "Code: "); at > 0 { // rows that were already made stand before it
		text = text[at:]
	}
	e := clickhouse.ParseException(text).Failure()
	if e.Class == connectors.ClassSyntax && e.Hint == "" && (strings.Contains(text, " (:): ") || strings.Contains(text, " (?): ")) {
		e.Hint = "ClickHouse writes a parameter as {name:Type}."
	}
	if e.Class == connectors.ClassQuery && telling[f.Status] {
		e.Class = ""
	}
	return e
}

// telling are the statuses that say more than an exception without a class of
// its own.
var telling = map[int]bool{
	http.StatusUnauthorized: true, http.StatusForbidden: true, http.StatusRequestTimeout: true, http.StatusTooManyRequests: true,
	http.StatusBadGateway: true, http.StatusServiceUnavailable: true, http.StatusGatewayTimeout: true,
}
