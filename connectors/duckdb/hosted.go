package duckdb

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
	"sonde/internal/duck"
	"sonde/internal/duckscan"
	"sonde/internal/sqltext"
)

// hostFunction is the table function that stands for the name of a table that
// has come with a statement.
const hostFunction = "sonde_result"

// hosted are the tables that have come with statements, by name in lower case:
// of each name the latest, because views may read it later. Nothing is known of
// the statement for which the engine asks for a name; that is the one that has
// just begun.
type hosted struct {
	mu     sync.Mutex
	tables map[string]connectors.HostedTable
	asked  map[string]int // how often the engine has asked for a name
}

// HostsTables marks the connection, see [connectors.TableHost].
func (c *Conn) HostsTables() {}

// host makes the engine ask for names that it does not know.
func (h *hosted) host(db *duck.DB, conn *duck.Conn) error {
	h.tables, h.asked = map[string]connectors.HostedTable{}, map[string]int{}
	err := conn.Raw(func(raw bindings.Connection) error {
		return duckscan.Register(raw, hostFunction, 1, h.find)
	})
	if err != nil {
		return err
	}
	return db.Raw(func(raw bindings.Database) error {
		duckscan.Name(raw, hostFunction, h.known)
		return nil
	})
}

func (h *hosted) known(name string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	name = strings.ToLower(name)
	_, ok := h.tables[name]
	if ok {
		h.asked[name]++
	}
	return ok
}

func (h *hosted) find(args []string) (duckscan.Table, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t, ok := h.tables[strings.ToLower(args[0])]
	if !ok {
		return nil, fmt.Errorf("there is no result %s", args[0])
	}
	return hostedTable{t}, nil
}

// guests are the tables of one statement, and how often each had been asked for
// when it began.
type guests struct {
	hosted *hosted
	tables []connectors.HostedTable
	before []int
	named  []string // names, in lower case, that the statement plainly reads from
}

// admit makes the tables of a statement known.
func (h *hosted) admit(s connectors.Statement) guests {
	g := guests{hosted: h, tables: s.Tables}
	if len(s.Tables) == 0 {
		return g
	}
	g.named = readNames(s.SQL)
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range s.Tables {
		name := strings.ToLower(t.Name)
		h.tables[name] = t
		g.before = append(g.before, h.asked[name])
	}
	return g
}

// account adds to the progress of a statement what follows from its tables: it
// is no more complete than they are, and where the database has a table of the
// same name, that one was read.
func (g guests) account(p *connectors.Progress) {
	if len(g.tables) == 0 {
		return
	}
	g.hosted.mu.Lock()
	defer g.hosted.mu.Unlock()
	for i, t := range g.tables {
		name := strings.ToLower(t.Name)
		switch {
		case g.hosted.asked[name] == g.before[i]:
			if p.Phase == connectors.PhaseDone && p.Completeness == connectors.Complete && slices.Contains(g.named, name) {
				p.Warnings = append(slices.Clone(p.Warnings), t.Name+" is a table of the database here, not the result")
			}
		case t.Completeness != connectors.Complete && p.Completeness == connectors.Complete:
			p.Completeness, p.Reason = connectors.Incomplete, t.Name+" is incomplete: "+t.Reason
			if t.Completeness == connectors.Unknown {
				p.Completeness, p.Reason = connectors.Unknown, "of "+t.Name+": "+t.Reason
			}
		}
	}
}

// readNames are the names behind FROM and JOIN. A statement with common table
// expressions, which may have any name, has none.
func readNames(sql string) []string {
	var out []string
	words := bareTokens(sqltext.ForName("duckdb"), sql)
	for i, w := range words {
		switch {
		case w.text == "with":
			return nil
		case (w.text == "from" || w.text == "join") && i+1 < len(words) && (i+2 == len(words) || words[i+2].text != "."):
			out = append(out, words[i+1].text)
		}
	}
	return out
}

// hostedTable is a table of a statement as the engine reads it.
type hostedTable struct{ connectors.HostedTable }

func (t hostedTable) Schema() *arrow.Schema { return t.HostedTable.Schema() }

func (t hostedTable) NumRows() int64 { return t.Rows }

func (t hostedTable) Open(columns []int) (duckscan.Reader, error) {
	return &hostedReader{table: t, columns: columns}, nil
}

// hostedReader reads batch after batch, for several threads.
type hostedReader struct {
	table   hostedTable
	columns []int
	next    atomic.Int64
}

func (r *hostedReader) Threads() int { return r.table.Batches }

// Next loads a batch. The engine stops a statement between two of them, so the
// loading needs no context of its own.
func (r *hostedReader) Next() (arrow.RecordBatch, error) {
	i := int(r.next.Add(1) - 1)
	if i >= r.table.Batches {
		return nil, io.EOF
	}
	b, err := r.table.Load(context.Background(), i)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.table.Name, err)
	}
	fields, columns := make([]arrow.Field, len(r.columns)), make([]arrow.Array, len(r.columns))
	for j, c := range r.columns {
		fields[j], columns[j] = b.Schema().Field(c), b.Column(c)
	}
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, b.NumRows()), nil
}

func (r *hostedReader) Close() error { return nil }
