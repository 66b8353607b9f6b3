package duck

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/value"
)

// TestScalarsMatchDuckDBsText compares many values of each type, a tenth of them
// NULL, with the text that DuckDB makes of them.
func TestScalarsMatchDuckDBsText(t *testing.T) {
	c := session(t)
	for _, expression := range []string{
		"h % 2 = 0", "h", "(h % 256)::UTINYINT", "(h % 30000)::SMALLINT - 15000::SMALLINT",
		"h::HUGEINT * (h >> 2) * -3", "h::UHUGEINT * h::UHUGEINT", "h::DECIMAL(20,0) * 0.0123456789", "(h % 99)::DECIMAL(4,2) - 50.01", "(h % 9999999)::DECIMAL(9,2)",
		"repeat('ж', (h % 20)::BIGINT) || h", "chr((h % 50000 + 1)::INTEGER)",
		"DATE '2000-01-01' + (h % 4000000 - 2000000)::INTEGER", "TIME '00:00:00' + to_microseconds((h % 86400000000)::BIGINT)",
		"make_timestamp((h % 200000000000000000)::BIGINT - 100000000000000000)",
		"make_timestamp_ns((h % 9000000000000000000)::BIGINT - 4500000000000000000)",
		"make_timestamp((h % 20000000000000)::BIGINT)::TIMESTAMP_S", "make_timestamp((h % 20000000000000)::BIGINT)::TIMESTAMP_MS",
		"(TIME '00:00:00' + to_microseconds((h % 86400000000)::BIGINT))::TIMETZ",
		"to_months((h % 1000)::INTEGER - 500) + to_days((h % 77)::INTEGER - 38) + to_microseconds((h % 400000000000)::BIGINT - 200000000000)",
		"md5(h::VARCHAR)::UUID", "h::BIT", "h::BIGNUM", "repeat(h::VARCHAR, (h % 5 + 1)::BIGINT)::BIGNUM", "(-h::HUGEINT)::VARCHAR::BIGNUM",
		"['a', 'bb', 'ccc'][(h % 3 + 1)::INTEGER]::ENUM('a', 'bb', 'ccc')",
		"('MULTIPOINT(' || (h % 1000) / 8 || ' ' || h || ',1 2)')::GEOMETRY",
	} {
		rows := query(t, c, fmt.Sprintf("SELECT CASE WHEN h %% 10 = 0 THEN NULL ELSE %s END AS v, v::VARCHAR FROM (SELECT (hash(i) >> 1)::BIGINT AS h FROM range(4000) AS r(i))", expression))
		for _, b := range readAll(t, rows) {
			f := value.NewFormatter(b.Schema().Field(0))
			want := b.Column(1).(*array.String)
			for i := range want.Len() {
				got := string(f.Append(nil, b.Column(0), i))
				if f.IsNull(b.Column(0), i) != want.IsNull(i) || !want.IsNull(i) && got != want.Value(i) {
					t.Fatalf("%s: %q, want %q", expression, got, want.Value(i))
				}
			}
		}
		rows.Close()
	}
}

// nesting writes SQL for random nested values. Every part depends on i, and on
// the variables of the lists around it.
type nesting struct {
	random *rand.Rand
	salt   int
}

// hash is a number that differs from one use to the next.
func (n *nesting) hash() string {
	n.salt++
	return fmt.Sprintf("hash(i, %d)", n.salt)
}

func (n *nesting) value(depth int) string {
	v := n.leaf()
	if depth > 0 {
		switch n.random.IntN(4) {
		case 0:
			v = n.list(depth)
		case 1:
			v = n.structure(depth)
		case 2:
			v = fmt.Sprintf("MAP {'a' || %s: %s, 'b': NULL}", n.hash(), n.value(depth-1))
		}
	}
	if n.random.IntN(2) == 0 {
		return v
	}
	return fmt.Sprintf("CASE WHEN %s %% 4 = 0 THEN NULL ELSE %s END", n.hash(), v)
}

func (n *nesting) list(depth int) string {
	return fmt.Sprintf("list_transform(range((%s %% 4)::BIGINT), lambda x: %s)", n.hash(),
		strings.ReplaceAll(n.value(depth-1), "hash(i,", "hash(i + x,"))
}

func (n *nesting) structure(depth int) string {
	var fields []string
	for i := range 1 + n.random.IntN(3) {
		fields = append(fields, fmt.Sprintf("'f%d': %s", i, n.value(depth-1)))
	}
	return "{" + strings.Join(fields, ", ") + "}"
}

func (n *nesting) leaf() string {
	h := n.hash()
	leaves := []string{
		h + " % 3 = 0", "(" + h + " >> 1)::BIGINT", h + "::HUGEINT * -7", "(" + h + " % 1000)::SMALLINT", h + "::DECIMAL(30,3) * 0.123",
		"repeat('é\"\\', (" + h + " % 9)::BIGINT)", "DATE '2000-01-01' + (" + h + " % 9999)::INTEGER", "md5(" + h + "::VARCHAR)::UUID",
	}
	return leaves[n.random.IntN(len(leaves))]
}

// FuzzNestedValues compares values of random nested types with DuckDB's JSON.
func FuzzNestedValues(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed)
	}
	c := session(f)
	f.Fuzz(func(t *testing.T, seed uint64) {
		n := nesting{random: rand.New(rand.NewPCG(seed, 1))}
		compareJSON(t, c, "SELECT "+n.value(4)+" AS v FROM range(5000) AS r(i)", "to_json(v)::VARCHAR")
	})
}
