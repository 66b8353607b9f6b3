// Package pushdowntest checks on real engines what is asked of a source.
package pushdowntest

import (
	"context"
	"errors"
	"io"
	"strconv"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/pushdown"
	"sonde/internal/value"
	"sonde/internal/workspace"
)

// PushDown asks a source about the answer of one of its own statements, as the
// screen does: the count is that of the rows, a filter by any value finds the
// row that has it, and every column can be sorted by, summed up and counted by
// value. Columns in except are passed over: those that the source itself
// refuses to compare.
func PushDown(t *testing.T, c connectors.Conn, dialect, sql string, except ...string) {
	t.Helper()
	p := &pushed{t: t, c: c, rows: fetchRows(t, c, sql), skip: except}
	if len(p.rows) == 0 {
		t.Fatal("the statement has no rows")
	}
	s, err := pushdown.New(dialect, sql, p.rows[0].Schema())
	if err != nil {
		t.Fatal(err)
	}
	p.source = s
	p.counts()
	for i, f := range p.rows[0].Schema().Fields() {
		if !p.skipped(f.Name) {
			p.filters(i, f)
			p.sums(i, f)
		}
	}
}

type pushed struct {
	t      *testing.T
	c      connectors.Conn
	source *pushdown.Source
	rows   []arrow.RecordBatch
	skip   []string
}

func (p *pushed) skipped(name string) bool {
	for _, s := range p.skip {
		if s == name {
			return true
		}
	}
	return false
}

func fetchRows(t *testing.T, c connectors.Conn, sql string) []arrow.RecordBatch {
	t.Helper()
	batches, err := tryRows(c, sql)
	if err != nil {
		t.Errorf("%v\n%s", err, sql)
	}
	return batches
}

func tryRows(c connectors.Conn, sql string) (batches []arrow.RecordBatch, err error) {
	ctx := context.Background()
	rows, err := c.Query(ctx, connectors.Statement{SQL: sql})
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for {
		b, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return batches, nil
		}
		if err != nil {
			return batches, err
		}
		batches = append(batches, b)
	}
}

func (p *pushed) counts() {
	var n int64
	for _, b := range p.rows {
		n += b.NumRows()
	}
	got := fetchRows(p.t, p.c, p.source.Count())
	if len(got) != 1 || cellText(got[0], 0, 0) != strconv.FormatInt(n, 10) {
		p.t.Errorf("the count of %d rows is %v", n, got)
	}
}

// filters looks for every value of a column.
func (p *pushed) filters(column int, f arrow.Field) {
	for _, b := range p.rows {
		for row := range int(b.NumRows()) {
			where := workspace.Condition{Column: column, Op: workspace.IsNull}
			text := "NULL"
			if !isNull(b, row, column) {
				text = cellText(b, row, column)
				where = workspace.Condition{Column: column, Op: workspace.Equal, Values: []string{text}}
			}
			p.find(where, f, text)
		}
	}
}

func (p *pushed) find(where workspace.Condition, f arrow.Field, text string) {
	sql, err := p.source.Rows([]workspace.Condition{where}, nil)
	if err != nil {
		p.t.Logf("%s %s: %v", f.Name, connectors.SourceType(f), err)
		return
	}
	got, err := tryRows(p.c, sql)
	if err != nil {
		p.t.Errorf("%s %s = %s: %v\n%s", f.Name, connectors.SourceType(f), text, err, sql)
		return
	}
	for _, b := range got {
		for row := range int(b.NumRows()) {
			if null := isNull(b, row, where.Column); null == (where.Op == workspace.IsNull) && (null || cellText(b, row, where.Column) == text) {
				return
			}
		}
	}
	p.t.Errorf("%s %s: %s is not found by\n%s", f.Name, connectors.SourceType(f), text, sql)
}

// sums runs the other statements about a column.
func (p *pushed) sums(column int, f arrow.Field) {
	for what, write := range map[string]func() (string, error){
		"sort": func() (string, error) {
			return p.source.Rows(nil, []workspace.SortKey{{Column: column, Descending: true}})
		},
		"profile": func() (string, error) { return p.source.Profile(column) },
		"top":     func() (string, error) { return p.source.Top(column, 10) },
	} {
		sql, err := write()
		if err != nil {
			p.t.Logf("%s by %s %s: %v", what, f.Name, connectors.SourceType(f), err)
			continue
		}
		if got, err := tryRows(p.c, sql); err != nil || len(got) == 0 {
			p.t.Errorf("%s by %s %s: %v\n%s", what, f.Name, connectors.SourceType(f), err, sql)
		}
	}
}

func isNull(b arrow.RecordBatch, row, column int) bool {
	return value.NewFormatter(b.Schema().Field(column)).IsNull(b.Column(column), row)
}

func cellText(b arrow.RecordBatch, row, column int) string {
	return string(value.NewFormatter(b.Schema().Field(column)).Append(nil, b.Column(column), row))
}
