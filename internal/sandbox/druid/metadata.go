package druid

import (
	"context"
	_ "embed"
	"net/http"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

//go:embed metadata.sql
var metadata string

// prepare makes what a Druid has beside its data: the metadata tables, and every
// table of the engine as a data source.
func (s *service) prepare(ctx context.Context) error {
	for _, part := range dialect.Split(metadata) {
		if err := s.engine.Exec(ctx, metadata[part.Start:part.End]); err != nil {
			return err
		}
	}
	const tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1"
	result, err := s.engine.Query(ctx, connectors.Statement{SQL: tables})
	if err != nil {
		return err
	}
	defer result.Close()
	return result.Each(ctx, func(row face.Row) error {
		name := dialect.QuoteIdentifier(row.Text(0))
		return s.engine.Exec(ctx, "CREATE VIEW druid."+name+" AS SELECT * FROM main."+name)
	})
}

// dataSources answers GET /druid/v2/datasources.
func (s *service) dataSources(w http.ResponseWriter, r *http.Request) {
	names, err := s.sources(r.Context())
	if err != nil {
		s.fail(w, r, failureOf(r.Context(), err, "", ""))
		return
	}
	face.WriteJSON(w, http.StatusOK, names)
}
