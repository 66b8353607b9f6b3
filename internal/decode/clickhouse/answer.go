package clickhouse

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
)

// Answer is the answer to one statement, read batch by batch by one goroutine.
// Schema and Fill may be called from any.
type Answer struct {
	rows      source
	options   Options
	delivered bool
	described bool // meta was there
	seen      atomic.Int64
	totals    atomic.Bool  // rows that are none of the result's came with them
	counted   atomic.Bool  // how many rows there were before the limit was there
	rowsTold  atomic.Int64 // how many rows a document says that it has; 0 where it does not
	bytes     []string     // columns of which it was told that their text is none
	keys      []string     // keys of which it was told that they and the columns differ
	ambiguous []int        // columns in which NaN may be a text
	clocks    []int        // columns of clocks whose zone has an hour twice a year

	mu       sync.Mutex
	stats    []connectors.Stat
	warnings []string
	read     struct{ rows, total int64 }
}

// Options say how an answer is read.
type Options struct {
	// Format is the name of the answer's format.
	Format string
	// Tag is what the server has announced for an exception behind the rows;
	// empty where it has not.
	Tag string
	// Unframed says that a body which was cut looks as if it had ended.
	Unframed bool
	// Limit is how many rows are wanted at most, and Asked how many the server was
	// asked for; 0 for all.
	Limit, Asked int64
	// Columns are the columns of the answer, where they are known beforehand.
	Columns []Meta
	// Zone is the zone of clocks without one of their own, where it is not UTC.
	Zone string
	// NoNaN says that NaN and infinities come as NULL.
	NoNaN bool
	// Described says that a whole answer names its columns, in formats that do,
	// even where it has no row.
	Described bool
	// Counted says that a whole answer with progress ends with how many rows there
	// were before the limit.
	Counted bool
	// Borrowed says that how many rows there were before a limit is of no interest:
	// the limit is none of the statement's.
	Borrowed bool
	// Counting says that nothing but the number of rows tells a whole answer from one
	// that was cut, in formats without an end of their own; Made is how many rows
	// the server says there are, 0 where it does not.
	Counting bool
	Made     int64
	// Waited says that the server has sent nothing before it knew Made, which may
	// then be 0.
	Waited bool
	// Totals says that the statement asks for totals or extremes, which some formats
	// send like rows.
	Totals bool
	// Elsewhere is how the same rows are asked for in a format in which every value is
	// one field and totals are no rows; empty: by the statement's FORMAT.
	Elsewhere string
	// Settings are the settings of formats that the statement or the connection has.
	Settings map[string]string
	// ExceptionRows says that the server may write an exception where a row would be.
	ExceptionRows bool
}

// Read reads a body. The answer closes it.
func Read(body io.ReadCloser, o Options) *Answer {
	a := &Answer{options: o}
	a.read.rows, a.read.total = -1, -1
	a.rows = a.open(o.Format, Guard(body, o.Tag))
	return a
}

// Schema is nil until the columns are known.
func (a *Answer) Schema() *arrow.Schema { return a.rows.Schema() }

// Close closes the body.
func (a *Answer) Close() error { return a.rows.Close() }

// Next returns the next batch as [connectors.Rows] demands it, but for errors
// of the body before the first row, which are passed on as they are.
func (a *Answer) Next(ctx context.Context) (arrow.RecordBatch, error) {
	batch, err := a.rows.Next(ctx)
	switch {
	case err == nil:
		a.delivered = true
		a.seen.Add(batch.NumRows())
		a.tellOfClocks(batch)
		a.tellOfBytes(batch)
		a.tellOfNaN(batch)
		a.tellOfKeys()
		return batch, nil
	case errors.Is(err, io.EOF) && !a.described && (isDocument(a.options.Format) || a.options.Described && isProgress(a.options.Format)):
		return nil, connectors.Errorf(connectors.ClassIncomplete, "what the server sent is no whole answer to a statement: it does not name its columns")
	case errors.Is(err, io.EOF):
		return nil, a.ended()
	}
	return nil, a.explain(ctx, connectors.AsError(err))
}

// explain finds the server's reason for an answer that broke off. An exception
// before the first row is an error like any other.
func (a *Answer) explain(ctx context.Context, err *connectors.Error) *connectors.Error {
	var exception *Exception
	reader, searchable := a.rows.(interface{ Tail(context.Context) []byte })
	if !errors.As(err, &exception) && err.Class == connectors.ClassIncomplete && searchable {
		exception = FindException(reader.Tail(ctx))
	}
	if exception == nil {
		return err
	}
	failure := exception.Failure()
	if a.delivered {
		failure.Class = connectors.ClassIncomplete
	}
	return failure
}

// member takes what stands beside the rows of JSON.
func (a *Answer) member(name string, value []byte) ([]decode.Column, error) {
	switch name {
	case "meta":
		return a.meta(value)
	case "exception":
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		return nil, ParseException(text).Failure()
	case "rows":
		if n, err := strconv.ParseInt(unquoted(value), 10, 64); err == nil && isDocument(a.options.Format) {
			a.rowsTold.Store(n)
		}
	case "rows_read":
	case "rows_before_limit_at_least":
		a.counted.Store(true)
		if !a.options.Borrowed {
			a.Tell(name, unquoted(value))
		}
	case "statistics", "progress":
		a.Note(value)
	case "totals":
		a.Tell(name, oneLine(value))
		a.warn("totals, which are no row of the result: %s", oneLine(value))
	case "extremes":
		a.Tell(name, oneLine(value))
		a.warn(ofExtremes+"%s", oneLine(value))
	case "min", "max": // They stand on lines of their own among the rows.
		a.Tell(name, oneLine(value))
		a.warnAlso(ofExtremes, name+" "+oneLine(value))
	default:
		a.Note([]byte(`{"` + name + `":` + string(value) + `}`))
	}
	return nil, nil
}

// meta takes the columns, and warns of those that the format cannot carry.
func (a *Answer) meta(list []byte) ([]decode.Column, error) {
	columns, err := ParseMeta(list)
	a.described = true
	a.placeClocks(columns)
	a.placeNulls(columns)
	a.noteAmbiguous(columns)
	a.showStates(columns)
	a.warnOf(columns, isDocument(a.options.Format), hasStates,
		"states of an aggregate function are damaged by the format "+a.options.Format+"; finalizeAggregation shows their values")
	a.warnOf(columns, a.options.NoNaN, HasFloats, lostNaN)
	return columns, err
}

// warnOf warns of the columns of some types, all at once.
func (a *Answer) warnOf(columns []decode.Column, concerned bool, is func(typeText string) bool, warning string) {
	var names []string
	for _, c := range columns {
		if concerned && is(connectors.SourceType(c.Field)) {
			names = append(names, c.Field.Name)
		}
	}
	if len(names) > 0 {
		a.warn("%s: %s", strings.Join(names, ", "), warning)
	}
}

// warnAlso adds to the warning that begins with a text, or makes it.
func (a *Answer) warnAlso(begin, more string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, warning := range a.warnings {
		if strings.HasPrefix(warning, begin) {
			a.warnings[i] += "; " + more
			return
		}
	}
	a.warnings = append(a.warnings, begin+more)
}

const ofExtremes = "extremes, which are no rows of the result: "

// oneLine is a text of JSON without the white space between its parts.
func oneLine(value []byte) string {
	var line bytes.Buffer
	if json.Compact(&line, value) != nil {
		return string(value)
	}
	return line.String()
}

const lostNaN = "NaN and infinities come as NULL, since the server was not asked, or may not be asked, to send them otherwise"

// isDeclaredFloat reports whether a type is JSON with paths that are declared as
// numbers: its documents have the same text in every format.
func isDeclaredFloat(typeText string) bool {
	return strings.Contains(typeText, "JSON(") && HasFloats(typeText)
}

// HasFloats reports whether values of a type may be NaN or infinite, or hold such.
func HasFloats(typeText string) bool { return hasFloats.MatchString(typeText) }

// hasFloats are the types of floating-point numbers, and of what is made of them.
var hasFloats = regexp.MustCompile(`Float|Dynamic|QBit|Point|Ring|LineString|Polygon|Geometry`)

// hasStates reports whether a type holds states of an aggregate function.
func hasStates(typeText string) bool {
	return strings.Contains(strings.ReplaceAll(typeText, "SimpleAggregateFunction(", ""), "AggregateFunction(")
}

func (a *Answer) warn(format string, args ...any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.warnings = append(a.warnings, fmt.Sprintf(format, args...))
}

// Note takes statistics from an object of numbers, or of texts of numbers.
func (a *Answer) Note(object []byte) {
	var values map[string]json.RawMessage
	if json.Unmarshal(object, &values) != nil {
		return
	}
	for _, name := range statistics {
		value := unquoted(values[name])
		// What stands in the head of an answer was counted before its rows were.
		early := value == "0" && (strings.HasPrefix(name, "result_") || strings.HasPrefix(name, "written_"))
		if value != "" && !early {
			a.Tell(name, value)
		}
	}
}

// statistics are the figures that servers tell, in the order in which they are
// shown.
var statistics = []string{
	"elapsed", "elapsed_ns", "rows_read", "read_rows", "bytes_read", "read_bytes", "total_rows_to_read",
	"rows_before_limit_at_least", "result_rows", "result_bytes", "written_rows", "written_bytes", "memory_usage",
}

func unquoted(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}

// Tell adds a statistic, or replaces the one of its name.
func (a *Answer) Tell(name, value string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		switch name {
		case "read_rows", "rows_read":
			a.read.rows = n
		case "total_rows_to_read":
			a.read.total = n
		}
	}
	for i, s := range a.stats {
		if s.Name == name {
			a.stats[i].Value = value
			return
		}
	}
	a.stats = append(a.stats, connectors.Stat{Name: name, Value: value})
}

// Fill writes what the server has told into p.
func (a *Answer) Fill(p *connectors.Progress) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p.Server = append(p.Server, a.stats...)
	p.Warnings = append(p.Warnings, a.warnings...)
	if a.options.Unframed && p.Phase == connectors.PhaseDone && !endsVisibly(a.options.Format) {
		p.Completeness, p.Reason = connectors.Unknown, "the server did not say where its answer ends"
	}
	if a.options.Counted && p.Phase == connectors.PhaseDone && !a.counted.Load() {
		p.Completeness, p.Reason = connectors.Unknown, "the answer lacks its last line, which tells how many rows there were: some may be missing"
	}
	if reason := a.doubt(); reason != "" && p.Phase == connectors.PhaseDone {
		p.Completeness, p.Reason = connectors.Unknown, reason
	}
	p.RowsRead = max(p.RowsRead, a.read.rows)
	if a.read.total > 0 && p.Phase != connectors.PhaseDone {
		p.Fraction = min(1, float64(max(0, a.read.rows))/float64(a.read.total))
	}
}
