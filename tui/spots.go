package tui

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// pressSpot is a click on a hint, which is the key that it names; ok is false
// where there is no hint.
func (a *App) pressSpot(x, y int) (cmd tea.Cmd, ok bool) {
	name, ok := a.canvas.KeyAt(x, y)
	if !ok {
		return nil, false
	}
	return a.key(keyOfName(name)), true
}

// namedKeys are those whose names are words.
var namedKeys = map[string]rune{
	"esc": tea.KeyEscape, "enter": tea.KeyEnter, "tab": tea.KeyTab, "space": tea.KeySpace,
}

// keyOfName is the event of a key by its name, such as ctrl+s, f5, Y or esc.
func keyOfName(name string) tea.KeyPressMsg {
	var k tea.KeyPressMsg
	for prefix, mod := range map[string]tea.KeyMod{"ctrl+": tea.ModCtrl, "alt+": tea.ModAlt} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			name, k.Mod = rest, mod
		}
	}
	first, size := utf8.DecodeRuneInString(name)
	n, err := strconv.Atoi(name[size:])
	switch {
	case namedKeys[name] != 0:
		k.Code = namedKeys[name]
	case size < len(name) && first == 'f' && err == nil:
		k.Code = tea.KeyF1 + rune(n-1)
	case unicode.IsUpper(first):
		k.Code, k.ShiftedCode, k.Mod, k.Text = unicode.ToLower(first), first, k.Mod|tea.ModShift, name
	case k.Mod == 0:
		k.Code, k.Text = first, name
	default:
		k.Code = first
	}
	return k
}
