package duck

import (
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// Raw calls f with the session's handle of the C API, for what this package has
// no function for, such as registering a table function. The handle is valid
// only during the call, and f must not run statements on it.
func (c *Conn) Raw(f func(bindings.Connection) error) error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.handle.Ptr == nil {
		return connectors.Errorf(connectors.ClassUnavailable, "the connection is closed")
	}
	return f(c.handle)
}
