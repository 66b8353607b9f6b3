package duckscan

import bindings "github.com/duckdb/duckdb-go-bindings"

// Name lets statements on any connection of the database read tables by names
// that the database does not know itself: a name for which known returns true
// stands for the call function(name). It lasts until the database is closed.
func Name(db bindings.Database, function string, known func(name string) bool) {
	addNames(db, names{function, known})
}

// names are what stands for calls of a function.
type names struct {
	function string
	known    func(name string) bool
}

func (n names) replace(info bindings.ReplacementScanInfo, name string) {
	if !n.known(name) {
		return
	}
	bindings.ReplacementScanSetFunctionName(info, n.function)
	v := bindings.CreateVarchar(name)
	defer bindings.DestroyValue(&v)
	bindings.ReplacementScanAddParameter(info, v)
}
