package chart

import (
	"slices"
	"strings"
	"unicode"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
)

// sampled is how many rows are looked at; where there are at most fewRows, texts
// that all differ are still worth a bar each.
const (
	sampled = 64
	fewRows = 40
)

// Sample are rows of which some may be in memory, such as a view of a result.
type Sample interface {
	NumRows() int64
	Peek(row int64) (b arrow.RecordBatch, offset int, ok bool)
}

// traits are what the first rows tell about the values of a column.
type traits struct {
	rows     int64 // of all
	values   int   // of the first rows that are not NULL
	distinct int
	counts   bool // each value is the one before it and 1
}

func traitsOf(rows Sample, column int) traits {
	t := traits{rows: rows.NumRows(), counts: true}
	seen, last := map[string]bool{}, 0.0
	var of peeked
	for row := range min(sampled, t.rows) {
		b, i, ok := rows.Peek(row)
		if !ok || of.take(b, column).IsNull(b.Column(column), i) {
			continue
		}
		v, ok := of.number(i)
		of.text = of.AppendClipped(of.text[:0], b.Column(column), i, longestName)
		seen[string(of.text)] = true
		t.counts = t.counts && ok && (t.values == 0 || v == last+1)
		t.values, last = t.values+1, v
	}
	t.distinct, t.counts = len(seen), t.counts && t.values > 2
	return t
}

// peeked reads a column of the batch that the last row was in.
type peeked struct {
	*value.Formatter
	batch  arrow.RecordBatch
	number reader
	text   []byte
}

func (p *peeked) take(b arrow.RecordBatch, column int) *value.Formatter {
	if b != p.batch {
		p.batch, p.Formatter, p.number = b, value.NewFormatter(b.Schema().Field(column)), readerOf(b, column, 0)
	}
	return p.Formatter
}

// differs reports whether no value comes twice.
func (t traits) differs() bool { return t.distinct == t.values }

// few reports whether there are so few rows that each can have a bar.
func (t traits) few() bool { return t.rows <= fewRows }

// Words at the end of the names of numbers that name things, and of numbers that
// are steps of time.
var (
	idWords   = []string{"id", "ids", "key", "code", "uuid", "guid", "hash", "zip", "zipcode", "postcode", "phone", "fk", "pk", "sk", "nr", "no", "rowid", "rownum"}
	stepWords = []string{"year", "quarter", "month", "week", "day", "hour", "minute", "yr", "weekday", "dow"}
)

// namesThings reports whether a column's name is that of what tells things apart.
func namesThings(f arrow.Field) bool {
	words := wordsOf(f.Name)
	return len(words) > 0 && slices.Contains(idWords, words[len(words)-1])
}

// isStep reports whether a number is a step of time: order_year, but not year_sum.
func isStep(f arrow.Field) bool {
	words := wordsOf(f.Name)
	return len(words) > 0 && len(words) <= 2 && slices.Contains(stepWords, words[len(words)-1])
}

// wordsOf parts a name at underscores, other marks and capitals, in lower case:
// orderID, order_id and order-id are two words each.
func wordsOf(name string) []string {
	var b strings.Builder
	before := ' '
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			b.WriteByte(' ')
		case unicode.IsUpper(r) && unicode.IsLower(before):
			b.WriteByte(' ')
			fallthrough
		default:
			b.WriteRune(unicode.ToLower(r))
		}
		before = r
	}
	return strings.Fields(b.String())
}
