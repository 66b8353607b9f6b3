package connectors

import (
	"maps"
	"strings"
	"testing"
	"time"
)

var testDriver = &Driver{Kind: "test", Options: []Option{
	{Name: "url", Type: TypeString, Required: true, Help: "Where it is."},
	{Name: "mode", Type: TypeChoice, Default: "csv", Choices: []string{"csv", "parquet"}},
	{Name: "port", Type: TypeInt, Default: "80"},
	{Name: "settings", Type: TypeTable},
	{Name: "limit", Type: TypeInt, Default: "7", Help: "Its own limit."},
}}

func TestNewConfig(t *testing.T) {
	c, err := NewConfig(testDriver, "shop", map[string]any{
		"url": "http://h", "read_only": true, "timeout": "1m30s", "settings": map[string]any{"threads": int64(4), "zone": "UTC"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "shop" || c.Kind != "test" || c.String("url") != "http://h" || c.String("mode") != "csv" || c.Int("port") != 80 {
		t.Errorf("%+v", c)
	}
	if !c.Bool("read_only") || !c.Bool("confirm_writes") || c.Duration("timeout") != 90*time.Second {
		t.Errorf("common options: %+v", c)
	}
	if c.Int("limit") != 7 {
		t.Errorf("a kind's own option does not replace the common one: %d", c.Int("limit"))
	}
	if want := map[string]string{"threads": "4", "zone": "UTC"}; !maps.Equal(c.Table("settings"), want) {
		t.Errorf("settings %v", c.Table("settings"))
	}
	if c.String("proxy") != "" || c.Int("url") != 0 || c.Table("headers") != nil || c.Bool("nothing") || c.Duration("url") != 0 {
		t.Error("an option that is not set, or of another type, has a value")
	}
}

func TestNewConfigErrors(t *testing.T) {
	for name, c := range map[string]struct {
		values map[string]any
		want   string
	}{
		"unknown":  {map[string]any{"url": "x", "prot": int64(1)}, `connection "shop": unknown option "prot"; did you mean "port"?`},
		"far off":  {map[string]any{"url": "x", "zzzzzzzz": int64(1)}, `unknown option "zzzzzzzz"`},
		"missing":  {nil, `connection "shop": option "url" is missing: Where it is.`},
		"type":     {map[string]any{"url": "x", "port": "eighty"}, `option "port": expected a whole number, not "eighty"`},
		"duration": {map[string]any{"url": "x", "timeout": "5 minutes"}, `option "timeout": expected a duration such as 30s or 5m, not "5 minutes"`},
	} {
		_, err := NewConfig(testDriver, "shop", c.values)
		if !IsClass(err, ClassConfig) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestOptionParse(t *testing.T) {
	for _, c := range []struct {
		typ       Type
		raw, want any
	}{
		{TypeString, "x", "x"},
		{TypeString, "", ""},
		{TypeString, int64(12), "12"},
		{TypeString, 1.5, "1.5"},
		{TypeString, true, "true"},
		{TypeInt, int64(-3), int64(-3)},
		{TypeInt, "42", int64(42)},
		{TypeBool, true, true},
		{TypeBool, "true", true},
		{TypeBool, "0", false},
		{TypeDuration, "0s", time.Duration(0)},
		{TypeDuration, "1h2m", 62 * time.Minute},
		{TypeChoice, "a", "a"},
		{TypeCount, int64(0), int64(0)},
		{TypeCount, "42", int64(42)},
		{TypeString, 12, "12"},
		{TypeInt, 12, int64(12)},
		{TypeColor, "red", "red"},
		{TypeColor, "bright-black", "bright-black"},
		{TypeColor, "#Ff8800", "#Ff8800"},
	} {
		o := Option{Name: "o", Type: c.typ, Choices: []string{"a", "b"}}
		if got, err := o.Parse(c.raw); err != nil || got != c.want {
			t.Errorf("%s of %#v: %#v, %v", c.typ, c.raw, got, err)
		}
	}
}

func TestOptionParseErrors(t *testing.T) {
	for _, c := range []struct {
		typ  Type
		raw  any
		want string
	}{
		{TypeString, []any{"x"}, "expected text, not a list"},
		{TypeString, map[string]any{}, "expected text, not a table"},
		{TypeInt, "1.5", `expected a whole number, not "1.5"`},
		{TypeInt, 1.5, "expected a whole number, not 1.5"},
		{TypeInt, "99999999999999999999", "expected a whole number"},
		{TypeBool, "yes", `expected true or false, not "yes"`},
		{TypeBool, int64(1), "expected true or false, not 1"},
		{TypeDuration, int64(30), "expected a duration such as 30s or 5m, not 30"},
		{TypeDuration, "-1s", `expected a duration such as 30s or 5m, not "-1s"`},
		{TypeCount, int64(-5), "expected a whole number from 0, not -5"},
		{TypeCount, "x", `expected a whole number from 0, not "x"`},
		{TypeColor, "notacolor", `expected a colour such as red, bright-blue or #ff8800, not "notacolor"`},
		{TypeColor, "bright-rad", `did you mean "bright-red"?`},
		{TypeColor, "#ff88", "expected a colour"},
		{TypeColor, "#+f8800", "expected a colour"},
		{TypeColor, int64(4), "expected a colour such as red, bright-blue or #ff8800, not 4"},
		{TypeChoice, "c", `expected one of a, b, not "c"`},
		{TypeTable, "x", `expected a table such as { name = "value" }, not "x"`},
		{TypeTable, map[string]any{"k": []any{int64(1)}}, `the value of "k" must be plain`},
	} {
		o := Option{Name: "o", Type: c.typ, Choices: []string{"a", "b"}}
		if got, err := o.Parse(c.raw); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s of %#v: %#v, %v, want %q", c.typ, c.raw, got, err, c.want)
		}
	}
}

func TestSuggest(t *testing.T) {
	names := []string{"druid", "duckdb", "tinybird"}
	for given, want := range map[string]string{
		"drud": `; did you mean "druid"?`, "dukdb": `; did you mean "duckdb"?`, "tinybrid": `; did you mean "tinybird"?`,
		"DuckDB": `; did you mean "duckdb"?`, "postgres": "", "": "",
	} {
		if got := Suggest(given, names); got != want {
			t.Errorf("Suggest(%q) = %q, want %q", given, got, want)
		}
	}
	if got := Suggest("x", []string{"ab"}); got != "" {
		t.Errorf("a name that shares no letter is suggested: %q", got)
	}
	if got := Suggest("x", nil); got != "" {
		t.Error(got)
	}
}

func TestOnlyBilledKindsAskBeforeScans(t *testing.T) {
	plain, billed := &Driver{Kind: "plain"}, &Driver{Kind: "billed", Billed: true}
	if c, err := NewConfig(billed, "b", nil); err != nil || !c.Bool("confirm_scans") {
		t.Errorf("%v, %v", c.Bool("confirm_scans"), err)
	}
	if _, err := NewConfig(plain, "p", map[string]any{"confirm_scans": false}); err == nil {
		t.Error("a kind that bills nothing takes confirm_scans")
	}
}
