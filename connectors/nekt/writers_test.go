package nekt

import (
	"os"
	"path/filepath"
	"testing"

	"sonde/connectors"
)

// stored is a file that another program wrote.
func stored(t *testing.T, name string) file {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return file{data: data}
}

// TestFilesOfOtherWriters reads what real engines have written, value by value,
// from a store with ranges, from one without, and as objects that are compressed.
func TestFilesOfOtherWriters(t *testing.T) {
	duck := []string{
		`9007199254740993|a,"b"` + "\nc" + `|0.10|2024-01-31 13:45:00.123456|[1,null]|{"k":1}|{"label":"work","primary":true}|2024-01-31 13:45:00+00:00|99999999999999999999999999999999999999`,
		"NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
		"-1||-1.50|0001-01-01 00:00:00|[]|{}|NULL|NULL|0",
	}
	athena := []string{
		`9223372036854775807|é "x"|12345678901234567890123456789.123456789|2024-01-31 13:45:00.123456|[1,null]|{"k":1}|{"label":"work","primary":true}`,
		"NULL|NULL|NULL|NULL|NULL|NULL|NULL",
		`-1||-0.100000000|1969-12-31 23:59:59|[]|{}|{"label":null,"primary":null}`,
	}
	lines := []string{"1|a,\"b\"\nc", "NULL|", "3|NULL"}
	for _, c := range []struct {
		name, mode, columns string
		files               []string
		rows                []string
	}{
		{"Athena's Parquet, with a part whose column is all NULL", modeParquet, "id|name|amount|at|tags|attrs|row", []string{"pyarrow-int96-snappy", "pyarrow-null-column-gzip"},
			append(athena[:3:3], `2|NULL|1.000000000|2262-01-01 00:00:00|[2]|{"z":null}|NULL`)},
		{"the part whose column is all NULL comes first", modeParquet, "id|name|amount|at|tags|attrs|row", []string{"pyarrow-null-column-gzip", "pyarrow-int96-snappy"},
			append([]string{`2|NULL|1.000000000|2262-01-01 00:00:00|[2]|{"z":null}|NULL`}, athena...)},
		{"BigQuery's Parquet", modeParquet, "big|num|ts|dt|d|t|raw|f|rep", []string{"pyarrow-bigquery-none"}, []string{
			`12345678901234567890123456789012345678.12345678901234567890123456789012345678|1.500000000|2024-01-31 13:45:00.123456+00:00|0001-01-01 00:00:00|0001-01-01|23:59:59.999999|\x00ff|NaN|[{"k":"a","v":[1,2]}]`,
			`NULL|-99999999999999999999999999999.999999999|NULL|9999-12-31 23:59:59.999999|NULL|NULL|\x|0.1|[]`}},
		{"DuckDB's Parquet", modeParquet, "id|name|amount|at|tags|attrs|row|tz|h", []string{"duckdb-snappy"}, duck},
		{"DuckDB's Parquet with pages of the second version", modeParquet, "id|name|amount|at|tags|attrs|row|tz|h", []string{"duckdb-gzip-v2"}, duck},
		{"Parquet where CSV was asked for", modeCSV, "id|name|amount|at|tags|attrs|row|tz|h", []string{"duckdb-snappy"}, duck},
		{"everything quoted, as Athena does", modeCSV, "id|name", []string{"duckdb-quoted.csv"}, lines},
		{"quoted where needed, as BigQuery does", modeCSV, "id|name", []string{"duckdb-plain.csv"}, lines},
		{"both kinds of quotes, header once", modeCSV, "id|name", []string{"duckdb-plain.csv", "duckdb-plain.csv"}, append(lines[:3:3], lines...)},
		{"pyarrow's CSV", modeCSV, "id|name", []string{"pyarrow.csv"}, lines},
		{"CSV where Parquet was asked for", modeParquet, "id|name", []string{"pyarrow.csv"}, lines},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, change := range []func(file) file{
				func(f file) file { return f },
				func(f file) file { f.noRanges = true; return f },
				func(f file) file { return file{data: gzipped(t, string(f.data)), encoding: "gzip"} },
			} {
				var files []file
				for _, name := range c.files {
					files = append(files, change(stored(t, name)))
				}
				_, url := serve(t, map[string]result{"q": {files: files, mode: c.mode}})
				run(t, connect(t, url, map[string]any{"mode": c.mode}), connectors.Statement{SQL: "q"}).expect(t, c.columns, c.rows...)
			}
		})
	}
}

func TestCompressedCSVOfBigQuery(t *testing.T) {
	f, url := serve(t, map[string]result{"q": {
		files: []file{stored(t, "duckdb-semicolon.csv.gz"), stored(t, "duckdb-semicolon.csv.gz")}, options: `{"compression":"GZIP","delimiter":";","header":false}`,
	}})
	f.signer = signedGCS
	c := connect(t, url, map[string]any{"dialect": "bigquery", "mode_options": map[string]any{"compression": "GZIP", "delimiter": ";", "header": false}})
	run(t, c, connectors.Statement{SQL: "q"}).expect(t, "col1|col2", "1|a,\"b\"\nc", "NULL|", "3|NULL", "1|a,\"b\"\nc", "NULL|", "3|NULL")
}
