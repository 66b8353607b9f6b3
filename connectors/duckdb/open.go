package duckdb

import (
	"context"
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"strings"

	"sonde/connectors"
	"sonde/internal/duck"
)

//go:embed sample.sql
var sampleSQL string

// open opens the database and fills it with what the configuration asks for.
func open(ctx context.Context, c connectors.Config) (*Conn, error) {
	path := c.String("path")
	if path == ":memory:" {
		path = ""
	}
	if err := checkDatabase(path, c.Bool("create") && !c.Bool("read_only")); err != nil {
		return nil, err
	}
	if c.Trial {
		return openTrial(ctx, path, c)
	}
	return openFilled(ctx, path, c)
}

// openFilled opens a database, with what the configuration adds to it.
func openFilled(ctx context.Context, path string, c connectors.Config) (*Conn, error) {
	conn, err := openPath(ctx, path, c)
	if err != nil {
		return nil, err
	}
	if err := conn.fill(ctx, c); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// openPath opens a database as it is.
func openPath(ctx context.Context, path string, c connectors.Config) (*Conn, error) {
	db, err := duck.Open(ctx, path, duck.Options{ReadOnly: c.Bool("read_only"), Settings: c.Table("settings")})
	if err != nil {
		return nil, openError(path, err)
	}
	conn, err := newConn(db)
	if err != nil {
		db.Close()
	}
	return conn, err
}

// fill adds the sample data and the files.
func (c *Conn) fill(ctx context.Context, config connectors.Config) error {
	if path := config.String("path"); path != "" && path != ":memory:" {
		if err := c.noteViews(ctx); err != nil {
			return err
		}
	}
	if config.Bool("sample") {
		if err := c.home.conn.Exec(ctx, sampleSQL); err != nil {
			return err
		}
	}
	paths := filesOf(config)
	if len(paths) == 0 {
		return nil
	}
	return c.openFiles(ctx, paths, config.Bool("read_only"))
}

// filesOf are the files that a configuration names.
func filesOf(config connectors.Config) []string {
	return strings.FieldsFunc(config.String("files"), func(r rune) bool { return r == '\n' })
}

// checkDatabase finds out before the engine does why a file is no database, so
// that the reason is plain.
func checkDatabase(path string, create bool) error {
	if path == "" {
		return nil
	}
	kind, err := sniff(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && create:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fileError(path, err).WithHint("to make a new database there, set the option create to true, as in duckdb:" + path + "?create=true")
	case err != nil:
		return fileError(path, err)
	case kind == kindDatabase || kind == kindEmpty:
		return nil
	}
	return connectors.Errorf(connectors.ClassUnavailable, "%s is not a DuckDB database", path).
		WithHint("to open a data file as a table, give it as an argument: sonde " + path)
}

// fileError says why a file cannot be read.
func fileError(path string, err error) *connectors.Error {
	class := connectors.ClassUnavailable
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return connectors.Errorf(connectors.ClassNotFound, "%s does not exist", path)
	case errors.Is(err, fs.ErrPermission):
		class = connectors.ClassPermission
	}
	var pathError *os.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return connectors.Errorf(class, "%s cannot be read: %w", path, err)
}

// openError names the file in an error of the engine, and says what to try.
func openError(path string, err error) error {
	e := *scrubbed(err)
	switch e.Class {
	case connectors.ClassConfig, connectors.ClassCancelled, connectors.ClassTimeout:
		return &e
	case connectors.ClassQuery, connectors.ClassSyntax, connectors.ClassInternal:
		e.Class = connectors.ClassUnavailable
	}
	e.Position = -1
	e.Message = firstParagraph(e.Message)
	if !strings.Contains(e.Message, path) {
		e.Message = path + ": " + e.Message
	}
	for _, known := range openHints {
		if strings.Contains(e.Message, known.words) {
			e.Hint = known.hint
		}
	}
	return &e
}

var openHints = []struct{ words, hint string }{
	{"read a database file with version number", "the file was written by another version of DuckDB than " + duck.Version() + ", which is part of sonde"},
	{"set lock on file", "another program has the file open: close it there, or open it read-only in both"},
	{"Corrupt database file", "the file is damaged, or was cut while it was copied"},
	{"not utf-8 encoded", "save the file as UTF-8, or read it in a query: FROM read_csv('file', encoding = 'latin-1')"},
}
