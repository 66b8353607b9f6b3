package cli

import (
	"slices"
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// checkParams refuses parameters that the call gives too many.
func (q *querying) checkParams(parts []sqltext.Statement) error {
	var statements []string
	for _, p := range parts {
		statements = append(statements, q.sql[p.Start:p.End])
	}
	return checkParams(sqltext.ForName(q.connection.Dialect()), statements, q.template.Params)
}

// checkParams refuses parameters that no statement of a script takes: some
// sources pass over them, and a value that somebody gave would count for
// nothing.
func checkParams(d *sqltext.Dialect, statements []string, params []connectors.Param) error {
	positions, asked, given := 0, []sqltext.Parameter{}, 0
	for _, sql := range statements {
		known := d.Parameters(sql)
		positions = max(positions, positionsOf(known))
		asked = append(asked, known...)
	}
	named := map[string]bool{}
	for _, p := range params {
		switch {
		case p.Name == "":
			given++
		case named[p.Name]:
			return usage(namesHint(namesOf(asked)), "the parameter %s is given twice", p.Name)
		case !knowsNames(d, statements):
		case !hasName(asked, p.Name):
			names := namesOf(asked)
			return usage(namesHint(names), "no statement has the parameter %q%s", p.Name, connectors.Suggest(p.Name, names))
		}
		named[p.Name] = true
	}
	if given > positions && takesPositions(d) {
		return usage("Every ? of a statement takes one value.", "%s given, and the statements take %s at most",
			counted(given, "positional parameter is", "positional parameters are"), strconv.Itoa(positions))
	}
	return nil
}

// takesPositions reports whether it is known that a source takes values by
// position. One that takes names only says so itself.
func takesPositions(d *sqltext.Dialect) bool {
	return slices.Contains([]string{"duckdb", "druid", "mysql"}, d.Name())
}

// knowsNames reports whether all names that a source may ask for stand in the
// statements. What Tinybird is given goes on to the pipes that a statement
// reads, so that only templates tell, and statements that read nothing.
func knowsNames(d *sqltext.Dialect, statements []string) bool {
	isTemplate := func(sql string) bool { return strings.HasPrefix(strings.TrimSpace(sql), "%") }
	if d.Name() == "tinybird" {
		return !slices.ContainsFunc(statements, func(sql string) bool { return !isTemplate(sql) && mayReadPipes(d, sql) })
	}
	return takesPositions(d) || d.Name() == "clickhouse"
}

// pipeWords are the words behind which a statement of Tinybird names a pipe: those of
// SQL, and those of a request to an endpoint.
var pipeWords = strings.Fields("FROM JOIN IN DESCRIBE DESC TABLE GET POST")

// mayReadPipes reports whether a plain statement may read a pipe, which takes values.
func mayReadPipes(d *sqltext.Dialect, sql string) bool {
	return slices.ContainsFunc(d.Tokens(sql), func(t sqltext.Token) bool {
		isText := t.Kind == sqltext.String || t.Kind == sqltext.Comment || t.Kind == sqltext.QuotedIdentifier
		return !isText && slices.Contains(pipeWords, strings.ToUpper(sql[t.Start:t.End]))
	})
}

// positionsOf is how many values a statement takes by position.
func positionsOf(known []sqltext.Parameter) int {
	plain, highest := 0, 0
	for _, p := range known {
		if p.Name == "" {
			plain++
		} else if n, err := strconv.Atoi(p.Name); err == nil {
			highest = max(highest, n)
		}
	}
	return max(plain, highest)
}

func namesOf(known []sqltext.Parameter) (names []string) {
	for _, p := range known {
		if isName(p.Name) && !slices.Contains(names, p.Name) {
			names = append(names, p.Name)
		}
	}
	return names
}

func namesHint(names []string) string {
	if len(names) == 0 {
		return "The statements have no parameters with names."
	}
	return "The names are " + strings.Join(names, ", ") + "."
}
