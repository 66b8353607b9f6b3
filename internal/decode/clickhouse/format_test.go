package clickhouse

import (
	"testing"

	"sonde/internal/sqltext"
)

func TestFormatOf(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT 1":                                       "",
		"SELECT 1 FORMAT CSV":                            "CSV",
		"select 1 format JSON;":                          "JSON",
		"SELECT 1 /* x */ FORMAT -- y\n TSV ; --z":       "TSV",
		"SELECT 1 SETTINGS max_threads=1 FORMAT Parquet": "Parquet",
		"SELECT 1 FORMAT CSV SETTINGS max_threads=1":     "CSV",
		"SELECT 'FORMAT CSV'":                            "",
		"SELECT 1 -- FORMAT CSV":                         "",
		"SELECT 1 # FORMAT CSV":                          "",
		"SELECT format FROM t":                           "",
		"SELECT a, format x FROM t":                      "",
		"SELECT format FROM t FORMAT PrettyCompact":      "PrettyCompact",
		"SELECT 1 AS format":                             "",
		"SELECT * FROM (SELECT 1 FORMAT CSV)":            "",
		"SELECT * FROM format f":                         "",
		"SELECT format('{}', 1)":                         "",
		"SELECT `FORMAT` x":                              "",
		"% SELECT {{Int8(x, 1)}} FORMAT CSV":             "CSV",
		"% SELECT {{String(format, 'FORMAT CSV')}}":      "",
		"FORMAT CSV":                                     "",
		"":                                               "",
	} {
		if got := FormatOf(sqltext.ForName("tinybird"), sql); got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}

func TestWithFormat(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT 1":                 "SELECT 1\nFORMAT JSON",
		"SELECT 1 ; -- done\n ;":   "SELECT 1\nFORMAT JSON",
		"SELECT 1 -- one":          "SELECT 1 -- one\nFORMAT JSON",
		"SELECT ';' -- ; ":         "SELECT ';' -- ;\nFORMAT JSON",
		"SELECT 1 FORMAT CSV":      "SELECT 1 FORMAT CSV",
		"SELECT 1 /* ; FORMAT CSV": "SELECT 1 /* ; FORMAT CSV",
		"SELECT 1 /*/":             "SELECT 1 /*/",
		"SELECT 1 /**/":            "SELECT 1 /**/\nFORMAT JSON",
		"% {% if x %} 1 {% end %}": "% {% if x %} 1 {% end %}\nFORMAT JSON",
	} {
		if got, _ := WithFormat(sqltext.ForName("tinybird"), sql, "JSON"); got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}

func TestFormatLike(t *testing.T) {
	for text, want := range map[string]string{"[Error] Unknown format csv": "CSV", "Unknown format nope": "", "Unknown format 'jsoneachrow'.": "JSONEachRow", "x": ""} {
		if got := FormatLike(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
