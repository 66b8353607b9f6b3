package sqltext

import "strings"

// operandState says whether a value may begin at a place in an expression. By
// it a :name that is a parameter is told from the colon of a struct, a slice, an
// alias or a lambda, which all stand behind a value or a name.
type operandState uint8

const (
	behindOperand operandState = iota // also at the start of a text
	beforeOperand
	behindNot   // LIKE, IN and the like may follow as well
	behindColon // a minus may stand for a part of a slice: [1:-:2]
)

// lead is what a word says about the token behind it.
type lead uint8

const (
	noLead     lead = iota
	beforeAny       // a value may follow; the word is never a name
	beforeName      // a value may follow, unless the word is a name
	beforeMore      // NOT
)

func (l lead) state() operandState {
	return [...]operandState{noLead: behindOperand, beforeAny: beforeOperand, beforeName: beforeOperand, beforeMore: behindNot}[l]
}

var leads = leadsOf(
	`all and any array both case default distinct do else for from having in leading limit offset on
		only or qualify returning select some then to trailing using when where`,
	`between by escape first glob ilike is like next range rows similar zone`)

func leadsOf(always, unlessName string) map[string]lead {
	table := map[string]lead{"not": beforeMore}
	for _, word := range strings.Fields(always) {
		table[word] = beforeAny
	}
	for _, word := range strings.Fields(unlessName) {
		table[word] = beforeName
	}
	return table
}

const longestLead = 10

// leadLengths has for each first letter a bit for each length of a leading word:
// most words need not be looked up.
var leadLengths = func() (table [256]uint16) {
	for word := range leads {
		table[word[0]] |= 1 << len(word)
	}
	return table
}()

// operand is the state behind a token.
func (s *scanner) operand(t Token) operandState {
	was := s.open.operand
	switch t.Kind {
	case Whitespace, Comment:
		return was
	case Operator:
		return s.behindOperator(s.src[t.Start:t.End])
	case Punctuation:
		switch c := s.src[t.Start]; {
		case c == '(' || c == ',', c == '[' && was != behindOperand: // Else it is a subscript.
			return beforeOperand
		}
	case Identifier:
		return s.behindWord(t)
	}
	return behindOperand
}

func (s *scanner) behindOperator(text string) operandState {
	switch {
	case text == "::", text == "-" && s.open.operand == behindColon:
		return behindOperand
	case text == ":":
		return behindColon
	}
	return beforeOperand
}

func (s *scanner) behindWord(t Token) operandState {
	word := s.src[t.Start:t.End]
	if s.dot > 0 && t.Start == s.dot {
		return behindOperand
	}
	if len(word) > longestLead || leadLengths[word[0]|0x20]&(1<<len(word)) == 0 {
		return behindOperand
	}
	lead, _ := lookup(leads, word)
	if was := s.open.operand; lead == beforeName && (was == beforeOperand || was == behindColon) {
		return behindOperand // It is a name itself.
	}
	return lead.state()
}
