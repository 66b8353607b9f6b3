package clickhouse

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/decode"
)

// separated reads separated values. Types whose values become several fields, or
// fields with commas of their own, make rows of several lengths: where the first
// rows are of that sort, the answer is shown as the text that it is.
type separated struct {
	answer *Answer
	reader *decode.Reader
	told   atomic.Bool // whether the answer is a table
	text   atomic.Pointer[lines]
}

// readSeparated reads separated values with so many lines of header: none, the
// names, or the names and the types.
func readSeparated(options func(*Answer) (decode.CSVOptions, bool), headers int) func(*Answer, io.ReadCloser) source {
	return func(a *Answer, body io.ReadCloser) source {
		o, readable := options(a)
		if !readable {
			a.tellOfText(a.options.Format)
			return newLines(body, a.options.Format)
		}
		o.Blank = a.tellOfTotals
		if a.options.Totals {
			o.Blank, o.Behind = nil, a.showTotals
		}
		o.End = decode.EndNewline
		o.Header = headers > 0
		o.Keep = true
		if headers > 1 {
			o.TypeRows = 1
			o.Types = func(names []string, types [][]string) ([]decode.Column, error) {
				columns, err := separatedColumns(names, types[0])
				a.placeClocks(columns)
				a.warnOf(columns, a.options.NoNaN, isDeclaredFloat, lostNaN)
				return columns, err
			}
		}
		return &separated{answer: a, reader: decode.CSV(body, o)}
	}
}

// Schema is nil until it is known whether the answer is a table.
func (s *separated) Schema() *arrow.Schema {
	switch text := s.text.Load(); {
	case text != nil:
		return text.Schema()
	case s.told.Load():
		return s.reader.Schema()
	}
	return nil
}

func (s *separated) Close() error { return s.reader.Close() }

// Tail returns the last bytes of the answer.
func (s *separated) Tail(ctx context.Context) []byte {
	if s.text.Load() != nil {
		return nil
	}
	return s.reader.Tail(ctx)
}

func (s *separated) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if text := s.text.Load(); text != nil {
		return text.Next(ctx)
	}
	batch, err := s.reader.Next(ctx)
	if body := s.reader.Again(); body != nil {
		s.answer.warn("the rows do not all have the same number of fields and are shown as text; %s they are a table", s.answer.elsewhere())
		s.answer.tellOfText(s.answer.options.Format)
		s.text.Store(newLines(body, s.answer.options.Format))
		return s.text.Load().Next(ctx)
	}
	s.told.Store(true)
	if err == nil && s.answer.options.Totals && hasBlank(batch) {
		s.answer.tellOfTotals()
	}
	if decode.IsRagged(err) {
		return nil, connectors.AsError(err).WithHint("A type of the result has several fields in this format: " + s.answer.elsewhere() + " they are a table.")
	}
	return batch, err
}

// elsewhere is how every type has one field, and totals are no rows.
func (a *Answer) elsewhere() string {
	return cmp.Or(a.options.Elsewhere, "without a FORMAT clause, or with FORMAT JSON,")
}

// showTotals shows a line of totals or extremes, which are no rows of the result: it
// stands behind an empty line in separated values.
func (a *Answer) showTotals(line []byte) {
	a.warnAlso("totals or extremes, which are no rows of the result: ", string(bytes.TrimRight(line, "\r\n")))
}

// tellOfTotals warns of rows that are none of the result: what follows an empty
// line in separated values.
func (a *Answer) tellOfTotals() {
	warning := "the rows behind an empty line of the answer are totals or extremes; " + a.elsewhere() + " they come apart from the rows"
	a.totals.Store(true)
	a.mu.Lock()
	defer a.mu.Unlock()
	if !slices.Contains(a.warnings, warning) {
		a.warnings = append(a.warnings, warning)
	}
}

// hasBlank reports whether a batch has one column, and a row of it has no text: such
// a row may be the empty line in front of totals.
func hasBlank(batch arrow.RecordBatch) bool {
	if batch.NumCols() != 1 {
		return false
	}
	texts, ok := batch.Column(0).(*array.String)
	for i := 0; ok && i < texts.Len(); i++ {
		if texts.IsValid(i) && texts.Value(i) == "" {
			return true
		}
	}
	return false
}

// csv are ClickHouse's rules of CSV, with what the statement and the connection set
// otherwise; false where what they set cannot be read.
func (a *Answer) csv() (decode.CSVOptions, bool) {
	o := decode.CSVOptions{Null: `\N`, QuotedEmpty: true}
	if null, set := a.options.Settings["format_csv_null_representation"]; set {
		o.Null, o.QuotedEmpty = null, null != ""
	}
	delimiter, set := a.options.Settings["format_csv_delimiter"]
	if !set {
		return o, true
	}
	if len(delimiter) != 1 || strings.Contains("\"\r\n", delimiter) {
		return o, false
	}
	o.Delimiter = delimiter[0]
	return o, true
}

// tsv are the rules of tab-separated values, in the same way.
func (a *Answer) tsv() (decode.CSVOptions, bool) {
	o := decode.TSV()
	if null, set := a.options.Settings["format_tsv_null_representation"]; set {
		o.Null = null
	}
	return o, true
}
