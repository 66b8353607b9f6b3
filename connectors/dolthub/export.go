package dolthub

import (
	"context"
	"errors"
	"io"

	"sonde/connectors"
	"sonde/internal/decode"
	"sonde/internal/httpapi"
)

// csvPath is where tables are exported, beside the API.
const csvPath = "/csv"

// csvExport fetches a whole table through its CSV export, which has no limit.
type csvExport struct {
	onePage
	framed bool
}

// first asks for the columns, which a CSV file does not type, and then for the
// file.
func (x *csvExport) first(ctx context.Context) (*page, error) {
	shape, ok := shapeOf(x.ask.sql)
	var src source
	if ok && len(shape.words) > 0 {
		src, ok = shape.single()
	}
	if !ok || !src.whole {
		return nil, connectors.Errorf(connectors.ClassUnsupported, "the CSV export gives whole tables only").
			WithHint("SELECT * FROM one table, without anything else, can be fetched with all=csv.")
	}
	head, err := x.conn.ask(ctx, question{x.ask.ref, "SELECT * FROM " + src.as + " LIMIT 0"}, x.meter)
	if err != nil {
		return nil, err
	}
	defer head.reader.Close()
	if _, err := head.next(ctx); !errors.Is(err, io.EOF) {
		return nil, err
	}
	return x.file(ctx, head, src.table)
}

// file opens the export of a table at the ref of head, which has its columns.
func (x *csvExport) file(ctx context.Context, head *page, table string) (*page, error) {
	ref := x.ask.ref
	if ref == "" {
		ref = head.commitRef
	}
	request := httpapi.Request{
		Path:       csvPath + httpapi.Path(x.conn.owner, x.conn.database, ref, table),
		Repeatable: true,
		Meter:      x.meter,
		ParseError: failureOf(x.ask.sql),
	}
	answer, err := x.conn.client.Do(ctx, request)
	if err != nil {
		return nil, withoutExport(err)
	}
	x.framed = answer.Framed
	p := &page{question: x.ask, columns: head.columns, status: "Success", commitRef: ref}
	p.reader = decode.CSV(answer.Body, decode.CSVOptions{Header: true, Names: p.named})
	return p, nil
}

// withoutExport adds what to do on a server that has no such address.
func withoutExport(err error) error {
	e := *connectors.AsError(err)
	if e.Class == connectors.ClassNotFound && e.Hint == "" {
		e.Hint = "The server may have no CSV export; all=true fetches the table page by page."
	}
	return &e
}

// named gives the columns of a file their types, by their names. The answer of
// the API may have been of another commit.
func (p *page) named(names []string) ([]decode.Column, error) {
	known := p.columns
	p.columns = nil
	for _, name := range names {
		c := column{Name: name}
		for _, k := range known {
			if k.Name == name {
				c = k
			}
		}
		p.columns = append(p.columns, c)
	}
	return decode.Columns(fields(p.columns)...), nil
}

// tell says where the rows came from, and whether their end can be trusted.
func (x *csvExport) tell(p *connectors.Progress) {
	p.Server = setStat(p.Server, "source", "CSV export")
	if !x.framed {
		p.Completeness = connectors.Unknown
		p.Reason = "the server did not say how long the file is"
	}
}
