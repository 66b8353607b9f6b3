package tui

import "sonde/internal/sqltext"

// dialect is the dialect of a connection, also before it is open.
func (a *App) dialect(connection string) string {
	if c := a.open[connection]; c != nil {
		return c.Dialect()
	}
	d, err := a.opts.Connections.Driver(connection)
	if err != nil {
		return ""
	}
	return d.Dialect
}

// learnDialect reads the buffers of a connection in the dialect of its source
// where an answer has shown that it is another one than was thought.
func (a *App) learnDialect(connection string) {
	d := sqltext.ForName(a.dialect(connection))
	for _, t := range a.tabs {
		if t.connection == connection && t.editor.Dialect() != d {
			t.editor.SetDialect(d)
		}
	}
}
