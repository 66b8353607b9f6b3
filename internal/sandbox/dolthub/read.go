package dolthub

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
	"sonde/internal/sqltext"
	"sonde/internal/value"
)

// result is the answer to a read.
type result struct {
	status, message string
	schema          []document
	rows            []json.RawMessage
}

func success() result {
	return result{status: "Success", schema: []document{}, rows: []json.RawMessage{}}
}

// read answers GET /{owner}/{database}[/{ref}]?q=.
func (s *service) read(r *http.Request, path []string) reply {
	sql := r.URL.Query().Get("q")
	if len(dialect.Split(sql)) == 0 {
		sql = "SHOW TABLES;"
	}
	ref := ""
	if len(path) == 5 {
		ref = path[4]
	}
	res, ref, err := s.answer(r, path, ref, sql)
	status, refusal := http.StatusOK, (*refusal)(nil)
	if errors.As(err, &refusal) {
		status, res.status, res.message = refusal.status, "Error", refusal.message
	} else if err != nil {
		return func(w http.ResponseWriter, _ *http.Request) { face.WriteProxyPage(w, http.StatusInternalServerError) }
	}
	d := document{
		{"query_execution_status", res.status}, {"query_execution_message", res.message},
		{"repository_owner", path[2]}, {"repository_name", path[3]}, {"commit_ref", ref}, {"sql_query", sql},
	}
	if status == http.StatusOK {
		d = append(d, member{"schema", res.schema}, member{"rows", res.rows})
	}
	return sending(status, d)
}

// answer runs a read. The ref that it returns is the one that was read.
func (s *service) answer(r *http.Request, path []string, ref, sql string) (result, string, error) {
	res := success()
	repo, u, err := s.open(r, path)
	if err != nil {
		return res, ref, err
	}
	if u != nil && ref == "" {
		return res, ref, refused("Calls authenticated with a token must include a refName")
	}
	if ref == "" {
		ref = repo.branch
	}
	at, err := repo.resolve(ref)
	if err != nil {
		// The path's ref is not named in the answer, one inside the SQL is.
		message := strings.TrimSuffix(connectors.AsError(err).Message, ": "+ref)
		return res, ref, &refusal{http.StatusOK, "query error: " + message}
	}
	ctx, cancel := context.WithTimeout(r.Context(), readTimeout)
	defer cancel()
	v := &view{ctx: ctx, s: s.store, repo: repo, ref: ref, at: at}
	res, err = v.run(sql, face.Asks(r, "type-kinds"))
	switch {
	case ctx.Err() != nil || face.Asks(r, "timeout"):
		res = success()
		res.status, res.message = "Timeout", "query error: context deadline exceeded"
		return res, ref, nil
	case err != nil:
		return success(), ref, queryRefusal(err, sql)
	case res.status == "Success" && face.Asks(r, "warning"):
		res.status, res.message = "SuccessWithWarning", "a warning of the sandbox"
	}
	return res, ref, nil
}

// run answers a statement that reads.
func (v *view) run(sql string, kinds bool) (result, error) {
	if parts := dialect.Split(sql); len(parts) > 1 {
		return result{}, syntaxError(parts[1].Start, sql)
	}
	switch effect, verb := dialect.Classify(sql); {
	case effect == sqltext.Session:
		return success(), nil // There is no session that it could change.
	case effect == sqltext.Write, strings.HasPrefix(verb, "CALL"):
		return result{}, connectors.Errorf(connectors.ClassReadOnly, "database server is set to read only mode")
	}
	query, ok, err := v.show(sql)
	if err == nil && !ok {
		query, err = v.translate(sql)
	}
	if err == nil {
		err = v.s.enter(v.ctx, v.at.hash)
	}
	if err == nil {
		err = v.defineFunctions(v.ctx)
	}
	if err != nil {
		return result{}, err
	}
	return v.fetch(query, kinds)
}

// fetch runs a query of the engine and keeps as many rows as an answer may have.
func (v *view) fetch(query string, kinds bool) (result, error) {
	rows, err := v.s.engine.Query(v.ctx, connectors.Statement{SQL: query, Limit: rowCap + 1, TimeZone: "UTC", ReadOnly: true})
	if err != nil {
		return result{}, err
	}
	defer rows.Close()
	res := success()
	fields := rows.Schema().Fields()
	for _, f := range fields {
		res.schema = append(res.schema, document{{"columnName", f.Name}, {"columnType", columnType(f, kinds)}})
	}
	keep := lastOfName(fields)
	err = rows.Each(v.ctx, func(row face.Row) error {
		if len(res.rows) == rowCap {
			res.status = "RowLimit"
			return nil
		}
		res.rows = append(res.rows, object(row, fields, keep))
		return nil
	})
	return res, err
}

// lastOfName tells which columns stay in a row: of those with the same name, an
// object can only hold one.
func lastOfName(fields []arrow.Field) []bool {
	last := map[string]int{}
	for i, f := range fields {
		last[f.Name] = i
	}
	keep := make([]bool, len(fields))
	for _, i := range last {
		keep[i] = true
	}
	return keep
}

// object is a row: text or null by column name.
func object(row face.Row, fields []arrow.Field, keep []bool) json.RawMessage {
	out := []byte{'{'}
	for c, f := range fields {
		if !keep[c] {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(value.AppendJSONString(out, f.Name), ':')
		if row.IsNull(c) {
			out = append(out, "null"...)
		} else {
			out = value.AppendJSONString(out, cell(row, c))
		}
	}
	return append(out, '}')
}
