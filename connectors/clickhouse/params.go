package clickhouse

import (
	"net/url"
	"strings"

	"sonde/connectors"
)

// params are the values of {name:Type} as the server takes them: beside the
// statement, in the text of tab-separated values.
func params(s connectors.Statement) (url.Values, error) {
	values := url.Values{}
	types := map[string]string{}
	for _, p := range dialect.Parameters(s.SQL) {
		types[p.Name] = p.Type
	}
	for _, p := range s.Params {
		if p.Name == "" {
			e := connectors.Errorf(connectors.ClassUnsupported, "ClickHouse's parameters have names")
			return nil, e.WithHint("Write {name:Type} in the statement, and give name=VALUE.")
		}
		text, err := paramText(p, types[p.Name])
		if err != nil {
			return nil, err
		}
		values.Set("param_"+p.Name, text)
	}
	return values, nil
}

func paramText(p connectors.Param, typeText string) (string, error) {
	if p.Null {
		return `\N`, nil
	}
	if err := checkParam(p, typeText); err != nil {
		return "", err
	}
	if isComposite(typeText) {
		return p.Value, nil
	}
	return escapes.Replace(p.Value), nil
}

var escapes = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`, "\x00", `\0`, "\b", `\b`, "\f", `\f`)
