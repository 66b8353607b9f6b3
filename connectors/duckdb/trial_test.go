package duckdb

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sonde/connectors"
)

func TestTrialLeavesNothingBehind(t *testing.T) {
	folder := t.TempDir()
	path, file := filepath.Join(folder, "new.duckdb"), filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(file, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	try := func(values map[string]any) (*Conn, error) {
		c, err := connectors.NewConfig(Driver(), "trial", values)
		if err != nil {
			t.Fatal(err)
		}
		c.Trial = true
		return open(t.Context(), c)
	}
	conn, err := try(map[string]any{"path": path, "create": true, "sample": true, "files": file})
	if err != nil {
		t.Fatal(err)
	}
	info, err := conn.Ping(t.Context())
	if err != nil || !strings.Contains(info.Note, path+" is made when") {
		t.Errorf("%+v, %v", info, err)
	}
	conn.Close()
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("it left %v", left)
	}
	if _, err := try(map[string]any{"files": file + "x"}); !connectors.IsClass(err, connectors.ClassNotFound) {
		t.Errorf("a file that there is not: %v", err)
	}
	if _, err := try(map[string]any{"path": filepath.Join(folder, "no", "x.duckdb"), "create": true}); !connectors.IsClass(err, connectors.ClassNotFound) {
		t.Errorf("a folder that there is not: %v", err)
	}
}
