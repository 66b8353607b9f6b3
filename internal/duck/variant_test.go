package duck

import (
	"path/filepath"
	"strings"
	"testing"

	"sonde/connectors"
)

// variantRows makes rows of variants of different types, nested ones and NULL.
const variantRows = `SELECT CASE i % 6
	WHEN 0 THEN i::VARIANT
	WHEN 1 THEN ('long text of row ' || i)::VARIANT
	WHEN 2 THEN {'k': i, 'l': [i, NULL, i + 1], 'm': {'x': 'y' || i, 'k': []}}::VARIANT
	WHEN 3 THEN [{'a': (i + 0.125)::DECIMAL(20,3)}, {'a': NULL}]::VARIANT
	WHEN 4 THEN (i % 4 = 0)::VARIANT END AS v FROM range(60000) AS r(i)`

func TestVariantsMatchDuckDBsJSON(t *testing.T) {
	compareJSON(t, session(t), variantRows, "v::JSON::VARCHAR")
}

func TestVariantsInsideOtherTypes(t *testing.T) {
	compareJSON(t, session(t), "SELECT {'a': [v, v], 'n': 1} AS v FROM ("+variantRows+")", "v::JSON::VARCHAR")
}

// TestVariantsOfAFile reads variants that DuckDB has stored in pieces.
func TestVariantsOfAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "variants.duckdb")
	db, err := Open(t.Context(), path, Options{Settings: map[string]string{"storage_compatibility_version": "v1.5.0"}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := db.Connect()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Exec(t.Context(), "CREATE TABLE t AS "+variantRows+"; CHECKPOINT"); err != nil {
		t.Fatal(err)
	}
	compareJSON(t, c, "FROM t", "v::JSON::VARCHAR")
}

// TestLeavesOfVariants has the types for which sonde's JSON is its own, the same
// as in a column of the type, and those of odd sizes.
func TestLeavesOfVariants(t *testing.T) {
	c := session(t)
	if err := c.Exec(t.Context(), "SET TimeZone = 'Asia/Kolkata'"); err != nil {
		t.Fatal(err)
	}
	for expression, want := range map[string]string{
		"0.1::FLOAT":            "0.1",
		"1e300::DOUBLE":         "1e+300",
		"'nan'::DOUBLE":         `"NaN"`,
		"'-inf'::FLOAT":         `"-Infinity"`,
		`'\x00\xFF'::BLOB`:      `"\\x00ff"`,
		"'0101'::BIT":           `"0101"`,
		"(-128)::TINYINT":       "-128",
		"65535::USMALLINT":      "65535",
		"4294967295::UINTEGER":  "4294967295",
		"(-0.05)::DECIMAL(3,2)": "-0.05",
		"'99999999999999999999999999999.999999999'::DECIMAL(38,9)":                "99999999999999999999999999999.999999999",
		"'-170141183460469231731687303715884105728'::HUGEINT":                     "-170141183460469231731687303715884105728",
		"'340282366920938463463374607431768211455'::UHUGEINT":                     "340282366920938463463374607431768211455",
		"'-123456789012345678901234567890123456789012345678901234567890'::BIGNUM": "-123456789012345678901234567890123456789012345678901234567890",
		"18446744073709551615::UBIGINT":                                           "18446744073709551615",
		"DATE '2024-02-29'":                                                       `"2024-02-29"`,
		"TIME '10:00:00.5'":                                                       `"10:00:00.5"`,
		"'12:13:14.123456789'::TIME_NS":                                           `"12:13:14.123456789"`,
		"'12:00:00+02'::TIMETZ":                                                   `"12:00:00+02"`,
		"'2024-01-31 13:45:00'::TIMESTAMP_S":                                      `"2024-01-31T13:45:00"`,
		"'2024-01-31 13:45:00.123'::TIMESTAMP_MS":                                 `"2024-01-31T13:45:00.123"`,
		"'2024-01-31 13:45:00.123456789'::TIMESTAMP_NS":                           `"2024-01-31T13:45:00.123456789"`,
		"'infinity'::TIMESTAMP":                                                   `"infinity"`,
		"TIMESTAMPTZ '2024-07-01 12:00:00+00'":                                    `"2024-07-01T17:30:00+05:30"`,
		"INTERVAL '1 month -2 days'":                                              `"1 month -2 days"`,
		"'764d4124-dd03-4039-b25c-f9bd3c5791be'::UUID":                            `"764d4124-dd03-4039-b25c-f9bd3c5791be"`,
		"'POINT (1 2)'::GEOMETRY":                                                 `"POINT (1 2)"`,
		"'b'::ENUM('a', 'b')":                                                     `"b"`,
		"'q\"\\' || chr(10)":                                                      `"q\"\\\n"`,
		"repeat('long ', 60)":                                                     `"` + strings.Repeat("long ", 60) + `"`,
	} {
		rows := query(t, c, "SELECT ("+expression+")::VARIANT")
		if got := string(format(readAll(t, rows)[0], 0)); got != want {
			t.Errorf("%s: %s, want %s", expression, got, want)
		}
		rows.Close()
	}
}

func FuzzGeometry(f *testing.F) {
	for _, text := range []string{
		"POINT (1.5 1e+20)", "POINT ZM (1 2 3 4)", "POINT EMPTY", "LINESTRING M EMPTY", "POLYGON ((0 0, 1 1, 1 0, 0 0), (2 2, 3 3, 2 3, 2 2))",
		"MULTIPOINT (1 2, EMPTY)", "MULTILINESTRING Z ((1 2 3, 4 5 6), EMPTY)", "MULTIPOLYGON (((0 0, 1 1, 1 0, 0 0)))",
		"GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION EMPTY)",
	} {
		f.Add(text)
	}
	c := session(f)
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := c.Query(t.Context(), "SELECT g, g::VARCHAR FROM (SELECT TRY_CAST($1 AS GEOMETRY) AS g)", []connectors.Param{{Value: text}})
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		batch, err := rows.Next(t.Context())
		if err != nil {
			return
		}
		if got, want := batch.Column(0).ValueStr(0), batch.Column(1).ValueStr(0); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}
