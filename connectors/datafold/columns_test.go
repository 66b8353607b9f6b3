package datafold

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// TestWhatIsSaidOfAColumn reads every member that the document names.
func TestWhatIsSaidOfAColumn(t *testing.T) {
	_, url := serve(t, map[string]result{"q": {body: `{"columns":[{"name":"amount","type":"decimal","db_type":"NUMBER(12,2)","description":"in euro","is_nullable":false,"number":1},` +
		`{"name":"plain","type":null,"db_type":null,"description":null,"is_nullable":null,"number":2}],"rows":[]}`}})
	o := run(t, connect(t, url, nil), connectors.Statement{SQL: "q"})
	o.expect(t, "amount|plain")
	f := o.schema.Field(0)
	for key, want := range map[string]string{
		connectors.MetaType: "NUMBER(12,2)", connectors.MetaComment: "in euro", connectors.MetaGeneral: "decimal",
		connectors.MetaNullable: "false", connectors.MetaNumber: "1",
	} {
		if got, _ := f.Metadata.GetValue(key); got != want {
			t.Errorf("%s is %q, not %q", key, got, want)
		}
	}
	if plain := o.schema.Field(1).Metadata; plain.Len() != 2 { // its type, which is empty, and its number
		t.Errorf("%v", plain)
	}
}

// TestMembersOfAnotherType keeps what can be used of a column.
func TestMembersOfAnotherType(t *testing.T) {
	_, url := serve(t, map[string]result{"q": {body: `{"columns":[{"name":"n","type":"integer","db_type":7,"description":["x"],"is_nullable":"NO","number":1.5},` +
		`{"name":"s","db_type":"TEXT"}],"rows":[{"n":1,"s":"1"}]}`}})
	o := run(t, connect(t, url, nil), connectors.Statement{SQL: "q"})
	o.expect(t, "n|s", "1|1")
	if got, want := o.schema.Field(0), connectors.Field("n", arrow.PrimitiveTypes.Int64, "integer", connectors.KindText); !got.Equal(want) {
		t.Errorf("%v, not %v", got, want)
	}
}

func TestTypesOfColumns(t *testing.T) {
	for _, c := range []struct{ kind, native, want string }{
		{"integer", "BIGINT", "int64"}, {"boolean", "", "bool"}, {"float", "FLOAT8", "float64"}, {"string", "TEXT", "utf8"}, {"date", "", "date32"},
		{"time", "", "time64[us]"}, {"timestamp", "TIMESTAMP_NTZ", "timestamp[us]"}, {"timestamp", "timestamp with time zone", "timestamp[us, tz=UTC]"},
		{"timestamp", "TIMESTAMP_LTZ(9)", "timestamp[us, tz=UTC]"}, {"decimal", "DECIMAL(10, 2)", "decimal(10, 2)"}, {"decimal", "numeric(76)", "decimal256(76, 0)"},
		{"decimal", "NUMERIC", "utf8 number"}, {"decimal", "decimal(2,5)", "utf8 number"}, {"unbounded_decimal", "", "utf8 number"}, {"array", "ARRAY", "utf8 json"}, {"uuid", "", "utf8 uuid"},
		{"time_interval", "", "utf8 interval"}, {"money", "", "utf8 other"}, {"INTEGER", "", "int64"}, {"never_heard_of", "GEOGRAPHY", "utf8 other"},
		{"", "bigint unsigned", "int64"}, {"", "number(5,1)", "decimal(5, 1)"}, {"", "varchar(20)", "utf8"}, {"", "timestamptz", "timestamp[us, tz=UTC]"}, {"", "interval day", "utf8 other"}, {"", "", "none"},
	} {
		column := column{Name: "c", Type: optional(c.kind), DBType: optional(c.native)}
		got, kind := column.arrowType()
		if text := describeType(got, kind); text != c.want {
			t.Errorf("%q, %q is %s, not %s", c.kind, c.native, text, c.want)
		}
	}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func describeType(t arrow.DataType, kind connectors.Kind) string {
	if t == nil {
		return "none"
	}
	if kind == connectors.KindText {
		return t.String()
	}
	return t.String() + " " + string(kind)
}

func TestValuesThatDoNotFitTheirType(t *testing.T) {
	_, url := serve(t, map[string]result{"q": {body: `{"columns":[` + colN + `,{"name":"d","type":"date"},{"name":"m","type":"timestamp"}],"rows":[` +
		`{"n":123456789012345678901234567890,"d":"2024-01-31T00:00:00","m":"2024-01-31T10:00:00+02:00"},{"n":1,"d":"infinity","m":null}]}`}})
	run(t, connect(t, url, nil), connectors.Statement{SQL: "q"}).expect(t, "n|d|m",
		"123456789012345678901234567890|2024-01-31T00:00:00|2024-01-31T10:00:00+02:00", "1|infinity|NULL")
}
