package tui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// rawKey is a key as Bubble Tea names it, beside what it does.
var rawKey = regexp.MustCompile(`(^|[ ·(])((ctrl|alt|shift)\+\S+|f\d\d?|esc|pgup|pgdown) [a-z]`)

// No text names a key in another way than [action.KeyName] does.
func TestTextsNameKeysInOneWay(t *testing.T) {
	for _, text := range []string{"ctrl+t test", "y copy · esc leave", "f5 run"} {
		if !rawKey.MatchString(text) {
			t.Errorf("%q is not found", text)
		}
	}
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && rawKey.MatchString(text) {
					t.Errorf("%s writes a key its own way: %q", path, text)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
