// Package inspector is the box that shows one value whole (as text, as a foldable
// tree of JSON, as bytes) or one row as a record. It is moved through rows and
// columns while it is open. It reads nothing itself: it answers with what it
// wants, and the app hands it what was read.
package inspector

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"sonde/tui/dialog"
)

// Move asks to go to another cell: rows down and columns to the right, as far as
// there are any. Then [Inspector.Show] or [Inspector.ShowRecord] is expected.
type Move struct{ Rows, Columns int }

// Switch asks for the cell of a column, or for the record of the row where Record
// is set.
type Switch struct {
	Record bool
	Column int
}

// Copy asks to copy a text.
type Copy struct{ Text, What string }

// CopyField asks to copy the whole value of a column of the record.
type CopyField struct{ Column int }

// CopyRecord asks to copy the whole row.
type CopyRecord struct{}

// Work is a search in a large value that the app runs on another goroutine; its
// message is to be given to [Inspector.Found].
type Work func() tea.Msg

// way is how a value is shown.
type way uint8

const (
	asText way = iota
	asTree
	asBytes
)

var wayNames = [...]string{"text", "tree", "bytes"}

// Inspector shows a cell or a record.
type Inspector struct {
	id      int // of what was asked for last
	problem string
	cell    *Cell
	record  *Record

	way     way
	ways    []way
	liked   map[way]bool // what was chosen by hand, for the next value
	tree    *tree
	pager   pager
	bytes   dump
	line    int // of the record
	lineTop int
	height  int
	lines   int // of the box; it only grows

	find finding
}

// New returns an inspector that waits for what was asked for with an id.
func New(id int) *Inspector { return &Inspector{id: id, liked: map[way]bool{}} }

// Await says that something else was asked for; what is shown stays until then.
func (d *Inspector) Await(id int) { d.id = id }

// IsRecord reports whether a record is shown.
func (d *Inspector) IsRecord() bool { return d.record != nil }

// Show shows a cell that was asked for with an id; a stale one is dropped.
func (d *Inspector) Show(id int, c *Cell, err error) {
	if id != d.id || d.failed(err) {
		return
	}
	d.cell, d.record, d.tree = c, nil, nil
	d.pager = pager{text: c.Text}
	d.bytes = dump{bytes: c.Bytes}
	d.ways = []way{asText, asBytes}
	if c.tree != nil {
		d.tree, d.ways = newTree(c.Text, c.tree), []way{asTree, asText, asBytes}
	}
	if c.Binary {
		d.ways = []way{asBytes, asText}
	}
	d.way = d.ways[0]
	for _, w := range d.ways {
		if d.liked[w] {
			d.way = w
		}
	}
	d.find.at = -1
}

// ShowRecord shows a record that was asked for with an id. The line of the cursor
// stays, or is that of a column at first.
func (d *Inspector) ShowRecord(id int, r *Record, column int, err error) {
	if id != d.id || d.failed(err) {
		return
	}
	first := d.record == nil
	d.record, d.cell = r, nil
	for i, f := range r.Fields {
		if first && f.Column == column {
			d.line = i
		}
	}
	d.line = max(0, min(d.line, len(r.Fields)-1))
}

func (d *Inspector) failed(err error) bool {
	d.problem = ""
	if err != nil {
		d.problem = err.Error()
	}
	return err != nil
}

// Update implements [dialog.Dialog].
func (d *Inspector) Update(msg tea.Msg) (tea.Msg, bool) {
	if d.find.typing {
		return d.typeFind(msg), false
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	switch stroke := k.Keystroke(); {
	case leave.Has(stroke):
		return nil, true
	case openFind.Has(stroke):
		d.find.open()
	case stroke == "n":
		return d.findFrom(1), false
	case stroke == "shift+n", stroke == "N":
		return d.findFrom(-1), false
	case cellBelow.Has(stroke):
		return Move{Rows: 1}, false
	case cellAbove.Has(stroke):
		return Move{Rows: -1}, false
	case cellRight.Has(stroke):
		return Move{Columns: 1}, false
	case cellLeft.Has(stroke):
		return Move{Columns: -1}, false
	case turnToRecord.Has(stroke):
		return d.other(), false
	default:
		if d.record != nil {
			return d.recordKey(stroke), false
		}
		return d.cellKey(stroke), dialog.Accept.Has(stroke) && d.cell == nil
	}
	return nil, false
}

// other is the record of the cell's row, or the cell of the record's line.
func (d *Inspector) other() tea.Msg {
	if d.record == nil {
		return Switch{Record: true}
	}
	return d.open()
}

// open shows the value of the line of the cursor.
func (d *Inspector) open() tea.Msg {
	if len(d.record.Fields) == 0 {
		return nil
	}
	return Switch{Column: d.record.Fields[d.line].Column}
}

func (d *Inspector) recordKey(stroke string) tea.Msg {
	switch {
	case stroke == "up":
		d.line--
	case stroke == "down":
		d.line++
	case stroke == "pgup":
		d.line -= max(1, d.height-1)
	case stroke == "pgdown", stroke == "space":
		d.line += max(1, d.height-1)
	case stroke == "home", stroke == "g":
		d.line = 0
	case stroke == "end", stroke == "shift+g":
		d.line = len(d.record.Fields) - 1
	case rowBefore.Has(stroke):
		return Move{Rows: -1}
	case rowAfter.Has(stroke):
		return Move{Rows: 1}
	case dialog.Accept.Has(stroke):
		return d.open()
	case copyValue.Has(stroke):
		if len(d.record.Fields) > 0 {
			return CopyField{d.record.Fields[d.line].Column}
		}
	case copyAll.Has(stroke):
		return CopyRecord{}
	}
	d.line = max(0, min(d.line, len(d.record.Fields)-1))
	return nil
}

func (d *Inspector) cellKey(stroke string) tea.Msg {
	switch {
	case d.cell == nil:
	case copyValue.Has(stroke):
		return Copy{d.cell.Text, "Copied the value"}
	case turnWay.Has(stroke):
		d.turn()
	case d.way == asTree:
		return d.treeKey(stroke)
	case d.way == asBytes:
		return scrollKey(&d.bytes, stroke)
	default:
		return scrollKey(&d.pager, stroke)
	}
	return nil
}

// turn shows the value in the next way, and later ones as well.
func (d *Inspector) turn() {
	for i, w := range d.ways {
		if w == d.way {
			d.way = d.ways[(i+1)%len(d.ways)]
			break
		}
	}
	d.liked = map[way]bool{d.way: true}
}

// scroller is a value that is scrolled by lines.
type scroller interface {
	scroll(lines int)
	toEnd()
	toTop()
	page() int
	fits() bool // all of it is in sight
}

// scrollKey scrolls; the arrows go to other cells where there is nothing to
// scroll.
func scrollKey(p scroller, stroke string) tea.Msg {
	switch stroke {
	case "up":
		if p.fits() {
			return Move{Rows: -1}
		}
		p.scroll(-1)
	case "down":
		if p.fits() {
			return Move{Rows: 1}
		}
		p.scroll(1)
	case "left":
		return Move{Columns: -1}
	case "right":
		return Move{Columns: 1}
	case "pgup":
		p.scroll(-p.page())
	case "pgdown", "space":
		p.scroll(p.page())
	case "home", "g":
		p.toTop()
	case "end", "shift+g":
		p.toEnd()
	}
	return nil
}

func (d *Inspector) treeKey(stroke string) tea.Msg {
	t := d.tree
	switch stroke {
	case "up":
		t.move(-1)
	case "down":
		t.move(1)
	case "left":
		t.left()
	case "right":
		t.right()
	case "enter", "space":
		t.toggle()
	case "pgup":
		t.move(-t.height)
	case "pgdown":
		t.move(t.height)
	case "home", "g":
		t.move(-len(t.shown))
	case "end", "shift+g":
		t.move(len(t.shown))
	case "-", "+":
		t.foldAll(stroke == "-")
		t.nodes[0].folded = false
		t.list()
	case "shift+y":
		return Copy{t.at().value.of(t.text), "Copied " + fmt.Sprintf("%q", t.label(t.at()))}
	}
	return nil
}

var _ dialog.Dialog = (*Inspector)(nil)
