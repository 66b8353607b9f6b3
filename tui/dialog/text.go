package dialog

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
)

// textBlock is text that is wrapped to a width and scrolled by keys.
type textBlock struct {
	text   string
	lines  []string
	width  int
	top    int
	height int
}

// maxLines bounds what a box wraps; more is cut and said so.
const maxLines = 20_000

func (t *textBlock) wrap(width int) {
	if t.lines != nil && t.width == width {
		return
	}
	t.lines, t.width = nil, width
	for line := range strings.SplitSeq(t.text, "\n") {
		t.lines = appendWords(t.lines, line, width)
		if len(t.lines) >= maxLines {
			t.lines = append(t.lines, "… the rest is not shown here")
			return
		}
	}
}

// wrapWords wraps at blanks where there are any.
func (t *textBlock) wrapWords(width int) {
	t.lines, t.width = nil, width
	for paragraph := range strings.SplitSeq(t.text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			if line != "" && cellwidth.Of(line)+1+cellwidth.Of(word) > width {
				t.lines, line = append(t.lines, line), ""
			}
			line = strings.TrimPrefix(line+" "+word, " ")
		}
		t.lines = appendWrapped(t.lines, line, width)
	}
}

// appendWords cuts a line like [appendWrapped], but at blanks: only a word that is
// longer than a line is cut itself. What is left of a line stands below where its
// text begins.
func appendWords(lines []string, line string, width int) []string {
	indent := ""
	for len(lines) < maxLines {
		piece, _ := cellwidth.Clip(line, max(1, width-len(indent)))
		if piece == line {
			return append(lines, indent+line)
		}
		if piece == "" {
			break
		}
		piece = cellwidth.WholeWords(line, piece, width-len(indent))
		lines = append(lines, indent+piece)
		if indent == "" {
			indent = strings.Repeat(" ", hanging(line[:len(piece)], width/2))
		}
		if line = strings.TrimLeft(line[len(piece):], " "); line == "" {
			return lines
		}
	}
	return appendWrapped(lines, line, width)
}

// hanging is how far what is left of a line is indented: below the value behind a
// name, or a little further than the line itself; nothing where that is more than
// most columns.
func hanging(line string, most int) int {
	text := strings.TrimLeft(line, " ")
	n := len(line) - len(text)
	if name, value, ok := strings.Cut(text, "  "); ok {
		n += cellwidth.Of(name) + 2 + len(value) - len(strings.TrimLeft(value, " "))
	} else if n > 0 {
		n += 2
	}
	if n > most {
		return 0
	}
	return n
}

// appendWrapped cuts a line into pieces of at most width columns.
func appendWrapped(lines []string, line string, width int) []string {
	for width > 0 {
		end, used := 0, 0
		for end < len(line) {
			cluster, w := cellwidth.Next(line[end:])
			if used+w > width {
				break
			}
			end, used = end+len(cluster), used+w
		}
		lines = append(lines, line[:end])
		if end == len(line) || end == 0 || len(lines) >= maxLines {
			return lines
		}
		line = line[end:]
	}
	return lines
}

func (t *textBlock) lineCount(width int) int {
	t.wrap(width)
	return len(t.lines)
}

func (t *textBlock) draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) {
	t.wrap(r.W)
	t.height = r.H
	t.scroll(0)
	for y := range r.H {
		if t.top+y < len(t.lines) {
			c.Text(r.X, r.Y+y, r.W, t.lines[t.top+y], th.Style(themes.Dialog))
		}
	}
	More(c, r, th, t.top, len(t.lines))
}

func (t *textBlock) scroll(n int) {
	t.top = max(0, min(t.top+n, len(t.lines)-t.height))
}

// key scrolls; false where the key is not one for scrolling.
func (t *textBlock) key(k string) bool {
	switch {
	case UpLetter.Has(k):
		t.scroll(-1)
	case DownLetter.Has(k):
		t.scroll(1)
	case k == "pgup":
		t.scroll(-t.height)
	case k == "pgdown", k == "space":
		t.scroll(t.height)
	case k == "home", k == "g":
		t.scroll(-len(t.lines))
	case k == "end", k == "shift+g":
		t.scroll(len(t.lines))
	default:
		return false
	}
	return true
}

// copyText copies the text of a box.
var copyText = action.Keys{"y", "ctrl+c"}

// Text shows text to read: a definition, a cell's full value.
type Text struct {
	title string
	block textBlock
	copy  tea.Msg
	live  func() string
	take  func(text string) tea.Msg // what copies a text that changes
}

// NewText returns a box of text. copy is the answer to the key y, which leaves
// the box open; nil for none.
func NewText(title, text string, copy tea.Msg) *Text {
	return &Text{title: title, block: textBlock{text: strings.ReplaceAll(text, "\t", "    ")}, copy: copy}
}

// NewLive returns a box whose text is asked for at every drawing. take makes the
// answer to the key y out of the text as it is then.
func NewLive(title string, text func() string, take func(text string) tea.Msg) *Text {
	return &Text{title: title, live: text, take: take}
}

// refresh takes over a text that has changed.
func (d *Text) refresh() {
	if d.live == nil {
		return
	}
	if now := d.live(); now != d.block.text || d.block.lines == nil {
		d.block.text, d.block.lines, d.copy = now, nil, d.take(now)
	}
}

// Update implements [Dialog].
func (d *Text) Update(msg tea.Msg) (tea.Msg, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	switch {
	case !ok:
		d.block.wheel(msg)
	case copyText.Has(k.Keystroke()):
		return d.copy, false
	case isLeave(k) || k.Keystroke() == "q" || Accept.Has(k.Keystroke()):
		return nil, true
	default:
		d.block.key(k.Keystroke())
	}
	return nil, false
}

// Draw implements [Dialog].
func (d *Text) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	d.refresh()
	w := min(area.W, max(60, area.W*4/5))
	h := min(area.H, max(5, d.block.lineCount(w-4)+2))
	footer := Footer{ToLeave(), action.Together("scroll", Up, Down)}
	if d.copy != nil {
		footer = append(Footer{copyText.Does("copy")}, footer...)
	}
	d.block.draw(c, Frame(c, area, th, w, h, d.title, footer), th)
	return 0, 0, false
}
