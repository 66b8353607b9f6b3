package complete

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

func TestFormatsAndSettingsOfClickHouse(t *testing.T) {
	own := NewCache(sqltext.ForName("clickhouse"))
	told := NewCache(sqltext.ForName("clickhouse"))
	told.PutSettings([]connectors.Setting{{Name: "max_threads", Type: "MaxThreads"}, {Name: "max_threads_for_news"}}, []string{"JSONEachRow", "JSONEachDay"})
	for _, x := range []struct {
		c         *Cache
		sql, want string
	}{
		{own, "SELECT 1 FORMAT JSONEachR¦", "JSONEachRow|PrettyJSONEachRow|JSONObjectEachRow|JSONCompactEachRow|JSONStringsEachRow|JSONCompactEachRowWithNames|JSONCompactEachRowWithNamesAndTypes"},
		{told, "SELECT 1 FORMAT jsone¦", "JSONEachRow|JSONEachDay"},
		{told, "SELECT 1 FROM t FORMAT ¦", "JSONEachRow|JSONEachDay"},
		{told, "SHOW TABLES FORMAT ¦", "JSONEachRow|JSONEachDay"},
		{told, "INSERT INTO t (a) FORMAT ¦", "JSONEachRow|JSONEachDay"},
		{told, "INSERT INTO t FORMAT JSONEachRow ¦", ""},
		{told, "SELECT 1 FORMAT JSONEachRow ¦", "SETTINGS"},
		{told, "SELECT 1 FORMAT JSONEachRow se¦", "settings"},
		{own, "SELECT * FROM t SETTINGS max_thr¦", "max_threads|max_insert_threads"},
		{told, "SELECT * FROM t SETTINGS max_thr¦", "max_threads|max_threads_for_news"},
		{told, "SELECT * FROM t WHERE a = 1 ORDER BY a LIMIT 1 SETTINGS a = 1, max_threads_f¦", "max_threads_for_news"},
		{told, "SELECT * FROM t SETTINGS max_threads = 1 ¦", "FORMAT"},
		{told, "SELECT * FROM t SETTINGS max_threads = ¦", ""},
		{told, "SET max_thr¦", "max_threads|max_threads_for_news"},
		{told, "SELECT * FROM t LIMIT 1 forma¦", "format"},
	} {
		if got := strings.Join(offered(t, x.c, x.sql, 9, Extra{}), "|"); got != x.want {
			t.Errorf("%s\n got %s\nwant %s", x.sql, got, x.want)
		}
	}
}

// A table has other settings than a statement.
func TestSettingsOfTables(t *testing.T) {
	c := NewCache(sqltext.ForName("clickhouse"))
	c.PutSettings([]connectors.Setting{{Name: "max_threads"}, {Name: "index_granularity", Table: true}}, []string{"JSON"})
	for sql, want := range map[string]string{
		"CREATE TABLE t (a Int32) ENGINE = MergeTree ORDER BY a SETTINGS ¦":        "index_granularity",
		"CREATE TABLE t (a Int32) ENGINE = MergeTree ORDER BY a SETTINGS x = 1, ¦": "index_granularity",
		"CREATE TABLE t ENGINE = MergeTree ORDER BY a SETTINGS ¦ AS SELECT 1":      "index_granularity",
		"CREATE TABLE t (a Int32) ENGINE ReplacingMergeTree ORDER BY a SETTINGS ¦": "index_granularity",
		"CREATE TABLE t (a Int32) ORDER BY a SETTINGS ¦":                           "index_granularity",
		"CREATE TABLE t (a Int32) ENGINE = Memory SETTINGS ¦":                      "", "CREATE TABLE t (a Int32) ENGINE Log() SETTINGS x = 1, ¦": "",
		"CREATE TABLE t ENGINE = MergeTree ORDER BY a AS SELECT 1 SETTINGS ¦": "max_threads",
		"ALTER TABLE t MODIFY SETTING ¦":                                      "index_granularity",
		"ALTER TABLE t RESET SETTING i¦":                                      "index_granularity",
		"SELECT * FROM t SETTINGS ¦":                                          "max_threads",
		"INSERT INTO t SELECT * FROM u SETTINGS ¦":                            "max_threads",
		"SELECT 1 FORMAT ¦":                                                   "JSON",
	} {
		if got := strings.Join(offered(t, c, sql, 9, Extra{}), "|"); got != want {
			t.Errorf("%s: %s", sql, got)
		}
	}
}

func TestAnAliasNamedFormatIsNoClause(t *testing.T) {
	c := shop("clickhouse")
	for sql, want := range map[string]string{
		"SELECT format, cust¦ FROM orders":          "customer_id",
		"SELECT formatRow('CSV', cust¦ FROM orders": "customer_id",
	} {
		if got := strings.Join(offered(t, c, sql, 1, Extra{}), "|"); got != want {
			t.Errorf("%s: %s", sql, got)
		}
	}
}

func TestASettingTellsItsTypeAndWhatItIs(t *testing.T) {
	c := NewCache(sqltext.ForName("clickhouse"))
	c.PutSettings([]connectors.Setting{{Name: "max_threads", Type: "UInt64", Comment: "The most threads of a\nstatement. More is not better."}}, nil)
	const sql = "SELECT 1 SETTINGS max_t"
	names := c.Names()
	items := names.Offer(Analyse(sqltext.ForName("clickhouse"), sql, len(sql), nil), Extra{})
	if len(items) != 1 || items[0].Detail != "UInt64 · The most threads of a statement" {
		t.Errorf("%+v", items)
	}
}
