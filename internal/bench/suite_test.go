package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A row that names a benchmark which its part does not run would stay empty.
func TestSuiteRunsWhatItsRowsName(t *testing.T) {
	for _, p := range suite {
		if !hasBenchmark(t, p) {
			t.Errorf("%s has no %s", p.pkg, p.bench)
		}
		for _, r := range p.rows {
			for _, name := range []string{r.floor, r.sonde} {
				if base, _, _ := strings.Cut(name, "/"); name != "" && base != p.bench {
					t.Errorf("%q reads %s, and its part runs %s", r.title, name, p.bench)
				}
			}
		}
	}
}

func hasBenchmark(t *testing.T, p part) bool {
	files, err := filepath.Glob(filepath.Join("..", "..", p.pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`(?m)^func ` + p.bench + `\(b \*testing\.B\)`)
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if declared.Match(source) {
			return true
		}
	}
	return false
}
