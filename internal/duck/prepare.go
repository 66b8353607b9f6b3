package duck

import (
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// prepare brings one statement to where it can be executed, with its parameters
// bound, and returns the session's time zone where its answer depends on it.
func (r *run) prepare(s *statement, sql string, params []connectors.Param) (zone string, err error) {
	if err := r.prepareOne(s, sql); err != nil {
		return "", err
	}
	if err := r.makeReadable(s, sql, params); err != nil {
		return "", err
	}
	if s.isZoned() {
		if zone, err = r.timeZone(); err != nil {
			return "", err
		}
	}
	return zone, r.bind(s, params)
}

// makeReadable prepares the statement anew where columns of its answer cannot be
// read as they are. With parameters the types are not known yet.
func (r *run) makeReadable(s *statement, sql string, params []connectors.Param) error {
	if len(params) > 0 {
		return nil
	}
	rewritten, ok := s.readable(sql)
	if !ok {
		return nil
	}
	s.destroy()
	*s = statement{}
	return r.prepareOne(s, rewritten)
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

// isScript reports whether a text that the engine takes for several statements
// was written as several.
func isScript(sql string) bool { return len(sqltext.ForName("duckdb").Split(sql)) > 1 }

// isZoned reports whether the answer may have values that are shown in the
// session's time zone.
func (s *statement) isZoned() bool {
	for i := range bindings.PreparedStatementColumnCount(s.prepared) {
		t := bindings.PreparedStatementColumnLogicalType(s.prepared, i)
		if ownedHasZone(t) {
			return true
		}
	}
	return false
}

// ownedHasZone looks for zoned values in a type, and destroys it. A type that is
// not known before its parameters are may turn out to be anything.
func ownedHasZone(t bindings.LogicalType) bool {
	if t.Ptr == nil {
		return true
	}
	defer bindings.DestroyLogicalType(&t)
	switch bindings.GetTypeId(t) {
	case bindings.TypeTimestampTZ, bindings.TypeVariant, bindings.TypeInvalid:
		return true
	case bindings.TypeList:
		return ownedHasZone(bindings.ListTypeChildType(t))
	case bindings.TypeArray:
		return ownedHasZone(bindings.ArrayTypeChildType(t))
	case bindings.TypeMap:
		key, value := ownedHasZone(bindings.MapTypeKeyType(t)), ownedHasZone(bindings.MapTypeValueType(t))
		return key || value
	}
	return anyMemberHasZone(t)
}

func anyMemberHasZone(t bindings.LogicalType) bool {
	switch bindings.GetTypeId(t) {
	case bindings.TypeStruct:
		for i := range bindings.StructTypeChildCount(t) {
			if ownedHasZone(bindings.StructTypeChildType(t, i)) {
				return true
			}
		}
	case bindings.TypeUnion:
		for i := range bindings.UnionTypeMemberCount(t) {
			if ownedHasZone(bindings.UnionTypeMemberType(t, i)) {
				return true
			}
		}
	}
	return false
}

// timeZone reads the session's setting.
func (r *run) timeZone() (zone string, err error) {
	err = r.single("SELECT current_setting('TimeZone')", nil, func(_ bindings.LogicalType, v bindings.Vector) error {
		zone = string((*stringCell)(bindings.VectorGetData(v)).bytes())
		return nil
	})
	return zone, err
}

// single runs a query of one value, with text for its parameter, and calls use
// with the vector that has the value in its first row.
func (r *run) single(sql string, param *string, use func(bindings.LogicalType, bindings.Vector) error) error {
	var s statement
	defer s.destroy()
	if err := r.prepareOne(&s, sql); err != nil {
		return err
	}
	if param != nil {
		bindings.BindVarchar(s.prepared, 1, *param)
	}
	if err := s.execute(); err != nil {
		return err
	}
	chunk, err := s.fetch()
	if err != nil {
		return err
	}
	defer bindings.DestroyDataChunk(&chunk)
	t := bindings.ColumnLogicalType(&s.result, 0)
	defer bindings.DestroyLogicalType(&t)
	return use(t, bindings.DataChunkGetVector(chunk, 0))
}
