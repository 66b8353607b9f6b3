package tinybird

import (
	"fmt"
	"strings"
)

// integer is an integer type.
type integer struct {
	bits   int
	signed bool
}

func (i integer) String() string { return engineInteger(i.bits, i.signed) }

// next is the next larger number of bits.
func (i integer) next() int { return min(64, 2*i.bits) }

func sumType(a, b integer) integer { return integer{max(a.next(), b.next()), a.signed || b.signed} }

func differenceType(a, b integer) integer { return integer{max(a.next(), b.next()), true} }

func remainderType(a, b integer) integer {
	if a.signed {
		return integer{b.next(), true}
	}
	return integer{b.bits, false}
}

// everyInteger are the types of integers of which ClickHouse's arithmetic makes
// wider ones.
var everyInteger = []integer{{8, false}, {16, false}, {32, false}, {64, false}, {8, true}, {16, true}, {32, true}, {64, true}}

// arithmetic are statements that make functions with the results of ClickHouse:
// its integers become wider, so that few results overflow, while the engine's own
// keep the type of their arguments. An overflow of 64 bits is an error here and
// none there.
func arithmetic() []string {
	return []string{
		binaryMacro("plus", "+", sumType),
		binaryMacro("multiply", "*", sumType),
		binaryMacro("minus", "-", differenceType),
		binaryMacro("modulo", "%", remainderType),
		binaryMacro("intDiv", "//", func(a, b integer) integer { return integer{a.bits, a.signed || b.signed} }),
		unaryMacro("negate", "-%s", func(a integer) integer {
			if a.signed {
				return a
			}
			return integer{a.next(), true}
		}),
		unaryMacro("abs", "abs(%s)", func(a integer) integer { return integer{a.bits, false} }),
		unaryMacro("sum", "list_sum([%s])", func(a integer) integer { return integer{64, a.signed} }),
	}
}

// binaryMacro makes a function of two arguments. It also knows what dates and
// moments do with integers, which are days and seconds there.
func binaryMacro(name, operator string, result func(a, b integer) integer) string {
	var overloads []string
	add := func(a, b, body string) {
		overloads = append(overloads, fmt.Sprintf("(x %s, y %s) AS %s", a, b, body))
	}
	for _, a := range everyInteger {
		for _, b := range everyInteger {
			add(a.String(), b.String(), fmt.Sprintf("CAST(CAST(x AS HUGEINT) %s CAST(y AS HUGEINT) AS %s)", operator, result(a, b)))
		}
		if operator == "+" || operator == "-" {
			add("DATE", a.String(), fmt.Sprintf("CAST(x %s to_days(CAST(y AS INTEGER)) AS DATE)", operator))
			add("TIMESTAMP_S", a.String(), fmt.Sprintf("CAST(x %s to_seconds(CAST(y AS BIGINT)) AS TIMESTAMP_S)", operator))
		}
		if operator != "//" {
			add("FLOAT", a.String(), fmt.Sprintf("CAST(x AS DOUBLE) %s CAST(y AS DOUBLE)", operator))
			add(a.String(), "FLOAT", fmt.Sprintf("CAST(x AS DOUBLE) %s CAST(y AS DOUBLE)", operator))
		}
	}
	add("FLOAT", "FLOAT", fmt.Sprintf("CAST(x AS DOUBLE) %s CAST(y AS DOUBLE)", operator))
	if operator == "-" {
		add("DATE", "DATE", "CAST(x - y AS INTEGER)")
		add("TIMESTAMP_S", "TIMESTAMP_S", "CAST(epoch(x) - epoch(y) AS INTEGER)")
	}
	overloads = append(overloads, fmt.Sprintf("(x, y) AS x %s y", operator))
	return "CREATE MACRO ch_" + name + strings.Join(overloads, ", ")
}

func unaryMacro(name, body string, result func(integer) integer) string {
	var overloads []string
	for _, a := range everyInteger {
		overloads = append(overloads, fmt.Sprintf("(x %s) AS CAST(%s AS %s)", a, fmt.Sprintf(body, "CAST(x AS HUGEINT)"), result(a)))
	}
	return "CREATE MACRO ch_" + name + strings.Join(append(overloads, "(x) AS "+fmt.Sprintf(body, "x")), ", ")
}
