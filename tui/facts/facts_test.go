package facts

import (
	"fmt"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

func field(sourceType string, meta ...string) arrow.Field {
	f := connectors.Field("c", arrow.PrimitiveTypes.Int64, sourceType, connectors.KindText)
	keys, values := f.Metadata.Keys(), f.Metadata.Values()
	for i := 0; i < len(meta); i += 2 {
		keys, values = append(keys, meta[i]), append(values, meta[i+1])
	}
	f.Metadata = arrow.NewMetadata(keys, values)
	return f
}

func TestFacts(t *testing.T) {
	required := field("BIGINT")
	required.Nullable = false
	for _, c := range []struct {
		field            arrow.Field
		all, kind, short string
	}{
		{
			field("NUMBER(12,2)", connectors.MetaComment, "in euro", connectors.MetaGeneral, "decimal", connectors.MetaNullable, "false", connectors.MetaNumber, "3"),
			"[{type NUMBER(12,2)} {general type decimal} {nullable no} {description in euro} {number 3}]",
			"NUMBER(12,2) not NULL", "NUMBER(12,2) not NULL · decimal · in euro",
		},
		{field("TEXT", connectors.MetaNullable, "true"), "[{type TEXT} {nullable yes}]", "TEXT", "TEXT"},
		{field("Nullable(UInt8)"), "[{type Nullable(UInt8)} {nullable yes}]", "Nullable(UInt8)", "Nullable(UInt8)"},
		{field("VARCHAR"), "[{type VARCHAR}]", "VARCHAR", "VARCHAR"},
		{field(""), "[{type int64}]", "int64", "int64"},
		{required, "[{type BIGINT} {nullable no}]", "BIGINT not NULL", "BIGINT not NULL"},
	} {
		if got := fmt.Sprint(Of(c.field)); got != c.all {
			t.Errorf("Of(%s) is %s, not %s", c.field, got, c.all)
		}
		if got := Type(c.field); got != c.kind {
			t.Errorf("Type(%s) is %q, not %q", c.field, got, c.kind)
		}
		if got := Line(c.field); got != c.short {
			t.Errorf("Line(%s) is %q, not %q", c.field, got, c.short)
		}
	}
}
