package export

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
)

// dialect is what the SQL of a database writes otherwise than that of others. Its
// zero value is nearly the standard, in which nested values are text of JSON.
type dialect struct {
	// duckdb has unions, no names for the types of nested values, and its own rules
	// of what a bare number is.
	duckdb bool
	// mark stands around names.
	mark byte
	// folds says that names which differ in letter case only are the same.
	folds bool
	// backslash says that a backslash in text stands for itself only when doubled.
	backslash bool
	// escapes says that quotes and ends of lines take a backslash as well.
	escapes bool
	// anyBytes says that text may hold bytes that are no UTF-8, each as \xFF.
	anyBytes bool
	// bytes stand around hexadecimal digits, documents around text of JSON.
	bytes, documents [2]string
	// nul stands for a NUL byte in text.
	nul string
	// strict says that text is not converted to the type of a column.
	strict bool
	// server is the name of a database that has no infinite dates, and full says that
	// its arrays hold no NULL either.
	server string
	full   bool
	// exact is how many digits a bare number keeps that is no float; 0 keeps all.
	exact int
	types typeNames
	// parts are the forms of nested values whose type has a name, and outer puts
	// that name to a value that stands in no other.
	parts nestedForms
	outer func(literal []byte, typeName string) []byte
	// instant writes a point in time, given as RFC 3339 does but with a space.
	instant func(text string, unit arrow.TimeUnit) string
}

// nestedForms are how nested values are written: what stands before and after the
// parts. A mapping lists keys and values in turn, or where it has three marks, first
// all keys and then all values, with the third between them.
type nestedForms struct {
	list, structure [2]string
	mapping         []string
}

// dialects are those of which the format sql knows the rules.
var dialects = []string{"duckdb", "postgres", "mysql", "clickhouse", "bigquery", "trino"}

// sameDialects are other names of these.
var sameDialects = map[string]string{
	"tinybird": "clickhouse", "dolt": "mysql", "dolthub": "mysql", "mariadb": "mysql",
	"athena": "trino", "presto": "trino", "postgresql": "postgres",
}

var knownDialects = map[string]*dialect{
	"duckdb": {
		duckdb: true, mark: '"', folds: true, bytes: [2]string{"from_hex('", "')"}, documents: [2]string{"", "::JSON"}, nul: "chr(0)",
		parts: nestedForms{list: [2]string{"[", "]"}, mapping: []string{"MAP {", "}"}},
		types: typeNames{float: "FLOAT", double: "DOUBLE", date: "DATE", time: "TIME", timestamp: "TIMESTAMP", zoned: "TIMESTAMPTZ",
			uuid: "UUID", interval: "INTERVAL", bit: "BIT", decimal: plainDecimal},
	},
	"postgres": {
		mark: '"', bytes: [2]string{`'\x`, "'"}, documents: [2]string{"CAST(", " AS json)"}, nul: "chr(0)",
		parts: nestedForms{list: [2]string{"ARRAY[", "]"}}, outer: castTo,
		types: typeNames{
			integers: [8]string{"smallint", "smallint", "integer", "bigint", "smallint", "integer", "bigint", "numeric(20,0)"},
			boolean:  "boolean", float: "real", double: "double precision", text: "text", binary: "bytea", date: "date",
			time: "time", timestamp: "timestamp", zoned: "timestamptz", uuid: "uuid", json: "json", interval: "interval", bit: "varbit",
			decimal: func(precision, scale int32) string { return fmt.Sprintf("numeric(%d,%d)", precision, scale) },
			list:    func(element string) string { return element + "[]" }, flat: true,
		},
	},
	"mysql": {server: "MySQL", mark: '`', folds: true, backslash: true, bytes: [2]string{"X'", "'"}, nul: `\0`},
	"clickhouse": {
		server: "ClickHouse",
		mark:   '`', backslash: true, anyBytes: true, bytes: [2]string{"unhex('", "')"}, nul: `\0`, exact: exactDigits, instant: clickHouseInstant,
		parts: nestedForms{list: [2]string{"[", "]"}, structure: [2]string{"tuple(", ")"}, mapping: []string{"map(", ")"}},
		types: typeNames{
			integers: [8]string{"Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"},
			boolean:  "Bool", float: "Float32", double: "Float64", text: "String", binary: "String", date: "Date32",
			timestamp: "DateTime64(#)", zoned: "DateTime64(#, 'UTC')", uuid: "UUID", json: "String",
			decimal:   clickHouseDecimal,
			list:      func(element string) string { return "Array(" + element + ")" },
			mapping:   func(key, item string) string { return "Map(" + key + ", " + item + ")" },
			structure: func(_, types []string) string { return "Tuple(" + strings.Join(types, ", ") + ")" },
		},
	},
	"bigquery": {
		server: "BigQuery", full: true,
		mark: '`', folds: true, backslash: true, escapes: true, bytes: [2]string{"from_hex('", "')"}, documents: [2]string{"PARSE_JSON(", ")"}, nul: `\x00`,
		strict: true, exact: exactDigits,
		parts: nestedForms{list: [2]string{"[", "]"}, structure: [2]string{"STRUCT(", ")"}},
		outer: func(literal []byte, typeName string) []byte {
			return append([]byte(typeName), strings.TrimPrefix(string(literal), "STRUCT")...)
		},
		types: typeNames{
			integers: [8]string{"INT64", "INT64", "INT64", "INT64", "INT64", "INT64", "INT64", "NUMERIC"},
			boolean:  "BOOL", float: "FLOAT64", double: "FLOAT64", text: "STRING", binary: "BYTES", date: "DATE", time: "TIME",
			timestamp: "DATETIME", zoned: "TIMESTAMP", json: "JSON", decimal: bigQueryDecimal,
			list: func(element string) string {
				if strings.HasPrefix(element, "ARRAY<") {
					return "" // It has no lists of lists.
				}
				return "ARRAY<" + element + ">"
			},
			structure: func(names, types []string) string {
				return "STRUCT<" + named(names, types, func(s string) string { return "`" + bigQueryEscapes.Replace(s) + "`" }) + ">"
			},
		},
	},
	"trino": {
		server: "Trino",
		mark:   '"', folds: true, bytes: [2]string{"X'", "'"}, documents: [2]string{"JSON_PARSE(", ")"}, nul: "chr(0)", strict: true, exact: exactWhole,
		parts: nestedForms{list: [2]string{"ARRAY[", "]"}, structure: [2]string{"ROW(", ")"}, mapping: []string{"MAP(ARRAY[", "], ARRAY[", "])"}},
		outer: castTo,
		types: typeNames{
			integers: [8]string{"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "SMALLINT", "INTEGER", "BIGINT", "DECIMAL(20,0)"},
			boolean:  "BOOLEAN", float: "REAL", double: "DOUBLE", text: "VARCHAR", binary: "VARBINARY", date: "DATE",
			time: "TIME(#)", timestamp: "TIMESTAMP(#)", zoned: "TIMESTAMP(#) WITH TIME ZONE", uuid: "UUID", json: "JSON",
			decimal: plainDecimal,
			list:    func(element string) string { return "ARRAY(" + element + ")" },
			mapping: func(key, item string) string { return "MAP(" + key + ", " + item + ")" },
			structure: func(names, types []string) string {
				return "ROW(" + named(names, types, func(s string) string { return quoteName(s, '"') }) + ")"
			},
		},
	},
	"druid": {server: "Druid", mark: '"', bytes: [2]string{"X'", "'"}, nul: "chr(0)", strict: true, instant: druidInstant,
		types: typeNames{timestamp: "TIMESTAMP", zoned: "TIMESTAMP", date: "DATE", double: "DOUBLE", float: "FLOAT"}},
}

// exactWhole is how many digits every whole number has that fits 64 bits.
const exactWhole = 18

// dialectNamed is the dialect of a name; standard SQL where it is not known.
func dialectNamed(name string) *dialect {
	if same, ok := sameDialects[name]; ok {
		name = same
	}
	if d, ok := knownDialects[name]; ok {
		return d
	}
	return &dialect{mark: '"', bytes: [2]string{"X'", "'"}, nul: "chr(0)"}
}

func castTo(literal []byte, typeName string) []byte {
	return append(append([]byte("CAST("), literal...), " AS "+typeName+")"...)
}

// named lists the members of a structure: a name, where it has one, and its type.
func named(names, types []string, quote func(string) string) string {
	members := make([]string, len(types))
	for i, t := range types {
		if members[i] = t; names[i] != "" {
			members[i] = quote(names[i]) + " " + t
		}
	}
	return strings.Join(members, ", ")
}

func plainDecimal(precision, scale int32) string {
	if precision > mostDigits || scale < 0 || scale > precision {
		return ""
	}
	return fmt.Sprintf("DECIMAL(%d,%d)", precision, scale)
}

func clickHouseDecimal(precision, scale int32) string {
	switch {
	case scale == 0 && precision > mostDigits:
		return "Int256"
	case scale < 0 || scale > precision:
		return ""
	}
	return fmt.Sprintf("Decimal(%d, %d)", precision, scale)
}

// bigQueryDecimal is the smaller one of the two types that hold a decimal.
func bigQueryDecimal(precision, scale int32) string {
	switch {
	case scale >= 0 && scale <= 9 && precision-scale <= 29:
		return "NUMERIC"
	case scale >= 0 && scale <= mostDigits && precision-scale <= mostDigits+1:
		return "BIGNUMERIC"
	}
	return ""
}

// clickHouseInstant writes a point in time in UTC, because ClickHouse reads no
// offsets in text.
func clickHouseInstant(text string, unit arrow.TimeUnit) string {
	t, ok := readInstant(text)
	if !ok {
		return ""
	}
	return fmt.Sprintf("toDateTime64('%s', %s, 'UTC')", t.UTC().Format("2006-01-02 15:04:05.999999999"), unitDigits(unit))
}

func druidInstant(text string, _ arrow.TimeUnit) string {
	if _, ok := readInstant(text); !ok {
		return ""
	}
	return "TIME_PARSE('" + strings.Replace(text, " ", "T", 1) + "')"
}
