package workspace

import (
	"context"
	"slices"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/value"
)

// Table is a snapshot as a table for statements. A column of which some values
// did not fit its type is text, and so is one of UUIDs, unless DuckDB would write
// all of them as they are.
func Table(name string, s *result.Snapshot) connectors.HostedTable {
	t := connectors.HostedTable{Name: name, Rows: s.NumRows(), Batches: s.NumBatches()}
	t.Schema = sync.OnceValue(func() *arrow.Schema { return fitting(s) })
	t.Load = func(ctx context.Context, batch int) (arrow.RecordBatch, error) {
		b, err := s.Read(ctx, batch)
		if err != nil {
			return nil, err
		}
		return fit(b, t.Schema()), nil
	}
	return t
}

// fitting is the schema with columns as text that some batch has as text.
func fitting(s *result.Snapshot) *arrow.Schema {
	if s.Schema() == nil {
		return arrow.NewSchema(nil, nil)
	}
	fields := s.Schema().Fields()
	for batch := range s.NumBatches() {
		if s.BatchSchema(batch) == s.Schema() {
			continue
		}
		for i, f := range s.BatchSchema(batch).Fields() {
			if !arrow.TypeEqual(f.Type, fields[i].Type) {
				fields[i] = arrow.Field{Name: fields[i].Name, Type: arrow.BinaryTypes.String, Nullable: true}
			}
		}
	}
	for i, f := range fields {
		if connectors.FieldKind(f) == connectors.KindUUID && connectors.EngineType(f) == "" && areUUIDs(s, i) {
			fields[i] = connectors.EngineField(f, "UUID")
		}
	}
	return arrow.NewSchema(fields, nil)
}

// areUUIDs reports whether all texts of a column are UUIDs. Sources write them in
// several ways.
func areUUIDs(s *result.Snapshot, column int) bool {
	for batch := range s.NumBatches() {
		b, err := s.Read(context.Background(), batch)
		if err != nil {
			return false // Reading the table will fail of it, too.
		}
		texts, ok := b.Column(column).(*array.String)
		for i := 0; ok && i < texts.Len(); i++ {
			if texts.IsValid(i) {
				_, _, ok = value.ParseUUID(texts.Value(i))
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// fit makes text of the columns that the schema has as text.
func fit(b arrow.RecordBatch, schema *arrow.Schema) arrow.RecordBatch {
	columns := slices.Clone(b.Columns())
	for i, f := range schema.Fields() {
		if !arrow.TypeEqual(f.Type, columns[i].DataType()) {
			columns[i] = value.Texts(b.Schema().Field(i), columns[i])
		}
	}
	return array.NewRecordBatch(schema, columns, b.NumRows())
}
