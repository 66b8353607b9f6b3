package run

import (
	"sonde/connectors"
)

// Connection is an open connection with what the program knows about it.
type Connection struct {
	Name   string
	Driver *connectors.Driver
	Config connectors.Config
	Conn   connectors.Conn
}

// Dialect is the name of the dialect that the source speaks, as far as it is
// known by now. It never waits.
func (c *Connection) Dialect() string {
	if speaker, ok := c.Conn.(connectors.Speaker); ok {
		d, err := Ask(func() (string, error) { return speaker.Dialect(), nil })
		if err == nil && d != "" {
			return d
		}
	}
	return c.Driver.Dialect
}

// ReadOnly reports whether the user declared the connection read-only.
func (c *Connection) ReadOnly() bool { return c.Config.Bool("read_only") }

// Close closes the connection and everything that runs on it.
func (c *Connection) Close() (err error) {
	defer recovered("the connector", &err)
	return c.Conn.Close()
}
