package complete

// expectWindow fills in what may stand directly in the brackets of a window, or
// behind OVER; false where the place is none of these, or an operand is wanted.
func (a *analysis) expectWindow(p *Place, plain []int) bool {
	if a.word(a.at-1) == "over" {
		p.Expect, p.Aliases = Windows, a.windows()
		return true
	}
	open := -1
	if len(plain) > 0 {
		open = plain[len(plain)-1]
	}
	if open < 0 || !a.isWindow(open) {
		return false
	}
	p.strict = true
	part, before := a.windowPart(open)
	last := a.word(a.at - 1)
	switch {
	case part == "" && a.at == open+1:
		p.Expect, p.Aliases = Windows|Keywords, a.windows()
		p.Follow = windowWords
	case part == "":
		p.Expect, p.Follow = Keywords, windowWords
	case last == part && !isFrame(part):
		p.Expect, p.Follow = Keywords, []string{"BY"}
	case isFrame(part):
		p.Expect, p.Follow = Keywords, frameWords(last, before)
	case !a.endsOperand(a.at - 1):
		p.strict = false
		return false
	default:
		p.Expect, p.Follow = Keywords, behindPart[part]
	}
	return true
}

// isWindow reports whether a bracket belongs to OVER or to a name of WINDOW.
func (a *analysis) isWindow(open int) bool {
	if !a.is(open, "(") {
		return false
	}
	return a.word(open-1) == "over" || a.word(open-1) == "as" && a.namesWindow(open-2)
}

// namesWindow reports whether WINDOW gives the name at piece i.
func (a *analysis) namesWindow(i int) bool {
	for i > 0 && a.pieces[i].isName() && a.word(i-1) != "window" {
		if !a.is(i-1, ",") {
			return false
		}
		open := a.opening(i - 2)
		if open < 2 || a.word(open-1) != "as" {
			return false
		}
		i = open - 2
	}
	return i > 0 && a.word(i-1) == "window"
}

// opening is the bracket that piece i closes; -1: none.
func (a *analysis) opening(i int) int {
	if i < 0 || !a.pieces[i].closes() {
		return -1
	}
	for open := i - 1; open >= 0; open-- {
		if a.pieces[open].opens() && a.pieces[open].end == i {
			return open
		}
	}
	return -1
}

// windowPart is the word that begins the part of a window that the cursor is in,
// empty before the first; before tells the bound of a frame that is open.
func (a *analysis) windowPart(open int) (part string, bounded bool) {
	for i := open + 1; i < a.at; i = a.after(i) {
		switch w := a.word(i); {
		case w == "partition" || w == "order" || isFrame(w):
			part = w
		case w == "between":
			bounded = true
		case w == "and" && isFrame(part):
			bounded = false
		}
	}
	return part, bounded
}

func isFrame(word string) bool { return word == "rows" || word == "range" || word == "groups" }

var (
	windowWords = []string{"PARTITION BY", "ORDER BY", "ROWS BETWEEN", "RANGE BETWEEN", "GROUPS BETWEEN"}
	behindPart  = map[string][]string{
		"partition": {"ORDER BY", "ROWS BETWEEN", "RANGE BETWEEN", "GROUPS BETWEEN"},
		"order":     {"DESC", "ASC", "NULLS LAST", "NULLS FIRST", "ROWS BETWEEN", "RANGE BETWEEN", "GROUPS BETWEEN"},
	}
)

// frameWords are what may follow a word of a frame; bounded says that its first
// bound comes, or has come without AND.
func frameWords(last string, bounded bool) []string {
	switch last {
	case "rows", "range", "groups":
		return []string{"BETWEEN", "UNBOUNDED PRECEDING", "CURRENT ROW"}
	case "between":
		return []string{"UNBOUNDED PRECEDING", "CURRENT ROW"}
	case "and":
		return []string{"CURRENT ROW", "UNBOUNDED FOLLOWING"}
	case "unbounded":
		return []string{"PRECEDING", "FOLLOWING"}
	case "current":
		return []string{"ROW"}
	case "preceding", "following", "row":
		if bounded {
			return []string{"AND"}
		}
		return []string{"EXCLUDE CURRENT ROW", "EXCLUDE TIES", "EXCLUDE GROUP"}
	}
	return []string{"PRECEDING", "FOLLOWING"}
}
