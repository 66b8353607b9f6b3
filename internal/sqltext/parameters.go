package sqltext

import "strings"

// Parameter is a placeholder of a statement.
type Parameter struct {
	// Name is empty for a plain ?; the number in digits for $1 and ?1.
	Name string
	// Type is the source's name of a type where the text states it.
	Type string
	// Default is the text of the value that the source takes where none is
	// given; HasDefault tells it from none.
	Default    string
	HasDefault bool
	// Required says that a template cannot be rendered without a value: it is
	// read outside of all conditions, by a function that needs one.
	Required bool
	// Places are the tokens in which the parameter stands: one for a plain ?,
	// one or more otherwise.
	Places []Token
}

// Parameters returns the parameters of a text in the order in which they first
// appear. A name that appears often is one parameter; every plain ? is its own.
// Those of a PREPARE are given values by EXECUTE, and are none of the text's.
func (d *Dialect) Parameters(text string) []Parameter {
	found := parameterList{fold: d.params.fold}
	s := scanner{d: d, src: text}
	for begun, prepares := false, false; s.more(); {
		t := s.next()
		piece := text[t.Start:t.End]
		switch {
		case t.Kind == Whitespace || t.Kind == Comment:
			continue
		case t.Kind == Placeholder && !prepares:
			found.add(plainParameter(piece), t)
		case t.Kind == Template:
			found.template(piece, t)
		}
		if !begun {
			prepares = strings.EqualFold(piece, "prepare")
		}
		begun = piece != ";"
		prepares = prepares && begun
	}
	return found.list
}

// Placeholders returns the tokens ?, :name, $1 and the like of a text in order,
// those of a PREPARE too.
func (d *Dialect) Placeholders(text string) (list []Token) {
	s := scanner{d: d, src: text}
	for s.more() {
		if t := s.next(); t.Kind == Placeholder {
			list = append(list, t)
		}
	}
	return list
}

// plainParameter reads ?, ?1, :name, $1, $name, @name and {name:Type}.
func plainParameter(piece string) Parameter {
	if piece[0] != '{' {
		return Parameter{Name: piece[1:]}
	}
	name, kind, _ := strings.Cut(piece[1:len(piece)-1], ":")
	return Parameter{Name: strings.TrimSpace(name), Type: strings.TrimSpace(kind)}
}

type parameterList struct {
	list   []Parameter
	index  map[string]int
	fold   bool            // names are the same in any case
	locals map[string]bool // names that a template sets itself
	needed map[int]bool    // those that some use reads without a default
	depth  int             // of the blocks of a template around the place at hand
}

// takeDefault takes the default of another use of a parameter. It has one only
// where every use that reads its value has one: defined(a) reads none.
func (l *parameterList) takeDefault(i int, p Parameter) {
	have := &l.list[i]
	switch {
	case p.Type != "" && !p.HasDefault:
		if l.needed == nil {
			l.needed = map[int]bool{}
		}
		l.needed[i] = true
		have.Default, have.HasDefault = "", false
	case !have.HasDefault && !l.needed[i]:
		have.Default, have.HasDefault = p.Default, p.HasDefault
	}
}

// add notes a parameter and joins it with what is known by its name.
func (l *parameterList) add(p Parameter, place Token) {
	key := p.Name
	if l.fold {
		key = strings.ToLower(key)
	}
	i, known := l.index[key]
	if !known || p.Name == "" {
		i = len(l.list)
		l.list = append(l.list, Parameter{Name: p.Name})
		if l.index == nil {
			l.index = map[string]int{}
		}
		l.index[key] = i
	}
	have := &l.list[i]
	if have.Type == "" {
		have.Type = p.Type
	}
	have.Required = have.Required || p.Required
	l.takeDefault(i, p)
	if n := len(have.Places); n == 0 || have.Places[n-1] != place {
		have.Places = append(have.Places, place)
	}
}
