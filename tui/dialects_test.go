package tui

import (
	"testing"

	"sonde/internal/config"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/internal/screentest/source"

	"sonde/connectors"
)

func TestBuffersAreReadInTheDialectThatIsLearnt(t *testing.T) {
	known := run.NewConnections(connectors.NewRegistry(source.Warehouse()), &config.Config{Connections: []config.Connection{{Name: "sales", Kind: "warehouse"}}})
	pool := result.NewPool(result.Options{})
	t.Cleanup(func() {
		pool.Close()
		known.Close()
	})
	a := New(t.Context(), Options{Connections: known, Runner: &run.Runner{}, Pool: pool, Open: "sales"})
	c, err := known.Open(t.Context(), "sales")
	if err != nil {
		t.Fatal(err)
	}
	a.Update(openedMsg{name: "sales", connection: c})
	if got := a.tab().editor.Dialect().Name(); got != "standard" {
		t.Errorf("before an answer the dialect is %q", got)
	}
	a.start(a.tab(), pending{sql: "SELECT 1", start: -1}, nil)
	r := a.tab().result()
	r.run.Wait()
	a.Update(newsMsg{r, true})
	if got := a.tab().editor.Dialect().Name(); got != "mysql" {
		t.Errorf("after it the dialect is %q", got)
	}
}

func TestBilledStatementsAreExplainedFirst(t *testing.T) {
	s := open(t, 120, 36, source.Warehouse())
	s.run("SELECT * FROM sales")
	s.WaitText("Run on web?", "All of sales is read", "Enter run · e explain it first · n leave")
	s.Press("e")
	s.WaitText("✓ done", "TableScan sales, 14 partitions of 20, 5 GB")
	s.Press("f5")
	s.WaitText("Run on web?")
	s.Press("y")
	s.WaitText("12.50")
}

func TestWhatCannotBeEstimatedIsSaid(t *testing.T) {
	s := open(t, 120, 36, source.Lake())
	s.run("SELECT * FROM events")
	f := s.WaitText("Run on web?", "Data lake tells nothing of what it will scan before it runs.", "Enter run · n leave")
	if f.Contains("explain it first") {
		t.Error(f.Text())
	}
}
