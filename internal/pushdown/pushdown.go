// Package pushdown writes statements that ask a source about the whole answer
// of another statement: how many rows it has, its rows in another order or only
// some of them, and what a column holds. The statement is wrapped as it is, in
// the dialect of its own source, so that nothing has to be fetched.
package pushdown

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/sqltext"
	"sonde/internal/value"
	"sonde/internal/workspace"
)

// Source is a statement that can be wrapped, with the columns of its answer.
type Source struct {
	d      *dialect
	sql    string
	head   string // what has to stand before every statement
	schema *arrow.Schema
	names  []string // of the columns as the wrapping statement knows them
	list   bool     // the names are given to the columns by the wrapping statement
}

// New checks that a statement can be wrapped. The dialect is one of package
// sqltext; the schema is that of the statement's answer. The error, of class
// unsupported, says why it cannot be wrapped.
func New(name, sql string, schema *arrow.Schema) (*Source, error) {
	s := &Source{d: dialectOf(name), schema: schema}
	if schema == nil || schema.NumFields() == 0 {
		return nil, refuse("the statement has no columns to ask about")
	}
	parts := s.d.Split(sql)
	if len(parts) != 1 {
		return nil, refuse("the text holds %d statements, and only one can be wrapped", len(parts))
	}
	s.sql = sql[parts[0].Start:parts[0].End]
	if err := s.readable(); err != nil {
		return nil, err
	}
	s.trim()
	return s, s.nameColumns()
}

func refuse(format string, args ...any) error {
	return connectors.Errorf(connectors.ClassUnsupported, format, args...)
}

// wrappable are the verbs of statements that may stand within another one.
var wrappable = []string{"SELECT", "WITH", "FROM", "VALUES", "TABLE"}

func (s *Source) readable() error {
	effect, verb := s.d.Classify(s.sql)
	switch {
	case effect == sqltext.Write:
		return refuse("%s writes, and would write again", verb)
	case effect != sqltext.Read:
		return refuse("it is not known whether the statement only reads")
	case !slices.Contains(wrappable, verb):
		return refuse("%s cannot stand within another statement", verb)
	}
	return nil
}

// trim takes off what cannot stand within another statement: ClickHouse's FORMAT
// clause, and the mark that begins a template, which has to stay in front.
func (s *Source) trim() {
	if s.d.trim != nil {
		s.sql = s.d.trim(s.d.Dialect, s.sql)
	}
	if rest, ok := strings.CutPrefix(s.sql, "%"); ok {
		s.head, s.sql = "%\n", strings.TrimSpace(rest)
	}
}

// nameColumns settles the names by which columns can be asked about.
func (s *Source) nameColumns() error {
	fields := s.schema.Fields()
	s.names = make([]string, len(fields))
	for i, f := range fields {
		s.names[i] = f.Name
	}
	unclear := slices.Contains(s.names, "") || len(s.repeated()) > 0
	s.list = s.d.lists == always || s.d.lists == atNeed && unclear
	if s.list {
		s.names = value.UniqueNames(s.filled())
	}
	if again := s.repeated(); len(again) > 0 && s.d.unique {
		return refuse("two columns have the name %q; name them apart in the statement", again[0])
	}
	return nil
}

// filled are the names with one for those columns that have none.
func (s *Source) filled() []string {
	names := slices.Clone(s.names)
	for i, n := range names {
		if n == "" {
			names[i] = "column"
		}
	}
	return names
}

// repeated are the names that more than one column has.
func (s *Source) repeated() []string {
	var again []string
	for i, n := range s.names {
		if slices.ContainsFunc(s.names[:i], func(o string) bool { return s.d.same(o, n) }) {
			again = append(again, n)
		}
	}
	return again
}

// alias is the name of the wrapped statement.
const alias = "r"

// from is the wrapped statement as a table. It stands on lines of its own,
// because it may end with a comment.
func (s *Source) from() string {
	text := "FROM (\n" + s.sql + "\n) AS " + alias
	if !s.list {
		return text
	}
	quoted := make([]string, len(s.names))
	for i, n := range s.names {
		quoted[i] = s.d.QuoteIdentifier(n)
	}
	return text + " (" + strings.Join(quoted, ", ") + ")"
}

// column is a column as the wrapping statement names it. It is qualified: an
// alias of the same name in the same SELECT must not take its place.
func (s *Source) column(i int) (string, error) {
	name := s.names[i]
	if name == "" {
		return "", refuse("the column has no name; give it one in the statement")
	}
	for j, other := range s.names {
		if j != i && s.d.same(other, name) {
			return "", refuse("two columns have the name %q; name them apart in the statement", name)
		}
	}
	return alias + "." + s.d.QuoteIdentifier(name), nil
}

func (s *Source) statement(clauses ...string) string {
	clauses = slices.DeleteFunc(clauses, func(c string) bool { return c == "" })
	return s.head + strings.Join(clauses, "\n")
}

// Count returns the statement that counts the rows: one row, one column.
func (s *Source) Count() string {
	return s.statement("SELECT count(*) AS row_count", s.from())
}

// CountWhere is [Source.Count] of the rows that satisfy every condition.
func (s *Source) CountWhere(where []workspace.Condition) (string, error) {
	filter, err := s.where(where)
	if err != nil {
		return "", err
	}
	return s.statement("SELECT count(*) AS row_count", s.from(), filter), nil
}

// Limit is how many rows a statement asks for that shows rows in another order
// or a part of them. It stands in the statement, where it can be changed.
const Limit = 1000

// Unlimited returns a statement of this package without the limit with which it
// ends, and that limit; 0 where it has none.
func Unlimited(sql string) (every string, limit int64) {
	const clause = "\nLIMIT "
	i := strings.LastIndex(sql, clause)
	if i < 0 {
		return sql, 0
	}
	n, err := strconv.ParseInt(sql[i+len(clause):], 10, 64)
	if err != nil {
		return sql, 0
	}
	return sql[:i], n
}

// Limited reports whether the wrapped statement limits its answer itself, so that
// it is that answer which the questions are about and not all of its tables.
func (s *Source) Limited() bool {
	depth := 0
	for _, t := range s.d.Tokens(s.sql) {
		switch strings.ToUpper(s.sql[t.Start:t.End]) {
		case "(":
			depth++
		case ")":
			depth--
		case "LIMIT", "FETCH", "TOP":
			if depth == 0 && t.Kind == sqltext.Keyword {
				return true
			}
		}
	}
	return false
}

// Rows returns the statement that shows the rows that satisfy every condition,
// in an order; both may be empty.
func (s *Source) Rows(where []workspace.Condition, by []workspace.SortKey) (string, error) {
	filter, err := s.where(where)
	if err != nil {
		return "", err
	}
	order, err := s.orderBy(by)
	if err != nil {
		return "", err
	}
	if s.Groups(by) {
		return s.grouped(filter, order)
	}
	return s.statement("SELECT *", s.from(), filter, order, s.d.limit(Limit)), nil
}

// Groups reports whether the source sorts the rows only as groups of equal ones,
// with their number behind their columns. The answer of a statement that groups or limits can be sorted as it is.
func (s *Source) Groups(by []workspace.SortKey) bool {
	if !s.d.groups || len(by) == 0 || len(by) == 1 && s.names[by[0].Column] == s.d.whole {
		return false
	}
	for _, t := range s.d.Tokens(s.sql) {
		switch strings.ToUpper(s.sql[t.Start:t.End]) {
		case "GROUP", "LIMIT", "DISTINCT", "VALUES":
			return false
		}
	}
	return true
}

// grouped is the statement whose rows are groups of equal rows, with their
// number behind their columns. A column whose values are not compared is left out,
// which a comment says.
func (s *Source) grouped(filter, order string) (string, error) {
	var columns, without []string
	for i := range s.names {
		c, err := s.column(i)
		if err != nil {
			return "", err
		}
		if s.d.comparable(s.schema.Field(i)) != nil {
			without = append(without, strings.Join(strings.Fields(s.names[i]), " "))
			continue
		}
		columns = append(columns, c)
	}
	list, note := strings.Join(columns, ", "), ""
	if len(without) > 0 {
		note = "-- without " + strings.Join(without, ", ") + ": its values are not compared"
	}
	return s.statement(note, "SELECT "+list+", count(*) AS row_count", s.from(), filter, "GROUP BY "+list, order, s.d.limit(Limit)), nil
}

func (s *Source) orderBy(by []workspace.SortKey) (string, error) {
	var keys []string
	for _, k := range by {
		if len(k.Field) > 0 {
			return "", ofField(s.names[k.Column])
		}
		c, err := s.compared(k.Column)
		if err != nil {
			return "", err
		}
		direction := " ASC"
		if k.Descending {
			direction = " DESC"
		}
		keys = append(keys, s.d.ordered(c, direction))
	}
	if len(keys) == 0 {
		return "", nil
	}
	return "ORDER BY " + strings.Join(keys, ", "), nil
}

// ofField is why nothing is asked about a field of a struct: sources name those in
// many ways.
func ofField(column string) error {
	return refuse("column %s: the source is asked about columns, not about fields of one", column)
}

// Top returns the statement that lists the most frequent values of a column:
// at most n rows of a value and its number of rows, the most frequent first.
func (s *Source) Top(column, n int) (string, error) {
	c, err := s.compared(column)
	if err != nil {
		return "", err
	}
	return s.statement("SELECT "+c+", count(*) AS row_count", s.from(), "GROUP BY "+c, "ORDER BY 2 DESC, 1", s.d.limit(n)), nil
}

// compared is a column whose values sources can compare with each other.
func (s *Source) compared(i int) (string, error) {
	if err := s.d.comparable(s.schema.Field(i)); err != nil {
		return "", refuse("column %s: %s", s.names[i], connectors.AsError(err).Message)
	}
	return s.column(i)
}
