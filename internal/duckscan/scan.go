// Package duckscan lets DuckDB read data that Go code holds or produces: it
// registers table functions whose rows are Arrow record batches. Nothing is
// read before a statement asks for it, and only the columns that it uses.
package duckscan

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// Table is what a call of a table function stands for.
type Table interface {
	// Schema is the table's columns. Types that DuckDB has no equal of become
	// VARCHAR columns with the text of the values; see [logicalType].
	Schema() *arrow.Schema
	// NumRows is the number of rows, negative where it is not known. It guides
	// the engine's planner only.
	NumRows() int64
	// Open starts reading the given columns, by their positions in the schema.
	// No columns at all means that only the number of rows is wanted. It is
	// called once for each time a statement reads the table, possibly while
	// other readers are open.
	Open(columns []int) (Reader, error)
}

// Reader reads one table from its first row to its last.
type Reader interface {
	// Next returns the next batch, whose columns are those asked for, in that
	// order, or io.EOF. Only one call runs at a time, unless it is [Shared].
	Next() (arrow.RecordBatch, error)
	// Close releases what the reader holds. It may come before the end.
	Close() error
}

// Shared is a reader that several threads may call at the same time.
type Shared interface {
	Reader
	// Threads is the largest number of threads that are of use.
	Threads() int
}

// Lookup finds the table that a call with these arguments stands for.
type Lookup func(args []string) (Table, error)

// Register makes a table function of parameters VARCHAR arguments known to every
// connection of the database. It stays until the database is closed.
func Register(conn bindings.Connection, name string, parameters int, lookup Lookup) error {
	f := bindings.CreateTableFunction()
	defer bindings.DestroyTableFunction(&f)
	bindings.TableFunctionSetName(f, name)
	varchar := bindings.CreateLogicalType(bindings.TypeVarchar)
	defer bindings.DestroyLogicalType(&varchar)
	for range parameters {
		bindings.TableFunctionAddParameter(f, varchar)
	}
	setCallbacks(f, lookup)
	if bindings.RegisterTableFunction(conn, f) == bindings.StateError {
		return fmt.Errorf("the table function %s could not be registered", name)
	}
	return nil
}

// bind answers the planner: which columns a call has.
func bind(info bindings.BindInfo, lookup Lookup) (Table, error) {
	args := make([]string, bindings.BindGetParameterCount(info))
	for i := range args {
		v := bindings.BindGetParameter(info, bindings.IdxT(i))
		args[i] = bindings.GetVarchar(v)
		bindings.DestroyValue(&v)
	}
	table, err := lookup(args)
	if err != nil {
		return nil, err
	}
	fields := table.Schema().Fields()
	names := columnNames(fields)
	for i, f := range fields {
		t := logicalType(f)
		bindings.BindAddResultColumn(info, names[i], t)
		bindings.DestroyLogicalType(&t)
	}
	if n := table.NumRows(); n >= 0 {
		bindings.BindSetCardinality(info, bindings.IdxT(n), true)
	}
	return table, nil
}

// columnNames are names of which no two are the same to DuckDB, which takes no
// notice of case: those that repeat an earlier one get _1, _2 ….
func columnNames(fields []arrow.Field) []string {
	names, taken := make([]string, len(fields)), map[string]bool{}
	for i, f := range fields {
		taken[strings.ToLower(columnName(f, i))] = true
	}
	seen := map[string]bool{}
	for i, f := range fields {
		name := columnName(f, i)
		names[i] = name
		for n := 1; seen[strings.ToLower(names[i])] || n > 1 && taken[strings.ToLower(names[i])]; n++ {
			names[i] = fmt.Sprintf("%s_%d", name, n)
		}
		seen[strings.ToLower(names[i])] = true
	}
	return names
}

// columnName gives columns without a name the one that DuckDB would.
func columnName(f arrow.Field, i int) string {
	if f.Name == "" {
		return fmt.Sprintf("column%d", i)
	}
	return f.Name
}

// scan is one reading of a table.
type scan struct {
	reader Reader
	fields []arrow.Field
}

// start opens a table for the columns that the planner wants.
func start(info bindings.InitInfo, table Table) (*scan, error) {
	fields := table.Schema().NumFields()
	s := &scan{}
	var columns []int
	for i := range bindings.InitGetColumnCount(info) {
		// Where only rows are counted the engine asks for a column of row ids,
		// which is none of ours.
		if c := bindings.InitGetColumnIndex(info, i); c < bindings.IdxT(fields) {
			columns = append(columns, int(c))
			s.fields = append(s.fields, table.Schema().Field(int(c)))
		}
	}
	var err error
	if s.reader, err = table.Open(columns); err != nil {
		return nil, err
	}
	threads := 1
	if shared, ok := s.reader.(Shared); ok {
		threads = max(1, shared.Threads())
	}
	bindings.InitSetMaxThreads(info, bindings.IdxT(threads))
	return s, nil
}

// Close ends the reading.
func (s *scan) Close() error { return s.reader.Close() }

// strand is what one thread of the engine reads of a scan.
type strand struct {
	writers []writer
	batch   arrow.RecordBatch
	at      int // the first row of batch that is not delivered yet
}

// writers are those of one thread: they keep memory between calls.
func (s *scan) writers() []writer {
	w := make([]writer, len(s.fields))
	for i, f := range s.fields {
		w[i] = writerOf(f)
	}
	return w
}

// fill puts the next rows of a thread into chunk; none is the end.
func (s *scan) fill(chunk bindings.DataChunk, t *strand) error {
	for t.batch == nil || t.at == int(t.batch.NumRows()) {
		batch, err := s.reader.Next()
		if errors.Is(err, io.EOF) {
			bindings.DataChunkSetSize(chunk, 0)
			return nil
		}
		if err != nil {
			return err
		}
		t.batch, t.at = batch, 0
	}
	if t.writers == nil {
		t.writers = s.writers()
	}
	n := min(int(t.batch.NumRows())-t.at, int(bindings.VectorSize()))
	for i, write := range t.writers {
		column := t.batch.Column(i)
		if !arrow.TypeEqual(column.DataType(), s.fields[i].Type) {
			return fmt.Errorf("column %s holds values that are not of its type %s", s.fields[i].Name, connectors.SourceType(s.fields[i]))
		}
		vector := bindings.DataChunkGetVector(chunk, bindings.IdxT(i))
		if err := write(vector, column, rows{from: t.at, n: n}); err != nil {
			return fmt.Errorf("column %s: %w", s.fields[i].Name, err)
		}
	}
	t.at += n
	bindings.DataChunkSetSize(chunk, bindings.IdxT(n))
	return nil
}
