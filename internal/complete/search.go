package complete

import (
	"slices"
	"strings"

	"sonde/connectors"
)

// Search returns the nodes of the catalog, as far as it is known, that have a
// text in their names, whatever the case: for each those that lead to it, the
// outermost first, and itself last. There are at most most of them; more says
// that there were others.
func (c *Cache) Search(text string, most int) (chains [][]connectors.Node, more bool) {
	c.Names()
	c.building.Lock()
	defer c.building.Unlock()
	text = strings.ToLower(text)
	for _, at := range c.contents.sortedLevels() {
		for _, n := range c.contents.levels[at] {
			if !strings.Contains(strings.ToLower(n.Name), text) {
				continue
			}
			if len(chains) == most {
				return chains, true
			}
			if above, ok := c.contents.above(at); ok {
				chains = append(chains, append(above, n))
			}
		}
	}
	return chains, false
}

// sortedLevels are the levels, those nearer to the root first.
func (have *contents) sortedLevels() []string {
	all := make([]string, 0, len(have.levels))
	for at := range have.levels {
		all = append(all, at)
	}
	slices.SortFunc(all, func(a, b string) int {
		if d := depthOf(a) - depthOf(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return all
}

// depthOf is how many names lead to a level.
func depthOf(at string) int {
	if at == "" {
		return 0
	}
	return strings.Count(at, "\x00") + 1
}

// above are the nodes that lead to a level; ok is false where one is not known.
func (have *contents) above(at string) (nodes []connectors.Node, ok bool) {
	if at == "" {
		return nil, true
	}
	path := strings.Split(at, "\x00")
	for i, name := range path {
		level := have.levels[key(path[:i])]
		j := slices.IndexFunc(level, func(n connectors.Node) bool { return n.Name == name })
		if j < 0 {
			return nil, false
		}
		nodes = append(nodes, level[j])
	}
	return nodes, true
}
