package pushdown

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
	"sonde/internal/sqltext"
)

// dialect is how a source says what this package asks. Texts with verbs are for
// fmt: %[1]s is the column, %[2]s the other operand.
type dialect struct {
	*sqltext.Dialect
	// trim takes off clauses that cannot stand within another statement.
	trim func(d *sqltext.Dialect, sql string) string
	// lists says when the wrapping statement names the columns of the wrapped one.
	lists listing
	// unique says that a wrapped statement must not have a name twice.
	unique bool
	// groups says that rows of a table are sorted only as groups of equal rows,
	// unless by the column whole.
	groups bool
	whole  string
	// tells says that names differ by their capitals.
	tells bool
	// order is a column in ORDER BY with its direction, NULL last.
	order string
	// text is a column as text, contains and matches are about such a text.
	text, contains, matches string
	// lower is a text in lower case, anyCase begins a pattern that ignores case;
	// empty: as in most sources.
	lower, anyCase string
	// nan says that a number is not one.
	nan string
	// distinct counts values, under distinctName: some sources estimate, and then
	// never more than there are values.
	distinct, distinctName string
	// quantile is one of a column of numbers; empty where there is none.
	quantile string
	// noTextBounds says that the source has no least and greatest text.
	noTextBounds bool
	// length is the number of characters of a text.
	length string
	// opaque are types whose values are not compared, noMean those of numbers
	// that are not summed up; nil: none besides those that kindOf tells.
	opaque, noMean *regexp.Regexp
	literal        func(d *dialect, l literal) (string, error)
}

// listing says when columns get names by a list behind the alias.
type listing uint8

const (
	never listing = iota
	atNeed
	always // because columns may have no name that can be referred to
)

var dialects = map[string]dialect{
	"duckdb": {
		lists: atNeed, order: "%[1]s%[2]s NULLS LAST", literal: duckLiteral,
		text: "CAST(%[1]s AS VARCHAR)", contains: "contains(%[1]s, %[2]s)", matches: "regexp_matches(%[1]s, %[2]s)", nan: "isnan(%[1]s)",
		distinct: "count(DISTINCT %[1]s)", quantile: "quantile_cont(%[1]s, %[2]s)", length: "length(%[1]s)",
	},
	"clickhouse": {
		trim: clickhouse.WithoutFormat, tells: true, order: "%[1]s%[2]s NULLS LAST", literal: clickHouseLiteral,
		text: "toString(%[1]s)", lower: "lowerUTF8(%s)", contains: "position(%[1]s, %[2]s) > 0", matches: "match(%[1]s, %[2]s)", nan: "isNaN(%[1]s)",
		distinct: "uniqExact(%[1]s)", quantile: "quantile(%[2]s)(%[1]s)", length: "lengthUTF8(toString(%[1]s))",
		opaque: regexp.MustCompile(`^(\w*AggregateFunction|Variant|Dynamic|JSON|Object|Geometry|QBit)\b`), noMean: regexp.MustCompile(`\b(Interval|BFloat16)`),
	},
	"druid": {
		lists: atNeed, tells: true, order: "%[1]s%[2]s", literal: druidLiteral, noTextBounds: true,
		groups: true, whole: "__time", anyCase: "(?iu)",
		text: "CAST(%[1]s AS VARCHAR)", contains: "CONTAINS_STRING(%[1]s, %[2]s)", matches: "REGEXP_LIKE(%[1]s, %[2]s)",
		distinct: "LEAST(APPROX_COUNT_DISTINCT(%[1]s), count(%[1]s))", distinctName: "distinct_estimate", length: "CHAR_LENGTH(%[1]s)",
	},
	"mysql": {
		lists: atNeed, unique: true, order: "%[1]s IS NULL, %[1]s%[2]s", literal: mySQLLiteral,
		text: "CAST(%[1]s AS CHAR)", contains: "LOCATE(%[2]s, %[1]s) > 0", matches: "%[1]s REGEXP %[2]s",
		distinct: "count(DISTINCT %[1]s)", length: "CHAR_LENGTH(%[1]s)",
	},
	"athena": {
		lists: always, order: "%[1]s%[2]s NULLS LAST", literal: trinoLiteral,
		text: "CAST(%[1]s AS VARCHAR)", contains: "strpos(%[1]s, %[2]s) > 0", matches: "regexp_like(%[1]s, %[2]s)", nan: "is_nan(%[1]s)",
		distinct: "count(DISTINCT %[1]s)", quantile: "approx_percentile(%[1]s, %[2]s)", length: "length(%[1]s)",
	},
	"bigquery": {
		order: "%[1]s%[2]s NULLS LAST", literal: bigQueryLiteral,
		text: "CAST(%[1]s AS STRING)", contains: "STRPOS(%[1]s, %[2]s) > 0", matches: "REGEXP_CONTAINS(%[1]s, %[2]s)", nan: "IS_NAN(%[1]s)",
		distinct: "count(DISTINCT %[1]s)", length: "CHAR_LENGTH(%[1]s)",
	},
	"standard": {
		order: "%[1]s%[2]s", literal: standardLiteral,
		text: "CAST(%[1]s AS VARCHAR)", contains: "POSITION(%[2]s IN %[1]s) > 0",
		distinct: "count(DISTINCT %[1]s)", length: "CHAR_LENGTH(%[1]s)",
	},
}

func dialectOf(name string) *dialect {
	text := sqltext.ForName(name)
	key := text.Name()
	if key == "tinybird" {
		key = "clickhouse"
	}
	d := dialects[key]
	d.Dialect = text
	if d.distinctName == "" {
		d.distinctName = "distinct_count"
	}
	d.lower, d.anyCase = cmp.Or(d.lower, "lower(%s)"), cmp.Or(d.anyCase, "(?i)")
	return &d
}

func (d *dialect) ordered(column, direction string) string {
	return fmt.Sprintf(d.order, column, direction)
}

// same reports whether two names are one to the source.
func (d *dialect) same(a, b string) bool {
	return a == b || !d.tells && strings.EqualFold(a, b)
}

func (d *dialect) limit(n int) string { return "LIMIT " + strconv.Itoa(n) }

// comparable refuses columns whose values the source does not compare.
func (d *dialect) comparable(f arrow.Field) error {
	name := connectors.SourceType(f)
	if k := kindOf(f); k == opaque || k == jsonText || d.opaque != nil && d.opaque.MatchString(name) {
		return refuse("values of the type %s are not compared", name)
	}
	return nil
}
