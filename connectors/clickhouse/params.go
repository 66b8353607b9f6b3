package clickhouse

import (
	"math/big"
	"net/url"
	"strconv"
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
	switch {
	case p.Null:
		return `\N`, nil
	case isComposite(typeText):
		return p.Value, nil
	}
	if err := checkRange(p, typeText); err != nil {
		return "", err
	}
	return escapes.Replace(p.Value), nil
}

var escapes = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`, "\x00", `\0`, "\b", `\b`, "\f", `\f`)

// checkRange refuses a whole number that its type cannot hold: the server would
// take its last bits.
func checkRange(p connectors.Param, typeText string) error {
	name := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(typeText), "Nullable("), ")")
	least, most := rangeOf(name)
	n, isNumber := new(big.Int).SetString(strings.TrimSpace(p.Value), 10)
	if most == nil || !isNumber || n.Cmp(least) >= 0 && n.Cmp(most) < 0 {
		return nil
	}
	return connectors.Errorf(connectors.ClassQuery, "the value %s of %s does not fit %s", p.Value, p.Name, name)
}

// rangeOf returns the least value of an integer type and the first that is too
// large; nothing for other types.
func rangeOf(name string) (least, most *big.Int) {
	digits, signed := strings.CutPrefix(name, "Int")
	if !signed {
		digits, _ = strings.CutPrefix(name, "UInt")
	}
	width, err := strconv.ParseUint(digits, 10, 9)
	if err != nil {
		return nil, nil
	}
	least, most = new(big.Int), new(big.Int).Lsh(big.NewInt(1), uint(width))
	if signed {
		most.Rsh(most, 1)
		least.Neg(most)
	}
	return least, most
}
