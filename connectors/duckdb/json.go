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
	if s.cut {
		read += ", ignore_errors = true"
	}
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
	answers, err := o.longNumbers(ctx, read, columns)
	if err != nil {
		return "", err
	}
	types := make([]fileColumn, len(columns))
	for i, c := range columns {
		types[i] = fileColumn{c[0], c[1]}
		if strings.Contains(c[1], "DOUBLE") {
			types[i].Type = exactNumber(c[1], answers[0] == "true", answers[1] == "true")
			answers = answers[2:]
		}
	}
	return typeList(types), nil
}

// longNumbers tells of each column with a DOUBLE in it whether it has whole
// numbers of 16 digits or more, and whether all its values are whole numbers.
func (o *opener) longNumbers(ctx context.Context, read string, columns [][]string) ([]string, error) {
	var checks []string
	asJSON := make([]fileColumn, len(columns))
	for i, c := range columns {
		asJSON[i] = fileColumn{c[0], "JSON"}
		if name := quoted(c[0]); strings.Contains(c[1], "DOUBLE") {
			checks = append(checks,
				fmt.Sprintf(`bool_or(regexp_matches(%s, '(^|[\[:,\s])-?[0-9]{16,}([\],}\s]|$)'))`, name),
				fmt.Sprintf(`bool_and(%s = 'null' OR regexp_full_match(%s, '-?[0-9]{1,38}'))`, name, name))
		}
	}
	if len(checks) == 0 {
		return nil, nil
	}
	sql := fmt.Sprintf("SELECT %s FROM (FROM %s, columns = {%s}) LIMIT %d)", strings.Join(checks, ", "), read, typeList(asJSON), jsonSample)
	cells, err := o.conn.ask(ctx, sql)
	if err != nil {
		return nil, err
	}
	return cells[0], nil
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
