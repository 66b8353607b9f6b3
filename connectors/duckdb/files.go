package duckdb

import (
	"context"
	"strings"

	"sonde/connectors"
)

// opener makes tables of files.
type opener struct {
	conn     *Conn
	readOnly bool
	used     map[string]bool // names of tables and schemas, in lower case
	alike    sameNames
	path     []string // schemas that are searched for tables
}

// openFiles makes tables of every source in turn and stops at the first that
// cannot be opened. All are looked up before, for their names.
func (c *Conn) openFiles(ctx context.Context, paths []string, readOnly bool) error {
	o := opener{conn: c, readOnly: readOnly, used: map[string]bool{"main": true}}
	taken, err := c.ask(ctx, "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal")
	if err != nil {
		return err
	}
	for _, row := range taken {
		o.used[strings.ToLower(row[0])] = true
	}
	sources := make([]source, len(paths))
	for i, path := range paths {
		if sources[i], err = locate(path); err != nil {
			return openError(path, err)
		}
	}
	o.alike = namesOf(sources)
	for _, s := range sources {
		if err := o.open(ctx, s); err != nil {
			return openError(s.given, err)
		}
	}
	return o.searchSchemas(ctx)
}

// open makes tables of a source. A compressed file that is cut off may end in the
// middle of a row, which is accepted only once the file is known to be cut.
func (o *opener) open(ctx context.Context, s source) error {
	err := o.openKind(ctx, s)
	if err == nil {
		return nil
	}
	flaw := o.flaw(ctx, s)
	if flaw == "" {
		return err
	}
	s.cut = true
	if o.openKind(ctx, s) == nil {
		return nil
	}
	return withFlaw(err, flaw)
}

// flaw says what is wrong with the compressed files of a source.
func (o *opener) flaw(ctx context.Context, s source) string {
	var files []string
	for _, f := range s.files {
		files = appendCompressed(files, f)
	}
	return summary(o.conn.verdicts.ofAll(ctx, files))
}

func (o *opener) openKind(ctx context.Context, s source) error {
	switch s.kind {
	case kindDatabase:
		return o.attach(ctx, s)
	case kindParquet:
		return o.view(ctx, s, "SELECT * FROM read_parquet("+s.argument()+unionByName(s)+")")
	case kindCSV, kindTSV, kindText:
		return o.csv(ctx, s)
	case kindJSON, kindNDJSON:
		return o.json(ctx, s)
	case kindArrow:
		return o.arrow(ctx, s)
	case kindSQLite:
		return o.sqlite(ctx, s)
	case kindSheets:
		return o.sheets(ctx, s)
	}
	return connectors.Errorf(connectors.ClassUnsupported, "%s files cannot be opened", s.kind)
}

// unionByName lets files of one source differ in their columns.
func unionByName(s source) string {
	if s.many {
		return ", union_by_name = true"
	}
	return ""
}

// view makes a view with the source's name, whose comment tells where its rows
// come from.
func (o *opener) view(ctx context.Context, s source, query string) error {
	name := o.name(s.stem, s.fullName())
	o.conn.noteCompressed(name, o.conn.compressedFiles(connectors.Statement{SQL: query}))
	err := o.exec(ctx, "CREATE VIEW "+quoted(name)+" AS "+query)
	if err != nil {
		delete(o.used, strings.ToLower(name))
		return err
	}
	return o.exec(ctx, "COMMENT ON VIEW "+quoted(name)+" IS "+literal(s.given))
}

func (o *opener) exec(ctx context.Context, sql string) error {
	return o.conn.home.conn.Exec(ctx, sql)
}

// attach opens database files beside the main database.
func (o *opener) attach(ctx context.Context, s source) error {
	for _, file := range s.files {
		name := o.fileName(file)
		options := ""
		if o.readOnly || !isWritable(file) {
			options = " (READ_ONLY)"
		}
		if err := o.exec(ctx, "ATTACH "+literal(file)+" AS "+quoted(name)+options); err != nil {
			return err
		}
		o.path = append(o.path, quoted(name)+".main")
	}
	return nil
}

// searchSchemas lets tables in schemas and databases of files be named without
// them.
func (o *opener) searchSchemas(ctx context.Context) error {
	if len(o.path) == 0 {
		return nil
	}
	sql := "SET search_path = " + literal(strings.Join(append([]string{"memory.main"}, o.path...), ","))
	if err := o.exec(ctx, sql); err != nil {
		return err
	}
	o.conn.remember(o.conn.home, statement{Statement: connectors.Statement{SQL: sql}, effect: effectOf(sql)})
	return nil
}
