package dolthub

import (
	"testing"

	"sonde/connectors"
)

func TestTypesOfColumns(t *testing.T) {
	for declared, want := range map[string][2]string{
		"tinyint": {"int8", ""}, "tinyint(1)": {"int8", ""}, "tinyint unsigned": {"uint8", ""}, "smallint": {"int16", ""},
		"mediumint unsigned": {"uint32", ""}, "int": {"int32", ""}, "INT": {"int32", ""}, "int(11) unsigned": {"uint32", ""},
		"bigint": {"int64", ""}, "BIGINT": {"int64", ""}, "bigint unsigned": {"uint64", ""}, "year": {"int16", ""},
		"Int": {"int64", ""}, "Uint": {"uint64", ""}, "Float": {"float64", ""}, "float": {"float32", ""}, "double": {"float64", ""},
		"decimal(38,18)": {"decimal(38, 18)", ""}, "decimal(65,30)": {"decimal256(65, 30)", ""}, "decimal(20)": {"decimal(20, 0)", ""},
		"Decimal": {"utf8", "number"}, "decimal(99,1)": {"utf8", "number"}, "decimal(2,5)": {"utf8", "number"},
		"date": {"date32", ""}, "datetime(6)": {"timestamp[us]", ""}, "timestamp": {"timestamp[us]", ""}, "time(6)": {"time64[us]", ""},
		"String": {"utf8", ""}, "longtext": {"utf8", ""}, "VARCHAR(255)": {"utf8", ""}, "char(32) CHARACTER SET ascii": {"utf8", ""},
		"json": {"utf8", "json"}, "enum('a','b')": {"utf8", "enum"}, "bit(8)": {"utf8", "other"}, "longblob": {"utf8", "other"},
		"point": {"utf8", "other"}, "": {"utf8", ""}, "(": {"utf8", ""}, "vector": {"utf8", ""},
	} {
		f := field(column{"c", declared})
		if f.Type.String() != want[0] || string(connectors.FieldKind(f)) != want[1] {
			t.Errorf("%q: %s %q, want %v", declared, f.Type, connectors.FieldKind(f), want)
		}
		if declared != "" && connectors.SourceType(f) != declared {
			t.Errorf("%q is shown as %q", declared, connectors.SourceType(f))
		}
	}
}

func TestColumnsOfOneName(t *testing.T) {
	columns := []column{{"id", "int"}, {"name", "text"}, {"id", "bigint"}, {"ID", "int"}}
	var lost []int
	for i, is := range isLost(columns) {
		if is {
			lost = append(lost, i)
		}
	}
	if len(lost) != 1 || lost[0] != 0 {
		t.Errorf("lost are %v", lost)
	}
	shown := fields(columns)
	if comment, _ := shown[0].Metadata.GetValue(connectors.MetaComment); shown[0].Name != "id" || comment == "" {
		t.Errorf("the lost column is shown as %v", shown[0])
	}
}
