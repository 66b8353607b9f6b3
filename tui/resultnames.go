package tui

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/complete"
)

// resultTable is a result as a table: its columns are taken beside the screen.
type resultTable struct {
	name   string
	rows   int64
	schema *arrow.Schema
}

// resultTables are the results that statements of a tab can read.
func (a *App) resultTables(t *tab) []resultTable {
	c := a.open[t.connection]
	if c == nil {
		return nil
	}
	if _, can := c.Conn.(connectors.TableHost); !can {
		return nil
	}
	var open []*resultTab
	for _, t := range a.tabs {
		open = append(open, t.results...)
	}
	slices.SortFunc(open, func(x, y *resultTab) int { return y.number - x.number })
	var list []resultTable
	for _, r := range open[:min(len(open), mostResults)] {
		if s := r.run.Schema(); s != nil && s.NumFields() > 0 && !r.hollow() {
			if len(list) == 0 {
				list = append(list, resultTable{lastResult, r.status.Rows, s})
			}
			list = append(list, resultTable{r.name(), r.status.Rows, s})
		}
	}
	return list
}

// mostResults is how many results are offered: the latest.
const mostResults = 20

// asTables are results as completion knows tables.
func asTables(results []resultTable) []complete.Table {
	list := make([]complete.Table, len(results))
	for i, r := range results {
		list[i] = complete.Table{Name: r.name, Kind: "result", Rows: r.rows, Known: true}
		for _, f := range r.schema.Fields() {
			list[i].Columns = append(list[i].Columns, complete.Column{Name: f.Name, Type: connectors.SourceType(f)})
		}
	}
	return list
}
