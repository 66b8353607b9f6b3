package inspector

import (
	"encoding/json"
	"strconv"
	"strings"
)

// node is a value within JSON. Nodes stand in a list in the order of the text, so
// that the members of a container follow it.
type node struct {
	key    span // of a member of an object, with its quotes; empty for others
	value  span
	index  int32 // of an element of a list
	depth  int32
	next   int32 // the node after this one and its members
	kind   byte  // the first byte of the value; '0' for numbers
	folded bool

	members int32
}

// span is a part of a text.
type span struct{ from, to int32 }

func (s span) of(text string) string { return text[s.from:s.to] }

// parse reads JSON into nodes; nil where the text is no JSON.
func parse(text string) []node {
	if !json.Valid([]byte(text)) {
		return nil
	}
	p := parser{text: text}
	for p.at < len(text) {
		p.step()
	}
	return p.nodes
}

// parser reads a text that is known to be JSON.
type parser struct {
	text  string
	at    int
	nodes []node
	open  []int32 // containers that have not ended
	key   span
}

func (p *parser) step() {
	switch c := p.text[p.at]; c {
	case ' ', '\t', '\n', '\r', ',', ':':
		p.at++
	case '{', '[':
		p.open = append(p.open, p.add(span{int32(p.at), int32(p.at + 1)}, c))
		p.at++
	case '}', ']':
		p.at++
		last := len(p.open) - 1
		n := &p.nodes[p.open[last]]
		n.value.to, n.next = int32(p.at), int32(len(p.nodes))
		p.open = p.open[:last]
	case '"':
		p.str()
	default:
		from := p.at
		for p.at < len(p.text) && !strings.ContainsRune(" \t\n\r,]}", rune(p.text[p.at])) {
			p.at++
		}
		if c == '-' || c >= '0' && c <= '9' {
			c = '0'
		}
		p.add(span{int32(from), int32(p.at)}, c)
	}
}

// str reads a string: the key of a member, or a value.
func (p *parser) str() {
	from := p.at
	for p.at++; p.text[p.at] != '"'; p.at++ {
		if p.text[p.at] == '\\' {
			p.at++
		}
	}
	p.at++
	s := span{int32(from), int32(p.at)}
	if p.inObject() && p.key == (span{}) {
		p.key = s
		return
	}
	p.add(s, '"')
}

func (p *parser) inObject() bool {
	return len(p.open) > 0 && p.nodes[p.open[len(p.open)-1]].kind == '{'
}

// add adds a value to the container that is open.
func (p *parser) add(value span, kind byte) int32 {
	i := int32(len(p.nodes))
	n := node{key: p.key, value: value, depth: int32(len(p.open)), next: i + 1, kind: kind, index: -1}
	if len(p.open) > 0 {
		parent := &p.nodes[p.open[len(p.open)-1]]
		if parent.kind == '[' {
			n.index = parent.members
		}
		parent.members++
	}
	p.nodes, p.key = append(p.nodes, n), span{}
	return i
}

// tree is a JSON value of which parts are folded.
type tree struct {
	text   string
	nodes  []node
	shown  []int32 // nodes that are not within a folded one
	cursor int     // in shown
	top    int
	height int
}

// openNodes is how many nodes a tree may have to be shown unfolded at first.
const openNodes = 300

func newTree(text string, nodes []node) *tree {
	t := &tree{text: text, nodes: append([]node(nil), nodes...)}
	if len(nodes) > openNodes {
		t.foldAll(true)
		t.nodes[0].folded = false
	}
	t.list()
	return t
}

// list finds the nodes that are not within a folded one.
func (t *tree) list() {
	t.shown = t.shown[:0]
	for i := int32(0); int(i) < len(t.nodes); {
		t.shown = append(t.shown, i)
		if t.nodes[i].folded {
			i = t.nodes[i].next
		} else {
			i++
		}
	}
	t.move(0)
}

func (t *tree) move(n int) { t.cursor = max(0, min(t.cursor+n, len(t.shown)-1)) }

func (t *tree) at() *node { return &t.nodes[t.shown[t.cursor]] }

func (t *tree) foldAll(folded bool) {
	for i := range t.nodes {
		t.nodes[i].folded = folded && t.nodes[i].members > 0
	}
}

// toggle folds or unfolds the node of the cursor.
func (t *tree) toggle() {
	if n := t.at(); n.members > 0 {
		n.folded = !n.folded
		t.list()
	}
}

// left folds the node of the cursor, or goes to the one around it.
func (t *tree) left() {
	if n := t.at(); n.members > 0 && !n.folded {
		t.toggle()
		return
	}
	depth := t.at().depth
	for t.cursor > 0 && t.at().depth >= depth {
		t.move(-1)
	}
}

// right unfolds the node of the cursor, or goes into it.
func (t *tree) right() {
	switch n := t.at(); {
	case n.folded:
		t.toggle()
	case n.members > 0:
		t.move(1)
	}
}

// reveal unfolds what is around the byte of the text and puts the cursor on the
// innermost node there.
func (t *tree) reveal(offset int) {
	found := int32(0)
	for i := int32(0); int(i) < len(t.nodes); {
		n := &t.nodes[i]
		begin := n.value.from
		if n.key != (span{}) {
			begin = n.key.from
		}
		if int32(offset) < begin {
			break
		}
		if int32(offset) >= n.value.to {
			i = n.next
			continue
		}
		found, n.folded = i, n.folded && n.value.from > int32(offset)
		i++
	}
	t.list()
	for i, n := range t.shown {
		if n == found {
			t.cursor = i
		}
	}
}

// label is the name of a node: its key, or its number in a list.
func (t *tree) label(n *node) string {
	switch {
	case n.key != (span{}):
		var name string
		if json.Unmarshal([]byte(n.key.of(t.text)), &name) == nil {
			return name
		}
		return n.key.of(t.text)
	case n.index >= 0:
		return strconv.Itoa(int(n.index))
	}
	return ""
}

// summary is what stands for a node: the value itself, or how much is in it.
func (t *tree) summary(n *node, limit int) string {
	switch n.kind {
	case '{':
		return "{" + plural(int64(n.members), "field") + "}"
	case '[':
		return "[" + plural(int64(n.members), "element") + "]"
	}
	v := n.value.of(t.text)
	return v[:min(len(v), limit)]
}
