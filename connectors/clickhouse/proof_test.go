package clickhouse

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
)

// reply answers with a head that tells how many rows there are.
func reply(format, made, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-ClickHouse-Format", format)
		w.Header().Set("X-ClickHouse-Summary", `{"result_rows":"`+made+`"}`)
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		_, _ = io.WriteString(w, body)
	}
}

// Statements whose answers have no last line are proven by the count in the head.
func TestProofOfStatementsWithoutATotal(t *testing.T) {
	two, head := meta("a", "UInt8")+rowsOf("1", "2"), meta("a", "UInt8")
	for _, c := range []struct {
		sql, asked, made, body string
		cut                    bool
		want                   connectors.Completeness
	}{
		{"SHOW TABLES", "wait_end_of_query", "2", two, false, connectors.Complete},
		{"SHOW TABLES", "wait_end_of_query", "3", two, true, connectors.Unknown},
		{"SHOW TABLES", "wait_end_of_query", "0", head, false, connectors.Complete},
		{"SHOW TABLES", "wait_end_of_query", "0", two, false, connectors.Unknown},
		{"DESCRIBE t", "wait_end_of_query", "3", two, true, connectors.Unknown},
		{"EXISTS t", "wait_end_of_query", "2", two, false, connectors.Complete},
		{"EXPLAIN SELECT 1", "wait_end_of_query", "3", two, true, connectors.Unknown},
		{"EXPLAIN ANALYZE SELECT 1", "wait_end_of_query", "2", two, false, connectors.Complete},
		{"SELECT 1 SETTINGS limit = 0", "buffer_size", "2", two, false, connectors.Complete},
		{"SELECT 1 SETTINGS limit = 0", "buffer_size", "3", two, true, connectors.Unknown},
		{"SELECT 1 SETTINGS limit = 0", "buffer_size", "0", two, false, connectors.Unknown},
		{"SELECT 1 SETTINGS limit = 0", "buffer_size", "0", head, false, connectors.Unknown},
	} {
		conn, list := sent(t, nil, reply(clickhouse.Progress, c.made, c.body))
		o := conn.run(connectors.Statement{SQL: c.sql})
		if connectors.IsClass(o.err, connectors.ClassIncomplete) != c.cut || !c.cut && o.progress.Completeness != c.want {
			t.Errorf("%s of %s: %v, %v", c.sql, c.made, o.progress.Completeness, o.err)
		}
		if asked := (*list)[0]; !asked.Has(c.asked) || asked.Has("limit") {
			t.Errorf("%s was sent with %v", c.sql, asked)
		}
	}
}

// An answer with objects as rows has a last line too.
func TestLastLineOfObjects(t *testing.T) {
	body := `{"meta":[{"name":"a","type":"UInt8"}]}` + "\n" + `{"row":{"a":1}}` + "\n"
	for end, want := range map[string]connectors.Completeness{"": connectors.Unknown, `{"rows_before_limit_at_least":1}` + "\n": connectors.Complete} {
		conn, list := sent(t, nil, reply("JSONEachRowWithProgress", "0", body+end))
		o := conn.run(connectors.Statement{SQL: "SELECT a FROM t FORMAT JSONEachRowWithProgress"})
		if o.err != nil || o.progress.Completeness != want || (*list)[0].Get("limit") != everything {
			t.Errorf("%q: %v, %v, %v", end, o.progress.Completeness, o.err, (*list)[0])
		}
	}
}

// A user who may change no setting is not told that an answer is whole that was cut.
func TestProofForAUserWithFixedSettings(t *testing.T) {
	for made, cut := range map[string]bool{"2": false, "5": true} {
		conn, _ := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("readonly") || r.URL.Query().Has("limit") {
				refuse(w, http.StatusInternalServerError, "164", "Code: 164. DB::Exception: Cannot modify 'limit' setting in readonly mode. (READONLY)")
				return
			}
			reply(clickhouse.Progress, made, meta("a", "UInt8")+rowsOf("1", "2"))(w, r)
		})
		o := conn.run(connectors.Statement{SQL: "SELECT a FROM t"})
		if connectors.IsClass(o.err, connectors.ClassIncomplete) != cut || !cut && o.progress.Completeness != connectors.Complete {
			t.Errorf("%s: %v, %v", made, o.progress.Completeness, o.err)
		}
	}
}

// A server that has bounds for a setting of sonde's is asked again without it.
func TestBoundsOfAUsersProfile(t *testing.T) {
	for _, text := range []string{"Setting limit should not be changed", "Setting limit shouldn't be greater than 100"} {
		conn, list := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("limit") {
				refuse(w, http.StatusInternalServerError, "452", "Code: 452. DB::Exception: "+text+". (SETTING_CONSTRAINT_VIOLATION)")
				return
			}
			reply(clickhouse.Progress, "1", meta("a", "UInt8")+rowsOf("1"))(w, r)
		})
		o := conn.run(connectors.Statement{SQL: "SELECT a FROM t"})
		if o.err != nil || len(o.rows) != 1 || len(*list) != 2 || o.progress.Completeness != connectors.Complete {
			t.Errorf("%s: %q, %v after %d requests", text, o.rows, o.err, len(*list))
		}
	}
}

// Where the bound keeps NaN out of JSON, numbers come in a format that has it.
func TestBoundsThatKeepNaNOut(t *testing.T) {
	conn, list := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
		sql, _ := io.ReadAll(r.Body)
		switch {
		case r.URL.Query().Has(settingQuoteNaN):
			refuse(w, http.StatusInternalServerError, "452", "Code: 452. DB::Exception: Setting "+settingQuoteNaN+" should not be changed. (SETTING_CONSTRAINT_VIOLATION)")
		case strings.HasPrefix(string(sql), "DESCRIBE"):
			send(w, meta("name", "String", "type", "String")+rowsOf(`"f", "Float64"`))
		default:
			reply("TabSeparatedWithNamesAndTypes", "1", "f\nFloat64\nnan\n")(w, r)
		}
	})
	o := conn.run(connectors.Statement{SQL: "SELECT f FROM t"})
	if o.err != nil || strings.Join(o.rows, " ") != "NaN" || (*list)[len(*list)-1].Get("default_format") != "TabSeparatedWithNamesAndTypes" {
		t.Errorf("%q, %v, %v", o.rows, o.err, (*list)[len(*list)-1])
	}
}

// What keeps a connection from writing is not lifted by a statement.
func TestReadOnlyIsNotLifted(t *testing.T) {
	conn, list := sent(t, nil, one)
	for _, sql := range []string{"SELECT 1 SETTINGS readonly=0", "SELECT 1 settings max_threads = 1, `readonly` = '0'", "SELECT * FROM (SELECT 1 SETTINGS readonly = 0) SETTINGS readonly = 2"} {
		o := conn.run(connectors.Statement{SQL: sql, ReadOnly: true})
		if !connectors.IsClass(o.err, connectors.ClassReadOnly) || len(*list) != 0 {
			t.Errorf("%s: %v after %d requests", sql, o.err, len(*list))
		}
	}
	for _, sql := range []string{"SELECT readonly = 0 FROM system.settings", "SELECT 'SETTINGS readonly=0'"} {
		if o := conn.run(connectors.Statement{SQL: sql, ReadOnly: true}); o.err != nil {
			t.Errorf("%s: %v", sql, o.err)
		}
	}
	for _, request := range *list {
		if request.Get("readonly") != "2" {
			t.Errorf("sent with %v", request)
		}
	}
}

// A setting in the text that the server refuses is not taken for a user who may
// change none, after which the connection would not be held to reading any more.
func TestRefusedSettingOfTheText(t *testing.T) {
	conn, list := sent(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusInternalServerError, "164", "Code: 164. DB::Exception: Cannot modify 'max_threads' setting in readonly mode. (READONLY)")
	})
	o := conn.run(connectors.Statement{SQL: "SELECT 1 SETTINGS max_threads = 1", ReadOnly: true})
	if !connectors.IsClass(o.err, connectors.ClassReadOnly) || len(*list) != 1 {
		t.Errorf("%v after %d requests", o.err, len(*list))
	}
}

// Separated values are read by the settings of the statement and the connection.
func TestSettingsOfSeparatedValues(t *testing.T) {
	for _, c := range []struct{ sql, format, body, want string }{
		{"SELECT 1 a, 'x|y' b SETTINGS format_csv_delimiter='|' FORMAT CSVWithNames", "CSVWithNames", "\"a\"|\"b\"\n1|\"x|y\"\n", "1|x|y"},
		{"SELECT 1 a, 2 b FORMAT CSV SETTINGS format_csv_delimiter='\\t'", "CSV", "1\t2\n", "1|2"},
		{"SELECT 1 a, 2 b FORMAT CSV SETTINGS format_csv_null_representation='nil'", "CSV", "1,nil\n", "1|NULL"},
		{"SELECT 1 a, 2 b FORMAT TSV SETTINGS format_tsv_null_representation='nil'", "TSV", "1\tnil\n", "1|NULL"},
		{"SELECT 1 a, 2 b FORMAT CSV SETTINGS format_csv_delimiter='ab'", "CSV", "1ab2\n", "1ab2"},
		{"SELECT 1 a, 2 b FORMAT CSV", "CSV", "1;2\n", "1|2"},
	} {
		settings := map[string]any{}
		if strings.HasSuffix(c.sql, "CSV") {
			settings["format_csv_delimiter"] = ";"
		}
		conn, _ := sent(t, map[string]any{"settings": settings}, reply(c.format, "1", c.body))
		o := conn.run(connectors.Statement{SQL: c.sql})
		if got := strings.Join(o.rows, " "); o.err != nil || got != c.want {
			t.Errorf("%s: %q, %v", c.sql, got, o.err)
		}
	}
}

// Totals behind the rows of one column are told of.
func TestTotalsOfOneColumn(t *testing.T) {
	for _, c := range []struct {
		sql, format, made string
		body              string
	}{
		{"SELECT sum(a) FROM t GROUP BY b WITH TOTALS FORMAT TSV", "TSV", "0", "1\n2\n\n3\n"},
		{"SELECT a FROM t FORMAT TSV SETTINGS extremes = 1", "TSV", "0", "1\n2\n\n1\n2\n"},
		{"SELECT a FROM t FORMAT TSV", "TSV", "2", "1\n2\n\n1\n2\n"}, // by the user's profile
	} {
		conn, _ := sent(t, nil, reply(c.format, c.made, c.body))
		o := conn.run(connectors.Statement{SQL: c.sql})
		if o.err != nil || o.progress.Completeness != connectors.Unknown || !strings.Contains(strings.Join(o.progress.Warnings, " "), "totals or extremes") {
			t.Errorf("%s: %v, %q, %v", c.sql, o.progress.Completeness, o.progress.Warnings, o.err)
		}
	}
	conn, _ := sent(t, nil, reply("CSV", "2", "1\n2\n\n3\n"))
	o := conn.run(connectors.Statement{SQL: "SELECT sum(a) FROM t GROUP BY b WITH TOTALS FORMAT CSV"})
	if o.err != nil || len(o.rows) != 2 || o.progress.Completeness != connectors.Complete || !strings.HasSuffix(strings.Join(o.progress.Warnings, " "), "no rows of the result: 3") {
		t.Errorf("in CSV: %q, %v, %q, %v", o.rows, o.progress.Completeness, o.progress.Warnings, o.err)
	}
	conn, _ = sent(t, nil, reply("TSV", "2", "\nx\n"))
	if o := conn.run(connectors.Statement{SQL: "SELECT a FROM t FORMAT TSV"}); o.err != nil || len(o.rows) != 2 || len(o.progress.Warnings) != 0 {
		t.Errorf("an empty text: %q, %q, %v", o.rows, o.progress.Warnings, o.err)
	}
}
