package placeholder

import (
	"fmt"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// params reads "name=value" and "value", with blanks between them.
func params(text string) (list []connectors.Param) {
	for _, p := range strings.Fields(text) {
		name, value, ok := strings.Cut(p, "=")
		if !ok {
			name, value = "", p
		}
		list = append(list, connectors.Param{Name: name, Value: value})
	}
	return list
}

func TestByPosition(t *testing.T) {
	for _, c := range []struct{ sql, params, sent, values string }{
		{"SELECT ?, ?", "1 2", "SELECT ?, ?", "1 2"},
		{"SELECT ?", "1 2", "SELECT ?", "1 2"}, // What is too much, the server says.
		{"SELECT :day, ':day', :n + :day", "n=1 day=2", "SELECT ?   , ':day', ?  + ?   ", "2 1 2"},
		{"SELECT ?, :a, ?", "1 a=2 3", "SELECT ?, ? , ?", "1 2 3"},
		{"SELECT :größe", "größe=1", "SELECT ?       ", "1"},
	} {
		sql, values, err := ByPosition(sqltext.ForName("druid"), connectors.Statement{SQL: c.sql, Params: params(c.params)})
		var got []string
		for _, v := range values {
			if v.Name != "" {
				t.Errorf("%s: %q has a name", c.sql, v.Name)
			}
			got = append(got, v.Value)
		}
		if joined := strings.Join(got, " "); err != nil || sql != c.sent || joined != c.values || len(sql) != len(c.sql) {
			t.Errorf("%s: %q with %s, %v; want %q with %s", c.sql, sql, joined, err, c.sent, c.values)
		}
	}
}

func TestByPositionNeedsEveryValue(t *testing.T) {
	for sql, want := range map[string]string{"SELECT :a, :b": ":b", "SELECT :a, ?": "?"} {
		_, _, err := ByPosition(sqltext.ForName("druid"), connectors.Statement{SQL: sql, Params: params("a=1")})
		if !connectors.IsClass(err, connectors.ClassQuery) || !strings.Contains(err.Error(), "the parameter "+want+" has no value") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

func TestInText(t *testing.T) {
	for _, c := range []struct{ dialect, sql, params, want string }{
		{"mysql", "SELECT ?, '?', :a -- :a", "a=1 2", "SELECT <2>, '?', <1> -- :a"},
		{"mysql", "SELECT ?2, ?1", "1 2", "SELECT <2>, <1>"},
		{"bigquery", "SELECT @a + :a", "a=?", "SELECT <?> + <?>"},
		{"mysql", "SELECT ? FROM t", "", "SELECT ? FROM t"},
	} {
		literal := func(p connectors.Param) (string, error) { return "<" + p.Value + ">", nil }
		got, err := InText(sqltext.ForName(c.dialect), connectors.Statement{SQL: c.sql, Params: params(c.params)}, literal)
		if err != nil || got != c.want {
			t.Errorf("%s: %s, %v; want %s", c.sql, got, err, c.want)
		}
	}
	refuses := func(p connectors.Param) (string, error) { return "", fmt.Errorf("%s is refused", p.Value) }
	_, err := InText(sqltext.ForName("mysql"), connectors.Statement{SQL: "SELECT ?, ?", Params: params("1 2")}, refuses)
	if err == nil || err.Error() != "1 is refused" {
		t.Error(err)
	}
}

func TestOrigin(t *testing.T) {
	d := sqltext.ForName("mysql")
	const written, made = "SELECT ?, a, ?, bc", "SELECT 'one', a, 2, bc"
	for at, want := range map[int]int{-1: -1, 0: 0, 6: 6, 7: -1, 9: -1, 14: -1, 17: -1, 18: 14, 20: 16, 21: 17} {
		if got := Origin(d, written, made, at); got != want {
			t.Errorf("%d: %d, want %d", at, got, want)
		}
	}
	if got := Origin(d, written, written, 10); got != 10 {
		t.Errorf("where nothing was changed: %d", got)
	}
}
