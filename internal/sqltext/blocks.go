package sqltext

import (
	"slices"
	"strings"
)

// blocks follows the nesting of procedural code, so that a semicolon within it
// does not end the statement. Its zero value is the start of a statement.
type blocks struct {
	stack     []opener
	notHead   bool // no statement can begin at the next token
	wasHead   bool // a statement could begin at the token before
	undecided bool // BEGIN was seen: a block or a transaction
	ended     bool // END was seen; its IF, LOOP … may follow
	dotted    bool // the token before was a dot
	creating  bool // the statement begins with CREATE
	routine   bool // … and makes a routine, whose BEGIN is no transaction
}

// opener is what waits for its END.
type opener uint8

const (
	openBlock opener = iota // holds statements
	openCase                // CASE as an expression
)

var blockWords = wordSet(`begin case if loop while repeat for then else do end create alter
	procedure function trigger event transaction tran work`)

// wordSet maps every word of a list to itself.
func wordSet(lists ...string) map[string]string {
	set := map[string]string{}
	for _, list := range lists {
		for _, word := range strings.Fields(list) {
			set[word] = word
		}
	}
	return set
}

// inside reports whether a semicolon now belongs to the statement.
func (b *blocks) inside() bool { return slices.Contains(b.stack, openBlock) }

// see takes the next token that matters.
func (b *blocks) see(sql string, t Token) {
	text, word := sql[t.Start:t.End], ""
	if t.Kind == Identifier && !b.dotted {
		word, _ = lookup(blockWords, text)
	}
	b.dotted = text == "."
	b.decide(word, text)
	head := !b.notHead
	b.notHead = true
	switch {
	case text == ";":
		b.dropCases()
		b.notHead = false
	case text == ":":
		b.notHead = !b.wasHead
	case b.ended && slices.Contains([]string{"if", "loop", "while", "repeat", "for", "case"}, word):
	default:
		b.word(word, head)
	}
	b.ended = word == "end"
	b.wasHead = head
}

// decide tells by the token behind BEGIN whether it opened a block.
func (b *blocks) decide(word, text string) {
	if !b.undecided {
		return
	}
	b.undecided = false
	if text == ";" || word == "transaction" || word == "tran" || word == "work" {
		return
	}
	b.push()
}

func (b *blocks) word(word string, head bool) {
	switch word {
	case "create", "alter":
		b.creating = b.creating || head
	case "procedure", "function", "trigger", "event":
		b.routine = b.routine || b.creating
	case "begin":
		b.undecided = head || b.routine
	case "case":
		if head {
			b.push()
			b.notHead = true
		} else {
			b.stack = append(b.stack, openCase)
		}
	case "loop", "repeat":
		if head {
			b.push()
		}
	case "if", "while", "for":
		if head {
			b.push()
			b.notHead = true
		}
	case "then", "else", "do":
		b.notHead = len(b.stack) > 0 && b.stack[len(b.stack)-1] == openCase
	case "end":
		b.stack = b.stack[:max(0, len(b.stack)-1)]
	}
}

// push opens a block; a statement can begin in it at once.
func (b *blocks) push() {
	b.stack = append(b.stack, openBlock)
	b.notHead = false
}

// dropCases forgets expressions that a semicolon has cut short.
func (b *blocks) dropCases() {
	for n := len(b.stack); n > 0 && b.stack[n-1] == openCase; n-- {
		b.stack = b.stack[:n-1]
	}
}
