package nekt

import "testing"

func TestTranslate(t *testing.T) {
	for _, test := range []struct {
		cloud     cloud
		sql, want string
	}{
		{aws, `SELECT "a" FROM information_schema.columns`, `SELECT "a" FROM nekt_metadata.columns`},
		{aws, `SELECT 'information_schema'`, `SELECT 'information_schema'`},
		{gcp, "SELECT `a b`, \"it's\" FROM `nekt_raw.orders` # all", "SELECT \"a b\", 'it''s' FROM \"nekt_raw\".\"orders\"  "},
		{gcp, "SELECT * FROM nekt_raw.INFORMATION_SCHEMA.TABLES", "SELECT * FROM (SELECT * FROM nekt_metadata.tables WHERE table_schema = 'nekt_raw')"},
		{gcp, "SELECT * FROM `region-us.INFORMATION_SCHEMA.COLUMNS` c", "SELECT * FROM (SELECT * FROM nekt_metadata.columns) c"},
	} {
		if got := test.cloud.translate(test.sql); got != test.want {
			t.Errorf("%s: %s", test.sql, got)
		}
	}
}

// Whatever a client sends, the reading of it ends.
func FuzzRequest(f *testing.F) {
	f.Add(`{"sql": "SELECT * FROM my_table LIMIT 100", "mode": "parquet", "mode_options": {"compression": "SNAPPY"}}`)
	f.Add("{\"sql\": \"SELECT \\\"a\\\" FROM `b.INFORMATION_SCHEMA.TABLES`\"}")
	f.Add(`{"mode_options": {"delimiter": ";", "header": true}, "sql": ""}`)
	f.Fuzz(func(t *testing.T, body string) {
		for _, c := range []cloud{aws, gcp} {
			q := request{cloud: c}
			if q.read([]byte(body)) == nil {
				c.translate(q.sql)
				isListing(q.sql)
			}
		}
	})
}
