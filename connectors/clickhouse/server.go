package clickhouse

import (
	"errors"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"sonde/internal/decode/clickhouse"
)

// formats are asked for in this order: the first that the server knows.
var formats = []string{clickhouse.Progress, clickhouse.Compact, clickhouse.JSON}

// server is what has been learnt of a server from its refusals.
type server struct {
	format  int // the first of formats that it may know
	fixed   bool
	unknown []string // settings that it does not know
}

// losesNaN reports whether the server cannot be asked to tell NaN from NULL in JSON.
func (s server) losesNaN() bool { return s.fixed || slices.Contains(s.unknown, settingQuoteNaN) }

func (c *Conn) known() server {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.server
}

// learn reads a refusal of what sonde adds to a statement. It reports whether
// the statement should be sent again, without what was refused: it was not run.
func (c *Conn) learn(err error, q *query, sent url.Values) bool {
	var e *clickhouse.Exception
	if !errors.As(err, &e) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	s := &c.server
	switch {
	case e.Code == 73 && strings.Contains(e.Text, sent.Get("default_format")) && s.format+1 < len(formats):
		s.format = 1 + slices.Index(formats, sent.Get("default_format"))
		return true
	case e.Code == 164 && strings.Contains(e.Text, "Cannot modify") && !s.fixed && !q.setsInText(refusedName(e.Text)):
		s.fixed = true
		return true
	case e.Code == 115:
		return s.omit(e.Text)
	case e.Code == 452:
		name := refusedName(e.Text)
		_, own := ownSettings[name]
		return own && name != "readonly" && q.settings[name] == "" && !q.setsInText(name) && s.omit(name)
	}
	return false
}

// refusedSetting is the setting that may not be changed, or not to a value.
var refusedSetting = regexp.MustCompile(`Cannot modify '(\w+)' setting|Setting (\w+) should`)

// refusedName is the name of the setting that an error refuses; empty where it names
// none.
func refusedName(message string) string {
	m := refusedSetting.FindStringSubmatch(message)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

// omit notes the setting that an error names, where it is one of sonde's.
func (s *server) omit(message string) bool {
	for _, name := range slices.Sorted(maps.Keys(ownSettings)) {
		if strings.Contains(message, name) && !slices.Contains(s.unknown, name) {
			s.unknown = append(slices.Clone(s.unknown), name)
			return true
		}
	}
	return false
}

// settingExceptions makes the server write exceptions as a format writes rows.
const settingExceptions = "http_write_exception_in_output_format"

// settingQuoteNaN makes JSON tell NaN and infinities from NULL.
const settingQuoteNaN = "output_format_json_quote_denormals"

// everything is a limit that no answer reaches.
const everything = "1099511627776"

// ownSettings are what sonde sets beside the user's settings. A value that is
// empty is chosen for each statement.
var ownSettings = map[string]string{
	"output_format_json_quote_64bit_integers": "0",
	settingQuoteNaN:           "1",
	"date_time_output_format": "simple",
	settingExceptions:         "0",
	"enable_http_compression": "",
	"limit":                   "",
	"max_execution_time":      "",
	"readonly":                "",
	"session_timezone":        "",
	"cancel_http_readonly_queries_on_client_close": "1",
}
