package pushdown

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

// quantiles are those that a profile asks for, with the names of their columns.
var quantiles = [][2]string{{"0.05", "p05"}, {"0.25", "p25"}, {"0.5", "median"}, {"0.75", "p75"}, {"0.95", "p95"}}

// Profile returns the statement that sums a column up: one row with the numbers
// of rows, of values that are not NULL and of different values, and, as far as
// the column's type has them, the least and greatest value, the mean and
// quantiles. Which of them are estimates is up to the source; distinct_estimate
// says so by its name.
func (s *Source) Profile(column int) (string, error) {
	c, err := s.column(column)
	if err != nil {
		return "", err
	}
	figures := []string{"count(*) AS row_count", "count(" + c + ") AS not_null_count"}
	figures = append(figures, s.figures(column, c)...)
	return s.statement("SELECT\n  "+strings.Join(figures, ",\n  "), s.from()), nil
}

// figures are those that depend on the type.
func (s *Source) figures(column int, c string) []string {
	f := s.schema.Field(column)
	class := value.ClassOf(f)
	if s.d.comparable(f) != nil || class == value.Binary {
		return nil
	}
	if class == value.Bool {
		return []string{"sum(CASE WHEN " + c + " THEN 1 ELSE 0 END) AS true_count"}
	}
	out := []string{fmt.Sprintf(s.d.distinct, c) + " AS " + s.d.distinctName}
	if class == value.Number || class == value.Temporal || !s.d.noTextBounds {
		out = append(out, "min("+c+") AS min_value", "max("+c+") AS max_value")
	}
	switch {
	case class == value.Number && s.d.noMean != nil && s.d.noMean.MatchString(connectors.SourceType(f)):
	case class == value.Number:
		out = append(out, "avg("+c+") AS mean")
		out = append(out, s.quantiles(c)...)
	case f.Type.ID() == arrow.STRING && connectors.FieldKind(f) == connectors.KindText:
		length := fmt.Sprintf(s.d.length, c)
		out = append(out, "min("+length+") AS shortest", "max("+length+") AS longest")
	}
	return out
}

func (s *Source) quantiles(c string) []string {
	if s.d.quantile == "" {
		return nil
	}
	var out []string
	for _, q := range quantiles {
		out = append(out, fmt.Sprintf(s.d.quantile, c, q[0])+" AS "+q[1])
	}
	return out
}
