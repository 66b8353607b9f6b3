package clickhouse

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/internal/value"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recorded opens an answer that was recorded from the engine.
func recorded(t *testing.T, name, format string) *Answer {
	t.Helper()
	body, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	a := Read(body, Options{Format: format})
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// table reads an answer to its end: the names, and the text of every cell. A
// column that had a misfit has an exclamation mark behind its name.
func table(t *testing.T, a *Answer) (names []string, rows [][]string, err error) {
	t.Helper()
	misfits := map[int]bool{}
	for {
		batch, next := a.Next(context.Background())
		if next != nil {
			err = next
			break
		}
		rows = append(rows, cells(batch)...)
		for i, f := range batch.Schema().Fields() {
			misfits[i] = misfits[i] || !arrow.TypeEqual(f.Type, a.Schema().Field(i).Type)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if a.Schema() != nil {
		for i, f := range a.Schema().Fields() {
			name := f.Name
			if misfits[i] {
				name += "!"
			}
			names = append(names, name)
		}
	}
	return names, rows, err
}

func cells(batch arrow.RecordBatch) [][]string {
	rows := make([][]string, batch.NumRows())
	for c, column := range batch.Columns() {
		format := value.NewFormatter(batch.Schema().Field(c))
		for r := range rows {
			text := "NULL"
			if !format.IsNull(column, r) {
				text = string(format.Append(nil, column, r))
			}
			rows[r] = append(rows[r], text)
		}
	}
	return rows
}

var update = flag.Bool("update", false, "write testdata/types.golden again")

// listing writes a table column by column: name and type, then the values.
func listing(a *Answer, names []string, rows [][]string) map[string]string {
	out := map[string]string{}
	for i, name := range names {
		var b strings.Builder
		fmt.Fprintf(&b, "%s: %s, %s\n", name, connectors.SourceType(a.Schema().Field(i)), a.Schema().Field(i).Type)
		for _, row := range rows {
			fmt.Fprintf(&b, "  %q\n", row[i])
		}
		out[strings.TrimSuffix(name, "!")] = b.String()
	}
	return out
}

// golden is the listing that was checked against the documents.
func golden(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("testdata/types.golden")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for part := range strings.SplitSeq(string(data), "\n\n") {
		name, _, _ := strings.Cut(part, ":")
		out[strings.TrimSuffix(name, "!")] = strings.TrimRight(part, "\n") + "\n"
	}
	return out
}

// Every type that a table can hold, with its least, greatest and most awkward
// values, as the engine sent them.
func TestTypes(t *testing.T) {
	a := recorded(t, "types."+Progress, Progress)
	names, rows, err := table(t, a)
	if err != nil {
		t.Fatal(err)
	}
	got := listing(a, names, rows)
	if *update {
		var parts []string
		for _, name := range names {
			parts = append(parts, got[strings.TrimSuffix(name, "!")])
		}
		if err := os.WriteFile("testdata/types.golden", []byte(strings.Join(parts, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := golden(t)
	if len(got) != len(want) || len(got) != 69 {
		t.Errorf("%d columns, not %d", len(got), len(want))
	}
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("got %s\nwant %s", got[name], want[name])
		}
	}
}

// The other formats that tell types give the same, but for what they cannot
// carry.
func TestTypesOfOtherFormats(t *testing.T) {
	for format, differ := range map[string]string{
		Compact:                "",
		JSON:                   "s fs ntup agg aggu", // bytes that are no UTF-8 are replaced
		"TSVWithNamesAndTypes": "",
	} {
		a := recorded(t, "types."+format, format)
		names, rows, err := table(t, a)
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		got := listing(a, names, rows)
		for name, want := range golden(t) {
			if got[name] != want && !slices.Contains(strings.Fields(differ), name) {
				t.Errorf("%s: got %s\nwant %s", format, got[name], want)
			}
		}
	}
}

// What is JSON and no answer must not look like an empty result.
func TestDocumentsThatAreNoAnswers(t *testing.T) {
	for _, body := range []string{`[]`, `[[]]`, `{"data":null}`, `{"data":[]}`, `[{"id":12}]`} {
		a := Read(io.NopCloser(strings.NewReader(body)), Options{Format: JSON})
		if _, _, err := table(t, a); !connectors.IsClass(err, connectors.ClassIncomplete) {
			t.Errorf("%s: %v", body, err)
		}
		_ = a.Close()
	}
}

// Totals are no rows of the result. Separated values hold them behind an empty
// line, where they can only be warned of.
func TestTotals(t *testing.T) {
	const separated = "\"k\",\"c\"\n\"x\",1\n\n\"\",7\n"
	for _, c := range []struct {
		format, body string
		asked        bool
		rows         int
		want         string
	}{
		{JSON, `{"meta":[{"name":"k","type":"String"},{"name":"c","type":"UInt64"}],"data":[{"k":"x","c":1}],"totals":{"k":"","c":7},"rows":1}`, true, 1, `{"k":"","c":7}`},
		{"CSVWithNames", separated, false, 2, "behind an empty line"},
		{"TSV", "x\t1\n\n\t7\n", false, 2, "behind an empty line"},
		{"CSVWithNames", separated, true, 1, `no rows of the result: "",7`},
		{"TSV", "x\t1\n\n\t7\n", true, 1, "no rows of the result: \t7"},
		{"CSV", "1\n\n7\n", true, 1, "no rows of the result: 7"},
	} {
		a := Read(io.NopCloser(strings.NewReader(c.body)), Options{Format: c.format, Totals: c.asked})
		_, rows, err := table(t, a)
		var p connectors.Progress
		a.Fill(&p)
		if err != nil || len(rows) != c.rows || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], c.want) {
			t.Errorf("%s: %v, %v, %q", c.format, rows, err, p.Warnings)
		}
		_ = a.Close()
	}
}

// Text that has a last line is whole only with it, however its body ends.
func TestTextThatIsCut(t *testing.T) {
	for format, text := range map[string]string{
		"XML": "<result>\n\t<rows>1</rows>\n</result>\n", "JSONColumns": "{\n\t\"a\": [\"}\"]\n}\n", "JSONCompactColumns": "[\n\t[1]\n]\n",
	} {
		for cut := 1; cut < len(text); cut++ {
			a := Read(io.NopCloser(strings.NewReader(text[:cut])), Options{Format: format})
			var err error
			for err == nil {
				_, err = a.Next(t.Context())
			}
			if whole := cut == len(text)-1; whole != errors.Is(err, io.EOF) || !whole && !connectors.IsClass(err, connectors.ClassIncomplete) {
				t.Errorf("%s cut at %d of %d bytes ends with %v", format, cut, len(text), err)
			}
		}
	}
}
