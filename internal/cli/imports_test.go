package cli

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the name in go.mod, and root the way from here to that file.
const (
	module = "sonde"
	root   = "../.."
)

// Packages below a name that ends in a slash, and the package of the name.
var (
	databases  = []string{"github.com/duckdb/", "modernc.org/sqlite/", "database/sql/", "sonde/internal/duck/", "sonde/internal/duckscan/"}
	ourScreen  = []string{"sonde/tui/", "charm.land/"}
	everything = []string{""}
)

// rules say which packages must not import which others. Tests of a package
// may import whatever they like, except the command line.
var rules = []struct {
	why  string
	of   []string
	not  []string
	save []string // importing packages to which the rule does not apply
}{
	{
		why: "a connector knows neither the screen, nor the history, nor those that run it",
		of:  []string{"sonde/connectors/"},
		not: append([]string{"sonde/history/", "sonde/internal/run/", "sonde/internal/workspace/", "sonde/internal/result/", "sonde/internal/export/", "sonde/internal/config/"}, ourScreen...),
	},
	{
		why:  "only main knows which connectors there are",
		of:   everything,
		not:  []string{"sonde/connectors/duckdb/", "sonde/connectors/druid/", "sonde/connectors/tinybird/", "sonde/connectors/clickhouse/", "sonde/connectors/dolthub/", "sonde/connectors/nekt/", "sonde/connectors/datafold/"},
		save: []string{"sonde/cmd/"},
	},
	{
		why: "the screen talks to sources through the contract",
		of:  []string{"sonde/tui/"},
		not: databases,
	},
	{
		why: "data packages do not know the screen",
		of: []string{"sonde/internal/result/", "sonde/internal/decode/", "sonde/internal/value/", "sonde/internal/export/", "sonde/internal/duck/", "sonde/internal/duckscan/",
			"sonde/internal/run/", "sonde/internal/sqltext/", "sonde/internal/textbuf/", "sonde/internal/config/", "sonde/internal/secrets/", "sonde/internal/workspace/", "sonde/history/"},
		not: ourScreen,
	},
	{
		why: "what reads bytes does not know how they came",
		of:  []string{"sonde/internal/decode/"},
		not: []string{"sonde/internal/httpapi/", "net/http"},
	},
	{
		why:  "the command line is the outermost layer",
		of:   everything,
		not:  []string{"sonde/internal/cli/"},
		save: []string{"sonde/cmd/"},
	},
	{
		why: "the contract and the themes stand on their own",
		of:  []string{"sonde/connectors", "sonde/themes/"},
		not: []string{"sonde/internal/", "sonde/tui/", "sonde/history/"},
	},
}

func TestWhichWayImportsRun(t *testing.T) {
	found := importsOfTheTree(t)
	if len(found) < 20 {
		t.Fatalf("only %d packages were found", len(found))
	}
	for importer, imported := range found {
		for _, i := range imported {
			if why := breach(importer, i); why != "" {
				t.Errorf("%s imports %s: %s", importer, i, why)
			}
		}
	}
}

// breach says which rule an import breaks; empty where it breaks none.
func breach(importer, imported string) string {
	for _, r := range rules {
		if within(importer, r.of) && !within(importer, r.save) && within(imported, r.not) && !within(imported, ownFolder(importer)) {
			return r.why
		}
	}
	return ""
}

// ownFolder is what a connector, or another package in the third level of the
// tree, may always import.
func ownFolder(importer string) []string {
	parts := strings.Split(importer, "/")
	return []string{strings.Join(parts[:min(3, len(parts))], "/") + "/"}
}

func within(path string, set []string) bool {
	return slices.ContainsFunc(set, func(s string) bool {
		return s == "" || s == path || strings.HasSuffix(s, "/") && strings.HasPrefix(path+"/", s)
	})
}

// importsOfTheTree returns the imports of every package, without its tests.
func importsOfTheTree(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".." && path != root):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		importer := module + "/" + filepath.ToSlash(folder)
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			found[importer] = append(found[importer], imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestBreachesAreFound(t *testing.T) {
	for importer, imported := range map[string]string{
		"sonde/connectors/druid":   "sonde/connectors/duckdb",
		"sonde/connectors/nekt":    "sonde/history",
		"sonde/connectors/dolthub": "sonde/tui/grid",
		"sonde/tui":                "sonde/connectors/duckdb",
		"sonde/tui/grid":           "github.com/duckdb/duckdb-go-bindings",
		"sonde/tui/sidebar":        "sonde/internal/cli",
		"sonde/internal/cli":       "sonde/connectors/duckdb",
		"sonde/internal/result":    "charm.land/lipgloss/v2",
		"sonde/internal/decode":    "sonde/tui/canvas",
		"sonde/internal/run":       "sonde/internal/cli",
		"sonde/connectors":         "sonde/internal/run",
	} {
		if breach(importer, imported) == "" {
			t.Errorf("%s may import %s", importer, imported)
		}
	}
	for importer, imported := range map[string]string{
		"sonde/cmd/sonde":                "sonde/connectors/duckdb",
		"sonde/cmd":                      "sonde/internal/cli",
		"sonde/connectors/duckdb":        "sonde/internal/duck",
		"sonde/connectors/druid/catalog": "sonde/connectors/druid",
		"sonde/tui":                      "sonde/tui/grid",
		"sonde/internal/run":             "sonde/history",
		"sonde/internal/duckscan":        "sonde/internal/duck",
	} {
		if why := breach(importer, imported); why != "" {
			t.Errorf("%s may not import %s: %s", importer, imported, why)
		}
	}
}
