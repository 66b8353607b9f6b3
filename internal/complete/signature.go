package complete

import (
	"strings"

	"sonde/connectors"
)

// Signature is how a function is called.
type Signature struct {
	Name string
	// Text is the parameters in brackets, Returns the type of the result.
	Text, Returns, Comment string
	// From and To bound the parameter at the cursor, in bytes of Text; they are
	// equal where it is not told.
	From, To int
	// Number counts it among the ways to call the function, from 1; Ways is how
	// many there are.
	Number, Ways int
}

// Signature finds how the function around the place is called: of the ways with
// enough parameters the first that fits the types of the arguments best.
func (n *Names) Signature(c *Call) (s Signature, ok bool) {
	if c == nil {
		return s, false
	}
	i, ok := n.byFunction[strings.ToLower(c.Name)]
	if !ok {
		return s, false
	}
	f := &n.functions[i]
	types := n.resolved(c.Types)
	best, most := 0, -1<<30
	for i, call := range f.calls {
		if score := suits(call, c.Argument, types); score > most {
			best, most = i, score
		}
	}
	call := f.calls[best]
	if call.Signature == "" {
		return s, false
	}
	s = Signature{Name: f.name, Text: call.Signature, Returns: call.Returns, Comment: call.Comment, Number: best + 1, Ways: len(f.calls)}
	s.From, s.To = parameterOf(call.Signature, c.Argument)
	return s, true
}

// resolved puts what a function returns in the place of its name, where every
// way to call it returns the same.
func (n *Names) resolved(types []string) []string {
	out := make([]string, len(types))
	for i, t := range types {
		name, isCall := strings.CutSuffix(t, "()")
		if !isCall {
			out[i] = t
			continue
		}
		if at, ok := n.byFunction[strings.ToLower(name)]; ok {
			out[i] = commonReturn(n.functions[at].calls)
		}
	}
	return out
}

func commonReturn(calls []connectors.Function) string {
	for _, call := range calls {
		if call.Returns != calls[0].Returns {
			return ""
		}
	}
	return calls[0].Returns
}

// What a parameter counts for that an argument fits: by its type, or by one that
// turns into it; and one that is missing.
const (
	fitsType     = 8
	fitsFamily   = 3
	fitsNoType   = -8
	fitsNoNumber = -100
)

// suits tells how well a way to call a function suits arguments.
func suits(f connectors.Function, argument int, types []string) (score int) {
	if from, to := parameterOf(f.Signature, argument); from == to && argument > 0 {
		score = fitsNoNumber
	}
	for i, t := range types {
		from, to := parameterOf(f.Signature, i)
		switch parameter := typeOf(f.Signature[from:to]); {
		case from == to:
			score += fitsNoType
		case t == "" || familyOf(parameter) == 0:
		case strings.EqualFold(base(t), base(parameter)):
			score += fitsType
		case familyOf(t) == familyOf(parameter):
			score += fitsFamily
		case familyOf(t) == whole && familyOf(parameter) == broken:
			score++
		default:
			score += fitsNoType
		}
	}
	return score
}

// typeOf is the type of a parameter that is written with its name, or alone.
func typeOf(parameter string) string {
	if _, t, ok := strings.Cut(parameter, " "); ok && familyOf(parameter) == 0 {
		return t
	}
	return parameter
}

// base is a type without what stands in brackets behind it.
func base(t string) string {
	t, _, _ = strings.Cut(t, "(")
	return t
}

// Families of types whose values turn into each other.
const (
	whole = iota + 1
	broken
	text
	day
	moment
	length
	truth
)

var families = map[string]int{
	"TINYINT": whole, "SMALLINT": whole, "INTEGER": whole, "INT": whole, "BIGINT": whole, "HUGEINT": whole,
	"UTINYINT": whole, "USMALLINT": whole, "UINTEGER": whole, "UBIGINT": whole, "UHUGEINT": whole,
	"FLOAT": broken, "DOUBLE": broken, "REAL": broken, "DECIMAL": broken, "NUMERIC": broken,
	"VARCHAR": text, "CHAR": text, "TEXT": text, "STRING": text,
	"DATE": day, "INTERVAL": length, "BOOLEAN": truth, "BOOL": truth,
	"TIMESTAMP": moment, "TIMESTAMPTZ": moment, "TIMESTAMP WITH TIME ZONE": moment, "DATETIME": moment,
}

// familyOf is the family of a type; 0: not known.
func familyOf(t string) int { return families[strings.ToUpper(strings.TrimSpace(base(t)))] }

// parameterOf finds a parameter of a signature; the last one where that may be
// repeated.
func parameterOf(signature string, argument int) (from, to int) {
	depth, n, begin := 0, 0, 1
	for i := range len(signature) {
		switch c := signature[i]; {
		case strings.IndexByte("([{<", c) >= 0:
			depth++
		case strings.IndexByte(")]}>", c) >= 0:
			depth--
		}
		last := depth == 0 && i > 0
		if !last && !(depth == 1 && signature[i] == ',') {
			continue
		}
		text := strings.TrimSpace(signature[begin:i])
		repeats := strings.Contains(text, "…") || strings.Contains(text, "...")
		if n == argument || last && repeats {
			at := begin + strings.Index(signature[begin:], text)
			return at, at + len(text)
		}
		if last {
			return 0, 0
		}
		n++
		begin = i + 1
	}
	return 0, 0
}
