package complete

import (
	"strings"

	"sonde/connectors"
)

// Missing returns the paths of what a place needs of the catalog and the names
// do not have: columns of tables in scope, or the tables of a schema.
func (n *Names) Missing(p Place) [][]string {
	var paths [][]string
	relations := p.Relations
	if p.Target != nil {
		relations = append(relations[:len(relations):len(relations)], *p.Target)
	}
	for _, rel := range relations {
		if !rel.Known && rel.Parts != nil && !p.Expect.Has(Tables) {
			paths = append(paths, n.pathOf(rel.Parts)...)
		}
	}
	if q := p.Qualifier; len(paths) == 0 && len(relations) == 0 && len(q) > 0 && p.Expect.Has(Columns) {
		paths = n.pathOf(q)
	}
	if p.Expect.Has(Tables) {
		paths = append(paths, n.closed(p.Qualifier)...)
	}
	return paths
}

// pathOf is the path of a table whose columns are not known; of one that is not
// known itself, what has to be opened to find it.
func (n *Names) pathOf(parts []string) [][]string {
	found := n.find(parts)
	switch {
	case len(found) == 0:
		return n.closed(parts[:len(parts)-1])
	case found[0].Known || found[0].leaf:
		return nil
	}
	return [][]string{found[0].path}
}

// closed is the first schema that has not been opened, of those by the names
// before a dot.
func (n *Names) closed(names []string) [][]string {
	if !n.rootLoaded {
		return [][]string{nil}
	}
	for _, c := range n.containers {
		if c.loaded || c.leaf {
			continue
		}
		own := append(c.within[:len(c.within):len(c.within)], c.lower)
		if len(names) == 0 && !n.opened(c.within) || len(names) > 0 && (endsWith(own, names) || endsWith(own, names[:1])) {
			return [][]string{c.path}
		}
	}
	return nil
}

// opened reports whether a schema beside one is open already: then the others
// are opened only by their names.
func (n *Names) opened(within []string) bool {
	for _, c := range n.containers {
		if c.loaded && len(c.within) == len(within) && endsWith(c.within, within) {
			return true
		}
	}
	return false
}

// Signature is how a function is called.
type Signature struct {
	Name string
	// Text is the parameters in brackets, Returns the type of the result.
	Text, Returns, Comment string
	// From and To bound the parameter at the cursor, in bytes of Text; they are
	// equal where it is not told.
	From, To int
	// More is how many other ways there are to call it.
	More int
}

// Signature finds how the function around the place is called: the first way
// with enough parameters.
func (n *Names) Signature(c *Call) (s Signature, ok bool) {
	if c == nil {
		return s, false
	}
	i, ok := n.byFunction[strings.ToLower(c.Name)]
	if !ok {
		return s, false
	}
	f := &n.functions[i]
	best := f.calls[0]
	for _, call := range f.calls {
		if takes(call, c.Argument) {
			best = call
			break
		}
	}
	if best.Signature == "" {
		return s, false
	}
	s = Signature{Name: f.name, Text: best.Signature, Returns: best.Returns, Comment: best.Comment, More: len(f.calls) - 1}
	s.From, s.To = parameterOf(best.Signature, c.Argument)
	return s, true
}

// takes reports whether a way to call a function has a parameter at a place.
func takes(f connectors.Function, argument int) bool {
	from, to := parameterOf(f.Signature, argument)
	return from < to || argument == 0
}

// parameterOf finds a parameter of a signature; the last one where that may be
// repeated.
func parameterOf(signature string, argument int) (from, to int) {
	depth, n, begin := 0, 0, 1
	for i := range len(signature) {
		switch c := signature[i]; {
		case strings.IndexByte("([{<", c) >= 0:
			depth++
		case strings.IndexByte(")]}>", c) >= 0:
			depth--
		}
		last := depth == 0 && i > 0
		if !last && !(depth == 1 && signature[i] == ',') {
			continue
		}
		text := strings.TrimSpace(signature[begin:i])
		repeats := strings.Contains(text, "…") || strings.Contains(text, "...")
		if n == argument || last && repeats {
			at := begin + strings.Index(signature[begin:], text)
			return at, at + len(text)
		}
		if last {
			return 0, 0
		}
		n++
		begin = i + 1
	}
	return 0, 0
}
