package druid

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
	"sonde/internal/sqltext"
)

// dialect is the engine's, in which the statements of the sandbox are written.
var dialect = sqltext.ForName("duckdb")

// plan is a statement that is ready to run.
type plan struct {
	statement connectors.Statement
	// pause is waited before every row: the function sleep does that in Druid.
	pause time.Duration
}

// wait waits before a row.
func (p plan) wait(ctx context.Context) error {
	if p.pause == 0 {
		return nil
	}
	return face.Wait(ctx, p.pause)
}

func (s *service) plan(ctx context.Context, sql string, given []parameter, q querySettings) (plan, error) {
	tokens := significant(sql)
	if err := checkStatement(sql, tokens); err != nil {
		return plan{}, err
	}
	explained, explains := explainedPart(sql, tokens)
	text, params, err := bind(rewrite(sql, tokens), given, q.zone)
	if err != nil {
		return plan{}, err
	}
	if explains {
		text, params, err = s.explain(ctx, rewrite(explained, significant(explained)), params, q)
		if err != nil {
			return plan{}, failureOf(ctx, err, q.id, explained)
		}
	}
	p := plan{statement: engineStatement(text, params, q)}
	if callsSleep(tokens) {
		p.pause = time.Second
	}
	return p, nil
}

// word is a token with its text.
type word struct {
	sqltext.Token
	text string
}

func (w word) is(text string) bool { return strings.EqualFold(w.text, text) }

// significant are the tokens that are neither blanks nor comments.
func significant(sql string) []word {
	var words []word
	for _, t := range dialect.Tokens(sql) {
		if t.Kind != sqltext.Whitespace && t.Kind != sqltext.Comment {
			words = append(words, word{t, sql[t.Start:t.End]})
		}
	}
	return words
}

// reading are the words with which a statement that reads begins.
var reading = []string{"SELECT", "WITH", "VALUES", "FROM", "(", "EXPLAIN"}

// checkStatement refuses what Druid refuses before it looks at any table.
func checkStatement(sql string, tokens []word) error {
	if len(tokens) == 0 {
		return invalidInput("Received an unexpected token [<EOF>] (line [0], column [0])")
	}
	if i := slices.IndexFunc(tokens, func(w word) bool { return w.is(";") }); i >= 0 {
		return invalidInput("Received an unexpected token [;]").at(sql, tokens[i].Start)
	}
	first := tokens[0]
	verb := strings.ToUpper(first.text)
	explain := verb == "EXPLAIN" && (len(tokens) < 4 || !tokens[1].is("PLAN") || !tokens[2].is("FOR"))
	switch {
	case slices.Contains(reading, verb) && !explain:
		return nil
	case verb == "INSERT" || verb == "REPLACE":
		return invalidInput(verb + " operations are not supported by requested SQL engine [native], consider using MSQ.")
	case verb == "UPDATE" || verb == "DELETE" || verb == "MERGE":
		return invalidInput("Unsupported SQL statement [" + verb + "]")
	case first.Kind == sqltext.Keyword:
		f := invalidInput("Incorrect syntax near the keyword '"+verb+"'").at(sql, first.Start)
		f.context = map[string]string{}
		return f
	}
	return invalidInput("Non-query expression encountered in illegal context")
}

// informationSchema is where the views of INFORMATION_SCHEMA are, whose name the
// engine uses itself. The names have the same length, so that places in a
// statement stay the same.
const informationSchema = "druid_info_schemas"

// rewrite points the names of Druid's metadata to their views.
func rewrite(sql string, tokens []word) string {
	out := []byte(sql)
	for i, t := range tokens[:max(0, len(tokens)-1)] {
		name := strings.Trim(t.text, `"`)
		if strings.EqualFold(name, "INFORMATION_SCHEMA") && tokens[i+1].is(".") {
			at := t.Start + strings.IndexByte(sql[t.Start:t.End], name[0])
			copy(out[at:], informationSchema)
		}
	}
	return string(out)
}

func callsSleep(tokens []word) bool {
	return slices.ContainsFunc(tokens, func(w word) bool { return w.Kind == sqltext.Function && w.is("sleep") })
}

// explainedPart is what stands behind EXPLAIN PLAN FOR.
func explainedPart(sql string, tokens []word) (string, bool) {
	if !tokens[0].is("EXPLAIN") {
		return "", false
	}
	return sql[tokens[3].Start:], true
}

// Parts of the answer to EXPLAIN PLAN FOR, in the order of Druid's members.
type (
	signed struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	mapped struct {
		QueryColumn  string `json:"queryColumn"`
		OutputColumn string `json:"outputColumn"`
	}
	planned struct {
		Query          map[string]any `json:"query"`
		Signature      []signed       `json:"signature"`
		ColumnMappings []mapped       `json:"columnMappings"`
	}
)

// explain returns a statement whose answer is the plan of another.
func (s *service) explain(ctx context.Context, sql string, params []connectors.Param, q querySettings) (string, []connectors.Param, error) {
	q.limit = -1
	result, err := s.engine.Query(ctx, engineStatement("SELECT * FROM ("+sql+"\n) LIMIT 0", params, q))
	if err != nil {
		e := *connectors.AsError(err)
		e.Position -= len("SELECT * FROM (")
		return "", nil, &e
	}
	defer result.Close()
	resources, err := s.resources(ctx, sql)
	if err != nil {
		return "", nil, err
	}
	p := planned{Query: map[string]any{"queryType": "scan", "resultFormat": "compactedList"}}
	if len(resources) > 0 {
		p.Query["dataSource"] = map[string]string{"type": "table", "name": resources[0].Name}
	}
	t := typing{zone: q.zone, stringifyArrays: true}
	for _, c := range t.columns(result.Schema()) {
		p.Signature = append(p.Signature, signed{c.name, c.native})
		p.ColumnMappings = append(p.ColumnMappings, mapped{c.name, c.name})
	}
	texts := []connectors.Param{{Value: jsonText([]planned{p})}, {Value: jsonText(resources)}, {Value: `{"statementType":"SELECT"}`}}
	return "SELECT ? AS PLAN, ? AS RESOURCES, ? AS ATTRIBUTES", texts, nil
}

// resources are the data sources that a statement names.
func (s *service) resources(ctx context.Context, sql string) ([]signed, error) {
	names, err := s.sources(ctx)
	if err != nil {
		return nil, err
	}
	used := []signed{}
	for _, name := range names {
		if slices.ContainsFunc(significant(sql), func(w word) bool { return strings.Trim(w.text, `"`) == name }) {
			used = append(used, signed{name, "DATASOURCE"})
		}
	}
	return used, nil
}

// sources are the names of all data sources, in order.
func (s *service) sources(ctx context.Context) ([]string, error) {
	result, err := s.engine.Query(ctx, connectors.Statement{SQL: "SELECT TABLE_NAME FROM " + informationSchema + ".TABLES WHERE TABLE_SCHEMA = 'druid' ORDER BY 1", ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer result.Close()
	names := []string{}
	err = result.Each(ctx, func(row face.Row) error {
		names = append(names, row.Text(0))
		return nil
	})
	return names, err
}

func jsonText(v any) string {
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSuffix(text.String(), "\n")
}
