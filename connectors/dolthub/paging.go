package dolthub

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// pageRows is how many rows DoltHub sends for one statement at most.
const pageRows = 1000

// allPages asks for every row of a statement. It fixes the commit, asks as the
// statement stands, and only where the server has cut that answer it begins
// anew, with an order in which every row has its place, page by page.
type allPages struct {
	onePage // the ref of its question is the commit, once that is known
	shape   shape

	// by tells how the pages are cut; empty while the statement is asked as it
	// stands.
	by    string
	next  func() string // the statement of the next page
	pages int
	rows  int64
	total int64 // negative where not known
	last  string
	key   int // the column of the key that pages go by; negative without one
	names []string
	why   string // why there are no pages
	err   error
}

// hold says that rows wait until it is known whether they are to be shown.
func (a *allPages) hold() bool { return a.by == "" }

// first fixes the commit, so that no page shows another state than the first,
// and asks as the statement stands.
func (a *allPages) first(ctx context.Context) (*page, error) {
	var known bool
	if a.shape, known = shapeOf(a.ask.sql); !known {
		a.why = "it is not one statement"
	} else if a.why = a.shape.obstacle(); a.why == "" {
		commit, err := a.conn.valueAt(ctx, a.ask.ref, headSQL)
		if err != nil {
			return nil, err
		}
		a.ask.ref = commit
	}
	p, err := a.onePage.first(ctx)
	if err == nil && p.names != nil {
		a.names = p.names
		a.shape, _ = shapeOf(p.sql)
	}
	return p, err
}

// turn asks for a page, whose columns are shown under the names of the first.
func (a *allPages) turn(ctx context.Context, sql string) (*page, error) {
	p, err := a.conn.ask(ctx, question{a.ask.ref, sql}, a.meter)
	if err == nil {
		p.names = a.names
	}
	return p, err
}

func (a *allPages) saw(b arrow.RecordBatch) {
	a.rows += b.NumRows()
	if a.key < 0 {
		return
	}
	if a.last = b.Column(a.key).ValueStr(int(b.NumRows()) - 1); !isNumber(a.last) {
		a.err = connectors.Errorf(connectors.ClassIncomplete, "the key of the last row is no number, and so the next page is not known")
	}
}

// after asks for the next page; nil where the last one has come.
func (a *allPages) after(ctx context.Context, p *page) (*page, error) {
	if a.by == "" {
		return a.begin(ctx, p)
	}
	a.pages++
	if a.err != nil || p.rows == 0 || a.rows == a.total || !p.limited() && p.rows < pageRows {
		return nil, a.err
	}
	return a.turn(ctx, a.next())
}

// begin decides, behind the answer to the statement as it stands, how to go on.
func (a *allPages) begin(ctx context.Context, p *page) (*page, error) {
	if !p.limited() || a.why != "" {
		return nil, nil
	}
	src, single := a.shape.single()
	keys, err := a.keysOf(ctx, src.table, single)
	if err != nil {
		return nil, err
	}
	if len(keys) > 0 {
		a.byKeys(src, keys, p)
	} else {
		a.byColumns(len(p.columns))
	}
	a.rows = 0
	a.count(ctx)
	return a.turn(ctx, a.next())
}

// keysOf are the columns of a table's primary key, in its order.
func (a *allPages) keysOf(ctx context.Context, table string, single bool) ([]string, error) {
	if !single {
		return nil, nil
	}
	rows, err := a.conn.table(ctx, a.ask.ref, 2, "SELECT column_name AS name, ordinal_position AS position FROM information_schema.key_column_usage"+
		" WHERE table_schema = DATABASE() AND table_name = "+dialect.QuoteString(table)+" AND constraint_name = 'PRIMARY' ORDER BY position")
	var names []string
	for _, r := range rows {
		names = append(names, r[0])
	}
	return names, err
}

// byKeys pages by the primary key: from its last value on where it is one whole
// number that is among the columns, else by counting rows.
func (a *allPages) byKeys(src source, keys []string, p *page) {
	var order []string
	for _, k := range keys {
		order = append(order, src.as+"."+dialect.QuoteIdentifier(k))
	}
	a.by = "primary key " + strings.Join(keys, ", ")
	at := slices.IndexFunc(p.columns, func(c column) bool { return strings.EqualFold(c.Name, keys[0]) })
	if len(keys) > 1 || at < 0 || !src.plain || a.shape.top("order") >= 0 || !arrow.IsInteger(p.schema.Field(at).Type.ID()) {
		a.byOffset(order)
		return
	}
	a.key = at
	a.next = func() string { return a.beyond(src, order[0]) }
}

// beyond is the page behind the last key that was seen.
func (a *allPages) beyond(src source, key string) string {
	sql := a.shape.sql
	if strings.EqualFold(sql[:min(5, len(sql))], "table") {
		sql = "SELECT * FROM " + src.as
	}
	switch {
	case a.last == "":
	case src.where > 0:
		sql = sql[:src.where] + " (" + sql[src.where:] + "\n) AND " + key + " > " + a.last
	default:
		sql += "\nWHERE " + key + " > " + a.last
	}
	return sql + "\nORDER BY " + key + " LIMIT " + strconv.Itoa(pageRows)
}

// byColumns pages in the order of all columns. Rows that are equal in all of
// them may change places, which nobody can see.
func (a *allPages) byColumns(n int) {
	var order []string
	for i := range n {
		order = append(order, strconv.Itoa(i+1))
	}
	a.by = "all columns"
	a.byOffset(order)
}

// byOffset pages by counting rows. The order of the statement itself comes
// first.
func (a *allPages) byOffset(order []string) {
	word := "\nORDER BY "
	if a.shape.top("order") >= 0 {
		word = "\n, "
	}
	sql := a.shape.sql + word + strings.Join(order, ", ")
	a.next = func() string { return fmt.Sprintf("%s LIMIT %d OFFSET %d", sql, pageRows, a.rows) }
}

// count asks how many rows there are. Not every statement can be counted.
func (a *allPages) count(ctx context.Context) {
	text, err := a.conn.valueAt(ctx, a.ask.ref, "SELECT COUNT(*) FROM ("+a.shape.sql+"\n) AS counted")
	if n, parseErr := strconv.ParseInt(text, 10, 64); err == nil && parseErr == nil {
		a.total = n
	}
}

// tell says how the pages are cut, or why there are none.
func (a *allPages) tell(p *connectors.Progress) {
	if a.by == "" {
		if p.Completeness == connectors.Limited && a.why != "" {
			p.Reason += "; they cannot be fetched page by page: " + a.why
		}
		return
	}
	p.Server = setStat(p.Server, "commit", a.ask.ref)
	p.Server = setStat(p.Server, "paged_by", a.by)
	p.Server = setStat(p.Server, "pages", strconv.Itoa(a.pages))
	p.Completeness, p.Reason = connectors.Complete, ""
	if a.total < 0 {
		return
	}
	p.Server = setStat(p.Server, "rows_in_all", strconv.FormatInt(a.total, 10))
	if a.total > 0 {
		p.Fraction = min(1, float64(a.rows)/float64(a.total))
	}
	if a.rows != a.total {
		p.Completeness = connectors.Limited
		p.Reason = fmt.Sprintf("%s of %s rows, by pages", connectors.Count(a.rows), connectors.Count(a.total))
	}
}
