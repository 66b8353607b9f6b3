package tui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sonde/internal/screentest"
	"sonde/tui/action"
)

// rebound gives every action of the table one key that nothing else has.
func rebound() map[string][]string {
	var keys []string
	for _, mod := range []string{"alt+", "ctrl+alt+", "alt+shift+", "ctrl+alt+shift+", "ctrl+shift+", "ctrl+", "shift+"} {
		for _, key := range strings.Fields("f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12 up down left right home end insert delete pgup pgdown") {
			keys = append(keys, mod+key)
		}
	}
	for i := range 200 {
		keys = append(keys, sprintf("f%d", 20+i)) // No terminal sends these; the test does not press them.
	}
	own := map[string][]string{}
	actions := Actions()
	slices.SortStableFunc(actions, func(a, b action.Action) int { return editorLast(a) - editorLast(b) })
	for _, a := range actions {
		if len(a.Keys) > 0 && own[a.ID] == nil {
			own[a.ID], keys = keys[:1:1], keys[1:]
		}
	}
	return own
}

// editorLast has those of the editor come last.
func editorLast(a action.Action) int {
	if a.Place == action.Editor {
		return 1
	}
	return 0
}

// withoutKeys takes the names of keys out of a line.
func withoutKeys(line string, own map[string][]string) string {
	var names []string
	for _, keys := range own {
		names = append(names, action.KeyName(keys[0]))
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		line = strings.ReplaceAll(line, name, "KEY")
	}
	return line
}

// namesKey finds keys that are named in a text: those with a name, and single
// letters before a verb.
var namesKey = regexp.MustCompile(`\b(?:Ctrl|Alt|Shift)\+[!-~]|\bF\d{1,2}\b|\b(?:Esc|Enter|Tab|Space|PgUp|PgDn)\b|(?:^|[·;│┴] )[!-~] [a-z]+s\b`)

// TestNoFrameNamesAKeyThatWasRebound goes through the screen with other keys than
// those of the table.
func TestNoFrameNamesAKeyThatWasRebound(t *testing.T) {
	own := rebound()
	options := Options{Workspace: &textEngine{}, Keys: own, Text: "-- @run runs it.\nSELECT 1", Welcome: true}
	s := openWith(t, screentest.Options{Width: 200, Height: 45}, options, tableOf(t, nil, peopleSchema, people))
	do := func(id string, see ...string) {
		t.Helper()
		s.Press(own[id][0])
		f := s.WaitText(see...)
		for y := range 45 {
			if key := namesKey.FindString(withoutKeys(f.Line(y), own)); key != "" {
				t.Errorf("after %s the screen names %q in: %s", id, key, strings.TrimSpace(f.Line(y)))
			}
		}
	}
	s.WaitText("runs it.", "✓ done", "O'Neil")
	do("focus-results", "▸Results")
	do("search-next", "Nothing is searched for")
	do("filters", "neither sorted nor filtered")
	do("grid.expand-column", "The column is no struct")
	do("sort", "id ▲")
	do("filter-value", "id = 1 ×", "removes")
	do("grid.hide-column", "1 column hidden")
	s.Press(own["watch"][0]) // The keys of a form are its own.
	s.WaitText("Watch r1: run ")
	s.Press("enter")
	s.WaitText("Watching every 5 s")
	do("new-tab", "[query 2]", "runs the statement under the cursor", "finds a command")
	s.Type("x")
	s.WaitText("▎x")
	do("close-tab", "Closed query 2", "reopens it")
	do("focus-sidebar", "▸Connections")
	do("copy", "again to quit")
}

func TestAnActionWithoutAKeyIsNamedByItsTitle(t *testing.T) {
	a := anew(t, Options{Keys: map[string][]string{"reopen-tab": nil, "palette": {"f12"}}})
	if got, want := a.told("@reopen-tab reopens it"), "F12, “Reopen the tab that was closed last” reopens it"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnotherKeyQuitsAndIsPressedTwice(t *testing.T) {
	s := openWith(t, screentest.Options{Width: 110, Height: 34}, Options{Keys: map[string][]string{"copy": {"alt+9"}, "quit": {"alt+q"}}})
	s.Press("alt+9")
	s.WaitText("Press Alt+9 again to quit")
	s.Press("ctrl+p")
	s.WaitText("Commands")
	s.Press("alt+q")
	if err := s.WaitEnd(); err != nil {
		t.Error(err)
	}
}

// fixedKeys are what texts of the package contain that are about keys which no
// keymap changes: those of dialogs and of the list of completions.
var fixedKeys = []string{"a new name is needed; Esc", "Esc again drops it, Ctrl+S saves it", "Tab takes the first entry", "Words are looked for in any order"}

// TestTextsTakeKeysFromTheTable reads the texts of the package.
func TestTextsTakeKeysFromTheTable(t *testing.T) {
	alone := regexp.MustCompile(`^"[A-Z][A-Za-z]+(\+[A-Z])?"$`) // of a dialog's hints
	named := regexp.MustCompile(`\b(?:Ctrl|Alt)\+[A-Z]|\bF\d{1,2}\b|\b(?:Esc|Enter|Tab|PgUp|PgDn)\b`)
	isFixed := func(text string) bool {
		return alone.MatchString(text) || slices.ContainsFunc(fixedKeys, func(part string) bool { return strings.Contains(text, part) })
	}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			text, ok := n.(*ast.BasicLit)
			if ok && text.Kind == token.STRING && named.MatchString(text.Value) && !isFixed(text.Value) {
				t.Errorf("%s names a key as text: %s", file, text.Value)
			}
			return true
		})
	}
}
