package duckdb

import (
	"context"
	"fmt"
	"strings"
)

// jsonSample is how many rows of a JSON file the engine looks at to find its
// columns.
const jsonSample = 200_000

// json makes a view of a JSON file. The columns are found once, here, and not
// again by every query.
func (o *opener) json(ctx context.Context, s source) error {
	format := "auto"
	if s.kind == kindNDJSON {
		format = "newline_delimited"
	}
	read := fmt.Sprintf("read_json(%s, format = '%s'%s", s.argument(), format, unionByName(s))
	cells, err := o.conn.ask(ctx, fmt.Sprintf("DESCRIBE FROM %s, sample_size = %d)", read, jsonSample))
	if err != nil {
		return err
	}
	if len(cells) == 1 && cells[0][0] == "json" && !strings.HasPrefix(cells[0][1], "STRUCT") {
		return o.view(ctx, s, fmt.Sprintf("SELECT * FROM %s, sample_size = %d)", read, jsonSample))
	}
	types, err := o.exactNumbers(ctx, read, cells)
	if err != nil {
		return err
	}
	return o.view(ctx, s, "SELECT * FROM "+read+", columns = {"+types+"})")
}

// exactNumbers writes the types of columns, and corrects those whose DOUBLE
// would not hold every digit of long whole numbers: HUGEINT where a column has
// nothing else, JSON, which keeps the text, otherwise.
func (o *opener) exactNumbers(ctx context.Context, read string, columns [][]string) (string, error) {
	asJSON, checks := make([]string, len(columns)), make([]string, 0, 2*len(columns))
	for i, c := range columns {
		asJSON[i] = literal(c[0]) + ": 'JSON'"
		if strings.Contains(c[1], "DOUBLE") {
			name := quoted(c[0])
			checks = append(checks,
				fmt.Sprintf(`bool_or(regexp_matches(%s, '(^|[\[:,\s])-?[0-9]{16,}([\],}\s]|$)'))`, name),
				fmt.Sprintf(`bool_and(%s = 'null' OR regexp_full_match(%s, '-?[0-9]{1,38}'))`, name, name))
		}
	}
	var answers []string
	if len(checks) > 0 {
		sql := fmt.Sprintf("SELECT %s FROM (FROM %s, columns = {%s}) LIMIT %d)", strings.Join(checks, ", "), read, strings.Join(asJSON, ", "), jsonSample)
		cells, err := o.conn.ask(ctx, sql)
		if err != nil {
			return "", err
		}
		answers = cells[0]
	}
	types := make([]string, len(columns))
	for i, c := range columns {
		kind := c[1]
		if strings.Contains(kind, "DOUBLE") {
			kind = exactNumber(kind, answers[0] == "true", answers[1] == "true")
			answers = answers[2:]
		}
		types[i] = literal(c[0]) + ": " + literal(kind)
	}
	return strings.Join(types, ", "), nil
}

func exactNumber(kind string, long, whole bool) string {
	switch {
	case !long:
		return kind
	case kind == "DOUBLE" && whole:
		return "HUGEINT"
	}
	return "JSON"
}
