package recall

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/history"
	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

// Inspector shows one statement with its runs over time: their durations and row
// counts as small charts, and each run with what the source told of it.
type Inspector struct {
	runs    []history.Entry // the newest first
	dialect string
	cursor  int
	top     int
	height  int
	told    int // the most facts that a run has
}

// NewInspector returns the inspector of the runs of one statement, the newest
// first; there is at least one.
func NewInspector(runs []history.Entry, dialect string) *Inspector {
	i := &Inspector{runs: runs, dialect: dialect}
	for _, e := range runs {
		i.told = max(i.told, len(factsOf(e)))
	}
	return i
}

// Update implements [dialog.Dialog].
func (i *Inspector) Update(msg tea.Msg) (tea.Msg, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	e := i.runs[i.cursor]
	switch key := k.Keystroke(); {
	case dialog.Leave.Has(key), allRuns.Has(key):
		return nil, true
	case dialog.Accept.Has(key):
		return Chosen{e, false}, true
	case runAtOnce.Has(key):
		return Chosen{e, true}, true
	case openStored.Has(key):
		return OpenStored{e}, e.Kept != nil
	case dialog.UpLetter.Has(key):
		i.move(-1)
	case dialog.DownLetter.Has(key):
		i.move(1)
	case key == "pgup":
		i.move(-max(1, i.height-1))
	case key == "pgdown":
		i.move(max(1, i.height-1))
	}
	return nil, false
}

func (i *Inspector) move(n int) { i.cursor = max(0, min(i.cursor+n, len(i.runs)-1)) }

// Draw implements [dialog.Dialog].
func (i *Inspector) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	w, most := min(area.W, max(60, area.W*9/10)), min(area.H, max(12, area.H*9/10))
	h := min(most, i.lines())
	title := statusbar.Count(int64(len(i.runs))) + " runs of one statement"
	if len(i.runs) == 1 {
		title = "One run"
	}
	in := dialog.Frame(c, area, th, w, h, title, i.footer())
	y := i.drawCharts(c, in, th)
	facts := factsOf(i.runs[i.cursor])
	listed := max(1, i.listed(in.H))
	i.drawRuns(c, canvas.Rect{X: in.X, Y: y, W: in.W, H: listed}, th)
	y += listed
	c.HLine(in.X, y, in.W, "─", th.On(themes.Border, themes.Dialog))
	y++
	for _, f := range facts {
		if y < in.Y+in.H {
			x := in.X + c.Text(in.X, y, in.W, fmt.Sprintf("%-13s", f[0]), th.On(themes.Dim, themes.Dialog))
			c.Fit(x, y, max(0, in.X+in.W-x), f[1], th.Style(themes.Dialog))
		}
		y++
	}
	DrawSQL(c, canvas.Rect{X: in.X, Y: y, W: in.W, H: max(0, in.Y+in.H-y)}, th, i.dialect, i.runs[0].SQL)
	return 0, 0, false
}

// chartLines is how many lines the charts take with the blank one below them.
const chartLines = 3

// listed is how many runs have room in a box with some lines inside: the statement
// comes before all but a few of them.
func (i *Inspector) listed(lines int) int {
	room := lines - chartLines - 1 - i.told
	return max(1, min(len(i.runs), max(room/2, room-i.statementLines())))
}

func (i *Inspector) statementLines() int {
	sql := i.runs[0].SQL
	return 1 + strings.Count(sql[:min(len(sql), previewedSQL)], "\n")
}

// lines is how high the box is that shows everything: it is the same for every run,
// so that it does not jump.
func (i *Inspector) lines() int {
	return chartLines + len(i.runs) + 1 + i.told + i.statementLines() + edges
}

// edges is what a box takes of its height.
const edges = 2

// drawCharts draws the durations and row counts of the runs, the newest on the
// right, and returns the line below.
func (i *Inspector) drawCharts(c *canvas.Canvas, in canvas.Rect, th *themes.Theme) int {
	const labels = 38
	n := min(len(i.runs), max(1, in.W-labels))
	for line, chart := range charts {
		y := in.Y + line
		x := in.X + c.Text(in.X, y, in.W, fmt.Sprintf("%-13s", chart.name), th.On(themes.Dim, themes.Dialog))
		bars, reach := chart.draw(i.runs[:n])
		x += c.Text(x, y, max(0, in.X+in.W-x), bars, th.On(themes.Accent, themes.Dialog))
		c.Fit(x, y, max(0, in.X+in.W-x), reach, th.On(themes.Dim, themes.Dialog))
	}
	return in.Y + chartLines
}

func (i *Inspector) drawRuns(c *canvas.Canvas, a canvas.Rect, th *themes.Theme) {
	i.height = a.H
	i.top = max(0, min(i.top, i.cursor))
	i.top = max(i.top, i.cursor-a.H+1)
	for y := range a.H {
		at := i.top + y
		if at >= len(i.runs) {
			return
		}
		e, back := i.runs[at], themes.Dialog
		if at == i.cursor {
			back = themes.Selection
			c.Fill(canvas.Rect{X: a.X, Y: a.Y + y, W: a.W, H: 1}, th.Style(back))
		}
		mark, role := statusMark(e)
		x := a.X + c.Text(a.X, a.Y+y, 2, mark, th.On(role, back))
		line := fmt.Sprintf("%s  %10s  %14s", e.Start.Local().Format(time.DateTime), took(e), rowsOf(e))
		if word, partial := e.Partial(); partial {
			line += "  " + word
		}
		if e.Kept != nil {
			line += "  stored"
		}
		x += c.Fit(x, a.Y+y, a.W-2, line, th.On(themes.Text, back))
		c.Fit(x+2, a.Y+y, max(0, a.X+a.W-x-2), oneLine(e.Error), th.On(themes.Bad, back))
	}
}

// factWidth is what the narrowest screen has for a fact.
const factWidth = 50

// connectionFacts name the connection of a run, a URL in as many lines as it takes.
func connectionFacts(e history.Entry) (facts [][2]string) {
	url := wholeURL(e, factWidth)
	if len(url) == 0 {
		return [][2]string{{"connection", e.Connection + " (" + e.Kind + ")"}}
	}
	for i, line := range url {
		facts = append(facts, [2]string{[]string{"connection", ""}[min(i, 1)], line})
	}
	facts[len(facts)-1][1] += " (" + e.Kind + ")"
	return facts
}

// factsOf are what is known of a run, by name.
func factsOf(e history.Entry) [][2]string {
	facts := append(connectionFacts(e), [][2]string{
		{"ref", e.Ref()},
		{"database", databaseOf(e)},
		{"options", Options(e.Options)},
		{"limit", limit(e)},
		{"from", strings.Trim(string(e.Source)+" · "+e.Host+" · "+e.Folder, " ·")},
		{"session", e.Session},
		{"first row", firstRow(e)},
		{"bytes", statusbar.Size(max(0, e.Bytes))},
		{"query id", e.QueryID},
		{"operation", e.Operation},
		{"completeness", strings.TrimSuffix(e.Completeness+": "+e.Reason, ": ")},
		{"error", oneLine(e.Error)},
		{"parameters", parameters(e.Params)},
		{"damaged", strings.Join(e.Unread, ", ")},
		{"marked", strings.TrimSpace(label(e))},
	}...)
	for _, s := range e.Server {
		facts = append(facts, [2]string{s.Name, s.Value})
	}
	known := facts[:0]
	for _, f := range facts {
		if f[1] != "" && f[1] != ":" {
			name, _ := cellwidth.Truncate(f[0], 12)
			known = append(known, [2]string{name, f[1]})
		}
	}
	return known
}
