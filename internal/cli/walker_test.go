package cli

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
)

// tree is a catalog whose levels stand under their path, and that notes what it
// was asked for.
type tree struct {
	levels map[string][]string
	asked  *[]string
	broken string // the path that cannot be listed
}

func (c tree) Children(_ context.Context, path []string) ([]connectors.Node, error) {
	at := strings.Join(path, ".")
	*c.asked = append(*c.asked, at)
	if c.broken != "" && at == c.broken {
		return nil, connectors.Errorf(connectors.ClassQuery, "it is broken")
	}
	kinds := []connectors.NodeKind{connectors.NodeDatabase, connectors.NodeSchema, connectors.NodeTable, connectors.NodeColumn}
	var nodes []connectors.Node
	for _, name := range c.levels[at] {
		nodes = append(nodes, connectors.Node{Kind: kinds[len(path)], Name: name, Rows: -1, Leaf: len(path) == 3})
	}
	return nodes, nil
}

// What stands beside the way to something is not asked about; without a way from
// the top, all is looked through.
func TestCatalogAsksForWhatIsWanted(t *testing.T) {
	for _, c := range []struct {
		want, found string
		asked       []string
	}{
		{"shop", "shop", []string{"", "shop", "shop.main", "shop.extra"}},
		{"Shop.main.orders", "shop", []string{"", "shop", "shop.main", "shop.main.orders"}},
		{"main", "shop lake", []string{"", "shop", "shop.main", "shop.extra", "lake", "lake.main"}},
		{"nowhere", "", []string{"", "shop", "shop.main", "shop.extra", "lake", "lake.main"}},
	} {
		var asked []string
		w := walker{catalog: tree{levels: map[string][]string{
			"": {"shop", "lake"}, "shop": {"main", "extra"}, "lake": {"main"}, "shop.main": {"orders"}, "shop.main.orders": {"id"},
		}, asked: &asked}, want: strings.Split(c.want, ".")}
		found, err := w.walk(t.Context(), nil)
		var names []string
		for _, f := range found {
			names = append(names, f.Name)
		}
		if err != nil || strings.Join(names, " ") != c.found || !slices.Equal(asked, c.asked) {
			t.Errorf("%s: %q, asked %q, %v", c.want, names, asked, err)
		}
	}
}

// Of several databases one that cannot be listed is named, and the others are
// printed.
func TestCatalogBesideAFailure(t *testing.T) {
	levels := map[string][]string{"": {"lake", "shop"}, "shop": {"main"}}
	for want, others := range map[string]bool{"": true, "lake": false} {
		var asked []string
		w := &walker{catalog: tree{levels: levels, asked: &asked, broken: "lake"}}
		if want != "" {
			w.want = []string{want}
		}
		found, err := w.walk(t.Context(), nil)
		if !others {
			if !connectors.IsClass(err, connectors.ClassQuery) {
				t.Errorf("%s: %v", want, err)
			}
			continue
		}
		if err != nil || len(found) != 2 || found[0].Error != "it is broken" || len(found[1].Children) != 1 {
			t.Errorf("%+v, %v", found, err)
		}
		if err := w.failure(); !connectors.IsClass(err, connectors.ClassQuery) || !strings.Contains(err.Error(), "lake: it is broken") {
			t.Errorf("%v", err)
		}
	}
}
