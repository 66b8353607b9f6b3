package tui

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/pushdown"
	"sonde/internal/workspace"
)

// TestQuestionsToASourceSayWhatTheyDo reads the question for the rows as they are
// arranged, for every dialect and arrangement.
func TestQuestionsToASourceSayWhatTheyDo(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "name", Type: arrow.BinaryTypes.String}}, nil)
	where, by := []workspace.Condition{{Op: workspace.IsNull}}, []workspace.SortKey{{}}
	for _, name := range []string{"duckdb", "clickhouse", "tinybird", "druid", "mysql", "athena", "bigquery", "standard"} {
		source, err := pushdown.New(name, "SELECT name FROM t", schema)
		if err != nil {
			t.Fatal(err)
		}
		groups := ""
		if name == "druid" {
			groups = ", equal rows as one with their number"
		}
		for _, c := range []struct {
			o            order
			title, short string
		}{
			{order{where: where}, "Filter as here", "filtered"},
			{order{by: by}, "Sort as here" + groups, "sorted"},
			{order{where: where, by: by}, "Filter and sort as here" + groups, "filtered and sorted"},
		} {
			m := sourceMenu{source: source}
			m.offerArranged(c.o)
			asked, _ := m.items[0].Answer.(askedSourceMsg)
			if m.items[0].Title != c.title || asked.title != c.short {
				t.Errorf("%s: %q, and %q of the answer", name, m.items[0].Title, asked.title)
			}
			if (groups != "" && c.o.by != nil) != strings.Contains(asked.sql, "row_count") {
				t.Errorf("%s: the title does not fit\n%s", name, asked.sql)
			}
		}
	}
}

// A filter at the source has a title that tells it from one by another value.
func TestAFilterAtTheSourceIsNamedByItsValue(t *testing.T) {
	s := open(t, 130, 36, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("Q")
	s.WaitText("Filter by id = 1")
	s.Type("filter by")
	s.WaitGone("Count the rows")
	s.Press("enter")
	s.WaitText("Enter run")
	s.Press("enter")
	s.WaitText("[r2: id = 1]")
}

// With a filter on the screen the rows can be counted with and without it.
func TestCountAtTheSourceWithTheFilters(t *testing.T) {
	s := rowsStage(t, 130, 36, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "f")
	s.WaitText("name = Ada ×")
	s.Press("Q")
	s.WaitText("Count the rows, without the filters here", "Count the rows filtered as here")
	s.Type("count the rows filtered")
	s.WaitGone("without the filters")
	s.Press("enter")
	s.WaitText("row_count", "WHERE", "'Ada'", "Enter run")
}
