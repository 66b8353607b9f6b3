package workspace

import "sonde/internal/result"

// Op is how the values of a column are compared.
type Op uint8

// Comparisons. Those of order compare values, not their text; Contains and
// Matches, and their opposites, look at the text that the screen shows. NULL
// satisfies none but IsNull.
const (
	Equal Op = iota
	NotEqual
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
	Contains
	NotContains
	Matches    // a regular expression of RE2, anywhere in the text
	NotMatches // none such
	IsNull
	NotNull
	In // one of the values
)

var opNames = [...]string{"=", "<>", "<", "<=", ">", ">=", "contains", "does not contain", "matches", "does not match", "is NULL", "is not NULL", "is one of"}

// String returns the sign or the words that stand between column and value.
func (o Op) String() string { return opNames[o] }

// OfText reports whether it looks at the text of a value.
func (o Op) OfText() bool {
	return o == Contains || o == NotContains || o == Matches || o == NotMatches
}

// Condition is what a row has to satisfy.
type Condition struct {
	Column int // in the result's schema
	// Field leads from the column, through structs, to the field that is meant; none
	// means the column itself.
	Field []int
	Op    Op
	// Values are texts as package value writes them: one for a comparison, none
	// for IsNull and NotNull, any number for In.
	Values []string
	// Null lets In accept NULL too.
	Null bool
	// IgnoreCase has Contains, Matches and their opposites take upper and lower case
	// for the same.
	IgnoreCase bool
}

// Path is where the values are.
func (c Condition) Path() result.Path { return pathOf(c.Column, c.Field) }
