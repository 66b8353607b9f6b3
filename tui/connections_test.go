package tui

import (
	"os"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/screentest"
	"sonde/tui/sidebar"
)

const configured = `# my own
[connections.web] # the service
kind = "web"
url = "http://service"

# the end
[results]
memory_mb = 64
`

// openConfigured starts the explorer on a connection that stands in a file.
func openConfigured(t *testing.T) *stage {
	t.Helper()
	return openWith(t, screentest.Options{Width: 110, Height: 30}, Options{})
}

func TestConnectionsAreClosedAndOpenedAgain(t *testing.T) {
	s := openConfigured(t)
	s.WaitText("▾ ● web")
	s.Press("alt+1", "c")
	s.WaitText("Disconnect web?")
	s.Press("y")
	s.WaitText("▸ ○ web", "○ web ")
	s.Press("t")
	s.WaitText("answered after")
	s.Press("c")
	s.WaitText("▾ ● web")
	s.Press("R")
	s.WaitText("The connection is not in the configuration")
}

func TestConnectionsAreRenamedAndRemovedInTheFile(t *testing.T) {
	s := openConfigured(t)
	if err := os.WriteFile(s.config, []byte(configured), 0o600); err != nil {
		t.Fatal(err)
	}
	loaded, err := config.Load(s.config)
	if err != nil {
		t.Fatal(err)
	}
	s.connections.Add(loaded.Connections[0])
	s.Press("alt+1", "R")
	s.WaitText("Rename web")
	s.Type("shop")
	s.Press("enter")
	s.WaitText("web is now called shop", "▾ ● shop", "● shop ")
	text := func() string {
		data, err := os.ReadFile(s.config)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if got, want := text(), strings.Replace(configured, "connections.web", "connections.shop", 1); got != want {
		t.Errorf("the file holds\n%s\nwant\n%s", got, want)
	}
	s.Press("x")
	s.WaitText("Remove shop?")
	s.Press("y")
	s.WaitText("Removed shop from", "No connections; n makes one")
	if got := text(); strings.Contains(got, "service") || !strings.Contains(got, "# the end\n[results]\nmemory_mb = 64") {
		t.Errorf("the file holds\n%s", got)
	}
}

func TestStatementsOfColumns(t *testing.T) {
	table := sidebar.Table{Name: "my table", Qualified: `"my table"`}
	columns := []connectors.Node{
		{Name: "id", Type: "BIGINT", Key: "PK", NotNull: true},
		{Name: "a b", Qualified: `"a b"`, Type: "VARCHAR", Comment: "two\nlines"},
	}
	if got, want := selectOf(table, columns), "SELECT\n  id,\n  \"a b\"\nFROM \"my table\"\nLIMIT 100"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	want := "-- Made of the columns that the source lists: it gives no definition of its own.\nCREATE TABLE \"my table\" (\n" +
		"  id BIGINT NOT NULL PRIMARY KEY,\n  \"a b\" VARCHAR -- two lines\n)"
	if got := madeDefinition(table, columns); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestDefinitionsStandInLines(t *testing.T) {
	for text, want := range map[string]string{
		`CREATE TABLE t(a STRUCT(b INT, c INT), "d,(" INT DEFAULT ')', e INT);`: "CREATE TABLE t(\n  a STRUCT(b INT, c INT),\n  \"d,(\" INT DEFAULT ')',\n  e INT\n);",
		"CREATE VIEW v AS SELECT f(a, b)":                                       "CREATE VIEW v AS SELECT f(a, b)",
		"CREATE TABLE t (\n a INT, b INT)":                                      "CREATE TABLE t (\n a INT, b INT)",
	} {
		if got := inLines(text); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
}
