package duckdb

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sonde/connectors"
)

func TestAFileIsDescribedWhereItStands(t *testing.T) {
	c := openWith(t, nil)
	path := filepath.Join(t.TempDir(), "sales.csv")
	if err := os.WriteFile(path, []byte("id,order\n1,a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, expression := range []string{"'" + path + "'", "read_csv('" + path + "')"} {
		nodes, err := c.Describe(t.Context(), expression)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range nodes {
			got = append(got, n.Qualified+" "+n.Type)
		}
		if want := `id BIGINT|"order" VARCHAR`; strings.Join(got, "|") != want {
			t.Errorf("%s: %s, want %s", expression, got, want)
		}
	}
	if _, err := c.Describe(t.Context(), "'"+path+".gone'"); connectors.AsError(err) == nil {
		t.Error("a file that is not there has columns")
	}
}
