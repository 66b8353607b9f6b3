package cellwidth

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func TestShownText(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		width          int
	}{
		{"plain", "abc", "abc", 3},
		{"accents", "e\u0301é", "e\u0301é", 2},
		{"Chinese", "数据", "数据", 4},
		{"Korean", "한국", "한국", 4},
		{"flag", "🇩🇪", "🇩🇪", 2},
		{"emoji", "👍", "👍", 2},
		{"emoji selector", "❤️", "❤", 1},
		{"keycap", "1️⃣", "1⃣", 1},
		{"family is shown as its members", "👨\u200d👩", "👨◌👩", 5},
		{"skin tone stands beside", "👍🏽", "👍\u2060🏽", 4},
		{"Thai vowel takes its own column", "กำ", "ก\u2060ำ", 2},
		{"Hindi conjunct", "क्ष", "क्\u2060ष", 2},
		{"escape sequence", "\x1b[31mx", "␛[31mx", 6},
		{"line ends", "a\r\nb\tc", "a␍␊b␉c", 6},
		{"delete and C1", "\x7f\u009b", "␡\ufffd", 2},
		{"right-to-left override", "a\u202eb", "a◌b", 3},
		{"zero width", "a\u200bb\ufeff", "a◌b◌", 4},
		{"mark without a base", "\u0301", "◌\u0301", 1},
		{"broken UTF-8", "a\xff\xe2\x82b", "a\ufffd\ufffd\ufffdb", 5},
		{"NUL", "\x00", "␀", 1},
		{"selector that hides in a word", "a\ufe0fb", "a◌b", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Safe(c.in); got != c.want {
				t.Errorf("shown %q, want %q", got, c.want)
			}
			if got := Of(c.in); got != c.width {
				t.Errorf("width %d, want %d", got, c.width)
			}
		})
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		in     string
		w      int
		prefix string
		width  int
	}{
		{"hello", 3, "hel", 3}, {"hello", 9, "hello", 5}, {"数据", 3, "数", 2},
		{"e\u0301x", 1, "e\u0301", 1}, {"x", 0, "", 0}, {"x", -1, "", 0}, {"\x1bx", 1, "\x1b", 1},
	} {
		if p, w := Clip(c.in, c.w); p != c.prefix || w != c.width {
			t.Errorf("Clip(%q, %d) = %q, %d, want %q, %d", c.in, c.w, p, w, c.prefix, c.width)
		}
	}
}

func TestTruncate(t *testing.T) {
	for _, c := range []struct {
		in   string
		w    int
		want string
	}{
		{"hello", 5, "hello"}, {"hello", 4, "hel…"}, {"数据库", 4, "数…"}, {"hello", 1, "…"}, {"hello", 0, ""}, {"", 3, ""},
	} {
		got, w := Truncate(c.in, c.w)
		if got != c.want || w != Of(got) {
			t.Errorf("Truncate(%q, %d) = %q, %d, want %q", c.in, c.w, got, w, c.want)
		}
	}
}

func TestPileOfMarksStaysSmall(t *testing.T) {
	pile := "e" + strings.Repeat("\u0301", 1<<20)
	if g := First(pile); len(g.Text) > maxGlyph || g.Width != 1 {
		t.Errorf("one glyph has %d bytes and width %d", len(g.Text), g.Width)
	}
}

// fuzzSeeds are texts on which terminals disagree.
var fuzzSeeds = []string{
	"plain", "\x1b[2J\x1b]0;x\a", "👨\u200d👩\u200d👧", "👍🏽🏽", "🇩🇪🇫", "กำ\u0e33", "क्षक्", "ᄒ\u1161\u11a8각", "\u0600a\u0301",
	"a\ufe0f1️⃣", "\xff\xe2\x82", "e\u0301\u0302\u200d\u202e", "数\u3099", "\U000e0041🏴\U000e0067",
}

func FuzzGlyphs(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		total := 0
		for rest := s; rest != ""; {
			g := First(rest)
			if g.Source == "" || !strings.HasPrefix(rest, g.Source) || g.Width < 1 || g.Width > 2 {
				t.Fatalf("glyph %+v of %q", g, rest)
			}
			if cluster, w := Next(rest); cluster != g.Source || w != g.Width {
				t.Fatalf("Next gives %q, %d and First %+v", cluster, w, g)
			}
			total += g.Width
			rest = rest[len(g.Source):]
		}
		safe := Safe(s)
		if !utf8.ValidString(safe) || ansi.Strip(safe) != safe || strings.ContainsAny(safe, "\x1b\n\r\x00\u009b") {
			t.Fatalf("%q is not safe", safe)
		}
		if wc, g := ansi.StringWidthWc(safe), ansi.StringWidth(safe); wc != total || g != total || Of(s) != total {
			t.Fatalf("%q (%q): counted %d, terminals show %d and %d", s, safe, total, wc, g)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	for name, s := range map[string]string{
		"ascii": strings.Repeat("select * from t ", 64), "latin": strings.Repeat("äöüß éèê ", 64),
		"han": strings.Repeat("数据库查询", 64), "thai": strings.Repeat("กำลังทำงาน", 64), "emoji": strings.Repeat("👍🏽❤️", 64),
	} {
		b.Run(name+"/floor", func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				utf8.RuneCountInString(s)
			}
		})
		b.Run(name+"/sonde", func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Of(s)
			}
		})
	}
}
