package workspace

// Column is the profile of one column. Texts are as package value writes the
// column's values.
type Column struct {
	// Column is its number in the result's schema, or that of the column that it is
	// a field of.
	Column int
	// Rows counts all rows that were looked at, Nulls those without a value.
	Rows, Nulls int64
	// Distinct counts the different values; with Approximate it is an estimate,
	// up to a quarter off.
	Distinct    int64
	Approximate bool
	// Min and Max are empty where HasRange is not set: there is no value, or
	// the type has no order that means anything.
	Min, Max string
	HasRange bool
	// Mean is that of numbers, dates and times, Deviation the standard deviation
	// of the sample of numbers; empty where there is none. Those that are rounded
	// begin with ≈.
	Mean, Deviation string
	// NaNs counts the values of a column of floats that are no number.
	NaNs int64
	// Quantiles are those of Levels; none where the type has no range, or is text.
	// Those of numbers lie between two values where no value stands at the place, as
	// quantile_cont and median of DuckDB have them, and begin with ≈ where they are
	// rounded; those of dates and times are values of the column.
	Quantiles []string
	// Bins divide the range of numbers, dates and times into equal parts.
	Bins []Bin
	// Top are the most frequent values, NULL not among them, the most frequent
	// first. Of a column of many millions of different values there are none.
	Top []Count
	// True and False count booleans.
	True, False int64
	// Lengths are those of text and binary; nil for other types.
	Lengths *Lengths
}

// Levels are what Column.Quantiles are of.
var Levels = []float64{0.05, 0.25, 0.5, 0.75, 0.95}

// Bin is a part of a column's range: from From up to, but not with, To. The
// last one ends with the maximum itself.
type Bin struct {
	From, To string
	Rows     int64
}

// Count is a value and how many rows have it.
type Count struct {
	Value string
	Rows  int64
}

// Lengths are characters of text or bytes of binary.
type Lengths struct {
	Min, Max int64
	Mean     float64
}
