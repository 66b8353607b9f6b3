package editor

import "testing"

func TestMouse(t *testing.T) {
	const text = "select 日本\n\tfrom t\nlast"
	for _, c := range []struct {
		name string
		do   func(*Editor)
		want string
	}{
		{"click", func(e *Editor) { e.Click(5+2, 0, false) }, "se|lect 日本\n\tfrom t\nlast"},
		{"second half of a wide character", func(e *Editor) { e.Click(5+8, 0, false) }, "select |日本\n\tfrom t\nlast"},
		{"in a tab", func(e *Editor) { e.Click(5+2, 1, false) }, "select 日本\n|\tfrom t\nlast"},
		{"behind a tab", func(e *Editor) { e.Click(5+5, 1, false) }, "select 日本\n\tf|rom t\nlast"},
		{"behind the end", func(e *Editor) { e.Click(30, 1, false) }, "select 日本\n\tfrom t|\nlast"},
		{"below the end", func(e *Editor) { e.Click(6, 4, false) }, text + "|"},
		{"shift", func(e *Editor) { e.Click(5, 0, false); e.Click(5+6, 0, true) }, "⟦select⟧ 日本\n\tfrom t\nlast"},
		{"drag", func(e *Editor) { e.Click(5+7, 0, false); e.Drag(5+8, 1) }, "select ⟦日本\n\tfrom⟧ t\nlast"},
		{"drag out", func(e *Editor) { e.Click(5+7, 0, false); e.Drag(9, 9) }, "select ⟦日本\n\tfrom t\nlast⟧"},
		{"word", func(e *Editor) { e.DoubleClick(5+2, 0) }, "⟦select⟧ 日本\n\tfrom t\nlast"},
		{"line", func(e *Editor) { e.TripleClick(5+2, 1) }, "select 日本\n⟦\tfrom t\n⟧last"},
		{"gutter", func(e *Editor) { e.Click(1, 2, false) }, "select 日本\n\tfrom t\n⟦last⟧"},
	} {
		e := newEditor("|" + text)
		frame(e, 40, 6)
		c.do(e)
		expect(t, c.name, marked(e), c.want)
	}
}

func TestClickBelowAMessage(t *testing.T) {
	e := newEditor("|a\nb")
	e.SetError(0, "x\ny")
	frame(e, 20, 5)
	e.Click(6, 3, false)
	expect(t, "click", marked(e), "a\nb|")
	e.Click(6, 1, false)
	expect(t, "click on the message", marked(e), "a|\nb")
}

func TestWheelLeavesTheCursor(t *testing.T) {
	e := newEditor("|1\n2\n3\n4")
	frame(e, 20, 2)
	e.Wheel(2)
	expectFrame(t, e, 20, 2, "   3▎3             ↑", "   4▎4")
	e.Click(5, 0, false)
	expect(t, "click", marked(e), "1\n2\n|3\n4")
	e.Wheel(-9)
	expectFrame(t, e, 20, 2, "   1▎1", "   2▎2             ↓")
}
