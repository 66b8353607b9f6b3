package duck

import (
	"strconv"
	"strings"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// prepare brings one statement to where it can be executed, with its parameters
// bound, and returns the session's time zone.
func (r *run) prepare(s *statement, sql string, params []connectors.Param) (zone string, err error) {
	if err := r.prepareOne(s, sql); err != nil {
		return "", err
	}
	if err := r.bind(s, params); err != nil {
		return "", err
	}
	return r.timeZone()
}

// prepareOne prepares the statement. Some statements, such as PIVOT without a
// list of values, become several inside the engine; then all but the last are
// run at once.
func (r *run) prepareOne(s *statement, sql string) error {
	e, err := r.extract(sql)
	defer bindings.DestroyExtracted(&e.handle)
	switch {
	case err != nil:
		return err
	case e.count == 0:
		return connectors.Errorf(connectors.ClassSyntax, "there is no statement")
	case e.count > 1 && isScript(sql):
		return connectors.Errorf(connectors.ClassSyntax, "more than one statement at a time")
	}
	for i := range e.count - 1 {
		if err := r.execExtracted(e, i); err != nil {
			return err
		}
	}
	return r.prepareExtracted(e, e.count-1, s)
}

// isScript reports whether anything but space and comments follows a semicolon.
func isScript(sql string) bool {
	return strings.Contains(strings.TrimRight(strings.TrimSpace(sql), ";"), ";")
}

// bind gives the statement its parameters. A value without a type is text, which
// DuckDB converts as it would a literal; others are converted beforehand.
func (r *run) bind(s *statement, params []connectors.Param) error {
	if n := int(bindings.NParams(s.prepared)); n != len(params) {
		return connectors.Errorf(connectors.ClassQuery, "the statement has %d parameters, %d values were given", n, len(params))
	}
	for i, p := range params {
		at := bindings.IdxT(i + 1)
		if p.Name != "" && bindings.BindParameterIndex(s.prepared, &at, p.Name) == bindings.StateError {
			return connectors.Errorf(connectors.ClassQuery, "the statement has no parameter %q", p.Name)
		}
		if err := r.bindOne(s, at, p); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) bindOne(s *statement, at bindings.IdxT, p connectors.Param) error {
	state := bindings.BindVarchar(s.prepared, at, p.Value)
	if p.Null {
		state = bindings.BindNull(s.prepared, at)
	}
	if state == bindings.StateError {
		return connectors.Errorf(connectors.ClassQuery, "the value of parameter %s was refused", parameterName(p, at))
	}
	return nil
}

func parameterName(p connectors.Param, at bindings.IdxT) string {
	if p.Name != "" {
		return p.Name
	}
	return strconv.Itoa(int(at))
}

func (r *run) timeZone() (string, error) {
	var s statement
	defer s.destroy()
	if err := r.prepareOne(&s, "SELECT current_setting('TimeZone')"); err != nil {
		return "", err
	}
	if err := s.execute(); err != nil {
		return "", err
	}
	chunk, err := s.fetch()
	if err != nil || chunk.Ptr == nil {
		return "", err
	}
	defer bindings.DestroyDataChunk(&chunk)
	cell := (*stringCell)(bindings.VectorGetData(bindings.DataChunkGetVector(chunk, 0)))
	return string(cell.bytes()), nil
}
