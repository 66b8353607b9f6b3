package clickhouse

import (
	"strings"
	"testing"

	"sonde/connectors"
)

// What the server would change is refused before it is sent, however deep it stands.
func TestParamsThatTheServerWouldChange(t *testing.T) {
	for _, c := range [][2]string{
		{"Array(UInt8)", "[1, 300 ]"}, {"Map(String, UInt8)", "{'it\\'s, ':1,'b':300}"}, {"Tuple(UInt8, String)", "(300,'x')"},
		{"Tuple(a String, b Array(Nullable(Int8)))", "('300',[NULL,128])"}, {"LowCardinality(UInt8)", "300"}, {"Nested(a UInt8)", "[(300)]"},
		{"Date", "2024-13-45"}, {"Date", "2024-02-30"}, {"Nullable(Date)", "2300-01-01"}, {"Date", "1969-12-31"}, {"Date32", "2300-01-01"}, {"Date32", "1899-12-31"},
		{"Array(Date)", "['2024-01-01','2024-13-45']"}, {"Map(Date, String)", "{'2024-13-45':'x'}"},
		{"DateTime", "2200-01-01 00:00:00"}, {"DateTime", "2024-01-02 25:00:00"}, {"DateTime", "4294967296"}, {"DateTime('Asia/Tokyo')", "1970-01-01 03:00:00"},
		{"DateTime64", "2024-01-02 03:04:05.1234"}, {"DateTime64(6, 'UTC')", "2024-01-02 03:04:05.1234567"}, {"DateTime64(3)", "2024-02-30 00:00:00"},
		{"Decimal(9,2)", "1.23456"}, {"Decimal(9, 2)", "1.5e-3"}, {"Array(Decimal32(2))", "[1.234]"}, {"Decimal(9,2)", "-0.001"},
		{"DateTime('America/New_York')", "2024-03-10 02:30:00"}, {"DateTime64(3, 'America/New_York')", "2024-03-10 02:30:00.5"}, {"Array(DateTime('UTC'))", "['1969-12-31 23:59:59']"},
		{"DateTime('UTC')", "2106-02-07 06:28:16"}, {"Float32", "1e39"}, {"Nullable(Float32)", "-1e39"}, {"BFloat16", "1e39"}, {"Time64(3)", "00:00:00.1234"}, {"Float64", "1e400"}, {"Array(Float64)", "[1, -1e309]"},
	} {
		err := checkParam(connectors.Param{Name: "p", Value: c[1]}, c[0], nil)
		if err == nil || !strings.Contains(err.Error(), "does not fit") {
			t.Errorf("%s as %s was taken: %v", c[1], c[0], err)
		}
	}
}

// What the server takes as it is, or refuses itself, is left to it.
func TestParamsThatAreLeftToTheServer(t *testing.T) {
	for _, c := range [][2]string{
		{"Array(UInt8)", "[1, 255]"}, {"Array(UInt8)", "[1, 'x'"}, {"Array(UInt8)", "[]"}, {"Array(String)", "['300, 2024-13-45']"}, {"String", "2024-13-45"},
		{"Map(String, UInt8)", "{'300':1}"}, {"Map(UInt16, String)", "{300:'x'}"}, {"Variant(String, UInt8)", "300"}, {"JSON", `{"a":300}`}, {"nonsense(", "300"},
		{"Date", "2024-2-29"}, {"Date", "2149-06-06"}, {"Date", "soon"}, {"Date32", "1900-01-01"}, {"DateTime", "2024-01-02"}, {"DateTime", "2106-02-07 06:28:15"},
		{"DateTime", "4294967295"}, {"DateTime('Asia/Tokyo')", "1970-01-01 09:00:00"}, {"DateTime64(3)", "2400-01-02 03:04:05.120000"}, {"DateTime64(9)", "2024-01-02 03:04:05.123456789"},
		{"Decimal(9,2)", "1.2300"}, {"Decimal(9,2)", "1e3"}, {"Decimal(9,2)", "-1.2e1"}, {"Decimal(9,2)", "x"}, {"Decimal(9,2)", "1e999999999"}, {"Decimal(9,2)", "0.000"}, {"UInt8", "1.5"},
		{"DateTime('America/New_York')", "2024-03-10 03:00:00"}, {"DateTime('America/New_York')", "2024-11-03 01:30:00"}, {"DateTime64(3, 'Nowhere/At_All')", "2024-03-10 02:30:00"},
		{"Float32", "16777217"}, {"Float32", "1e-60"}, {"Float32", "-inf"}, {"Float64", "nan"}, {"Float64", "x"}, {"Time64(3)", "00:00:00.1230"}, {"Array(Float32)", "[0.1, inf]"},
	} {
		if err := checkParam(connectors.Param{Name: "p", Value: c[1]}, c[0], nil); err != nil {
			t.Errorf("%s as %s: %v", c[1], c[0], err)
		}
	}
}
