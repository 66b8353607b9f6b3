package inspector

import (
	"regexp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/tui/dialog"
)

// finding is a search within the value or the record.
type finding struct {
	typing bool
	input  dialog.Input
	text   string
	at     int // byte of the match in the value; negative where there is none
	id     int
	note   string
}

// Found is the end of a search that ran on another goroutine.
type Found struct{ id, at int }

func (f *finding) open() {
	f.typing, f.input, f.note = true, dialog.NewInput(f.text), ""
}

// typeFind takes a key while the text to find is typed.
func (d *Inspector) typeFind(msg tea.Msg) tea.Msg {
	k, ok := msg.(tea.KeyPressMsg)
	switch {
	case ok && (dialog.Leave.Has(k.Keystroke())):
		d.find.typing = false
	case ok && dialog.Accept.Has(k.Keystroke()):
		d.find.typing, d.find.text, d.find.at = false, d.find.input.Value(), -1
		return d.findFrom(0)
	default:
		d.find.input.Update(msg)
	}
	return nil
}

// findFrom goes to the next match, or the one before; with 0 to the first from
// what is in sight.
func (d *Inspector) findFrom(direction int) tea.Msg {
	f := &d.find
	f.note = ""
	switch {
	case f.text == "":
		return nil
	case d.record != nil:
		d.findField(direction)
		return nil
	case d.cell == nil:
		return nil
	}
	f.id++
	id, at, text, what := f.id, f.at, d.cell.Text, f.text
	if f.at < 0 && d.way == asText {
		at = d.pager.top - 1
	}
	if len(text) > 1<<20 {
		f.note = "searching…"
	}
	return Work(func() tea.Msg { return Found{id, search(text, what, at, direction)} })
}

// search returns where the next match begins, in any case of letters; the search
// goes on at the other end. Negative is none.
func search(text, what string, at, direction int) int {
	re := regexp.MustCompile("(?i)" + regexp.QuoteMeta(what))
	if direction < 0 {
		last := -1
		for _, m := range re.FindAllStringIndex(text, -1) {
			if m[0] < at || at < 0 || last >= at {
				last = m[0]
			}
		}
		return last
	}
	from := min(max(0, at+1), len(text))
	if m := re.FindStringIndex(text[from:]); m != nil {
		return from + m[0]
	}
	if m := re.FindStringIndex(text); m != nil {
		return m[0]
	}
	return -1
}

// Found takes the end of a search; a stale one is dropped.
func (d *Inspector) Found(msg Found) {
	f := &d.find
	if msg.id != f.id || d.cell == nil {
		return
	}
	f.at, f.note = msg.at, ""
	if msg.at < 0 {
		f.note = "no match"
		return
	}
	switch d.way {
	case asTree:
		d.tree.reveal(msg.at)
	case asBytes:
		if !d.cell.Binary {
			d.bytes.top = msg.at / perLine
		}
	default:
		d.pager.reveal(msg.at)
	}
}

// findField goes to the next column whose name or value has the text.
func (d *Inspector) findField(direction int) {
	fields := d.record.Fields
	what := strings.ToLower(d.find.text)
	step := direction
	if direction == 0 {
		step = 1
	}
	for n := range fields {
		i := (d.line + direction + n*step + 2*len(fields)) % len(fields)
		if strings.Contains(strings.ToLower(fields[i].Name), what) || strings.Contains(strings.ToLower(fields[i].Text), what) {
			d.line = i
			return
		}
	}
	d.find.note = "no match"
}
