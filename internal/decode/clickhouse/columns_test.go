package clickhouse

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Zones in which an hour comes twice a year stay in the type's name.
func TestZones(t *testing.T) {
	for typeText, want := range map[string]string{
		"DateTime": "", "DateTime('UTC')": "UTC", "DateTime64(3, 'Etc/GMT-3')": "Etc/GMT-3", "DateTime64(6, 'Asia/Kolkata')": "Asia/Kolkata",
		"DateTime('America/New_York')": "", "DateTime64(9, 'Australia/Sydney')": "", "DateTime('Nowhere/None')": "", "DateTime64(0)": "",
	} {
		f := Column("c", typeText).Field
		got, ok := f.Type.(*arrow.TimestampType)
		if !ok || got.TimeZone != want || connectors.SourceType(f) != typeText {
			t.Errorf("%s: %s", typeText, f.Type)
		}
	}
}

// Types that sonde does not know, or that cannot be read, are text.
func TestUnknownTypes(t *testing.T) {
	for _, typeText := range []string{"", "Quantum(3)", "Array(", "Array", "Map(String)", "Tuple(3)", "Decimal(77, 2)", "Decimal", "DateTime64(12)", "DateTime64"} {
		f := Column("c", typeText).Field
		if f.Type.ID() != arrow.STRING || connectors.FieldKind(f) != connectors.KindOther {
			t.Errorf("%s: %s, %q", typeText, f.Type, connectors.FieldKind(f))
		}
	}
}
