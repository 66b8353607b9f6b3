package tinybird

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// dialect is that of the embedded engine.
var dialect = sqltext.ForName("duckdb")

// statement is SQL without what Tinybird adds to it.
type statement struct {
	sql      string
	format   string // empty: none was asked for
	timeout  time.Duration
	describe bool
	tokens   []sqltext.Token // of sql, without blanks and comments
	engine   describer       // nil: types of columns are not asked for
	nullable map[string]bool // columns, in lower case, whose type has NULL
}

func (s statement) text(t sqltext.Token) string { return s.sql[t.Start:t.End] }

func (s statement) is(i int, word string) bool {
	return i >= 0 && i < len(s.tokens) && strings.EqualFold(s.text(s.tokens[i]), word)
}

// readStatement takes FORMAT, SETTINGS and a semicolon off a statement, and
// refuses what the service refuses before it runs anything.
func readStatement(sql string) (statement, error) {
	s := statement{timeout: timeLimit, nullable: map[string]bool{}}
	s.cut(sql)
	for s.is(len(s.tokens)-1, ";") {
		s.drop(len(s.tokens) - 1)
	}
	// SETTINGS may stand on either side of FORMAT.
	if err := s.takeSettings(); err != nil {
		return s, err
	}
	if n := len(s.tokens); s.is(n-2, "FORMAT") && n > 2 {
		s.format = s.text(s.tokens[n-1])
		s.drop(n - 2)
	}
	if err := s.takeSettings(); err != nil {
		return s, err
	}
	return s, s.check()
}

func (s *statement) cut(sql string) {
	s.sql = sql
	s.tokens = slices.DeleteFunc(dialect.Tokens(sql), func(t sqltext.Token) bool {
		return t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment
	})
}

// drop removes the tokens from i on.
func (s *statement) drop(i int) {
	s.sql, s.tokens = s.sql[:s.tokens[i].Start], s.tokens[:i]
}

// allowed are the settings that a statement may have.
var allowed = []string{"max_execution_time", "max_memory_usage", "max_threads", "join_use_nulls", "group_by_use_nulls",
	"aggregate_functions_null_for_empty", "join_algorithm", "date_time_output_format"}

// takeSettings reads SETTINGS a = 1, b = 'x' at the end of the statement.
func (s *statement) takeSettings() error {
	for at := len(s.tokens) - 4; at > 0; at -= 4 {
		last := s.is(at, "SETTINGS")
		if !s.is(at+2, "=") || !last && !s.is(at, ",") {
			return nil
		}
		if !last {
			continue
		}
		first := at
		for ; at < len(s.tokens); at += 4 {
			if err := s.take(s.text(s.tokens[at+1]), s.text(s.tokens[at+3])); err != nil {
				return err
			}
		}
		s.drop(first)
		return nil
	}
	return nil
}

func (s *statement) take(name, value string) error {
	if !slices.Contains(allowed, name) {
		return fail(http.StatusBadRequest, "[Error] Usage of setting '%s' is restricted. Contact support@tinybird.co if you require access to this feature", name)
	}
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && name == "max_execution_time" && seconds > 0 {
		s.timeout = min(timeLimit, time.Duration(seconds*float64(time.Second)))
	}
	return nil
}

// refusedVerbs are the names of the service for what it does not run.
var refusedVerbs = map[string]string{
	"INSERT": "InsertQuery", "EXPLAIN": "ExplainQuery", "SHOW": "ShowTablesQuery", "EXISTS": "ExistsTableQuery", "CREATE": "CreateQuery",
	"DROP": "DropQuery", "ALTER": "AlterQuery", "SET": "SetQuery", "DELETE": "DeleteQuery", "UPDATE": "UpdateQuery", "SYSTEM": "SystemQuery",
	"COPY": "CopyQuery", "ATTACH": "AttachQuery", "PRAGMA": "PragmaQuery", "CALL": "CallQuery",
}

// refusedFunctions tell of the server, which a token must not.
var refusedFunctions = []string{"version", "currentDatabase", "currentUser", "user", "hostName", "getSetting", "uptime", "sleep"}

func (s *statement) check() error {
	if len(s.tokens) == 0 {
		return fail(http.StatusBadRequest, "[Error] Syntax error: Empty query.")
	}
	verb := strings.ToUpper(s.text(s.tokens[0]))
	if verb == "WITH" && !s.namesQuery(1) {
		return fail(http.StatusBadRequest, "[Error] The sandbox has no WITH expression AS name, which ClickHouse has: write WITH name AS (SELECT …)")
	}
	if name, refused := refusedVerbs[verb]; refused {
		return fail(http.StatusBadRequest, "[Error] Only SELECT or DESCRIBE queries are supported. Got: %s", name)
	}
	for i, t := range s.tokens {
		text := s.text(t)
		switch {
		case text == ";":
			return fail(http.StatusBadRequest, "[Error] Syntax error (Multi-statements are not allowed): failed at position %d (end of query): %s. ", t.Start+1, s.sql[t.Start:])
		case s.is(i+1, "(") && slices.Contains(refusedFunctions, text):
			return fail(http.StatusBadRequest, "[Error] Usage of function %s is restricted. Contact support@tinybird.co if you require access to this feature", text)
		}
	}
	if verb == "DESCRIBE" || verb == "DESC" {
		s.describe = true
	}
	return nil
}

// namesQuery reports whether a token begins name AS (SELECT …), perhaps with names
// of columns.
func (s *statement) namesQuery(i int) bool {
	if s.is(i, "RECURSIVE") {
		i++
	}
	if s.is(i+1, "(") {
		i = s.closing(i+1) - 1
	}
	return s.is(i+1, "AS") && !s.is(i+2, ",") && (s.is(i+2, "(") || s.is(i+2, "MATERIALIZED") || s.is(i+2, "NOT"))
}

// underscore puts the SQL of a pipe in the place of "_".
func (s *statement) underscore(pipe string) {
	if len(s.tokens) == 4 && s.is(1, "*") && s.is(2, "FROM") && s.is(3, "_") {
		s.cut(pipe)
		return
	}
	s.replace(pipe, func(i int) bool { return s.is(i, "_") && !s.is(i-1, ".") })
}

// withParams puts the SQL of pipes that have parameters in the place of their
// names: what the statement was given reaches them.
func (s *statement) withParams(params map[string]string) error {
	for _, p := range pipes {
		if len(params) == 0 || !s.reads(p.name) {
			continue
		}
		sql, err := p.sql(params)
		if err != nil {
			return err
		}
		s.replace(sql, func(i int) bool { return s.is(i, p.name) && (s.is(i-1, "FROM") || s.is(i-1, "JOIN")) })
	}
	return nil
}

// replace puts a query in the place of tokens.
func (s *statement) replace(query string, is func(token int) bool) {
	var out strings.Builder
	at := 0
	for i, t := range s.tokens {
		if is(i) {
			out.WriteString(s.sql[at:t.Start] + "(" + query + "\n)")
			at = t.End
		}
	}
	s.cut(out.String() + s.sql[at:])
}

// names reports whether the statement has a name as a word of its own.
func (s statement) names(name string) bool {
	return slices.ContainsFunc(s.tokens, func(t sqltext.Token) bool { return strings.Trim(s.text(t), "`\"") == name })
}

// has reports whether the statement has a word, in any case.
func (s statement) has(word string) bool {
	return slices.ContainsFunc(s.tokens, func(t sqltext.Token) bool { return strings.EqualFold(s.text(t), word) })
}

// reads reports whether a name stands where a table does.
func (s statement) reads(name string) bool {
	for i := range s.tokens {
		if s.is(i, name) && (s.is(i-1, "FROM") || s.is(i-1, "JOIN")) {
			return true
		}
	}
	return false
}

// serviceTable finds a table in which Tinybird or ClickHouse tell of themselves.
func (s statement) serviceTable() (string, bool) {
	for i, t := range s.tokens {
		schema := strings.ToLower(s.text(t))
		if (schema == "system" || schema == "tinybird" || schema == "information_schema") && s.is(i+1, ".") && i+2 < len(s.tokens) {
			return schema + "." + s.text(s.tokens[i+2]), true
		}
	}
	return "", false
}

// limit is the row limit at the end of the statement, outside of parentheses,
// with where it stands; ok is false where there is none.
func (s statement) limit() (rows, skipped int64, at int, ok bool) {
	n := len(s.tokens)
	if s.is(n-2, "OFFSET") && s.is(n-4, "LIMIT") {
		skipped, _ = strconv.ParseInt(s.text(s.tokens[n-1]), 10, 64)
		n -= 2
	}
	if n < 3 || !s.is(n-2, "LIMIT") {
		return 0, 0, 0, false
	}
	rows, err := strconv.ParseInt(s.text(s.tokens[n-1]), 10, 64)
	return rows, skipped, s.tokens[n-2].Start, err == nil
}

var (
	missingFunction = regexp.MustCompile(`^(?:Scalar|Aggregate|Table) Function with name (.+) does not exist`)
	missingColumn   = regexp.MustCompile(`^Referenced column "(.+)" (?:was )?not found`)
)

var missingTable = regexp.MustCompile(`Table with name (.+) does not exist`)

// errTime is why a context of a query ended.
var errTime = errors.New("out of time")

// engineFailure translates an error of the engine.
func engineFailure(ctx context.Context, err error) *failure {
	if errors.Is(context.Cause(ctx), errTime) {
		f := fail(http.StatusRequestTimeout, "[Error] Timeout exceeded: elapsed 10.0 seconds, maximum: 10 seconds")
		return f
	}
	e := connectors.AsError(err)
	if m := missingFunction.FindStringSubmatch(e.Message); m != nil {
		return fail(http.StatusBadRequest, "[Error] Unknown function %s. Contact support@tinybird.co if you require access to this feature", m[1])
	}
	if m := missingColumn.FindStringSubmatch(e.Message); m != nil {
		return fail(http.StatusBadRequest, "[Error] Unknown expression identifier `%s`. (UNKNOWN_IDENTIFIER)", m[1])
	}
	if m := missingTable.FindStringSubmatch(e.Message); m != nil {
		return fail(http.StatusBadRequest, "[Error] Resource '%s' not found", m[1])
	}
	switch e.Class {
	case connectors.ClassSyntax, connectors.ClassNotFound, connectors.ClassQuery, connectors.ClassUnsupported, connectors.ClassReadOnly:
		return fail(http.StatusBadRequest, "[Error] %s", e.Message)
	case connectors.ClassCapacity:
		return fail(http.StatusBadRequest, "[Error] Memory limit (for query) exceeded: %s", e.Message)
	}
	return &failure{status: http.StatusInternalServerError, message: "[Error] " + e.Message}
}
