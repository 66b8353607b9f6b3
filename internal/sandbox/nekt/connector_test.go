package nekt

import (
	"errors"
	"io"
	"slices"
	"testing"

	"sonde/connectors"
	connector "sonde/connectors/nekt"
)

// The connector reads every kind of file from the store of either cloud, and
// finds its way in the catalog.
func TestConnector(t *testing.T) {
	for _, gcp := range []bool{false, true} {
		c := sandbox(t, Options{GCP: gcp})
		config, err := connectors.NewConfig(connector.Driver(), "sandbox", map[string]any{"url": c.base, "api_key": Key})
		if err != nil {
			t.Fatal(err)
		}
		conn, err := connector.Driver().Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for _, mode := range []string{"csv", "parquet"} {
			s := connectors.Statement{SQL: "SELECT order_id, status, shipping, delivered FROM nekt_raw.orders", Options: map[string]string{"mode": mode}}
			if n, err := count(t, conn, s); n != 500 || err != nil {
				t.Errorf("%s, BigQuery %v: %d rows, %v", mode, gcp, n, err)
			}
		}
		layers, err := conn.(connectors.Cataloger).Children(t.Context(), nil)
		if err != nil || len(layers) != 1 || layers[0].Name != "nekt_raw" {
			t.Fatalf("%v %v", layers, err)
		}
		tables, err := conn.(connectors.Cataloger).Children(t.Context(), []string{"nekt_raw"})
		if err != nil || len(tables) != 7 {
			t.Fatalf("%v %v", tables, err)
		}
		columns, err := conn.(connectors.Cataloger).Children(t.Context(), []string{"nekt_raw", "countries"})
		if err != nil || len(columns) != 6 || columns[0].Name != "country_code" {
			t.Fatalf("%v %v", columns, err)
		}
		columns, err = conn.(connectors.Cataloger).Children(t.Context(), []string{"nekt_raw", "customers"})
		if i := slices.IndexFunc(columns, func(n connectors.Node) bool { return n.Name == "credit" }); err != nil || i < 0 || gcp && columns[i].Comment == "" {
			t.Errorf("BigQuery %v: %v %v", gcp, columns, err)
		}
	}
}

func count(t *testing.T, c connectors.Conn, s connectors.Statement) (rows int64, err error) {
	t.Helper()
	answer, err := c.Query(t.Context(), s)
	if err != nil {
		return 0, err
	}
	defer answer.Close()
	for {
		batch, err := answer.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows += batch.NumRows()
	}
}
