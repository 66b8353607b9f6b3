package complete

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
	if p.Expect.Has(Tables) || p.Expect.Has(Endpoints) {
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
		if len(names) == 0 && !n.opened(c.within) || len(names) > 0 && (endsWith(own, names) || endsWith(own, names[:1]) || n.throughDefault(own, names)) {
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
