package editor

import "strings"

// vimCommand is what a sequence of keys asks for: a verb, or an operator and what
// it works on.
type vimCommand struct {
	count  int    // at least 1
	given  bool   // the count was typed
	verb   string // "x", "p", "gg"; empty for an operator with a motion
	op     string // "d", "c", "y", ">", "<", "gu", "gU"
	motion string // "w", "fx", "iw"; the operator's own last key for whole lines
}

// vimState says whether a sequence of keys is a command.
type vimState uint8

const (
	vimComplete vimState = iota
	vimIncomplete
	vimUnknown
)

const (
	vimOperators = "dcy<>"
	// vimMotions of one key; those of vimSeekers take one more character.
	vimMotions = "hjkl0^$wWbBeEGnN{}%;,|\n\b *"
	vimSeekers = "fFtT"
	// vimVerbs of one key; r takes one more character.
	vimVerbs = "iaIAoOxXsSDCYpPuUJ~vV."
	// vimVisual are verbs of a selection.
	vimVisual = "dxcsy<>uU~JpoIA"
	// vimObjects are what i and a may stand before.
	vimObjects = "wWps\"'`()b[]{}B"
)

// parseVim reads a command.
func parseVim(keys string, mode vimMode) (*vimCommand, vimState) {
	c := &vimCommand{}
	c.count, c.given, keys = vimCount(keys)
	if keys == "" {
		return c, vimIncomplete
	}
	if mode != normalMode {
		return c, c.parseVisual(keys)
	}
	switch {
	case strings.Contains(vimOperators, keys[:1]):
		return c, c.parseOperator(keys[:1], keys[1:])
	case strings.HasPrefix(keys, "gu") || strings.HasPrefix(keys, "gU"):
		return c, c.parseOperator(keys[:2], keys[2:])
	case keys[0] == 'r':
		return c, c.take(&c.verb, keys, 2)
	case strings.Contains(vimVerbs, keys[:1]):
		return c, c.take(&c.verb, keys, 1)
	}
	return c, c.parseMotion(keys)
}

func (c *vimCommand) parseVisual(keys string) vimState {
	switch {
	case keys[0] == 'r':
		return c.take(&c.verb, keys, 2)
	case strings.Contains("ia", keys[:1]):
		return c.parseObject(keys)
	case strings.Contains(vimVisual+"vV", keys[:1]):
		return c.take(&c.verb, keys, 1)
	}
	return c.parseMotion(keys)
}

// parseOperator reads what an operator works on. A second count multiplies.
func (c *vimCommand) parseOperator(op, rest string) vimState {
	c.op = op
	n, given, rest := vimCount(rest)
	c.count, c.given = c.count*n, c.given || given
	switch {
	case rest == "":
		return vimIncomplete
	case rest == op[len(op)-1:]:
		c.motion = rest
		return vimComplete
	case strings.Contains("ia", rest[:1]):
		return c.parseObject(rest)
	}
	return c.parseMotion(rest)
}

func (c *vimCommand) parseObject(keys string) vimState {
	if len(keys) > 1 && !strings.Contains(vimObjects, keys[1:2]) {
		return vimUnknown
	}
	return c.take(&c.motion, keys, 2)
}

func (c *vimCommand) parseMotion(keys string) vimState {
	switch {
	case strings.Contains(vimSeekers, keys[:1]) || keys[0] == 'g':
		if len(keys) > 1 && keys[0] == 'g' && keys[1] != 'g' && keys[1] != 'e' && keys[1] != 'u' && keys[1] != 'U' {
			return vimUnknown
		}
		return c.take(&c.motion, keys, 2)
	case strings.Contains(vimMotions, keys[:1]):
		return c.take(&c.motion, keys, 1)
	}
	return vimUnknown
}

// take fills part with the keys once there are n characters of them.
func (c *vimCommand) take(part *string, keys string, n int) vimState {
	if len([]rune(keys)) < n {
		return vimIncomplete
	}
	*part = keys
	return vimComplete
}

// maxVimCount bounds what a count can ask for.
const maxVimCount = 10_000

// vimCount reads a count; a zero first is a motion.
func vimCount(keys string) (n int, given bool, rest string) {
	for keys != "" && (keys[0] >= '1' && keys[0] <= '9' || keys[0] == '0' && given) {
		n, given = min(maxVimCount, n*10+int(keys[0]-'0')), true
		keys = keys[1:]
	}
	return max(1, n), given, keys
}
