package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/result"
	"sonde/internal/run"
)

// What the screen calls done can be relied on: the next statement has begun, a
// failed run has given its number back. News of rows that is read after the end of
// the run does not show that end before it is settled.
func TestTheEndOfARunIsShownOnceItIsSettled(t *testing.T) {
	pool := result.NewPool(result.Options{Dir: t.TempDir()})
	defer pool.Close()
	known := run.NewConnections(connectors.NewRegistry(losing()), &config.Config{
		Connections: []config.Connection{{Name: "web", Kind: losing().Kind, Values: map[string]any{"url": "http://service"}}},
	})
	defer known.Close()
	connection, err := known.Open(t.Context(), "web")
	if err != nil {
		t.Fatal(err)
	}
	a := New(t.Context(), Options{Connections: known, Runner: &run.Runner{}, Pool: pool, Open: "web"})
	a.Update(tea.WindowSizeMsg{Width: 140, Height: 34})
	a.open["web"] = connection
	a.start(a.tab(), pending{sql: "SELECT a FROM r1", start: -1}, nil)
	r := a.tab().result()
	r.run.Wait()
	a.Update(newsMsg{r, false})
	if r.status.State != run.Running || r.name() != "r1" {
		t.Errorf("before it is settled the run is %d as %s", r.status.State, r.name())
	}
	a.Update(newsMsg{r, true})
	if r.status.State != run.Failed || r.name() == "r1" {
		t.Errorf("once it is settled the run is %d as %s", r.status.State, r.name())
	}
}

// A run that ends at once is shown to go on until its end is settled.
func TestARunThatHasEndedAlreadyBegins(t *testing.T) {
	r, err := (&run.Runner{}).Start(t.Context(), run.Request{Connection: &run.Connection{Name: "web", Driver: losing(), Conn: &lost{}}, Statement: connectors.Statement{SQL: "SELECT a FROM r1"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Wait()
	if s := firstStatus(r); s.State != run.Running || s.Err != nil || s.Rows != 0 {
		t.Errorf("the run is %+v", s)
	}
}
