package chart

import (
	tea "charm.land/bubbletea/v2"
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
)

// Dialog shows a chart over the panes. It answers with a [Wanted] when another
// chart is asked for; the app builds it and calls Set.
type Dialog struct {
	// Covers says which rows the chart is about.
	Covers string
	// State is what goes on or went wrong.
	State string

	schema  *arrow.Schema
	columns []int
	spec    Spec
	chosen  Spec // with the columns that were chosen, also where the kind has no use for them
	data    *Data
	cursor  int
	early   []int // moves of the cursor that wait for the chart
	width   int
}

// Wanted asks for a chart.
type Wanted struct {
	Dialog *Dialog
	Spec   Spec
}

// NewDialog returns a box for charts of some columns. The first chart has to be
// built without being asked for.
func NewDialog(schema *arrow.Schema, columns []int, s Spec) *Dialog {
	return &Dialog{schema: schema, columns: columns, spec: s, chosen: s}
}

// Spec is the chart that is shown, or waited for.
func (d *Dialog) Spec() Spec { return d.spec }

// Set shows a chart.
func (d *Dialog) Set(data *Data) { d.data, d.State, d.cursor = data, "", 0 }

// Update implements [dialog.Dialog].
func (d *Dialog) Update(msg tea.Msg) (tea.Msg, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	stroke := k.Keystroke()
	switch {
	case dialog.Leave.Has(stroke), stroke == "q", stroke == "o":
		return nil, true
	case nextKind.Has(stroke):
		return d.turn(1)
	case stroke == "shift+tab":
		return d.turn(kinds - 1)
	case columnX.Has(stroke):
		return d.choose(false, 1)
	case stroke == "shift+x":
		return d.choose(false, -1)
	case columnY.Has(stroke):
		return d.choose(true, 1)
	case stroke == "shift+y":
		return d.choose(true, -1)
	}
	d.move(steps[stroke])
	return nil, false
}

// Keys of the box.
var (
	nextKind         = action.Keys{"tab"}
	columnX, columnY = action.Keys{"x"}, action.Keys{"y"}
	toLeft, toRight  = action.Keys{"left"}, action.Keys{"right"}
)

// footer names them.
func footer() dialog.Footer {
	return dialog.Footer{nextKind.Does("kind"), action.Together("columns", columnX, columnY), action.Together("move", toLeft, toRight), dialog.ToLeave()}
}

// steps are the keys that move the cursor.
var steps = map[string]int{
	"left": -1, "up": -1, "h": -1, "k": -1, "right": 1, "down": 1, "l": 1, "j": 1,
	"pgup": -20, "pgdown": 20, "home": -1 << 30, "g": -1 << 30, "end": 1 << 30, "shift+g": 1 << 30,
}

func (d *Dialog) move(n int) {
	if n != 0 {
		d.early = append(d.early, n)
		d.catchUp()
	}
}

// catchUp moves the cursor, once the chart is there that it moves in.
func (d *Dialog) catchUp() {
	if d.data == nil || d.data.Spec != d.spec || d.width == 0 {
		return
	}
	for _, n := range d.early {
		d.cursor = max(0, min(d.cursor+n, d.data.Last(d.width)))
	}
	d.early = d.early[:0]
}

// turn goes on by n kinds of charts and keeps the columns that were chosen.
func (d *Dialog) turn(n Kind) (tea.Msg, bool) {
	return d.want(d.chosen.With((d.spec.Kind+n)%kinds, d.schema, d.columns))
}

// choose takes another column for an axis.
func (d *Dialog) choose(y bool, n int) (tea.Msg, bool) {
	s := d.spec.Next(d.schema, d.columns, y, n)
	switch {
	case s == d.spec:
	case y:
		d.chosen.Y = s.Y
	default:
		d.chosen.X = s.X
	}
	return d.want(s)
}

func (d *Dialog) want(s Spec) (tea.Msg, bool) {
	if s == d.spec {
		return nil, false
	}
	d.spec, d.early = s, nil
	return Wanted{d, s}, false
}

// Draw implements [dialog.Dialog].
func (d *Dialog) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	in := dialog.Frame(c, area, th, area.W, area.H, d.title(), footer())
	defer c.Underlay(area, themes.Style{BG: th.Style(themes.Dialog).BG})
	if in.H < 4 {
		return 0, 0, false
	}
	d.width = in.W
	covers, _ := cellwidth.Truncate(d.coverage(), in.W)
	c.Text(in.X, in.Y, in.W, covers, th.Style(themes.Dim))
	body := canvas.Rect{X: in.X, Y: in.Y + 2, W: in.W, H: in.H - 4}
	if d.data == nil {
		c.Text(in.X, in.Y+2, in.W, d.State, th.Style(themes.Accent))
		return 0, 0, false
	}
	d.data.nameAxes(c, body, th, d.cursor)
	d.catchUp()
	at := d.data.Draw(c, body, th, d.cursor)
	if d.State != "" {
		at = d.State
	}
	at, _ = cellwidth.Truncate(at, in.W)
	c.Text(in.X, in.Y+in.H-1, in.W, at, th.Style(themes.Text))
	return 0, 0, false
}

func (d *Dialog) title() string {
	s := d.spec
	if d.data != nil && d.data.Spec == s {
		if s.Kind == Histogram {
			return "Histogram of " + d.data.XName
		}
		return d.data.YName + " by " + d.data.XName + " (" + s.Kind.String() + ")"
	}
	return "Chart (" + s.Kind.String() + ")"
}

func (d *Dialog) coverage() string {
	if d.data == nil {
		return d.Covers
	}
	return joined(joined(d.data.LeftOut, d.Covers), d.data.Note)
}
