package duckdb

import (
	"context"
	"fmt"
	"io"
	"sync"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/internal/duckscan"
)

// scanFunction is the table function that reads files for which the engine has
// no reader of its own: scanFunction(file, part).
const scanFunction = "sonde_file"

// scans are the tables that scanFunction can read, and what they keep open.
type scans struct {
	mu         sync.Mutex
	registered bool
	tables     map[[2]string]duckscan.Table
	open       []io.Closer
}

// find answers the engine's question for a table.
func (s *scans) find(args []string) (duckscan.Table, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := s.tables[[2]string(args)]; ok {
		return t, nil
	}
	return nil, fmt.Errorf("%s is not open", args[0])
}

// scan makes a table known to the engine and returns the call that reads it.
func (c *Conn) scan(file, part string, table duckscan.Table) (string, error) {
	c.scans.mu.Lock()
	defer c.scans.mu.Unlock()
	if !c.scans.registered {
		err := c.home.conn.Raw(func(raw bindings.Connection) error {
			return duckscan.Register(raw, scanFunction, 2, c.scans.find)
		})
		if err != nil {
			return "", err
		}
		c.scans.registered, c.scans.tables = true, map[[2]string]duckscan.Table{}
	}
	c.scans.tables[[2]string{file, part}] = table
	return scanFunction + "(" + literal(file) + ", " + literal(part) + ")", nil
}

// keep closes a file with the connection.
func (s *scans) keep(c io.Closer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, c)
}

// Close closes what was kept.
func (s *scans) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first error
	for _, c := range s.open {
		if err := c.Close(); err != nil && first == nil {
			first = err
		}
	}
	s.open = nil
	return first
}

// part is one table of a file that may hold several.
type part struct {
	name  string
	table duckscan.Table
	// broken says why the table cannot be read; then table is nil.
	broken error
}

// parts makes tables of the parts of a file. They stand in a schema with the
// file's name, so that two files may hold tables of the same name; a copy is a
// table of the engine, otherwise they are views.
func (o *opener) parts(ctx context.Context, file string, parts []part, copied bool) error {
	schema := quoted(o.fileName(file))
	if err := o.exec(ctx, "CREATE SCHEMA "+schema); err != nil {
		return err
	}
	o.path = append(o.path, "memory."+schema)
	for _, p := range parts {
		if err := o.part(ctx, file, p, schema+"."+quoted(p.name), copied); err != nil {
			return err
		}
	}
	return nil
}

// part makes one table under the given qualified name.
func (o *opener) part(ctx context.Context, file string, p part, name string, copied bool) error {
	if p.broken != nil {
		return o.exec(ctx, "CREATE VIEW "+name+" AS SELECT error("+literal(p.broken.Error())+") AS error")
	}
	call, err := o.conn.scan(file, p.name, p.table)
	if err != nil {
		return err
	}
	what := "VIEW "
	if copied {
		what = "TABLE "
	}
	if err := o.exec(ctx, "CREATE "+what+name+" AS FROM "+call); err != nil {
		return err
	}
	return o.exec(ctx, "COMMENT ON "+what+name+" IS "+literal(file))
}
