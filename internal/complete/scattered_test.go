package complete

import (
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

func TestScatteredLettersFitNothing(t *testing.T) {
	for word, names := range map[string]string{
		"rdr":   "roundbankers",
		"ordat": "array_to_string_comma_default",
		"cst":   "which_secret read_csv_auto",
		"nme":   "enum_code",
		"ors":   "orders customers",
	} {
		for _, name := range strings.Fields(names) {
			if q, e := newQuery(word), newEntry(name); q.fit(&e) != fitsNot {
				t.Errorf("%s fits %s", word, name)
			}
		}
	}
}

func TestPartsAndStartsOfWordsFit(t *testing.T) {
	for word, names := range map[string]string{
		"oi":    "order_items orderItems",
		"ordat": "ordered_at_all ord_at",
		"roc":   "raw_orders_count", // r, then o and c of words
		"ora":   "orders_rate_a order_ra orders_a",
		"tems":  "order_items",
		"at":    "ordered_at",
	} {
		for _, name := range strings.Fields(names) {
			if q, e := newQuery(word), newEntry(name); q.fit(&e) == fitsNot {
				t.Errorf("%s does not fit %s", word, name)
			}
		}
	}
}

func TestTheLettersThatFitAreMarked(t *testing.T) {
	for _, c := range []struct {
		name, word string
		want       []int
	}{
		{"order_items", "oi", []int{0, 6}},
		{"order_rate_total", "ort", []int{0, 1, 11}},
		{"orders_date", "ordd", []int{0, 1, 2, 7}},
		{"a_xab", "ab", []int{3, 4}},
	} {
		got := Matched(c.name, c.word)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s in %s: %v, want %v", c.word, c.name, got, c.want)
		}
	}
}

func TestAClosedDefaultSchemaIsFetchedForItsCatalog(t *testing.T) {
	c := NewCache(sqltext.ForName("duckdb"))
	c.Put(nil, []connectors.Node{node(connectors.NodeDatabase, "shop", "")})
	c.Put([]string{"shop"}, []connectors.Node{node(connectors.NodeSchema, "audit", ""), node(connectors.NodeSchema, "main", "")})
	names := c.Names()
	got := names.Missing(Place{Expect: Tables, Qualifier: []string{"shop"}})
	if len(got) != 1 || strings.Join(got[0], ".") != "shop.main" {
		t.Errorf("fetches %v", got)
	}
}
