package tinybird

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// numeric is a type of numbers in ClickHouse's terms. The zero value is a type
// that is not known, or none of numbers.
type numeric struct {
	kind numericKind
	integer
	precision, scale int // of decimals
}

type numericKind uint8

const (
	unknownNumber numericKind = iota
	integerNumber
	floatNumber // Float64
	singleNumber
	decimalNumber
)

func integerOf(bits int, signed bool) numeric {
	return numeric{kind: integerNumber, integer: integer{bits, signed}}
}

var float64Type = numeric{kind: floatNumber}

// decimalOf is the decimal of a precision and a scale as a calculation gives it:
// its precision is the most that its bytes hold.
func decimalOf(precision, scale int) numeric {
	for _, most := range []int{9, 18, 38} {
		if precision <= most {
			return numeric{kind: decimalNumber, precision: most, scale: scale}
		}
	}
	return numeric{}
}

// engine is the type's name in the engine.
func (n numeric) engine() string {
	switch n.kind {
	case integerNumber:
		return n.integer.String()
	case floatNumber:
		return "DOUBLE"
	case singleNumber:
		return "FLOAT"
	}
	return fmt.Sprintf("DECIMAL(%d, %d)", n.precision, n.scale)
}

func (n numeric) isFloat() bool { return n.kind == floatNumber || n.kind == singleNumber }

// decimalTypes are how engine and ClickHouse write a decimal type.
var decimalTypes = regexp.MustCompile(`(?i)^decimal\((\d+), *(\d+)\)$`)

// numericOf reads a type's name of the engine or, behind CAST, of ClickHouse.
func numericOf(name string) numeric {
	switch name = engineType(strings.TrimSpace(name)); name {
	case "DOUBLE":
		return float64Type
	case "FLOAT":
		return numeric{kind: singleNumber}
	}
	for _, i := range everyInteger {
		if name == i.String() {
			return numeric{kind: integerNumber, integer: i}
		}
	}
	if m := decimalTypes.FindStringSubmatch(name); m != nil {
		precision, _ := strconv.Atoi(m[1])
		scale, _ := strconv.Atoi(m[2])
		return numeric{kind: decimalNumber, precision: precision, scale: scale}
	}
	return numeric{}
}

// calculated is the type of a calculation.
func calculated(function string, a, b numeric) numeric {
	switch {
	case a.kind == unknownNumber || b.kind == unknownNumber:
		return numeric{}
	case function == "intDiv":
		return quotientType(a, b)
	case a.isFloat() || b.isFloat():
		return float64Type
	case a.kind == decimalNumber || b.kind == decimalNumber:
		return decimalType(function, a, b)
	case function == "divide":
		return float64Type
	}
	return numeric{kind: integerNumber, integer: integerResults[function](a.integer, b.integer)}
}

// integerResults are the types of calculations with integers.
var integerResults = map[string]func(a, b integer) integer{"plus": sumType, "multiply": sumType, "minus": differenceType, "modulo": remainderType}

// quotientType is the type of a whole quotient.
func quotientType(a, b numeric) numeric {
	switch {
	case b.kind == decimalNumber, a.kind == decimalNumber && b.isFloat():
		return numeric{}
	case a.kind == decimalNumber && a.precision <= 9:
		return integerOf(32, true)
	case a.kind == decimalNumber && a.precision > 18:
		return numeric{}
	case a.kind != integerNumber || b.kind != integerNumber:
		return integerOf(64, true)
	}
	return integerOf(a.bits, a.signed || b.signed)
}

// decimalType is the type of a calculation in which there is a decimal.
func decimalType(function string, a, b numeric) numeric {
	both := a.kind == b.kind
	switch {
	case function == "modulo" && (both || b.kind == decimalNumber), function == "divide" && both && a.scale < b.scale:
		return numeric{}
	case !both:
		return decimalOf(max(a.precision, b.precision), max(a.scale, b.scale))
	case function == "multiply":
		return decimalOf(max(a.precision, b.precision), a.scale+b.scale)
	case function == "divide":
		return decimalOf(max(a.precision, b.precision), a.scale)
	}
	return decimalOf(max(a.precision, b.precision), max(a.scale, b.scale))
}

// conversion are the functions that are named for the type of numbers that they
// give.
var conversion = regexp.MustCompile(`(?i)^to(U?Int8|U?Int16|U?Int32|U?Int64|Float32|Float64)$`)

// decimalCall is a call of one that gives decimals.
var decimalCall = regexp.MustCompile(`(?is)^toDecimal(32|64|128)\(.*, *(\d+) *\)$`)

// same are the functions whose values are of the type of their argument.
var same = []string{"min", "max", "any", "anylast", "argmin", "argmax", "minif", "maxif", "assumenotnull", "("}

var rounding = []string{"round", "floor", "ceil", "ceiling", "trunc", "truncate"}

var counting = []string{"count", "countif", "uniq", "uniqexact", "uniqif", "length", "lengthutf8", "row_number", "rank", "dense_rank"}

// typeOf is the type of an expression, as far as it is one of numbers that
// follows from those of the columns.
func (l list) typeOf(e *expression) numeric {
	name := strings.ToLower(e.function)
	switch {
	case e.function == "":
		return l.leafType(e)
	case decimalCall.MatchString(e.text):
		m := decimalCall.FindStringSubmatch(e.text)
		scale, _ := strconv.Atoi(m[2])
		return numeric{kind: decimalNumber, precision: map[string]int{"32": 9, "64": 18, "128": 38}[m[1]], scale: scale}
	case e.mark == "::":
		return numericOf(e.args[1].text)
	case conversion.MatchString(name):
		return numericOf(e.function[len("to"):])
	case slices.Contains(counting, name):
		return integerOf(64, false)
	case e.isTruth():
		return integerOf(8, false)
	case len(e.args) == 0:
		return numeric{}
	}
	return l.callType(e, name)
}

func (l list) callType(e *expression, name string) numeric {
	a := l.typeOf(e.args[0])
	switch {
	case slices.Contains(same, name):
		return a
	case a.kind == unknownNumber:
		return a
	case calculates[e.function] && len(e.args) == 2:
		return calculated(e.function, a, l.typeOf(e.args[1]))
	case name == "avg", name == "avgif":
		return float64Type
	case name == "sum" && a.kind == integerNumber:
		return integerOf(64, a.signed)
	case name == "sum" && a.isFloat():
		return float64Type
	case name == "sum":
		return numeric{kind: decimalNumber, precision: 38, scale: a.scale}
	case name == "abs" && a.kind == integerNumber:
		return integerOf(a.bits, false)
	case name == "negate" && a.kind == integerNumber && !a.signed:
		return integerOf(a.next(), true)
	case name == "abs", name == "negate", slices.Contains(rounding, name):
		return a
	}
	return numeric{}
}

// calculates are the functions of two numbers.
var calculates = map[string]bool{"plus": true, "minus": true, "multiply": true, "divide": true, "modulo": true, "intDiv": true}

func (l list) leafType(e *expression) numeric {
	name := e.text[strings.LastIndexByte(e.text, '.')+1:]
	switch {
	case e.integer:
		return numericOf(integerTypeOf(e.text))
	case e.text[0] == '\'' || strings.Contains(e.text, "("):
		return numeric{}
	case isFloatText(e.text):
		return float64Type
	}
	name = strings.ToLower(strings.Trim(name, "\"`"))
	if column, known := l.columns[name]; known {
		return numericOf(column)
	}
	return l.named[name]
}

func isFloatText(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil && !isWord(text)
}

// numericText is the SQL of a calculation whose type is known.
func (l list) numericText(e *expression, t numeric, args []string) string {
	if len(args) == 1 {
		if t.kind == integerNumber {
			return t.wrapped(fmt.Sprintf("%s(CAST(%s AS HUGEINT))", map[string]string{"negate": "-", "abs": "abs"}[e.function], args[0]))
		}
		return map[string]string{"negate": "(-", "abs": "abs("}[e.function] + args[0] + ")"
	}
	a, b := l.typeOf(e.args[0]), l.typeOf(e.args[1])
	if e.args[1].function == "" && (e.function == "intDiv" || e.function == "modulo" || t.kind == decimalNumber && e.function == "divide") {
		args[1] = "ch_divisor(" + args[1] + ")"
	}
	mark := map[string]string{"plus": "+", "minus": "-", "multiply": "*", "modulo": "%", "divide": "/", "intDiv": "//"}[e.function]
	switch {
	case t.kind == decimalNumber && (e.function == "divide" || e.function == "modulo"):
		return decimalQuotient(t, a, b, args, mark)
	case t.kind == decimalNumber:
		return fmt.Sprintf("CAST(%s %s %s AS %s)", args[0], mark, args[1], t.engine())
	case t.kind == floatNumber:
		return fmt.Sprintf("(CAST(%s AS DOUBLE) %s CAST(%s AS DOUBLE))", args[0], mark, args[1])
	case e.function == "intDiv" && (a.kind != integerNumber || b.kind != integerNumber):
		return fmt.Sprintf("CAST(trunc(CAST(%s AS DOUBLE) / CAST(%s AS DOUBLE)) AS %s)", args[0], args[1], t.engine())
	}
	return t.wrapped(fmt.Sprintf("CAST(%s AS HUGEINT) %s CAST(%s AS HUGEINT)", args[0], mark, args[1]))
}

// wrapped is the SQL of an integer of which only the last bits are kept: in
// ClickHouse nothing overflows.
func (i integer) wrapped(text string) string {
	if i.signed {
		half := "CAST('" + new(big.Int).Lsh(big.NewInt(1), uint(i.bits-1)).String() + "' AS HUGEINT)"
		return fmt.Sprintf("CAST(ch_wrap(%s + %s, %s) - %s AS %s)", text, half, i.count(), half, i)
	}
	return fmt.Sprintf("CAST(ch_wrap(%s, %s) AS %s)", text, i.count(), i)
}

// count is how many integers there are of a type.
func (i integer) count() string {
	return "CAST('" + new(big.Int).Lsh(big.NewInt(1), uint(i.bits)).String() + "' AS HUGEINT)"
}

// converted is the SQL of a conversion to an integer: a fraction is cut off, and
// so are the bits that have no room.
func converted(t, from numeric, arg string) string {
	if from.isFloat() {
		return "CAST(trunc(" + arg + ") AS " + t.engine() + ")"
	}
	return t.wrapped("CAST(" + arg + " AS HUGEINT)")
}

// rounded is the SQL of a function that rounds. The type stays what it was.
func rounded(t numeric, name string, args []string) string {
	text := name + "(" + strings.Join(args, ", ") + ")"
	switch {
	case !t.isFloat():
		return "CAST(" + text + " AS " + t.engine() + ")"
	case name == "round" && len(args) == 1:
		return "round_even(" + args[0] + ", 0)"
	}
	return text
}

// overNothing is the SQL of an aggregate whose value over no rows at all is no
// NULL.
func overNothing(t numeric, name, text string) string {
	nothing := "0"
	if name == "avg" {
		nothing = "'nan'"
	}
	return "CASE WHEN count(*) = 0 THEN CAST(" + nothing + " AS " + t.engine() + ") ELSE " + text + " END"
}

// decimalQuotient calculates with the integers of which decimals are made: what
// is left of a division goes, and the engine itself would make floats.
func decimalQuotient(t, a, b numeric, args []string, mark string) string {
	shift := t.scale - a.scale + b.scale
	if mark == "/" {
		mark = "//"
	} else {
		shift = 0
	}
	left := fmt.Sprintf("CAST(%s * %s AS HUGEINT) * %s", args[0], power(a.scale), power(shift))
	right := fmt.Sprintf("CAST(%s * %s AS HUGEINT)", args[1], power(b.scale))
	whole := fmt.Sprintf("CAST((%s) %s %s AS DECIMAL(%d, 0))", left, mark, right, 38-t.scale)
	if t.scale > 0 {
		whole += fmt.Sprintf(" * CAST('0.%s1' AS DECIMAL(%d, %d))", strings.Repeat("0", t.scale-1), t.scale, t.scale)
	}
	return "CAST(" + whole + " AS " + t.engine() + ")"
}

// power is a power of ten.
func power(n int) string { return "1" + strings.Repeat("0", n) }
