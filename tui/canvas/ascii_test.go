package canvas

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// Every symbol in a text of the screen has an ASCII form. Charts draw without those of
// theirs where ASCII is asked for.
func TestEverySymbolHasAnASCIIForm(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || filepath.Base(filepath.Dir(path)) == "chart" {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok {
				checkLiteral(t, path, literal.Value)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkLiteral looks at the letters of a text as it is written in a file.
func checkLiteral(t *testing.T, path, literal string) {
	t.Helper()
	if text, err := strconv.Unquote(literal); err == nil {
		literal = text
	}
	for _, r := range literal {
		if r >= 0xa0 && r != utf8.RuneError && symbols[r] == 0 {
			t.Errorf("%s: %q in %q has no ASCII form", path, r, literal)
		}
	}
}
