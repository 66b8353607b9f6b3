package tui

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/result"
	"sonde/internal/screentest"
	"sonde/internal/screentest/source"
	"sonde/tui/grid"
)

func TestRefOfTheTab(t *testing.T) {
	s := open(t, 120, 36, source.Versions())
	s.WaitText("● web @ main", "products")
	if s.Frame().Contains("prices") {
		t.Fatal(s.Frame().Text())
	}
	s.Press("alt+r")
	f := s.WaitText("Read at", "Branches", "Tags", "Recent commits")
	if !f.Contains("● main", "Raise the prices · Ann Example · 3 h", "0b4cefl6  Import the catalogue with all") {
		t.Error(f.Text())
	}
	s.Type("feat")
	s.WaitGone("v1.0")
	s.Press("enter")
	s.WaitText("query 1 reads feature/prices", "● web @ feature/prices", "@ feature/prices", "prices")
	s.run("SELECT 1")
	s.WaitText("✓ done", "1 feature/prices")
	// A new tab begins at the same ref. Another ref is its own, and the sidebar
	// goes with it.
	s.Press("ctrl+t")
	s.WaitText("[query 2]", "● web @ feature/prices")
	s.Press("alt+r")
	s.WaitText("Read at")
	s.Type("main")
	s.Press("enter")
	s.WaitText("● web @ main")
	s.WaitFor("the tables of main", func(f screentest.Frame) bool { return !f.Contains("  prices") })
	s.Press("alt+,")
	s.WaitText("● web @ feature/prices", "  prices")
}

func TestARefMayBeTyped(t *testing.T) {
	s := open(t, 120, 36, source.Versions())
	s.Press("alt+r")
	s.WaitText("Read at")
	s.Type("HEAD~3")
	s.WaitText("as typed")
	s.Press("enter")
	s.WaitText("● web @ HEAD~3")
}

func TestRefIsKeptWithTheBuffer(t *testing.T) {
	s := open(t, 120, 36, source.Versions())
	s.Press("alt+r")
	s.WaitText("Read at")
	s.Type("v1")
	s.Press("enter")
	s.WaitText("● web @ v1.0")
	s.eventually("a saved buffer", func() bool {
		buffers, err := s.store.RestoreBuffers(t.Context())
		return err == nil && len(buffers) == 1 && buffers[0].Ref == "v1.0"
	})
}

func TestConnectionsWithoutRefsOfferNone(t *testing.T) {
	s := open(t, 120, 36)
	if s.Frame().Contains("Alt+R") {
		t.Error(s.Frame().Text())
	}
	s.Press("alt+r")
	s.WaitText("Web service has no branches")
}

// wrote has a write done on a new branch.
func wrote(t *testing.T, sql string) *stage {
	t.Helper()
	s := open(t, 120, 36, source.Versions())
	s.WaitText("@ main")
	s.run(sql)
	s.WaitText("UPDATE on web?", "main → main: the branch main is changed.", sql)
	s.Press("b")
	s.WaitText("Write to")
	s.Type("try/it")
	s.Press("enter")
	f := s.WaitText("main → try/it: the branch try/it is changed; where it does not exist it is made")
	if !f.Contains("y run", "b another branch") {
		t.Error(f.Text())
	}
	s.Press("y")
	return s
}

func TestAWriteTellsItsBranchesAndCommits(t *testing.T) {
	s := wrote(t, "UPDATE products SET price = 1")
	s.WaitText("2 rows changed: try/it is at q1f8bs2o, before at 0b4cefl6. D shows what changed · M merges try/it into main",
		"2 rows changed  ", "try/it 0b4cefl6 → q1f8bs2o")
	s.Press("alt+3")
	s.WaitText("D changes  M merge")
	s.Press("d")
	s.WaitText("from_commit    0b4cefl6usvkrkmvg7v3p8v3ncqvs4d1", "to_commit      q1f8bs2onhs6ve1o1ikr7mgnjv3m4hk2", "to             try/it")
}

func TestWhatAWriteChangedIsShown(t *testing.T) {
	s := wrote(t, "UPDATE products SET price = 1")
	s.WaitText("D shows what changed")
	s.Press("alt+3", "D")
	s.WaitText("diff products]", "diff orders", "29.90", "Differs between 0b4cefl6 and q1f8bs2o: orders (added), products (modified)")
	f := s.WaitText("diff_type", "from_price to_price", "from_commit")
	same, _ := f.StyleOf("310.00")
	for _, pair := range [][2]string{{"added", "Stool"}, {"Stool", "29.90"}, {"29.90", "added"}} {
		one, _ := f.StyleOf(pair[0])
		other, _ := f.StyleOf(pair[1])
		if one.BG == other.BG || one.BG == same.BG {
			t.Errorf("%s looks like %s, or like what has not changed\n%s", pair[0], pair[1], f.Text())
		}
	}
}

func TestBranchesAreMerged(t *testing.T) {
	s := wrote(t, "UPDATE products SET price = 1")
	s.WaitText("M merges try/it into main")
	s.Press("alt+3", "M")
	s.WaitText("Merge on web?", "try/it → main: the branch main gets what try/it has.", "CALL DOLT_MERGE('try/it')", "y merge")
	s.Press("y")
	s.WaitText("2 rows changed: main is at q1f8bs2o", "merge]", "D changes")
	if f := s.Frame(); f.Contains("M merge") {
		t.Errorf("a merge is offered again:\n%s", f.Text())
	}
}

func TestConflictOfAMergeIsToldPlainly(t *testing.T) {
	s := open(t, 120, 36, source.Versions())
	s.WaitText("@ main")
	s.Press("alt+r")
	s.WaitText("Read at")
	s.Type("conflict")
	s.Press("enter")
	s.WaitText("@ conflict")
	s.Press("ctrl+p")
	s.Type("merge the")
	s.Press("enter")
	f := s.WaitText("Merge conflict into")
	if f.Contains("Tags", "v1.0") {
		t.Errorf("a tag cannot be merged into:\n%s", f.Text())
	}
	s.Type("main")
	s.Press("enter")
	s.WaitText("y merge")
	s.Press("y")
	s.WaitText("✗ failed", "Merge conflict detected", "In conflict: products (2 rows). Resolve it on a branch.")
}

func TestAWriteThatChangedNothing(t *testing.T) {
	s := open(t, 120, 36, source.Versions())
	s.WaitText("@ main")
	s.run("UPDATE nothing SET a = 1")
	s.WaitText("y run")
	s.Press("y")
	s.WaitText("nothing changed, and no commit was made on main")
	s.Press("alt+3", "D")
	s.WaitText("The result is not one of a write that changed something")
}

func TestRefsAreCompared(t *testing.T) {
	s := open(t, 120, 36, source.Versions())
	s.WaitText("@ main")
	s.Press("ctrl+p")
	s.Type("what changed since")
	s.Press("enter")
	s.WaitText("Show what changed up to main since")
	s.Type("v1")
	s.Press("enter")
	s.WaitText("Differs between v1.0 and main")
	s.Press("ctrl+p")
	s.Type("what changed since")
	s.Press("enter")
	s.WaitText("Show what changed up to main since")
	s.Type("main")
	s.Press("enter")
	s.WaitText("Nothing differs between main and main")
}

func TestALimitedResultIsFetchedInFull(t *testing.T) {
	s := open(t, 120, 36, source.Versions())
	s.WaitText("@ main")
	s.run("SELECT big")
	s.WaitText("[limited]", "the service sends 1,000 rows at most")
	s.Press("alt+3", "A")
	s.WaitText("Fetch every row?", "The commit is fixed first; then rows are fetched page by", "Esc stops it", "Enter fetch")
	s.Press("y")
	f := s.WaitText("r2: SELECT big]", "true")
	if f.Contains("[limited]") {
		t.Error(f.Text())
	}
	s.Press("A")
	s.WaitText("The result is not one that a limit has cut")
}

func TestARunThatGoesOnIsTakenUpAgain(t *testing.T) {
	s := open(t, 120, 36, source.Versions())
	s.WaitText("@ main")
	s.run("UPDATE slow SET a = 1")
	s.WaitText("y run")
	s.Press("y")
	s.WaitText("polling")
	s.Press("esc")
	s.WaitText("✗ cancelled", "It may go on at its source; U waits for it again")
	s.Press("alt+3", "U")
	s.WaitText("2 rows changed: main is at q1f8bs2o")
	entries, err := s.store.Search(t.Context(), history.Query{EachRun: true})
	if err != nil || len(entries) != 1 || entries[0].Status != history.OK {
		t.Errorf("%+v, %v", entries, err)
	}
}

func TestUnfinishedRunsOfTheHistory(t *testing.T) {
	s := open(t, 120, 36, source.Versions())
	s.WaitText("@ main")
	s.Press("ctrl+p")
	s.Type("take up")
	s.Press("enter")
	s.WaitText("The history has no run whose outcome is not known")
	e := history.Entry{ID: "left", SQL: "UPDATE products SET a = 2", Connection: "web", Status: history.Cancelled, Operation: "operations/main..try", Options: map[string]string{"to": "try"}}
	for _, write := range []func(history.Entry) error{s.store.Begin, s.store.End} {
		if err := write(e); err != nil {
			t.Fatal(err)
		}
	}
	s.Press("ctrl+r")
	s.WaitText("It may go on at its source; F7 waits for it again")
	s.Press("esc")
	s.WaitGone("It may go on")
	s.Press("ctrl+p")
	s.Type("take up")
	s.Press("enter")
	s.WaitText("Runs whose outcome is not known", "UPDATE products SET a = 2", "web · cancelled")
	s.Press("enter")
	s.WaitText("2 rows changed: try is at q1f8bs2o")
}

func TestDiffIsInTheOrderOfAComparison(t *testing.T) {
	schema := source.TextFields("to_a", "b", "to_commit", "from_a", "from_commit", "to_new", "from_old", "diff_type")
	var names []string
	order := diffOrder(schema)
	for _, i := range order {
		names = append(names, schema.Field(i).Name)
	}
	if got := strings.Join(names, " "); got != "diff_type from_a to_a to_new from_commit to_commit b from_old" {
		t.Error(got)
	}
	if diffColumns(source.TextFields("a")) != nil {
		t.Error("an answer without diff_type is taken for a diff")
	}
}

func TestChangesOfColumnsOnlyAreNamed(t *testing.T) {
	for _, c := range []struct {
		change connectors.Change
		want   string
	}{
		{connectors.Change{Table: "t", Kind: "modified", Data: true, Schema: true}, "t (modified)"},
		{connectors.Change{Table: "t", Kind: "modified", Schema: true}, "t (modified, columns only)"},
	} {
		if got := changeText(c.change); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// The run knows its columns a moment before the store does, and the screen may look
// in between.
func TestVersionsAreNotMarkedBeforeTheirColumnsAreKnown(t *testing.T) {
	store := result.NewPool(result.Options{}).NewStore()
	defer store.Close()
	r := &resultTab{diff: true, store: store, grid: grid.New()}
	r.showRows()
	r.markVersions()
	if got := r.grid.View().Schema(); got != nil {
		t.Fatalf("the columns are %v", got)
	}
}
