package datafold

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/listing"
)

// Children implements connectors.Cataloger: the data sources with their types
// and states, and below them schemas, tables and columns, which the data source
// itself is asked for in its own SQL.
func (c *Conn) Children(ctx context.Context, path []string) ([]connectors.Node, error) {
	if len(path) == 0 {
		return c.sourceNodes(ctx)
	}
	if len(path) > 3 {
		return nil, gone(path)
	}
	s, err := c.sourceAt(ctx, path[0])
	if err != nil {
		return nil, err
	}
	g := grammarOf(s.Type)
	if g == nil {
		return nil, connectors.Errorf(connectors.ClassUnsupported, "what a data source of type %s holds cannot be asked for with SQL", s.Type)
	}
	rows, err := c.ask(ctx, s, g, path[1:])
	if err != nil {
		return nil, err
	}
	var nodes []connectors.Node
	for _, row := range rows {
		nodes = append(nodes, g.node(path[1:], row, c.isChosen(s)))
	}
	if len(nodes) == 0 && len(path) > 1 {
		return nil, c.missing(ctx, s, g, path)
	}
	return nodes, nil
}

// missing tells what is empty from what does not exist: it is nil where the
// level above lists the name.
func (c *Conn) missing(ctx context.Context, s source, g *grammar, path []string) error {
	last := len(path) - 1
	rows, err := c.ask(ctx, s, g, path[1:last])
	if err == nil && !slices.ContainsFunc(rows, func(row []string) bool { return row[0] == path[last] }) {
		err = gone(path)
	}
	return err
}

func gone(path []string) error {
	return connectors.Errorf(connectors.ClassNotFound, "%s does not exist", strings.Join(path, "."))
}

// sourceNodes lists the data sources, the chosen one first. A user who may not
// list them sees that one only.
func (c *Conn) sourceNodes(ctx context.Context) ([]connectors.Node, error) {
	all, err := c.visible(ctx, "root")
	if err != nil {
		return nil, err
	}
	nodes := make([]connectors.Node, len(all))
	for i, s := range all {
		nodes[i] = connectors.Node{
			Kind: connectors.NodeDatabase, Name: label(s, all), Type: s.Type, State: s.state(), Rows: -1, Bytes: -1,
			Leaf: s.state() != "" || s.Type != "" && grammarOf(s.Type) == nil,
		}
	}
	return nodes, nil
}

// visible are the data sources that the user may know of.
func (c *Conn) visible(ctx context.Context, asker string) ([]source, error) {
	all, err := c.list(ctx, nil, asker)
	if hidden(err) && c.reference != "" {
		s, findErr := c.find(ctx, nil, c.reference)
		if findErr != nil {
			return nil, err
		}
		s, err = c.describe(ctx, nil, s.ID)
		all = []source{s}
	}
	if err != nil {
		return nil, err
	}
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b source) int { return c.rank(a) - c.rank(b) })
	return sorted, nil
}

func (c *Conn) rank(s source) int {
	if c.isChosen(s) {
		return 0
	}
	return 1
}

// isChosen reports whether statements run on a data source.
func (c *Conn) isChosen(s source) bool {
	return c.reference == strconv.FormatInt(s.ID, 10) || strings.EqualFold(c.reference, s.Name) && s.Name != ""
}

// label is the name of a data source, with its id where others have the same.
func label(s source, all []source) string {
	same := 0
	for _, other := range all {
		if other.Name == s.Name {
			same++
		}
	}
	switch {
	case s.Name == "":
		return "data source " + strconv.FormatInt(s.ID, 10)
	case same > 1:
		return fmt.Sprintf("%s (%d)", s.Name, s.ID)
	}
	return s.Name
}

func (c *Conn) sourceAt(ctx context.Context, name string) (source, error) {
	all, err := c.visible(ctx, "at "+name)
	if err != nil {
		return source{}, err
	}
	for _, s := range all {
		if label(s, all) == name {
			return s, nil
		}
	}
	return source{}, gone([]string{name})
}

// ask runs a metadata query, or remembers its answer. The rows have the name,
// the kind or type, whether NULL may be, and the description.
func (c *Conn) ask(ctx context.Context, s source, g *grammar, path []string) ([][]string, error) {
	id := strconv.FormatInt(s.ID, 10)
	level := g.levels[len(path)]
	answer, _, err := c.metadata.Get(ctx, id+"\x00"+strings.Join(path, "\x00"), "", func(ctx context.Context) (*listing.Answer, error) {
		return listing.Ask(ctx, c, connectors.Statement{
			SQL: g.sql(level, path), Options: map[string]string{"data_source": id, "stream": streamOff},
		})
	})
	if err != nil {
		return nil, err
	}
	return answer.Rows("name", "kind", "nullable", "comment"), nil
}
