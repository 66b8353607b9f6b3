package tinybird

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/apache/arrow-go/v18/parquet/file"

	"sonde/internal/sandbox/face"
)

func TestEndpoints(t *testing.T) {
	base := start(t, face.Switches{})
	send(t, "GET", base+"/v0/pipes/top_products.csv?limit=2", "").has(t, "a parameter", 200, "\"product_id\",\"sold\"\n")
	send(t, "GET", base+"/v0/pipes/orders_by_status.ndjson?statuses=placed&since=2023-01-01+00:00:00", "").has(t, "two nodes", 200, `{"status":"placed","orders":`)
	send(t, "POST", base+"/v0/pipes/customer.ndjson", `{"id": 7}`, "Content-Type", "application/json").has(t, "a body", 200, `{"customer_id":7,`)
	send(t, "GET", base+"/v0/pipes/customer.json", "").has(t, "no parameter", 400, "Check the parameters id.")
	send(t, "GET", base+"/v0/pipes/trips.xml", "").has(t, "an unknown format", 404, "Unknown format 'xml'")
	send(t, "GET", base+"/v0/sql?pipeline=top_products&limit=3&q=SELECT+count()+AS+n+FROM+_+FORMAT+CSV", "").expect(t, "pipeline", 200, "3\n")
}

func TestParquet(t *testing.T) {
	base := start(t, face.Switches{})
	for setting, want := range map[string]string{"": "None", "?output_format_parquet_string_as_string=1": "String"} {
		r := send(t, "POST", base+"/v0/sql"+setting, "SELECT path FROM visits FORMAT Parquet", "Content-Type", "text/plain")
		f, err := file.NewParquetReader(bytes.NewReader([]byte(r.body)))
		if err != nil {
			t.Fatal(err)
		}
		if got := f.MetaData().Schema.Column(0).LogicalType().String(); got != want || f.NumRows() != 2000 {
			t.Errorf("%q: %s, %d rows; want %s", setting, got, f.NumRows(), want)
		}
		f.Close()
	}
}

func TestListings(t *testing.T) {
	base := start(t, face.Switches{})
	var listed struct {
		Pipes []struct {
			Name     string
			Endpoint *string
			Nodes    []struct {
				SQL    string
				Params []parameter
			}
		}
		DataSources []struct {
			Name       string
			Statistics struct {
				RowCount int `json:"row_count"`
			}
			Columns []sourceColumn
		}
	}
	for _, path := range []string{"/v0/pipes", "/v0/datasources"} {
		if err := json.Unmarshal([]byte(send(t, "GET", base+path, "").body), &listed); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range listed.Pipes {
		if (p.Endpoint == nil) != (p.Name == "draft") {
			t.Errorf("%s: endpoint %v", p.Name, p.Endpoint)
		}
		if p.Name == "orders_by_status" && (len(p.Nodes) != 2 || len(p.Nodes[0].Params) != 2 || p.Nodes[0].Params[0].Type != "Array(String)" || p.Nodes[0].Params[0].Default != "paid,shipped") {
			t.Errorf("nodes %+v", p.Nodes)
		}
		if p.Name == "customer" && !p.Nodes[0].Params[0].Required {
			t.Errorf("nodes %+v", p.Nodes)
		}
	}
	found := false
	for _, d := range listed.DataSources {
		if d.Name == "visits" {
			found = true
			if d.Statistics.RowCount != 2000 || len(d.Columns) != 10 || d.Columns[2].Type != "LowCardinality(String)" || !d.Columns[4].Nullable || d.Columns[0].Nullable {
				t.Errorf("%+v", d)
			}
		}
	}
	if !found || len(listed.Pipes) != len(pipes) {
		t.Errorf("visits found: %v, %d pipes", found, len(listed.Pipes))
	}
	send(t, "GET", base+"/v0/datasources?attrs=name", "").has(t, "attrs", 200, `{"datasources":[{"name":"countries"},`)
	send(t, "GET", base+"/v0/datasources/moments", "").has(t, "one", 200, `"sql_schema":"naive DateTime, naive_new_york DateTime('America/New_York')`)
	send(t, "GET", base+"/v0/datasources/nope", "").has(t, "none", 404, "Data Source 'nope' not found")
	send(t, "GET", base+"/v0/pipes/top_products", "").has(t, "one pipe", 200, `"columns":[{"name":"product_id","type":"Int32"},{"name":"sold","type":"Int64"}]`, `"name":"limit","type":"Int32","default":"10"`)
	send(t, "GET", base+"/v0/pipes/openapi.json", "").has(t, "openapi", 200, `"/pipes/top_products.json"`)
	send(t, "GET", base+"/v0/workspace", "").has(t, "workspace", 200, `"name":"sandbox"`)
	send(t, "GET", base+"/v0/regions", "", "Authorization", "").has(t, "regions", 200, `"regions"`)
	send(t, "GET", base+"/v0/pipes", "", "Authorization", "Bearer "+PipeToken).has(t, "a narrow token", 200, `{"pipes":[{"id":"t_pipe_top_products"`)
}

// A pipe has the types of ClickHouse wherever it is read.
func TestTypesOfPipes(t *testing.T) {
	base := start(t, face.Switches{})
	send(t, "GET", base+"/v0/pipes/top_products", "").has(t, "the listing", 200, `"name":"sold","type":"Int64"`)
	send(t, "GET", base+"/v0/pipes/top_products.json", "").has(t, "the endpoint", 200, "\"name\": \"sold\",\n\t\t\t\"type\": \"Int64\"")
	query(t, base, "SELECT sold FROM top_products LIMIT 1").has(t, "a query", 200, "\"name\": \"sold\",\n\t\t\t\"type\": \"Int64\"")
}
