package search

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"go.uber.org/goleak"

	"sonde/internal/result"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func storeOf(t testing.TB, o result.Options, batches ...arrow.RecordBatch) *result.Store {
	t.Helper()
	p := result.NewPool(o)
	t.Cleanup(func() { _ = p.Close() })
	s := p.NewStore()
	for _, b := range batches {
		if err := s.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

var schema = arrow.NewSchema([]arrow.Field{
	{Name: "id", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
}, nil)

// rows are a batch of numbers from first on, with "name <number>" beside them.
func rows(first, n int) arrow.RecordBatch {
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for i := first; i < first+n; i++ {
		b.Field(0).(*array.Int64Builder).Append(int64(i))
		if i%10 == 9 {
			b.Field(1).AppendNull()
			continue
		}
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprintf("Name %d", i))
	}
	return b.NewRecordBatch()
}

func matcher(t testing.TB, pattern string, o Options) *Matcher {
	t.Helper()
	m, err := NewMatcher(pattern, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// found are all matches in the order in which [Search.Next] goes through them.
func found(t testing.TB, s *Search, at Match) (all []Match) {
	t.Helper()
	<-s.Done()
	for range s.State().Matches {
		m, ok, known := s.Next(at, false)
		if !ok || !known {
			t.Fatalf("after %v there is %v, %v", at, ok, known)
		}
		all, at = append(all, m), m
	}
	return all
}

func TestSearch(t *testing.T) {
	v := storeOf(t, result.Options{}, rows(0, 50), rows(50, 50)).Snapshot().View(nil)
	for _, c := range []struct {
		pattern string
		o       Options
		columns []int
		from    int64
		want    string
	}{
		{"77", Options{}, []int{0, 1}, 0, "[{77 0} {77 1}]"},
		{"77", Options{}, []int{1, 0}, 90, "[{77 0} {77 1}]"},
		{"NAME 7", Options{}, []int{1}, 75, "[{75 0} {76 0} {77 0} {78 0} {7 0} {70 0} {71 0} {72 0} {73 0} {74 0}]"},
		{"NAME 7", Options{CaseSensitive: true}, []int{1}, 0, "[]"},
		{"^.*e [12]$", Options{Regexp: true}, []int{1}, 0, "[{1 0} {2 0}]"},
		{"x*", Options{Regexp: true}, []int{0, 1}, 0, "[]"},
		{"", Options{}, []int{0, 1}, 0, "[]"},
	} {
		s := Start(t.Context(), v, c.columns, matcher(t, c.pattern, c.o), c.from)
		if got := found(t, s, Match{c.from, -1}); fmt.Sprint(got) != c.want {
			t.Errorf("%q from %d: got %v, want %s", c.pattern, c.from, got, c.want)
		}
	}
}

func TestNumbersAndWayBack(t *testing.T) {
	v := storeOf(t, result.Options{}, rows(0, 100)).Snapshot().View(nil)
	s := Start(t.Context(), v, []int{1}, matcher(t, "name 3", Options{}), 35)
	<-s.Done()
	if got := s.State(); got.Matches != 10 || got.More || !got.Ended {
		t.Fatalf("%+v", got)
	}
	if n := s.Number(Match{35, 0}); n != 7 {
		t.Errorf("it is match %d", n)
	}
	if n := s.Number(Match{36, 1}); n != 0 {
		t.Errorf("a cell that does not match is %d", n)
	}
	at := Match{35, 0}
	for _, want := range []int64{34, 33, 32, 31, 30, 3, 38, 37, 36, 35} {
		m, ok, _ := s.Next(at, true)
		if !ok || m.Row != want {
			t.Fatalf("before %v is %v, want %d", at, m, want)
		}
		at = m
	}
}

func TestSortedAndSpilled(t *testing.T) {
	var batches []arrow.RecordBatch
	for i := range 20 {
		batches = append(batches, rows(i*1000, 1000))
	}
	s := storeOf(t, result.Options{Budget: 100 << 10, Dir: t.TempDir()}, batches...).Snapshot()
	order := make([]int64, s.NumRows())
	for i := range order {
		order[i] = s.NumRows() - 1 - int64(i)
	}
	for _, v := range []*result.View{s.View(nil), s.View(order)} {
		search := Start(t.Context(), v, []int{0, 1}, matcher(t, "name 1234", Options{}), 0)
		for _, m := range found(t, search, Match{0, -1}) {
			if got := v.Row(m.Row); !strings.HasPrefix(fmt.Sprint(got), "1234") || m.At != 1 {
				t.Errorf("row %d is found as %v", got, m)
			}
		}
		if n := search.State().Matches; n != 10 {
			t.Errorf("%d are found", n)
		}
	}
}

func TestTooManyMatches(t *testing.T) {
	batch := rows(0, 1000)
	batches := make([]arrow.RecordBatch, Most/1000+1)
	for i := range batches {
		batches[i] = batch
	}
	v := storeOf(t, result.Options{Budget: 1 << 50}, batches...).Snapshot().View(nil)
	s := Start(t.Context(), v, []int{0}, matcher(t, `\d`, Options{Regexp: true}), 0)
	<-s.Done()
	if got := s.State(); got.Matches != Most || !got.More || !got.Ended {
		t.Errorf("%+v", got)
	}
}

func TestCancelled(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	s := Start(ctx, storeOf(t, result.Options{}, rows(0, 10)).Snapshot().View(nil), []int{0}, matcher(t, "1", Options{}), 0)
	<-s.Done()
	if err := s.State().Err; !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Name", "a name")
	f.Add("Ä", "ä")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		m, err := NewMatcher(pattern, Options{})
		if err != nil {
			return
		}
		from, to := m.Find([]byte(text))
		if from < 0 {
			if pattern != "" && strings.Contains(text, pattern) && isASCII(pattern) {
				t.Fatalf("%q is not found in %q", pattern, text)
			}
			return
		}
		if to <= from || to > len(text) || isASCII(pattern) && !strings.EqualFold(text[from:to], pattern) {
			t.Fatalf("%q is found in %q at %d to %d", pattern, text, from, to)
		}
	})
}

// BenchmarkFirst looks for the first match of ten million cells, 100,000 cells
// away. The floor looks at as many strings.
func BenchmarkFirst(b *testing.B) {
	v, columns := benchView(b)
	b.Run("floor", func(b *testing.B) { floor(b, 100_000) })
	b.Run("sonde", func(b *testing.B) {
		m := matcher(b, "name 9998", Options{})
		for b.Loop() {
			ctx, stop := context.WithCancel(b.Context())
			s := Start(ctx, v, columns, m, 0)
			<-s.Changed()
			stop()
			<-s.Done()
		}
	})
}

// floor looks for a text in as many texts.
func floor(b *testing.B, cells int) {
	text := "value number 12345"
	for b.Loop() {
		n := 0
		for range cells {
			n += strings.Index(text, "not there")
		}
		_ = n
	}
}

// BenchmarkAll goes through ten million cells.
func BenchmarkAll(b *testing.B) {
	v, columns := benchView(b)
	b.Run("floor", func(b *testing.B) { floor(b, 10_000_000) })
	b.Run("sonde", func(b *testing.B) {
		m := matcher(b, "not there", Options{})
		for b.Loop() {
			<-Start(b.Context(), v, columns, m, 0).Done()
		}
	})
}

func benchView(b *testing.B) (*result.View, []int) {
	batch := rows(0, 10_000)
	batches := make([]arrow.RecordBatch, 500)
	for i := range batches {
		batches[i] = batch
	}
	return storeOf(b, result.Options{Budget: 1 << 50}, batches...).Snapshot().View(nil), []int{0, 1}
}
