package connectors

import (
	"maps"
	"net/url"
	"strings"
	"testing"
)

func testRegistry() *Registry {
	return NewRegistry(
		&Driver{Kind: "duckdb", Title: "DuckDB", Schemes: []Scheme{{Name: "duckdb"}},
			FromURL: func(u *url.URL, values map[string]any) error {
				values["path"] = u.Opaque
				return nil
			}},
		&Driver{Kind: "druid", Title: "Apache Druid", Schemes: []Scheme{{"druid", "http"}, {"druids", "https"}}},
		&Driver{Kind: "tinybird", Title: "Tinybird", Schemes: []Scheme{{"tinybird", "https"}}},
		&Driver{Kind: "dolthub", Title: "DoltHub", Schemes: []Scheme{{"dolthub", "https"}},
			FromURL: func(u *url.URL, values map[string]any) error {
				values["owner"] = u.Host
				values["database"] = strings.TrimPrefix(u.Path, "/")
				return nil
			}},
	)
}

func TestParseURL(t *testing.T) {
	r := testRegistry()
	for text, want := range map[string]struct {
		kind   string
		values map[string]any
	}{
		"druid://host:8888":                                {"druid", map[string]any{"url": "http://host:8888"}},
		"druid://host:8888/":                               {"druid", map[string]any{"url": "http://host:8888"}},
		"DRUID://host":                                     {"druid", map[string]any{"url": "http://host"}},
		"druids://host":                                    {"druid", map[string]any{"url": "https://host"}},
		"druids+http://[::1]:80":                           {"druid", map[string]any{"url": "http://[::1]:80"}},
		"tinybird://api.us-east.aws.tinybird.co":           {"tinybird", map[string]any{"url": "https://api.us-east.aws.tinybird.co"}},
		"tinybird+http://127.0.0.1:7377":                   {"tinybird", map[string]any{"url": "http://127.0.0.1:7377"}},
		"Tinybird+HTTP://h":                                {"tinybird", map[string]any{"url": "http://h"}},
		"druid://ann:s%40cret@host":                        {"druid", map[string]any{"url": "http://host", "username": "ann", "password": "s@cret"}},
		"druid://ann@host":                                 {"druid", map[string]any{"url": "http://host", "username": "ann"}},
		"druid://ann:@host":                                {"druid", map[string]any{"url": "http://host", "username": "ann", "password": ""}},
		"druid://host?timeout=30s&read_only=true&limit=10": {"druid", map[string]any{"url": "http://host", "timeout": "30s", "read_only": "true", "limit": "10"}},
		"druid://host?limit=1&limit=2":                     {"druid", map[string]any{"url": "http://host", "limit": "2"}},
		"dolthub://dolthub/ip-to-country":                  {"dolthub", map[string]any{"url": "https://dolthub", "owner": "dolthub", "database": "ip-to-country"}},
		"duckdb:shop.db":                                   {"duckdb", map[string]any{"path": "shop.db"}},
		"duckdb:///data/a b%.db":                           {"duckdb", map[string]any{"path": "///data/a b%.db"}},
		"duckdb:":                                          {"duckdb", map[string]any{"path": ""}},
	} {
		d, values, ok, err := r.ParseURL(text)
		if !ok || err != nil {
			t.Errorf("%s: ok %v, %v", text, ok, err)
			continue
		}
		if d.Kind != want.kind || !maps.Equal(values, want.values) {
			t.Errorf("%s: %s %v, want %s %v", text, d.Kind, values, want.kind, want.values)
		}
	}
}

func TestParseURLLeavesFilesAndNamesAlone(t *testing.T) {
	for _, text := range []string{
		"", "wiki", "trips.parquet", "./a:b.csv", "2024-01-01T10:00.csv", `C:\data\trips.csv`, "C:/data/trips.csv", "notes:today", "a+b", ":memory:",
	} {
		if _, _, ok, err := testRegistry().ParseURL(text); ok || err != nil {
			t.Errorf("%q is taken for a URL (%v)", text, err)
		}
	}
}

func TestParseURLErrors(t *testing.T) {
	for text, want := range map[string]string{
		"drud://host":                `unknown URL scheme "drud"; did you mean "druid"?`,
		"postgres://ann:s3cret@host": `unknown URL scheme "postgres"`,
		"druid+ftp://host":           `"druid+ftp" cannot be used`,
		"duckdb+http://host":         `"duckdb+http" cannot be used`,
		"druid://ann:s3cret@host:x":  "the form druid://host:port",
		"druid://host/some/path":     `a druid URL has no path; "/some/path" was given`,
		"druid://ann:s3cret@host/x":  "has no path",
		"druid://":                   "names no host",
		"druid:host:8888":            "the form druid://host:port",
	} {
		_, _, ok, err := testRegistry().ParseURL(text)
		if !ok || !IsClass(err, ClassConfig) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: ok %v, %v; want a config error with %q", text, ok, err, want)
			continue
		}
		if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: the error repeats the password: %v", text, err)
		}
	}
}

func TestDriverByKind(t *testing.T) {
	r := testRegistry()
	if d, err := r.Driver("druid"); err != nil || d.Title != "Apache Druid" {
		t.Fatalf("%v, %v", d, err)
	}
	_, err := r.Driver("druif")
	if !IsClass(err, ClassConfig) || !strings.Contains(err.Error(), `did you mean "druid"?`) {
		t.Fatalf("%v", err)
	}
	if got := r.String(); got != "duckdb (DuckDB), druid (Apache Druid), tinybird (Tinybird), dolthub (DoltHub)" {
		t.Fatal(got)
	}
	r.Drivers()[0] = nil
	if r.Drivers()[0] == nil {
		t.Fatal("a caller can change the registry")
	}
}

func TestRegistryRefusesTwins(t *testing.T) {
	for name, second := range map[string]*Driver{
		"kind":   {Kind: "druid"},
		"scheme": {Kind: "other", Schemes: []Scheme{{Name: "druids"}}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("two drivers of one %s are accepted", name)
				}
			}()
			NewRegistry(&Driver{Kind: "druid", Schemes: []Scheme{{Name: "druids"}}}, second)
		}()
	}
}

func FuzzParseURL(f *testing.F) {
	for _, s := range []string{"druid://ann:pw@host:8888?limit=1", "tinybird+http://h", "duckdb:a.db?x=1", "C:\\x", "x://", ":", "druid://[::1", "druid://%zz"} {
		f.Add(s)
	}
	r := testRegistry()
	f.Fuzz(func(t *testing.T, s string) {
		d, values, ok, err := r.ParseURL(s)
		if ok && err == nil && (d == nil || values == nil) {
			t.Fatalf("%q: a URL without driver or values", s)
		}
		if !ok && (d != nil || err != nil) {
			t.Fatalf("%q: no URL, yet %v, %v", s, d, err)
		}
	})
}
