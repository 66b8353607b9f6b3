package screentest

import (
	"fmt"
	"strings"
)

// Type sends text as if it were typed.
func (t *Terminal) Type(text string) { t.send(text) }

// Press sends keys by name: f5, ctrl+r, alt+enter, shift+down, esc. Escape is
// one byte that also begins other keys, so a script waits for what it does
// before it goes on.
func (t *Terminal) Press(names ...string) {
	t.tb.Helper()
	for _, name := range names {
		bytes, err := Key(name)
		if err != nil {
			t.tb.Fatal(err)
		}
		t.send(bytes)
	}
}

// Paste sends a text as terminals do that mark pastes.
func (t *Terminal) Paste(text string) { t.send("\x1b[200~" + text + "\x1b[201~") }

// Click presses and releases the left button on a cell; x and y are 0-based.
func (t *Terminal) Click(x, y int) {
	t.send(mouse(0, x, y, 'M') + mouse(0, x, y, 'm'))
}

// DoubleClick clicks twice on a cell. Both come at once, as a program tells one from
// two clicks by the time between them.
func (t *Terminal) DoubleClick(x, y int) {
	t.send(strings.Repeat(mouse(0, x, y, 'M')+mouse(0, x, y, 'm'), 2))
}

// CtrlClick is Click with Ctrl held.
func (t *Terminal) CtrlClick(x, y int) {
	t.send(mouse(16, x, y, 'M') + mouse(16, x, y, 'm'))
}

// RightClick presses and releases the right button on a cell.
func (t *Terminal) RightClick(x, y int) {
	t.send(mouse(2, x, y, 'M') + mouse(2, x, y, 'm'))
}

// Drag presses the left button on one cell, moves to another, and releases it.
func (t *Terminal) Drag(fromX, fromY, toX, toY int) {
	t.send(mouse(0, fromX, fromY, 'M') + mouse(32, toX, toY, 'M') + mouse(0, toX, toY, 'm'))
}

// Wheel turns the wheel over a cell by some notches, downwards where positive.
func (t *Terminal) Wheel(x, y, notches int) {
	button := 65
	if notches < 0 {
		button, notches = 64, -notches
	}
	t.send(strings.Repeat(mouse(button, x, y, 'M'), notches))
}

// WheelSideways turns the wheel to the right, to the left where negative.
func (t *Terminal) WheelSideways(x, y, notches int) {
	button := 67
	if notches < 0 {
		button, notches = 66, -notches
	}
	t.send(strings.Repeat(mouse(button, x, y, 'M'), notches))
}

func mouse(button, x, y int, final rune) string {
	return fmt.Sprintf("\x1b[<%d;%d;%d%c", button, x+1, y+1, final)
}

func (t *Terminal) send(bytes string) {
	t.tb.Helper()
	if _, err := t.keyboard.Write([]byte(bytes)); err != nil {
		t.tb.Fatalf("the terminal is closed: %v", err)
	}
}

// plain are keys that send the same bytes whatever else they could carry.
var plain = map[string]string{
	"enter": "\r", "tab": "\t", "esc": "\x1b", "backspace": "\x7f", "space": " ",
	"shift+tab": "\x1b[Z", "ctrl+space": "\x00", "ctrl+/": "\x1f",
}

// letters and numbers are the ends of the sequences that carry modifiers:
// ESC [ 1 ; m LETTER and ESC [ NUMBER ; m ~.
var (
	letters = map[string]string{
		"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F",
		"f1": "P", "f2": "Q", "f3": "R", "f4": "S",
	}
	numbers = map[string]string{
		"insert": "2", "delete": "3", "pgup": "5", "pgdown": "6", "f5": "15", "f6": "17", "f7": "18",
		"f8": "19", "f9": "20", "f10": "21", "f11": "23", "f12": "24",
	}
)

// Key is what a terminal sends for a key.
func Key(name string) (string, error) {
	if bytes, ok := plain[name]; ok {
		return bytes, nil
	}
	base, mods := name, 0
	for i, prefix := range []string{"shift+", "alt+", "ctrl+"} {
		if strings.Contains(base, prefix) && base != prefix {
			base, mods = strings.Replace(base, prefix, "", 1), mods|1<<i
		}
	}
	if letter, ok := letters[base]; ok {
		return lettered(letter, mods), nil
	}
	if number, ok := numbers[base]; ok {
		return numbered(number, mods), nil
	}
	return character(name, base, mods)
}

func lettered(letter string, mods int) string {
	if mods > 0 {
		return fmt.Sprintf("\x1b[1;%d%s", mods+1, letter)
	}
	if letter >= "P" {
		return "\x1bO" + letter
	}
	return "\x1b[" + letter
}

func numbered(number string, mods int) string {
	if mods > 0 {
		return fmt.Sprintf("\x1b[%s;%d~", number, mods+1)
	}
	return "\x1b[" + number + "~"
}

// character is a key that has a byte of its own, with alt before and ctrl in
// it.
func character(name, base string, mods int) (string, error) {
	bytes, ok := plain[base]
	if !ok && len(base) == 1 {
		bytes, ok = base, true
	}
	if !ok || mods&1 != 0 {
		return "", fmt.Errorf("a terminal has no bytes for the key %q", name)
	}
	if mods&4 != 0 {
		bytes = string(bytes[0] & 0x1f)
	}
	if mods&2 != 0 {
		bytes = "\x1b" + bytes
	}
	return bytes, nil
}
