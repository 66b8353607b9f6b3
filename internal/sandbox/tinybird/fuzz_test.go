package tinybird

import (
	"errors"
	"testing"
)

// Whatever a client sends is read, or refused with a status of its own.
func FuzzStatement(f *testing.F) {
	for _, text := range []string{
		"SELECT 1 FORMAT JSON", "SELECT a FROM _ SETTINGS max_threads = 1, max_execution_time = 2 FORMAT CSV;", "% SELECT {{String(a, 'x, y', description='z')}}",
		"% {% if defined(a) %}{{Array(a, 'Int32', default='1,2')}}{% elif not defined(b) %}1{% else %}2{% end %}", "DESCRIBE (SELECT 1)", "SELECT * FROM t LIMIT 3 OFFSET 1",
		"%{{", "%{% end %}", "% {{Array()}} {{error()}} {{Int8(a,)}} {{(}}", "SELECT 1+(2, -x[1]::Int8) AND NOT a BETWEEN 1 AND 2, CASE WHEN 1 THEN sum(b) OVER () END c GROUP BY a+1 ORDER BY 1 DESC", "%{{custom_error({'a': None}, 404)}}",
		"WITH t AS (SELECT a / b AS c FROM u LIMIT 1) SELECT sum(c) % 2, round(toInt8(b), 1) FROM t JOIN (SELECT 1 LIMIT 2, 3)", "SELECT quantiles(0.1)(a), quantile(b) FROM",
		"SELECT a % 2 AS b FROM (SELECT 1 LIMIT 1, 2 BY c, [d]) ORDER BY b DESC LIMIT 2 OFFSET 1 BY b LIMIT 3", "SELECT a ORDER BY a LIMIT 1 WITH TIES",
		"FORMAT", "SETTINGS a = b", ", x = y",
	} {
		f.Add(text, "value")
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		sql, err := render(text, map[string]string{"a": value})
		if err == nil {
			var s statement
			if s, err = readStatement(sql); err == nil {
				s.engine = func(string) []string { return []string{"a", "BIGINT", "b", "DECIMAL(9,2)"} }
				s.qualify()
				s.translate()
				s.limit()
				s.sources()
				s.serviceTable()
				s.underscore("SELECT 1")
			}
		}
		var refused *failure
		if err != nil && (!errors.As(err, &refused) || refused.body == "" && refused.status != 400) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
