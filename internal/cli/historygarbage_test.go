package cli

import (
	"os"
	"testing"
	"time"

	"sonde/history"
)

func TestImportRefusesWhatIsNoText(t *testing.T) {
	home(t, "")
	for _, from := range []string{"psql", "duckdb"} {
		for _, garbage := range []string{"SELECT 1;\x00\x01", "\xff\xfe garbage;", "\xfe\xff garbage;"} {
			write(t, "garbage", garbage)
			sonde(t, "history", "import", "--from", from, "garbage").fails(t, ExitUsage, "usage: garbage is no history of "+from+": it is not text")
		}
	}
	if all := entries(t); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

func TestImportedTimesAreNotInTheFuture(t *testing.T) {
	home(t, "")
	write(t, "h", "SELECT 1;\nSELECT 2;\n")
	later := time.Now().Add(48 * time.Hour)
	if err := os.Chtimes("h", later, later); err != nil {
		t.Fatal(err)
	}
	sonde(t, "history", "import", "--from", "duckdb", "h")
	all := entries(t)
	if len(all) != 2 || all[0].SQL != "SELECT 2;" && all[0].SQL != "SELECT 2" || all[0].Start.After(time.Now()) || !all[1].Start.Before(all[0].Start) || all[0].Status != history.Imported {
		t.Errorf("%+v", all)
	}
}
