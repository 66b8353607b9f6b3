package action

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// keyWords are the keys that people do not call by a capital letter and the rest
// of their name.
var keyWords = map[string]string{"pgup": "PgUp", "pgdown": "PgDn", "up": "↑", "down": "↓", "left": "←", "right": "→"}

// KeyName writes a key, as Bubble Tea names it, as people do: Ctrl+R, F5,
// Alt+Enter, Y. Every text that names a key has it from here.
func KeyName(key string) string {
	if letter, ok := strings.CutPrefix(key, "shift+"); ok && utf8.RuneCountInString(letter) == 1 {
		return strings.ToUpper(letter)
	}
	parts := strings.Split(key, "+")
	if head, ok := strings.CutSuffix(key, "+"); ok {
		parts = append(strings.FieldsFunc(head, func(r rune) bool { return r == '+' }), "+")
	}
	for i, p := range parts {
		parts[i] = keyPart(p, len(parts) > 1)
	}
	return strings.Join(parts, "+")
}

// keyPart is a part of a key's name; a letter of its own stays as it is typed.
func keyPart(p string, together bool) string {
	first, size := utf8.DecodeRuneInString(p)
	switch {
	case keyWords[p] != "":
		return keyWords[p]
	case size == len(p) && !together:
		return p
	}
	return string(unicode.ToUpper(first)) + p[size:]
}

// Keys are the keys of something that a dialog does, as Bubble Tea names them, the
// one that is shown first. What takes the key and what names it have both from the
// same Keys, so that no text tells another key.
type Keys []string

// Has reports whether a key is one of them.
func (k Keys) Has(stroke string) bool { return slices.Contains(k, stroke) }

// Name is the first key, for people.
func (k Keys) Name() string { return KeyName(k[0]) }

// Does is the hint that the first key does something.
func (k Keys) Does(what string) Hint { return Hint{Key: k.Name(), Text: what} }

// Stays is the hint of keys that a narrow screen must not lose, such as those that
// leave a dialog.
func (k Keys) Stays(what string) Hint { return Hint{Key: k.Name(), Text: what, Stays: true} }

// Hint is a key, as people write it, and what it does. It stays where there is
// room for few hints only, if it says so.
type Hint struct {
	Key, Text string
	Stays     bool
}

// Together is the hint for several keys that do one kind of thing: "←→ rows",
// "hjkl cells", "y Y copy".
func Together(what string, keys ...Keys) Hint {
	var names []string
	arrows := true
	for _, k := range keys {
		names = append(names, k.Name())
		arrows = arrows && strings.Contains("↑↓←→", k.Name())
	}
	between := " "
	if arrows || len(keys) > 2 {
		between = ""
	}
	return Hint{Key: strings.Join(names, between), Text: what}
}

// String is the hint as it is read.
func (h Hint) String() string { return strings.TrimSpace(h.Key + " " + h.Text) }

// Fitting are the hints that a width has room for: those that stay, and of the
// others the first ones. measure tells the width of one with what is between it
// and the next.
func Fitting(hints []Hint, width int, measure func(Hint) int) []Hint {
	for _, h := range hints {
		if h.Stays {
			width -= measure(h)
		}
	}
	var out []Hint
	full := false
	for _, h := range hints {
		if !h.Stays && !full {
			width -= measure(h)
			full = width < 0
		}
		if h.Stays || !full {
			out = append(out, h)
		}
	}
	return out
}
