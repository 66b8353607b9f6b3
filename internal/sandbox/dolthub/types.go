package dolthub

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// typeNames gives MySQL's names to the engine's types; those that are missing
// are text.
var typeNames = map[string]string{
	"BOOLEAN": "tinyint(1)", "TINYINT": "tinyint", "SMALLINT": "smallint", "INTEGER": "int", "BIGINT": "bigint",
	"UTINYINT": "tinyint unsigned", "USMALLINT": "smallint unsigned", "UINTEGER": "int unsigned", "UBIGINT": "bigint unsigned",
	"HUGEINT": "decimal(39,0)", "UHUGEINT": "decimal(39,0)", "FLOAT": "float", "DOUBLE": "double",
	"DATE": "date", "TIME": "time(6)", "TIMESTAMP": "datetime(6)", "TIMESTAMP_S": "datetime", "TIMESTAMP_MS": "datetime(3)",
	"TIMESTAMP_NS": "datetime(6)", "TIMESTAMP WITH TIME ZONE": "timestamp(6)",
	"UUID": "char(36)", "JSON": "json", "BLOB": "longblob",
}

// typeName is MySQL's name of one of the engine's types.
func typeName(engine string) string {
	switch members, isEnum := strings.CutPrefix(engine, "ENUM("); {
	case isEnum:
		return "enum(" + strings.ReplaceAll(members, "', '", "','")
	case strings.HasPrefix(engine, "DECIMAL("):
		return strings.ToLower(engine)
	case strings.HasSuffix(engine, "]"), nested(engine):
		return "json"
	}
	if known, ok := typeNames[engine]; ok {
		return known
	}
	return "longtext"
}

func nested(engine string) bool {
	kind, _, ok := strings.Cut(engine, "(")
	return ok && slices.Contains([]string{"STRUCT", "MAP", "UNION"}, kind)
}

// typeMacro is typeName as an expression of the engine over its type t.
func typeMacro() string {
	var known []string
	for engine, mysql := range typeNames {
		known = append(known, fmt.Sprintf("WHEN %s THEN %s", literal(engine), literal(mysql)))
	}
	slices.Sort(known)
	return `CASE WHEN starts_with(t, 'ENUM(') THEN 'enum(' || replace(substr(t, 6), ''', ''', ''',''')
		WHEN starts_with(t, 'DECIMAL(') THEN lower(t)
		WHEN ends_with(t, ']') OR regexp_matches(t, '^(STRUCT|MAP|UNION)\(') THEN 'json'
		ELSE CASE t ` + strings.Join(known, " ") + ` ELSE 'longtext' END END`
}

// kindNames are the names that older answers use.
var kindNames = map[string]string{
	"tinyint": "Int", "smallint": "Int", "int": "Int", "bigint": "Int", "decimal": "Decimal", "float": "Float", "double": "Float",
	"date": "Timestamp", "datetime": "Timestamp", "timestamp": "Timestamp", "time": "Timespan", "json": "JSON", "enum": "Enum",
}

// columnType is the type of a column as an answer names it.
func columnType(f arrow.Field, kinds bool) string {
	t := typeName(connectors.SourceType(f))
	if !kinds {
		return t
	}
	base, _, _ := strings.Cut(t, "(")
	base, _, _ = strings.Cut(base, " ")
	if known, ok := kindNames[base]; ok {
		return known
	}
	return "String"
}

// cell is the text of a value as MySQL's text protocol has it.
func cell(row face.Row, column int) string {
	switch a := row.Batch.Column(column).(type) {
	case *array.Boolean:
		return map[bool]string{false: "0", true: "1"}[a.Value(row.Index)]
	case *array.Float32:
		return float(float64(a.Value(row.Index)), 32)
	case *array.Float64:
		return float(a.Value(row.Index), 64)
	case *array.Binary:
		return strings.ToValidUTF8(string(a.Value(row.Index)), "\uFFFD")
	case *array.Timestamp:
		return sixDigits(strings.TrimSuffix(row.Text(column), "+00:00"))
	case *array.Time64, *array.Time32:
		return sixDigits(row.Text(column))
	}
	return strings.ToValidUTF8(row.Text(column), "\uFFFD")
}

// float writes the shortest digits, with an exponent from 1e6 on and below 1e-4.
func float(f float64, bits int) string {
	if f == 0 {
		f = math.Abs(f)
	}
	return strconv.FormatFloat(f, 'g', -1, bits)
}

// sixDigits fills up the fraction of a second: MySQL writes six digits or none.
func sixDigits(text string) string {
	_, fraction, ok := strings.Cut(text, ".")
	if !ok || len(fraction) > 6 {
		return text
	}
	return text + strings.Repeat("0", 6-len(fraction))
}
