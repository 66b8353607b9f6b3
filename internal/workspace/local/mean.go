package local

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

// rounded stands before a figure that is not exact.
const rounded = "≈"

// meanDigits is how many digits of a quantile between two values are told,
// deviationDigits those of a deviation, in which the errors of many squares add up.
const (
	meanDigits      = 15
	deviationDigits = 12
)

// distance is how far the values lie above the smallest one, in numbers that lose
// nothing; empty where the engine has none for them. What is squared stays small so.
func (p *profiler) distance() string {
	t := unpacked(p.field.Type)
	if _, isDecimal := t.(arrow.DecimalType); isDecimal && !p.form.keyed {
		return fmt.Sprintf("(k0 - %s::%s)", "'"+p.column.Min+"'", "DECIMAL(38,"+strconv.Itoa(int(t.(arrow.DecimalType).GetScale()))+")")
	}
	low, high, ok := p.wholeRange()
	if !ok {
		return ""
	}
	engineType := "BIGINT"
	if !new(big.Int).Sub(high, low).IsInt64() || !high.IsInt64() || !low.IsInt64() {
		engineType = "HUGEINT"
	}
	column := "k0"
	if p.form.keyed {
		column = "k1"
	}
	return fmt.Sprintf("(%s::%s - '%s'::%s)", column, engineType, low, engineType)
}

// wholeRange is the range of a column of whole numbers.
func (p *profiler) wholeRange() (low, high *big.Int, ok bool) {
	t := unpacked(p.field.Type)
	if d, wide := t.(arrow.DecimalType); !arrow.IsInteger(t.ID()) && !(wide && d.GetScale() == 0) {
		return nil, nil, false
	}
	low, ok = new(big.Int).SetString(p.column.Min, 10)
	if !ok {
		return nil, nil, false
	}
	high, ok = new(big.Int).SetString(p.column.Max, 10)
	return low, high, ok
}

// exactNumbers are the deviation and the range of whole numbers and decimals. It
// reports false where they are more than the engine can hold.
func (p *profiler) exactNumbers() (bool, error) {
	distance := p.distance()
	if distance == "" {
		return false, nil
	}
	b, err := p.figures("stddev_samp(" + distance + "::DOUBLE)")
	switch {
	case connectors.IsClass(err, connectors.ClassQuery):
		return false, nil
	case err != nil:
		return false, err
	}
	if f, ok := double(b, 0); ok {
		p.column.Deviation = floatFigure(f, deviationDigits)
	}
	p.low, _ = strconv.ParseFloat(p.column.Min, 64)
	p.high, _ = strconv.ParseFloat(p.column.Max, 64)
	return true, nil
}

// rationalText writes a number with all digits before the point, and as many
// behind it as there are or as make up meanDigits.
func rationalText(n *big.Rat) string {
	whole := len(new(big.Int).Quo(n.Num(), n.Denom()).String())
	text := n.FloatString(max(2, meanDigits-whole))
	text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	if same, ok := new(big.Rat).SetString(text); ok && same.Cmp(n) == 0 {
		return text
	}
	return rounded + text
}

// floatFigure writes what was computed in floats with so many digits. A number with few digits is one that came out even.
func floatFigure(f float64, most int) string {
	short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'e', most-1, 64), 64)
	if err != nil {
		short = f
	}
	text := string(value.AppendFloat(nil, short, 64))
	digits := strings.Trim(strings.NewReplacer("-", "", ".", "").Replace(strings.SplitN(text, "e", 2)[0]), "0")
	if len(digits) > most-3 {
		return rounded + text
	}
	return text
}
