package editor

import (
	"strings"
	"testing"
	"unicode/utf8"

	"sonde/internal/sqltext"
)

// vimEditor returns an editor with vim keys and the cursor where text has "|".
func vimEditor(text string) *Editor {
	e := New(sqltext.ForName("duckdb"))
	e.SetVim(true)
	at := strings.Index(text, "|")
	e.Restore(State{strings.Replace(text, "|", "", 1), Place{Anchor: at, Cursor: at}})
	return e
}

// press types keys as a terminal does; <esc> and the like are named keys.
func press(e *Editor, keys string) {
	for keys != "" {
		k := vimKey{}
		if name, rest, ok := strings.Cut(strings.TrimPrefix(keys, "<"), ">"); ok && keys[0] == '<' && len(name) > 1 {
			k.stroke, keys = name, rest
		} else {
			_, size := utf8.DecodeRuneInString(keys)
			k.stroke, k.text, keys = keys[:size], keys[:size], keys[size:]
		}
		if !e.VimKey(k.stroke, k.text) {
			e.vimType(k)
		}
	}
}

func shown(e *Editor) string {
	at, _, _ := e.Cursor()
	text := e.Text()
	return text[:at] + "|" + text[at:]
}

func TestVimKeys(t *testing.T) {
	tests := []struct{ text, keys, want string }{
		{"|select a", "x", "|elect a"},
		{"|select a", "3x", "|ect a"},
		{"sel|ect a", "X", "se|ect a"},
		{"|select a, b", "dw", "|a, b"},
		{"|select a, b", "2dw", "|, b"},
		{"|select a, b", "d2w", "|, b"},
		{"select |a\nfrom t", "dw", "select| \nfrom t"},
		{"|select a", "cwwith<esc>", "wit|h a"},
		{"a.|b_c = 1", "ciwx<esc>", "a.|x = 1"},
		{"a |bb cc", "daw", "a |cc"},
		{"f(a, (b|))", "ci(z<esc>", "f(a, (|z))"},
		{"f(a|, (b))", "da(", "|f"},
		{"f(a, (b|))", "di(", "f(a, (|))"},
		{"f(')', a| /* ) */, \"(\")", "di(", "f(|)"},
		{"f(-- (\n  |a,\n  b)", "di(", "f(|)"},
		{"f('(a|)')", "ci(<esc>", "f|()"},
		{"f(|a", "di(", "f(|a"},
		{"x[f(1)|] + y", "da[", "x| + y"},
		{"x[|f(1)] + y", "di(", "x[|f(1)] + y"},
		{"{a: |{b: 1}}", "di{", "{a: {|}}"},
		{"where x = 'a|b'", "ci'<esc>", "where x = |''"},
		{"|a\nb\nc", "dd", "|b\nc"},
		{"a\n|b", "dd", "|a"},
		{"|a\nb\nc", "2dd", "|c"},
		{"|a\nb\nc", "djp", "c\n|a\nb"},
		{"|a\nb", "yyp", "a\n|a\nb"},
		{"|a\nb", "yyjP", "a\n|a\nb"},
		{"|ab", "ylp", "a|ab"},
		{"a|b c", "D", "|a"},
		{"a|b c", "Cx<esc>", "a|x"},
		{"  a|b", "Sx<esc>", "  |x"},
		{"|a\n  b", "J", "a| b"},
		{"|abc", "rx", "|xbc"},
		{"|abc", "2~", "AB|c"},
		{"|a b c", "ea!<esc>", "a b|! c"},
		{"a|b", "A;<esc>", "ab|;"},
		{"  a|b", "Ix<esc>", "  |xab"},
		{"  a|b", "ox<esc>", "  ab\n  |x"},
		{"  a|b", "Ox<esc>", "  |x\n  ab"},
		{"|a,b,c", "f,", "a|,b,c"},
		{"|a,b,c", "f,;", "a,b|,c"},
		{"|a,b,c", "f,;,", "a|,b,c"},
		{"|a,b,c", "dt,", "|,b,c"},
		{"|a,b,c", "d2f,", "|c"},
		{"|a\nb\nc", "G", "a\nb\n|c"},
		{"a\nb\n|c", "gg", "|a\nb\nc"},
		{"|a\nb\nc", "2G", "a\n|b\nc"},
		{"|a\nb\n\nc", "}", "a\nb\n|\nc"},
		{"|f(a, g(b))", "%", "f(a, g(b)|)"},
		{"f(a, g(b)|)", "d%", "|f"},
		{"|abc", "$", "ab|c"},
		{"ab|c", "0", "|abc"},
		{"|aa bb aa", "*", "aa bb |aa"},
		{"|abcd", "vld", "|cd"},
		{"ab|cd", "vhy", "a|bcd"},
		{"|a\nb\nc", "Vjd", "|c"},
		{"|a\nb", "Vj>", "    |a\n    b"},
		{"|a\nb", ">>", "    |a\nb"},
		{"    |a", "<<", "|a"},
		{"|ab cd", "gUiw", "|AB cd"},
		{"|a b", "vU", "|A b"},
		{"|a b c", "dw.", "|c"},
		{"|a b", "ix<esc>l.", "x|xa b"},
		{"|a b c", "cwx<esc>w.", "x |x c"},
		{"|a b", "xu", "|a b"},
		{"|a b", "xuU", "| b"},
		{"|a b", "d<esc>x", "| b"},
		{"|a", "5l", "|a"},
		{"|a\nb", "j<up>", "|a\nb"},
		{"|ab", "q", "|ab"},
		{"|select 1; select 2", "dis", "|; select 2"},
		{"a |\nb", "x", "a| \nb"},
		{"|", "dd", "|"},
		{"|é€", "x", "|€"},
	}
	for _, test := range tests {
		e := vimEditor(test.text)
		press(e, test.keys)
		if got := shown(e); got != test.want {
			t.Errorf("%q %s: got %q, want %q", test.text, test.keys, got, test.want)
		}
		if m := e.VimMode(); m != "normal" {
			t.Errorf("%q %s ends in mode %s", test.text, test.keys, m)
		}
	}
}

func TestVimModes(t *testing.T) {
	e := vimEditor("|ab cd")
	for _, step := range []struct{ keys, mode, selected string }{
		{"i", "insert", ""}, {"<esc>", "normal", ""}, {"v", "visual", "a"}, {"e", "visual", "ab"},
		{"o", "visual", "ab"}, {"V", "visual line", "ab cd"}, {"<esc>", "normal", ""},
	} {
		press(e, step.keys)
		if e.VimMode() != step.mode || e.Selection() != step.selected {
			t.Errorf("after %s: mode %s with %q, want %s with %q", step.keys, e.VimMode(), e.Selection(), step.mode, step.selected)
		}
	}
	if e.VimKey("esc", "") {
		t.Error("Esc with nothing to leave was taken, so that it cannot cancel a run")
	}
	if e.VimKey("ctrl+e", "") {
		t.Error("a key of the program was taken")
	}
}

func TestVimYankGoesToTheClipboard(t *testing.T) {
	e := vimEditor("|ab cd")
	press(e, "yw")
	if got := e.TakeClipboard(); got != "ab " {
		t.Errorf("the clipboard has %q", got)
	}
}

func TestVimTakesAMouseSelection(t *testing.T) {
	e := vimEditor("|ab cd")
	e.Select(3, 5)
	press(e, "d")
	if got := shown(e); got != "ab| " {
		t.Errorf("got %q", got)
	}
}

func TestVimOff(t *testing.T) {
	e := New(sqltext.ForName("duckdb"))
	if e.VimKey("x", "x") || e.VimMode() != "" || e.VimBlock() {
		t.Error("vim keys work while they are off")
	}
}

func FuzzVim(f *testing.F) {
	f.Add("select a, b from t", "dwwciwx")
	f.Add("f(a,\n (b))\n\nc", "Vjd.pPuU%d%")
	f.Add("é\t€\r\n", "$x0rüJ~gUU")
	f.Fuzz(func(t *testing.T, text, keys string) {
		if len(keys) > 200 || len(text) > 2000 {
			return
		}
		e := vimEditor(text)
		for _, r := range keys {
			k := vimKey{string(r), string(r)}
			if r < ' ' {
				k = vimKey{"esc", ""}
			}
			if !e.VimKey(k.stroke, k.text) {
				e.vimType(k)
			}
			if e.Len() > 1<<20 {
				return
			}
			if at, _, _ := e.Cursor(); at < 0 || at > e.Len() {
				t.Fatalf("the cursor is at %d of %d", at, e.Len())
			}
		}
	})
}
