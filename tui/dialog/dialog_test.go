package dialog

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
)

func press(code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code} }

func typeText(d Dialog, text string) {
	for _, r := range text {
		d.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func screen(d Dialog, w, h int) string {
	var c canvas.Canvas
	c.Resize(w, h)
	d.Draw(&c, canvas.Rect{W: w, H: h}, themes.Default(true))
	var lines []string
	for y := range h {
		lines = append(lines, strings.TrimRight(c.Line(y), " "))
	}
	return strings.Join(lines, "\n")
}

func TestPromptKeepsWhatIsWrong(t *testing.T) {
	p := NewPrompt("Go to row", "Row number", "", func(text string) (tea.Msg, error) {
		if text != "42" {
			return nil, errors.New("that is no row number")
		}
		return text, nil
	})
	typeText(p, "4x")
	if answer, done := p.Update(press(tea.KeyEnter)); answer != nil || done {
		t.Fatalf("a wrong text is accepted: %v", answer)
	}
	if s := screen(p, 60, 12); !strings.Contains(s, "that is no row number") || !strings.Contains(s, "4x") {
		t.Errorf("the mistake is not shown beside the text:\n%s", s)
	}
	p.Update(press(tea.KeyBackspace))
	typeText(p, "2")
	if answer, done := p.Update(press(tea.KeyEnter)); answer != "42" || !done {
		t.Errorf("answer %v, done %v", answer, done)
	}
}

func TestEscLeavesWithoutAnswer(t *testing.T) {
	for name, d := range map[string]Dialog{
		"prompt":  NewPrompt("", "", "", nil),
		"confirm": NewConfirm("Delete?", "text", "delete", "yes"),
		"text":    NewText("Cell", "text", nil),
		"palette": NewPalette("Commands", []Item{{Title: "Run", Answer: 1}}),
	} {
		if answer, done := d.Update(press(tea.KeyEscape)); answer != nil || !done {
			t.Errorf("%s: answer %v, done %v", name, answer, done)
		}
	}
}

func TestConfirmShowsTheStatementAndAsksOnce(t *testing.T) {
	d := NewConfirm("DELETE on shop?", "DELETE FROM orders", "run", "go")
	if s := screen(d, 60, 12); !strings.Contains(s, "DELETE FROM orders") {
		t.Errorf("the statement is not shown:\n%s", s)
	}
	if answer, done := d.Update(tea.KeyPressMsg{Code: 'x', Text: "x"}); answer != nil || done {
		t.Error("any key confirms")
	}
	if answer, done := d.Update(tea.KeyPressMsg{Code: 'y', Text: "y"}); answer != "go" || !done {
		t.Error("y does not confirm")
	}
}

// Enter answers only questions that say so: a write must not be agreed to in passing.
func TestEnterSaysYesWhereNothingIsDestroyed(t *testing.T) {
	if answer, done := NewConfirm("DELETE on shop?", "DELETE FROM orders", "run", "go").Update(press(tea.KeyEnter)); answer != nil || done {
		t.Errorf("Enter confirms a deletion: %v, %v", answer, done)
	}
	d := NewConfirm("Run on shop?", "SELECT 1", "run", "go").EnterToo()
	if s := screen(d, 60, 12); !strings.Contains(s, "Enter run · n leave") {
		t.Errorf("Enter is not told:\n%s", s)
	}
	if answer, done := d.Update(tea.KeyPressMsg{Code: tea.KeyEnter, IsRepeat: true}); answer != nil || done {
		t.Error("a key that is held down confirms")
	}
	for _, k := range []tea.KeyPressMsg{press(tea.KeyEnter), {Code: 'y', Text: "y"}} {
		if answer, done := d.Update(k); answer != "go" || !done {
			t.Errorf("%s: %v, %v", k, answer, done)
		}
	}
}

func TestPaletteFindsByWordsAndLetters(t *testing.T) {
	items := []Item{
		{Title: "Results", Heading: true},
		{Title: "Run the statement", Answer: "run"},
		{Title: "Go to the results", Answer: "results"},
		{Title: "Recall from history", Note: "Ctrl+R", Answer: "recall"},
	}
	for text, want := range map[string]string{"": "run", "results": "results", "history recall": "recall", "rth": "run", "CTRL": "recall"} {
		p := NewPalette("Commands", items)
		typeText(p, text)
		if answer, done := p.Update(press(tea.KeyEnter)); answer != want || !done {
			t.Errorf("%q finds %v, want %q", text, answer, want)
		}
	}
	for _, text := range []string{"nsm", "rsy"} { // Letters far from each other are no match.
		p := NewPalette("Commands", items)
		typeText(p, text)
		if answer, _ := p.Update(press(tea.KeyEnter)); answer != nil {
			t.Errorf("%q finds %v", text, answer)
		}
	}
	p := NewPalette("Commands", items)
	typeText(p, "zzz")
	if answer, done := p.Update(press(tea.KeyEnter)); answer != nil || done {
		t.Error("an empty list answers")
	}
	if s := screen(p, 60, 20); !strings.Contains(s, "Nothing matches") {
		t.Errorf("an empty list says nothing:\n%s", s)
	}
}

func TestHelpListsKeysByPlace(t *testing.T) {
	actions := []action.Action{
		{ID: "run", Keys: []string{"f5"}, Title: "Run the statement"},
		{ID: "grid.down", Place: action.Grid, Keys: []string{"down"}, Title: "Move down"},
	}
	s := screen(NewHelp(actions, func(a action.Action) []string { return a.Keys }), 70, 20)
	for _, want := range []string{"Everywhere", "Run the statement", "f5", "Results", "Move down"} {
		if !strings.Contains(s, want) {
			t.Errorf("help has no %q:\n%s", want, s)
		}
	}
}

func TestTextWrapsAndScrolls(t *testing.T) {
	d := NewText("Cell", strings.Repeat("0123456789", 40)+"\nlast", nil)
	if s := screen(d, 40, 10); strings.Contains(s, "last") {
		t.Errorf("everything fits:\n%s", s)
	}
	d.Update(press(tea.KeyEnd))
	if s := screen(d, 40, 10); !strings.Contains(s, "last") {
		t.Errorf("End does not reach the end:\n%s", s)
	}
}

func TestNothingFromTextReachesTheTerminal(t *testing.T) {
	var c canvas.Canvas
	c.Resize(60, 12)
	NewText("Cell \x1b[31m", "a\x1b]0;title\x07b", nil).Draw(&c, canvas.Rect{W: 60, H: 12}, themes.Default(true))
	if s := c.String(); strings.Contains(s, "\x1b]") || strings.Contains(s, "\x07") || strings.Contains(s, "\x1b[31m") {
		t.Errorf("a control sequence is drawn: %q", s)
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\tb\x1b[31m\nc", 30, 10)
	f.Fuzz(func(_ *testing.T, text string, w, h int) {
		if w > 300 || h > 300 {
			return
		}
		form := NewForm(text, []Field{{Label: text, Value: text, Help: text, Hint: text, Type: text, Typed: true, Choices: []string{text}}}, []FormKey{accepting("f5")}, true)
		for _, d := range []Dialog{form, NewText(text, text, nil), NewConfirm(text, text, text, nil), NewPrompt(text, text, text, nil), NewPalette(text, []Item{{Title: text, Note: text}})} {
			screen(d, max(0, w), max(0, h))
			d.Update(press(tea.KeyPgDown))
			screen(d, max(0, h), max(0, w))
		}
	})
}

func TestQuestionsAreCutBetweenWords(t *testing.T) {
	d := NewConfirm("Run?", "  rows are fetched page by page "+strings.Repeat("x", 60)+" end", "run", "yes")
	s := screen(d, 40, 12)
	for _, line := range []string{"│   rows are fetched page by page", "│     " + strings.Repeat("x", 32) + " │", "│     " + strings.Repeat("x", 28) + " end"} {
		if !strings.Contains(s, line) {
			t.Errorf("no line %q in\n%s", line, s)
		}
	}
}

func TestQuestionWithAnotherAnswer(t *testing.T) {
	d := NewConfirm("Run?", "DELETE", "run", "yes").Or("b", "another branch", "branch")
	if s := screen(d, 60, 12); !strings.Contains(s, "y run · b another branch · n leave") {
		t.Error(s)
	}
	if answer, done := d.Update(press('b')); answer != "branch" || !done {
		t.Errorf("%v, %v", answer, done)
	}
}

func TestWhatIsTypedMayBeChosen(t *testing.T) {
	p := NewPalette("Read at", []Item{{Title: "main", Answer: "main"}}).OrTyped(func(text string) Item { return Item{Title: text, Note: "as typed", Answer: text} })
	if s := screen(p, 60, 12); strings.Contains(s, "as typed") {
		t.Errorf("nothing was typed:\n%s", s)
	}
	typeText(p, "HEAD~1")
	if answer, done := p.Update(press(tea.KeyEnter)); answer != "HEAD~1" || !done {
		t.Errorf("%v, %v", answer, done)
	}
}

// A key that answers nothing has the question say which keys do; one that scrolls
// does not.
func TestAQuestionNamesItsKeysToOneThatIsNone(t *testing.T) {
	d := NewConfirm("DELETE on shop?", "DELETE FROM orders", "run", "go")
	const told = "y answers with “run”, n with “leave”"
	d.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	if s := screen(d, 60, 12); strings.Contains(s, told) {
		t.Errorf("the keys are told where none was asked for:\n%s", s)
	}
	d.Update(press(tea.KeyEnter))
	if s := screen(d, 60, 12); !strings.Contains(s, told) || !strings.Contains(s, "DELETE FROM orders") {
		t.Errorf("Enter does nothing, and nothing is said:\n%s", s)
	}
	d.EnterToo().Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
	if s := screen(d, 60, 12); !strings.Contains(s, "Enter or y answers with “run”") {
		t.Errorf("both keys are to be told:\n%s", s)
	}
}
