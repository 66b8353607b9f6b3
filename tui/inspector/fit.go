package inspector

// leastLines is the height of the smallest box.
const leastLines = 5

// frameLines are those of its edges.
const frameLines = 2

// fit is how high the box is for what it shows, of at most some lines. It only
// grows, so that it does not jump while it is moved through rows and values.
func (d *Inspector) fit(width, most int) int {
	need := frameLines + d.contentLines(width, most-frameLines)
	if d.find.typing || d.find.note != "" || d.problem != "" {
		need++
	}
	d.lines = max(d.lines, need, leastLines)
	return min(d.lines, most)
}

// contentLines is how many lines what is shown takes, counted up to most of them.
func (d *Inspector) contentLines(width, most int) int {
	switch {
	case d.record != nil:
		return len(d.record.Fields)
	case d.cell == nil:
		return 1
	}
	head := len(d.head(width))
	switch {
	case d.cell.Null:
		return head + 1
	case d.way == asTree:
		return head + len(d.tree.shown)
	case d.way == asBytes:
		return head + max(1, d.bytes.lines())
	}
	return head + max(1, d.pager.count(width, most-head))
}

// count is how many lines the text takes, up to most of them.
func (p *pager) count(width, most int) int {
	first := pager{text: p.text, width: width, height: most}
	lines, _ := first.lines()
	return len(lines)
}
