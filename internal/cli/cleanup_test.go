package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A query removes what a program that was killed has left in the folder for
// temporary files.
func TestQueriesCleanUp(t *testing.T) {
	home(t, "")
	t.Setenv("TMPDIR", t.TempDir())
	dead := filepath.Join(os.Getenv("TMPDIR"), "sonde-123-456")
	write(t, filepath.Join(dead, "owner"), "")
	write(t, filepath.Join(dead, "part-1.parquet"), "PAR1")
	if o := sonde(t, "query", "SELECT 1"); o.code != 0 {
		t.Fatal(o.errors)
	}
	if _, err := os.Stat(dead); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there: %v", dead, err)
	}
}
