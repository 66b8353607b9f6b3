package decode

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"go.uber.org/goleak"

	"sonde/connectors"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Each value is read alone into a column of a type; a leading ! says that it
// must not fit, and so be kept as it was sent.
func TestValues(t *testing.T) {
	timestamp := func(unit arrow.TimeUnit, zone string) arrow.DataType {
		return &arrow.TimestampType{Unit: unit, TimeZone: zone}
	}
	for _, c := range []struct {
		t     arrow.DataType
		pairs string // JSON value => text
	}{
		{arrow.PrimitiveTypes.Int8, `-128 => -128; 127 => 127; "5" => 5; 128 => !128; -129 => !-129; 1.0 => !1.0; 1e1 => !1e1; "007" => !007; true => !true; "" => !; " 1" => ! 1; -0 => !-0`},
		{int64Type, `9223372036854775807 => 9223372036854775807; -9223372036854775808 => -9223372036854775808; 9223372036854775808 => !9223372036854775808; -9223372036854775809 => !-9223372036854775809; "\u0031\u0032" => 12`},
		{arrow.PrimitiveTypes.Uint64, `18446744073709551615 => 18446744073709551615; 18446744073709551616 => !18446744073709551616; 99999999999999999999 => !99999999999999999999; -1 => !-1`},
		{floatType, `0.1 => 0.1; -0.0 => -0; 1E400 => !1E400; "NaN" => NaN; "-inf" => -Infinity; NaN => NaN; 5e-324 => 5e-324; 1e-400 => !1e-400; 0.30000000000000004 => 0.30000000000000004; 9007199254740993 => !9007199254740993; 12345678901234567 => !12345678901234567; 12345678901234568 => 12345678901234568; 100000000000000000000000 => 1e+23; 1180591620717411303424 => 1.1805916207174113e+21; "x" => !x`},
		{arrow.PrimitiveTypes.Float32, `0.1 => 0.1; 0.10000000149011612 => 0.1; 0.123456789 => !0.123456789; 16777217 => !16777217`},
		{&arrow.Decimal128Type{Precision: 10, Scale: 4}, `1.1 => 1.1000; "-1.10000" => -1.1000; 1.12345 => !1.12345; 1e3 => 1000.0000; 999999.9999 => 999999.9999; 1000000 => !1000000; 0 => 0.0000; 0.0001 => 0.0001; 1e-4 => 0.0001; 1e-5 => !1e-5`},
		{&arrow.Decimal128Type{Precision: 38, Scale: 0}, `99999999999999999999999999999999999999 => 99999999999999999999999999999999999999; 100000000000000000000000000000000000000 => !100000000000000000000000000000000000000; -1e37 => -10000000000000000000000000000000000000`},
		{&arrow.Decimal256Type{Precision: 76, Scale: 38}, `-12345678901234567890123456789012345678.00000000000000000000000000000000000001 => -12345678901234567890123456789012345678.00000000000000000000000000000000000001`},
		{arrow.FixedWidthTypes.Boolean, `true => true; 0 => false; "1" => true; "false" => false; 2 => !2; "yes" => !yes`},
		{arrow.FixedWidthTypes.Date32, `"2024-02-29" => 2024-02-29; "0001-01-01" => 0001-01-01; "2024-01-31T00:00:00.000Z" => 2024-01-31; 19783 => 2024-03-01; 19783.5 => !19783.5; "2023-02-29" => !2023-02-29; "2024-01-31 00:00:01" => !2024-01-31 00:00:01; "10000-01-01" => !10000-01-01`},
		{arrow.FixedWidthTypes.Time64us, `"13:45:00.5" => 13:45:00.5; "23:59:59.9999990" => 23:59:59.999999; "24:00:00" => !24:00:00; "01:00:00.0000001" => !01:00:00.0000001; "01:00:00+02" => !01:00:00+02`},
		{timestamp(arrow.Millisecond, ""), `"2024-01-31 13:45:00.5" => 2024-01-31 13:45:00.5; "1969-12-31T23:59:59.999" => 1969-12-31 23:59:59.999; "2024-01-31T00:00:00Z" => !2024-01-31T00:00:00Z; 1000 => 1970-01-01 00:00:01; "2024-01-31 00:00:00.0001" => !2024-01-31 00:00:00.0001; "2024-01-31 00:00:60" => !2024-01-31 00:00:60`},
		{timestamp(arrow.Microsecond, "UTC"), `"2024-01-31T13:45:00-07:00" => 2024-01-31 20:45:00+00:00; "2024-01-31 00:00:00.000 UTC" => 2024-01-31 00:00:00+00:00; "2024-01-31" => 2024-01-31 00:00:00+00:00`},
		{timestamp(arrow.Second, "Europe/Berlin"), `"2024-07-01 12:00:00" => 2024-07-01 12:00:00+02:00; "2024-10-27 01:59:59" => 2024-10-27 01:59:59+02:00; "2024-10-27 02:30:00" => !2024-10-27 02:30:00; "2024-10-27 03:00:00" => 2024-10-27 03:00:00+01:00; "2024-03-31 02:30:00" => !2024-03-31 02:30:00; "2024-03-31 03:00:00" => 2024-03-31 03:00:00+02:00`},
		{timestamp(arrow.Nanosecond, ""), `"2262-04-11 23:47:15.854775806" => 2262-04-11 23:47:15.854775806; "9999-12-31 00:00:00" => !9999-12-31 00:00:00; "1600-01-01 00:00:00" => !1600-01-01 00:00:00`},
		{timestamp(arrow.Second, "Nowhere/None"), `"2024-01-31 00:00:00" => !2024-01-31 00:00:00; "2024-01-31 00:00:00Z" => 2024-01-31 00:00:00+00:00`},
		{textType, `"a\u00e9\ud83d\ude80\n" => aé🚀` + "\n" + `; 1.10 => 1.10; {"a": 1} => {"a": 1}; false => false`},
		{arrow.BinaryTypes.Binary, `"\u0000a" => \x0061; 1 => !1`},
		{arrow.ListOf(int64Type), `[ 1, null ] => [1,null]; [] => []; [1.5] => ![1.5]; "[1]" => ![1]; {"a":1} => !{"a":1}`},
		{arrow.ListOf(arrow.ListOf(textType)), `[["a"],null,[]] => [["a"],null,[]]`},
		{arrow.FixedSizeListOf(2, int64Type), `[1,2] => [1,2]; [1] => ![1]`},
		{arrow.MapOf(textType, int64Type), `{"a":1,"b":null} => {"a":1,"b":null}; {"a":"x"} => !{"a":"x"}`},
		{arrow.StructOf(field("x", int64Type), field("y", textType)), `{"y":"b","x":1} => {"x":1,"y":"b"}; {} => {"x":null,"y":null}; {"z":1} => !{"z":1}; {"x":1,"x":2} => !{"x":1,"x":2}; null => NULL; [1,"b"] => {"x":1,"y":"b"}; [1] => ![1]; [1,"b",2] => ![1,"b",2]`},
		{arrow.StructOf(field("", int64Type), field("", textType)), `[1,"b"] => [1,"b"]; [] => ![]`},
		{arrow.ListOfField(connectors.Field("item", textType, "Dynamic", connectors.KindJSON)), `["a", 1, null] => ["a",1,null]`},
	} {
		for _, pair := range strings.Split(c.pairs, "; ") {
			sent, want, _ := strings.Cut(pair, " => ")
			want, misfit := strings.CutPrefix(want, "!")
			r := JSON(strings.NewReader("[["+sent+"]]"), JSONOptions{Columns: Columns(field("v", c.t))})
			batch, err := r.Next(t.Context())
			if err != nil {
				t.Errorf("%s as %s: %v", sent, c.t, err)
				continue
			}
			if got := texts(batch)[0]; got != want || misfit == arrow.TypeEqual(batch.Column(0).DataType(), c.t) {
				t.Errorf("%s as %s is %s %q, want %q", sent, c.t, batch.Column(0).DataType(), got, want)
			}
			_ = r.Close()
		}
	}
}

func TestVerbatim(t *testing.T) {
	column := Column{Field: connectors.Field("v", textType, "JSON", connectors.KindJSON), Verbatim: true}
	expect(t, JSON(strings.NewReader(`[["a\n"],["1"],[1],[null],[{"b": [1]}]]`), JSONOptions{Columns: []Column{column}}), `"a\n"`, `"1"`, `1`, `NULL`, `{"b":[1]}`)
}

// Validity is right wherever in a batch the nulls are.
func TestNulls(t *testing.T) {
	for _, columnType := range []arrow.DataType{int64Type, textType, arrow.FixedWidthTypes.Boolean, arrow.ListOf(int64Type)} {
		value := map[arrow.Type]string{arrow.INT64: "1", arrow.STRING: "1", arrow.BOOL: "true", arrow.LIST: "[1]"}[columnType.ID()]
		for _, every := range []int{1, 2, 7, 8, 9, 300} {
			var rows, want []string
			for i := range 1000 {
				rows, want = append(rows, "["+value+"]"), append(want, value)
				if i%every == every-1 {
					rows[i], want[i] = "[null]", "NULL"
				}
			}
			expect(t, JSON(strings.NewReader("["+strings.Join(rows, ",")+"]"), JSONOptions{Columns: Columns(field("v", columnType))}), want...)
		}
	}
}

func TestUnknownTypeIsRefused(t *testing.T) {
	_, err := read(t, JSON(strings.NewReader("[[1]]"), JSONOptions{Columns: Columns(field("v", arrow.ListOf(arrow.FixedWidthTypes.Duration_s)))}))
	if !connectors.IsClass(err, connectors.ClassInternal) {
		t.Errorf("ended with %v", err)
	}
}

// Beside a misfit, timestamps that fit are written as they are elsewhere: what
// they look like does not depend on which rows share a batch.
func TestTimestampsBesideAMisfit(t *testing.T) {
	for _, c := range []struct{ zone, text, want string }{
		{"", "1970-01-01 00:00:00.000000000", "1970-01-01 00:00:00"},
		{"", "1970-01-01T00:00:00.500", "1970-01-01 00:00:00.5"},
		{"", "1970-01-01", "1970-01-01"},
		{"", "never", "never"},
		{"UTC", "2024-01-31 13:45:00.120", "2024-01-31 13:45:00.12+00:00"},
		{"Asia/Kolkata", "1900-01-02 05:21:10.000", "1900-01-02 05:21:10+05:21:10"},
		{"America/New_York", "2022-11-14 06:08:46", "2022-11-14 06:08:46-05:00"},
		{"America/New_York", "2024-11-03 01:30:00", "2024-11-03 01:30:00"}, // it comes twice
		{"Europe/Berlin", "2262-04-12 01:47:16.854775807", "2262-04-12 01:47:16.854775807+02:00"},
		{"No/Such", "2024-01-31 13:45:00", "2024-01-31 13:45:00"},
	} {
		rewrite := timestampText(&arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: c.zone})
		if got := string(rewrite(nil, []byte(c.text))); got != c.want {
			t.Errorf("%q in %q is %q, not %q", c.text, c.zone, got, c.want)
		}
	}
}
