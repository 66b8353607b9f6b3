package duckdb

import (
	"context"
	"strings"
	"testing"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/internal/duck"
)

func TestSampleHoldsTogether(t *testing.T) {
	c := openWith(t, map[string]any{"sample": true})
	for sql, want := range map[string]string{
		"SELECT count(*) FROM events": "5000000",
		"SELECT count(*) FROM (FROM events LIMIT 20000) ANTI JOIN products USING (product_id)":                                 "0",
		"SELECT count(*) FROM (FROM events WHERE customer_id IS NOT NULL LIMIT 20000) ANTI JOIN customers USING (customer_id)": "0",
		"SELECT count(*) FROM order_items ANTI JOIN orders USING (order_id)":                                                   "0",
		"SELECT count(*) > 0 FROM orders ANTI JOIN order_items USING (order_id)":                                               "false",
		"SELECT count(*) > 0 FROM customers WHERE note = ''":                                                                   "true",
		"SELECT count(*) > 0 FROM customers WHERE note IS NULL":                                                                "true",
		"SELECT count(*) > 0 FROM customers WHERE contains(note, '👩‍🍳')":                                                       "true",
		"SELECT count(*) > 0 FROM customers WHERE contains(note, chr(769))":                                                    "true",
		"SELECT count(*) > 0 FROM customers WHERE contains(note, chr(10))":                                                     "true",
		"SELECT count(*) > 0 FROM customers WHERE name LIKE '%محمد%'":                                                          "true",
		"SELECT count(*) > 0 FROM customers WHERE newsletter IS NULL AND birthday IS NOT NULL":                                 "true",
		"SELECT sum(quantity * unit_price) FROM order_items":                                                                   one(t, c, "SELECT sum(total - shipping) FROM order_totals JOIN orders USING (order_id)"),
	} {
		expect(t, sql, one(t, c, sql), want)
	}
}

func TestSampleHasEveryKindOfType(t *testing.T) {
	c := openWith(t, map[string]any{"sample": true})
	types := one(t, c, "SELECT string_agg(DISTINCT data_type, ' ') FROM duckdb_columns() WHERE NOT internal")
	for _, want := range []string{"DECIMAL(10,2)", "DATE", "TIMESTAMP WITH TIME ZONE", "INTERVAL", "VARCHAR[]", "STRUCT(", "MAP(", "JSON", "BOOLEAN", "BLOB", "UUID", "ENUM('placed'", "DOUBLE", "TIMESTAMP "} {
		if !strings.Contains(types+" ", want) {
			t.Errorf("no column of type %s in %s", want, types)
		}
	}
}

func TestSampleIsTheSameEveryTime(t *testing.T) {
	const sql = "SELECT md5(string_agg(c::VARCHAR ORDER BY customer_id)), (SELECT md5(string_agg(e::VARCHAR ORDER BY event_id)) FROM (FROM events LIMIT 1000) e) FROM customers c"
	a := openWith(t, map[string]any{"sample": true})
	b := openWith(t, map[string]any{"sample": true, "settings": map[string]any{"threads": "1", "TimeZone": "Asia/Tokyo"}})
	collect(t, a, "SET TimeZone = 'Asia/Tokyo'")
	expect(t, "digest", one(t, a, sql), one(t, b, sql))
}

func TestSampleQueryRuns(t *testing.T) {
	c := openWith(t, map[string]any{"sample": true})
	for _, sql := range strings.SplitAfter(SampleQuery, ";\n")[:2] {
		if rows := collect(t, c, strings.Replace(sql, "FROM events", "FROM events LIMIT 3", 1)); len(rows) < 3 {
			t.Errorf("%s: %d rows", sql, len(rows))
		}
	}
}

// BenchmarkOpen measures opening with sample data beside the engine's own
// opening of an empty database.
func BenchmarkOpen(b *testing.B) {
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			var db bindings.Database
			bindings.Open("", &db)
			var conn bindings.Connection
			bindings.Connect(db, &conn)
			bindings.Disconnect(&conn)
			bindings.Close(&db)
		}
	})
	b.Run("wrapped", func(b *testing.B) {
		for b.Loop() {
			db, err := duck.Open(context.Background(), "", duck.Options{})
			if err != nil {
				b.Fatal(err)
			}
			db.Close()
		}
	})
	for name, sample := range map[string]bool{"sonde": true, "empty": false} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c, err := tryOpen(map[string]any{"sample": sample})
				if err != nil {
					b.Fatal(err)
				}
				c.Close()
			}
		})
	}
}
