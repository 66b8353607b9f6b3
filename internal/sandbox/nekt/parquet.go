package nekt

import (
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"sonde/connectors"
)

var codecs = map[string]compress.Compression{
	"": compress.Codecs.Snappy, "SNAPPY": compress.Codecs.Snappy, "GZIP": compress.Codecs.Gzip, "NONE": compress.Codecs.Uncompressed,
}

// parquetPart writes Parquet.
type parquetPart struct {
	*pqarrow.FileWriter
	schema *arrow.Schema
}

// newParquet begins a file. Athena's timestamps are of the old type of 96 bits.
func newParquet(to io.Writer, schema *arrow.Schema, c cloud, compression string) (*parquetPart, error) {
	properties := parquet.NewWriterProperties(parquet.WithCompression(codecs[compression]), parquet.WithCreatedBy("sonde sandbox"))
	options := []pqarrow.WriterOption{}
	if c == aws {
		options = append(options, pqarrow.WithDeprecatedInt96Timestamps(true), pqarrow.WithCoerceTimestamps(arrow.Nanosecond))
	}
	schema = stripped(schema)
	// The writer closes what can be closed, and the file is still needed.
	w, err := pqarrow.NewFileWriter(schema, struct{ io.Writer }{to}, properties, pqarrow.NewArrowWriterProperties(options...))
	return &parquetPart{w, schema}, err
}

// Write writes a row group.
func (p *parquetPart) Write(b arrow.RecordBatch) error {
	return p.FileWriter.Write(array.NewRecordBatch(p.schema, b.Columns(), b.NumRows()))
}

// stripped is a schema without the metadata of its fields, which would be about
// another engine.
func stripped(schema *arrow.Schema) *arrow.Schema {
	fields := make([]arrow.Field, schema.NumFields())
	for i, f := range schema.Fields() {
		fields[i] = arrow.Field{Name: f.Name, Type: f.Type, Nullable: true}
	}
	return arrow.NewSchema(fields, nil)
}

// check refuses what the cloud cannot put into a file of the mode.
func (p *production) check() error {
	if p.listing {
		return nil
	}
	seen := map[string]bool{}
	for _, f := range p.schema.Fields() {
		if seen[f.Name] && (p.parquet || p.cloud == gcp) {
			return p.cloud.duplicate(f.Name)
		}
		seen[f.Name] = true
		if text := p.refuses(f); text != "" {
			return &unsupported{text}
		}
	}
	if p.parquet && len(seen) == 0 {
		return &unsupported{"NOT_SUPPORTED: the statement has no columns"}
	}
	return nil
}

func (c cloud) duplicate(name string) error {
	if c == aws {
		return &unsupported{fmt.Sprintf("SYNTAX_ERROR: Column name '%s' specified more than once", name)}
	}
	return &unsupported{"Duplicate column names in the result are not supported when a destination table is present. Found duplicate(s): " + name}
}

// refuses is the message about a column that cannot be written; empty where it
// can.
func (p *production) refuses(f arrow.Field) string {
	_, nested := f.Type.(arrow.NestedType)
	isJSON := connectors.FieldKind(f) == connectors.KindJSON
	switch {
	case p.cloud == gcp && !p.parquet && (nested || isJSON):
		return fmt.Sprintf("Operation cannot be performed on a nested schema. Field: %s; ARRAY, STRUCT and JSON are not supported in CSV", f.Name)
	case !p.parquet:
		return ""
	case f.Type.ID() == arrow.SPARSE_UNION:
		return "NOT_SUPPORTED: Unsupported type: " + connectors.SourceType(f)
	case p.cloud == gcp:
		return ""
	}
	if name := hiveRefuses(f, isJSON); name != "" {
		return "NOT_SUPPORTED: Unsupported Hive type: " + name
	}
	return ""
}

// hiveRefuses names the type of a column that Athena does not unload.
func hiveRefuses(f arrow.Field, isJSON bool) string {
	switch t := f.Type.(type) {
	case *arrow.TimestampType:
		if t.TimeZone != "" {
			return "timestamp(3) with time zone"
		}
	case *arrow.Time64Type, *arrow.Time32Type:
		return "time(3)"
	case *arrow.Decimal256Type:
		return fmt.Sprintf("decimal(%d,%d)", t.Precision, t.Scale)
	}
	if isJSON {
		return "json"
	}
	return ""
}
