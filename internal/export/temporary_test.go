package export

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNextExportRemovesWhatAKilledOneLeft(t *testing.T) {
	dir := t.TempDir()
	dead := filepath.Join(dir, ".sonde-ABCDEFGH27.tmp")
	others := []string{".sonde-notes.tmp", "sonde-ABCDEFGH27.tmp", ".sonde-ABCDEFGH27.tmp.csv"}
	for _, name := range append(others, filepath.Base(dead)) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	save(t, filepath.Join(dir, "n.csv"), source(nil, numbers(t)))
	if _, err := os.Stat(dead); err == nil {
		t.Error("the file of a killed export is still there")
	}
	for _, name := range others {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("a file of somebody else is gone: %v", err)
		}
	}
}

func TestExportsBesideEachOtherKeepTheirFiles(t *testing.T) {
	dir := t.TempDir()
	inner := func(Progress) {
		save(t, filepath.Join(dir, "inner.csv"), source(nil, numbers(t)))
		if n := strings.Count(folder(t, dir), ".tmp"); n != 1 {
			t.Errorf("beside a running export the folder holds %s", folder(t, dir))
		}
	}
	if _, err := ToFile(t.Context(), filepath.Join(dir, "outer.csv"), "", source(nil, numbers(t)), Options{}, inner); err != nil {
		t.Fatal(err)
	}
	if got := folder(t, dir); got != "inner.csv outer.csv" {
		t.Errorf("the folder holds %s", got)
	}
}
