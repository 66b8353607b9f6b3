package duck

import (
	"fmt"
	"strings"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// readable rewrites a query whose answer has columns of types that the C API
// does not know, such as the state of an aggregate: they come as the bytes that
// the engine makes of them. ok is false where all columns can be read.
func (s *statement) readable(sql string) (rewritten string, ok bool) {
	if bindings.PreparedStatementType(s.prepared) != bindings.StatementTypeSelect {
		return "", false
	}
	var columns, names []string
	for i := range bindings.PreparedStatementColumnCount(s.prepared) {
		name := fmt.Sprintf("c%d", i)
		column := name
		if s.isUnknown(i) {
			column, ok = "CAST("+name+" AS BLOB)", true
		}
		names = append(names, name)
		columns = append(columns, column+" AS "+quote(bindings.PreparedStatementColumnName(s.prepared, i), '"'))
	}
	inner := strings.TrimRight(sql, "; \t\r\n")
	return "SELECT " + strings.Join(columns, ", ") + " FROM (\n" + inner + "\n) AS t(" + strings.Join(names, ", ") + ")", ok
}

func (s *statement) isUnknown(column bindings.IdxT) bool {
	t := bindings.PreparedStatementColumnLogicalType(s.prepared, column)
	if t.Ptr == nil {
		return false
	}
	defer bindings.DestroyLogicalType(&t)
	return bindings.GetTypeId(t) == bindings.TypeInvalid
}
