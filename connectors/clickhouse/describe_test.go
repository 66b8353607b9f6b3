package clickhouse

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"sonde/connectors"
)

// A user who may not change settings gets NaN and infinities all the same.
func TestFloatsOfAUserWithFixedSettings(t *testing.T) {
	var asked []string
	c, _ := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
		sql, _ := io.ReadAll(r.Body)
		asked = append(asked, string(sql)+" as "+r.URL.Query().Get("default_format"))
		switch {
		case r.URL.Query().Has("output_format_json_quote_denormals"):
			refuse(w, http.StatusInternalServerError, "164", "Code: 164. DB::Exception: Cannot modify 'x' setting in readonly mode. (READONLY)")
		case strings.HasPrefix(string(sql), "DESCRIBE"):
			send(w, meta("name", "String", "type", "String")+rowsOf(`"f", "Nullable(Float64)"`, `"j", "JSON"`))
		default:
			w.Header().Set("X-ClickHouse-Format", "TabSeparatedWithNamesAndTypes")
			_, _ = io.WriteString(w, "f\tj\nNullable(Float64)\tJSON\nnan\t{}\n-inf\t{\"a\":1}\n\\N\t{}\n")
		}
	})
	o := c.run(connectors.Statement{SQL: "SELECT f, j;"})
	if got := strings.Join(o.rows, " "); o.err != nil || got != `NaN|{} -Infinity|{"a":1} NULL|{}` || len(o.progress.Warnings) != 0 {
		t.Errorf("%s, %v, %q after %q", got, o.err, o.progress.Warnings, asked)
	}
	if want := "DESCRIBE (SELECT f, j\n) as "; len(asked) != 3 || !strings.HasPrefix(asked[1], want) {
		t.Errorf("%q", asked)
	}
}

// The types of Parquet are those that the server tells of the query.
func TestParquetHasTheTypesOfTheQuery(t *testing.T) {
	c, _ := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
		sql, _ := io.ReadAll(r.Body)
		if !strings.HasPrefix(string(sql), "DESCRIBE") {
			file, err := os.ReadFile("testdata/two.parquet")
			if err != nil {
				t.Error(err)
			}
			w.Header().Set("X-ClickHouse-Format", "Parquet")
			_, _ = w.Write(file)
			return
		}
		if strings.Contains(string(sql), "FORMAT") || r.URL.Query().Has("limit") {
			t.Errorf("the query is described by %s with %s", sql, r.URL.RawQuery)
		}
		send(w, meta("name", "String", "type", "String")+rowsOf(`"ip4", "IPv4"`, `"int128", "Int128"`))
	})
	o := c.run(connectors.Statement{SQL: "SELECT ip4, int128 FROM t FORMAT Parquet", Limit: 2})
	if got := strings.Join(o.rows, " "); o.err != nil || got != "192.168.0.1|42 0.0.0.0|-170141183460469231731687303715884105728" {
		t.Errorf("%s, %v", got, o.err)
	}
}
