package run

import (
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/result"
)

// StoreSink is a sink that keeps the rows in a result store.
func StoreSink(s *result.Store) Sink { return storeSink{s} }

type storeSink struct{ *result.Store }

func (s storeSink) SetSchema(schema *arrow.Schema) error {
	s.Store.SetSchema(schema)
	return nil
}
