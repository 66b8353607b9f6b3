package clickhouse

import (
	"net/url"
	"strings"
	"time"

	"sonde/connectors"
)

// takeParams takes the values of {name:Type} as the server wants them: beside the
// statement, in the text of tab-separated values.
func (q *query) takeParams(s connectors.Statement) error {
	q.params = url.Values{}
	types := map[string]string{}
	for _, p := range dialect.Parameters(s.SQL) {
		types[p.Name] = p.Type
	}
	zone := q.zone()
	for _, p := range s.Params {
		if p.Name == "" {
			e := connectors.Errorf(connectors.ClassUnsupported, "ClickHouse's parameters have names")
			return e.WithHint("Write {name:Type} in the statement, and give name=VALUE.")
		}
		text, err := paramText(p, types[p.Name], zone)
		if err != nil {
			return err
		}
		if zone == nil && hasUnplaced(p, types[p.Name]) {
			q.unplaced = append(q.unplaced, typedParam{p, types[p.Name]})
		}
		q.params.Set("param_"+p.Name, text)
	}
	return nil
}

func paramText(p connectors.Param, typeText string, zone *time.Location) (string, error) {
	if p.Null {
		return `\N`, nil
	}
	if err := checkParam(p, typeText, zone); err != nil {
		return "", err
	}
	if isComposite(typeText) {
		return p.Value, nil
	}
	return escapes.Replace(p.Value), nil
}

var escapes = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`, "\x00", `\0`, "\b", `\b`, "\f", `\f`)
