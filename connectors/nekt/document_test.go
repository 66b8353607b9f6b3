package nekt

import (
	"slices"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// TestExampleOfTheDocument sends the request that the documentation shows and
// reads the answer that it shows.
func TestExampleOfTheDocument(t *testing.T) {
	const sql = "SELECT * FROM my_table LIMIT 100"
	part := file{name: "query-20251119-154427-123456-000000000000.parquet", data: writeParquet(`[{"a":1},{"a":null}]`, field("a", arrow.PrimitiveTypes.Int64))}
	f, url := serve(t, map[string]result{sql: {
		mode: "parquet", options: `{"compression":"SNAPPY"}`, files: []file{part},
		body: `{"state": "SUCCEEDED", "presigned_urls": %s, "data_scanned_in_bytes": 11250, "execution_time_in_millis": 408}`,
	}})
	f.signer = signedGCS
	o := run(t, connect(t, url, map[string]any{"mode": "parquet", "mode_options": map[string]any{"compression": "SNAPPY"}}), statement(sql))
	o.expect(t, "a", "1", "NULL")
	for _, want := range []connectors.Stat{{Name: "data_scanned_in_bytes", Value: "11250"}, {Name: "execution_time_in_millis", Value: "408"}} {
		if !slices.Contains(o.progress.Server, want) {
			t.Errorf("%v is not in %v", want, o.progress.Server)
		}
	}
}

// TestDefaults are those of the documentation: its mode, and no options.
func TestDefaults(t *testing.T) {
	config, err := connectors.NewConfig(Driver(), "x", map[string]any{"api_key": apiKey})
	if err != nil || config.String("url") != "https://api.nekt.ai" || config.String("mode") != "csv" || len(config.Table("mode_options")) != 0 {
		t.Errorf("%q, %q, %v, %v", config.String("url"), config.String("mode"), config.Table("mode_options"), err)
	}
	if _, err := connectors.NewConfig(Driver(), "x", nil); !connectors.IsClass(err, connectors.ClassConfig) {
		t.Errorf("without a key: %v", err)
	}
	_, url := serve(t, map[string]result{"q": {mode: "csv", files: []file{text("a\n1\n")}}})
	run(t, connect(t, url, nil), statement("q")).expect(t, "a", "1")
}
