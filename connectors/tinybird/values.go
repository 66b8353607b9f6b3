package tinybird

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"sonde/connectors"
)

// checkPlaceholders refuses ClickHouse's {name:Type}: the API has no way to give it
// a value, and where the type is Nullable it would be NULL without a word.
func checkPlaceholders(sql string) error {
	places := dialect.Placeholders(sql)
	if len(places) == 0 {
		return nil
	}
	text := sql[places[0].Start:places[0].End]
	e := connectors.Errorf(connectors.ClassUnsupported, "Tinybird gives no value to %s: its parameters stand in templates", text)
	e.Position = places[0].Start
	return e.WithHint("Begin the statement with a line that is % and write {{" + templateCall(text) + "}} instead.")
}

// templateCall is a parameter as a template has it, such as Int32(id), that is written
// as {id:Nullable(Int32)} for ClickHouse.
func templateCall(text string) string {
	name, kind, _ := strings.Cut(strings.Trim(text, "{}"), ":")
	kind = strings.TrimSpace(kind)
	if inner, nullable := strings.CutPrefix(kind, "Nullable("); nullable {
		kind = strings.TrimSuffix(inner, ")")
	}
	if kind == "" || strings.Contains(kind, "(") {
		kind = "String"
	}
	return kind + "(" + strings.TrimSpace(name) + ")"
}

// dateForm is what the API takes for a date.
var dateForm = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// checkDates refuses values of dates that the API would take for their form though no
// calendar has them: ClickHouse makes 1970-01-01 of them, or finds nothing.
func checkDates(sql string, given []connectors.Param) error {
	for _, p := range dialect.Parameters(sql) {
		i := slices.IndexFunc(given, func(g connectors.Param) bool { return g.Name == p.Name && !g.Null })
		if p.Type != "Date" || i < 0 || !dateForm.MatchString(given[i].Value) {
			continue
		}
		if _, err := time.Parse(time.DateOnly, given[i].Value); err != nil {
			return connectors.Errorf(connectors.ClassQuery, "the parameter %s is no date of the calendar: %s", p.Name, given[i].Value).
				WithHint("Tinybird checks the form YYYY-MM-DD only and would compare with that text, or with 1970-01-01.")
		}
	}
	return nil
}
