package exporter

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/export"
	"sonde/themes"
	"sonde/tui/canvas"
)

func fits(string, export.Options) error { return nil }

func dialogOf(c Choice) (*Exporter, Asked) {
	return New(1000, []Scope{
		{Title: "the result", Note: "3 × 2 cells", Warn: "limited: the first 3 rows", Check: fits,
			Changes: func(c Choice) string {
				if c.Format == "arrow" {
					return "written as text: h (HUGEINT)"
				}
				return ""
			}},
		{Title: "the whole query", Note: "no row limit", Check: func(format string, _ export.Options) error {
			if format == "xlsx" {
				return errors.New("too many rows")
			}
			return nil
		}},
	}, 0, c)
}

func screen(e *Exporter, w, h int) string {
	var c canvas.Canvas
	c.Resize(w, h)
	e.Draw(&c, canvas.Rect{W: w, H: h}, themes.Default(true))
	var b strings.Builder
	for y := range h {
		b.WriteString(strings.TrimRight(c.Line(y), " ") + "\n")
	}
	return b.String()
}

func press(e *Exporter, codes ...rune) (answer tea.Msg, done bool) {
	for _, code := range codes {
		k := tea.KeyPressMsg{Code: code}
		if code < 0x7f && code > ' ' {
			k.Text = string(code)
		}
		answer, done = e.Update(k)
	}
	return answer, done
}

func TestEnterExportsTheLastChoice(t *testing.T) {
	e, asked := dialogOf(Default())
	if asked.ID != 1000 || asked.Choice.Format != "csv" {
		t.Fatalf("%+v", asked)
	}
	answer, done := press(e, tea.KeyEnter)
	if a, ok := answer.(Accepted); !ok || done || a.ID != 1000 || a.Scope != 0 || a.Choice.Path != "result.csv" || a.Choice.Target != File {
		t.Errorf("%#v, %v", answer, done)
	}
}

func TestFormatAndNameFollowEachOther(t *testing.T) {
	e, _ := dialogOf(Default())
	for _, c := range "x.parquet" {
		press(e, c)
	}
	if e.choice.Format != "parquet" || e.choice.Path != "x.parquet" {
		t.Fatalf("%+v", e.choice)
	}
	if got := screen(e, 100, 40); !strings.Contains(got, "Codec") || strings.Contains(got, "Delimiter") {
		t.Errorf("the options are not those of Parquet:\n%s", got)
	}
	press(e, tea.KeyUp, tea.KeyUp, tea.KeyLeft)
	if e.choice.Format != "ndjson" || e.choice.Path != "x.ndjson" {
		t.Errorf("%+v", e.choice)
	}
}

func TestTypingGoesOnWhereTheNameChoosesTheFormat(t *testing.T) {
	for _, name := range []string{"r.html", "a.csv.gz", "b.json", "c.mdx.md"} {
		for _, format := range []string{"csv", "xlsx", "parquet"} {
			c := Default()
			c.Format, c.Path = format, "old."+format
			e, _ := dialogOf(c)
			e.Update(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
			for _, letter := range name {
				press(e, letter)
			}
			if e.choice.Path != name {
				t.Errorf("%s: typing %s gave %q", format, name, e.choice.Path)
			}
		}
	}
}

func TestCursorStaysWhereTheNameChoosesTheFormat(t *testing.T) {
	e, _ := dialogOf(Default())
	for _, c := range "x.htm" {
		press(e, c)
	}
	press(e, tea.KeyHome)
	press(e, 'a', 'b')
	if e.choice.Path != "abx.htm" {
		t.Errorf("%q", e.choice.Path)
	}
}

func TestOptionsTravelAndAreRemembered(t *testing.T) {
	e, _ := dialogOf(Default())
	press(e, tea.KeyDown, tea.KeyRight, tea.KeyRight) // header: true, then false
	answer, _ := press(e, tea.KeyEnter)
	a, ok := answer.(Accepted)
	if !ok || a.Choice.Options["csv"]["header"] != "false" {
		t.Fatalf("%#v", answer)
	}
	var o export.Options
	if err := Parse(a.Choice.Text()).Apply(&o); err != nil || !o.NoHeader {
		t.Errorf("%+v, %v", o, err)
	}
	for _, text := range []string{"", "{", `{"format":"nope"}`} {
		if c := Parse(text); c.Text() != Default().Text() {
			t.Errorf("%q: %+v", text, c)
		}
	}
}

func TestWhatCannotBeWrittenIsSaidBefore(t *testing.T) {
	c := Default()
	c.Format, c.Path = "xlsx", "x.xlsx"
	e, _ := dialogOf(c)
	press(e, tea.KeyUp, tea.KeyUp, tea.KeyUp, tea.KeyRight)
	if answer, done := press(e, tea.KeyEnter); done {
		t.Fatalf("%#v", answer)
	}
	if got := screen(e, 100, 40); !strings.Contains(got, "too many rows") {
		t.Errorf("%s", got)
	}
}

func TestCommandsAndClipboard(t *testing.T) {
	e, _ := dialogOf(Default())
	press(e, tea.KeyUp, tea.KeyRight)
	if e.choice.Target != Clipboard {
		t.Fatalf("%+v", e.choice)
	}
	press(e, tea.KeyRight)
	if _, done := press(e, tea.KeyEnter); done || e.choice.Target != Command {
		t.Fatalf("an empty command is taken: %+v", e.choice)
	}
	press(e, 'w', 'c') // The field that is wanted has the focus.
	answer, _ := press(e, tea.KeyEnter)
	if a, ok := answer.(Accepted); !ok || a.Choice.Command != "wc" {
		t.Errorf("%#v", answer)
	}
}

// Where the last export went to a command, the name of a file is not run in a shell.
func TestFileNameIsNoCommand(t *testing.T) {
	choice := Default()
	choice.Target, choice.Command = Command, "wc -l"
	e, _ := dialogOf(choice)
	if got := screen(e, 100, 40); !strings.Contains(got, "Export to a command of the shell") || !strings.Contains(got, "Run command") {
		t.Errorf("it is not plain where the rows go:\n%s", got)
	}
	for _, r := range "out.csv" {
		press(e, r)
	}
	if answer, _ := press(e, tea.KeyEnter); answer != nil {
		t.Errorf("%q is run: %#v", e.choice.Command, answer)
	}
	if got := screen(e, 100, 40); !strings.Contains(got, "name of a file and no command") {
		t.Errorf("nothing says why:\n%s", got)
	}
}

func TestPreviewSaysThatTheResultIsNotWhole(t *testing.T) {
	e, asked := dialogOf(Default())
	e.SetPreview(asked.ID-1, "late", "")
	e.SetPreview(asked.ID, "a,b\n1,2\n", "")
	if got := screen(e, 100, 40); !strings.Contains(got, "1,2") || strings.Contains(got, "late") || !strings.Contains(got, "limited: the first 3 rows") {
		t.Errorf("%s", got)
	}
}

func TestEverySizeIsDrawn(t *testing.T) {
	e, _ := dialogOf(Default())
	for w := range 120 {
		for _, h := range []int{0, 1, 8, 14, 24, 50} {
			screen(e, w, h)
		}
	}
}

// What a format writes as text stands above the preview, for that format only.
func TestColumnsThatAFormatWritesAsTextAreTold(t *testing.T) {
	for path, want := range map[string]bool{"r.csv": false, "r.arrow": true} {
		c := Default()
		c.Path, c.Format = path, strings.TrimPrefix(path, "r.")
		e, _ := dialogOf(c)
		if got := strings.Contains(screen(e, 100, 40), "written as text: h (HUGEINT)"); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// A small terminal shows every field and a preview of some lines.
func TestEveryFieldAndThePreviewInASmallTerminal(t *testing.T) {
	for _, size := range [][2]int{{80, 22}, {60, 18}, {120, 34}} {
		for _, format := range export.Formats() {
			c := Default()
			c.Format, c.Path = format.Name, "result."+format.Extensions[0]
			e, asked := dialogOf(c)
			e.SetPreview(asked.ID, "one\ntwo\nthree", "")
			got := screen(e, size[0], size[1])
			wanted := []string{"What", "Format", "To", "File", "result." + format.Extensions[0], "one", "two"}
			for _, o := range export.FormatOptions(format.Name) {
				label := strings.ReplaceAll(o.Name, "_", " ")
				wanted = append(wanted, strings.ToUpper(label[:1])+label[1:])
			}
			for _, want := range wanted {
				if !strings.Contains(got, want) {
					t.Errorf("%s at %v misses %q:\n%s", format.Name, size, want, got)
				}
			}
		}
	}
}
