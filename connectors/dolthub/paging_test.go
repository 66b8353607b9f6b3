package dolthub

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sonde/connectors"
)

func TestWhatCanBePaged(t *testing.T) {
	for sql, obstacle := range map[string]string{
		"SELECT * FROM t": "",
		"WITH x AS (SELECT 1) SELECT * FROM x ORDER BY a": "",
		"(SELECT a FROM t) UNION (SELECT b FROM u)":       "",
		"TABLE t": "",
		"SELECT `limit`, 'limit 1', rand FROM t -- limit": "",
		"SELECT * FROM t WHERE a IN (SELECT b FROM u)":    "",
		"SELECT * FROM dolt_history_t":                    "",
		"SELECT * FROM dolt_diff('0123456789abcdefghijklmnopqrstuv', 'vutsrqponmlkjihgfedcba9876543210', 't')":                                                           "",
		"SELECT * FROM dolt_diff('0123456789abcdefghijklmnopqrstuv', 'main', 't')":                                                                                       "it names refs",
		"SELECT * FROM t AS OF '0123456789abcdefghijklmnopqrstuv'":                                                                                                       "",
		"SELECT * FROM dolt_commit_diff_t WHERE from_commit='0123456789abcdefghijklmnopqrstuv' AND to_commit='0123456789abcdefghijklmnopqrst00' AND diff_type = 'added'": "",
		"SELECT * FROM t AS OF 'main'":                         "it names refs",
		"SELECT * FROM dolt_log('main')":                       "it names refs",
		"SELECT * FROM dolt_commit_diff_t WHERE to_commit='x'": "it names refs",
		"SELECT * FROM `shop/feature`.t":                       "it names another branch",
		"SELECT * FROM dolt_branches":                          "DOLT_BRANCHES is not held by a commit",
		"SELECT * FROM t LIMIT 5000":                           "it has a LIMIT of its own",
		"SELECT * FROM (SELECT * FROM t LIMIT 10) AS x":        "it has a LIMIT of its own",
		"SELECT a, RAND() FROM t":                              "RAND() may give every page other values",
		"SELECT a, now () FROM t":                              "NOW() may give every page other values",
		"SELECT CURRENT_TIMESTAMP, a FROM t":                   "CURRENT_TIMESTAMP() may give every page other values",
		"SELECT row_number() OVER (ORDER BY a) FROM t":         "window functions",
		"SELECT GROUP_CONCAT(a) FROM t GROUP BY b":             "GROUP_CONCAT() may give every page other values",
		"SELECT @n := @n + 1, a FROM t":                        "it uses variables",
		"SHOW TABLES":                                          "only a SELECT",
		"SELECT a FROM t FOR UPDATE":                           "FOR has no meaning for pages",
	} {
		s, ok := shapeOf(sql)
		if !ok {
			t.Fatalf("%s is not one statement", sql)
		}
		got := s.obstacle()
		if !strings.HasPrefix(got, obstacle) || obstacle == "" && got != "" {
			t.Errorf("%s: %q, not %q", sql, got, obstacle)
		}
	}
}

func TestStatementsOverOneTable(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT * FROM t":                         "t `t` whole=true plain=true",
		"TABLE `odd name`":                        "odd name `odd name` whole=true plain=true",
		"select a, `b` from `T` as x where a > 1": "T `x` whole=false plain=true",
		"SELECT x.a, b + 1 FROM t x ORDER BY a":   "t `x` whole=false plain=false",
		"SELECT a AS id FROM t":                   "t `t` whole=false plain=false",
		"SELECT DISTINCT a FROM t":                "",
		"SELECT * FROM t, u":                      "",
		"SELECT * FROM t JOIN u":                  "",
		"SELECT * FROM t x JOIN u":                "",
		"SELECT a FROM t GROUP BY a":              "",
		"SELECT * FROM db.t":                      "",
		"SELECT * FROM dolt_log()":                "",
		"SELECT * FROM (SELECT 1) x":              "",
		"SELECT * FROM t AS OF 'x'":               "",
		"SELECT a FROM t UNION SELECT b FROM u":   "",
		"SELECT 1":                                "",
	} {
		s, _ := shapeOf(sql)
		src, ok := s.single()
		got := ""
		if ok {
			got = fmt.Sprintf("%s %s whole=%v plain=%v", src.table, src.as, src.whole, src.plain)
		}
		if got != want {
			t.Errorf("%s: %q, not %q", sql, got, want)
		}
	}
}

// numbers answers questions about a table of n rows with the key id, which
// begins at 2^53, and of another one without a key. It sends at most 1,000 rows,
// or as many as most says.
type numbers struct {
	n, most int
	keyed   bool
}

var (
	pageBounds = regexp.MustCompile(`(?s)LIMIT (\d+)(?: OFFSET (\d+))?$`)
	keyBound   = regexp.MustCompile("`id` > (\\d+)")
)

func (e numbers) answer(sql string) (answer, bool) {
	const first = 1 << 53
	switch {
	case sql == headSQL:
		return answer{columns: texts("h"), rows: [][]any{{"0123456789abcdefghijklmnopqrstuv"}}}, true
	case strings.Contains(sql, "key_column_usage"):
		a := answer{columns: texts("name", "position")}
		if e.keyed {
			a.rows = [][]any{{"id", "1"}}
		}
		return a, true
	case strings.Contains(sql, "COUNT(*)"):
		return answer{columns: texts("n"), rows: [][]any{{strconv.Itoa(e.n)}}}, true
	case !strings.Contains(sql, "FROM numbers"):
		return answer{}, false
	}
	from, limit := 0, e.n
	if m := keyBound.FindStringSubmatch(sql); m != nil {
		last, _ := strconv.Atoi(m[1])
		from = last - first + 1
	}
	if m := pageBounds.FindStringSubmatch(sql); m != nil {
		limit, _ = strconv.Atoi(m[1])
		offset, _ := strconv.Atoi(m[2])
		from += offset
	}
	a := answer{columns: []column{{"id", "bigint"}, text("name")}, status: "Success"}
	for i := from; i < e.n && len(a.rows) < limit; i++ {
		if len(a.rows) == e.most {
			a.status = "RowLimit"
			break
		}
		a.rows = append(a.rows, []any{strconv.Itoa(first + i), fmt.Sprint("row ", i)})
	}
	return a, true
}

func TestEveryRowIsFetched(t *testing.T) {
	for _, test := range []struct {
		sql     string
		numbers numbers
		by      string
		pages   string
		second  string // a part of the statement of the second page
	}{
		{"SELECT * FROM numbers", numbers{999, 1000, true}, "", "", ""},
		{"SELECT * FROM numbers", numbers{1000, 1000, true}, "", "", ""},
		{"SELECT * FROM numbers", numbers{1001, 1000, true}, "primary key id", "2", "SELECT * FROM numbers\nWHERE `numbers`.`id` > 9007199254741991\nORDER BY `numbers`.`id` LIMIT 1000"},
		{"SELECT name, id FROM numbers n WHERE name <> '' OR id = 1 -- all", numbers{2500, 1000, true}, "primary key id", "3", "WHERE ( name <> '' OR id = 1\n) AND `n`.`id` > "},
		{"SELECT * FROM numbers ORDER BY name;", numbers{2500, 1000, true}, "primary key id", "3", "ORDER BY name\n, `numbers`.`id` LIMIT 1000 OFFSET 1000"},
		{"SELECT * FROM numbers", numbers{2500, 1000, false}, "all columns", "3", "SELECT * FROM numbers\nORDER BY 1, 2 LIMIT 1000 OFFSET 1000"},
		{"SELECT * FROM numbers JOIN u", numbers{2000, 1000, true}, "all columns", "2", "ORDER BY 1, 2 LIMIT 1000 OFFSET 1000"},
		// A server that sends fewer rows, because they are large.
		{"SELECT * FROM numbers", numbers{130, 41, true}, "primary key id", "4", ""},
		{"SELECT * FROM numbers", numbers{130, 41, false}, "all columns", "4", "OFFSET 41"},
	} {
		c, f := openShop(t, map[string]any{"all": true})
		f.engine = test.numbers.answer
		got := ask(t, c, connectors.Statement{SQL: test.sql})
		s := stats(got.progress)
		if got.err != nil || len(got.rows) != test.numbers.n || got.progress.Completeness != connectors.Complete || s["paged_by"] != test.by || s["pages"] != test.pages {
			t.Errorf("%s of %d: %d rows, %+v, %v", test.sql, test.numbers.n, len(got.rows), got.progress, got.err)
			continue
		}
		seen := map[string]bool{}
		for _, row := range got.rows {
			seen[row] = true
		}
		if len(seen) != test.numbers.n {
			t.Errorf("%s of %d: %d different rows", test.sql, test.numbers.n, len(seen))
		}
		asked := f.requests()
		if all := strings.Join(asked, "\n"); !strings.Contains(all, test.second) {
			t.Errorf("%s of %d: asked\n%s", test.sql, test.numbers.n, all)
		}
		for _, a := range asked[1:] {
			if !strings.Contains(a, "/acme/shop/0123456789abcdefghijklmnopqrstuv ") {
				t.Errorf("not at the commit: %s", a)
			}
		}
	}
}

func TestPagesStopAtTheLimit(t *testing.T) {
	c, f := openShop(t, nil)
	f.engine = numbers{5000, 1000, true}.answer
	got := ask(t, c, connectors.Statement{SQL: "SELECT * FROM numbers", Limit: 1500, Options: map[string]string{"all": "true"}})
	if got.err != nil || len(got.rows) != 2000 {
		t.Errorf("%d rows, %v", len(got.rows), got.err)
	}
}

func TestWhatCannotBePagedSaysWhy(t *testing.T) {
	c, f := openShop(t, map[string]any{"all": true})
	f.engine = numbers{1500, 1000, true}.answer
	got := ask(t, c, connectors.Statement{SQL: "SELECT *, RAND() FROM numbers"})
	if got.err != nil || len(got.rows) != 1000 || got.progress.Completeness != connectors.Limited || !strings.Contains(got.progress.Reason, "RAND() may give every page other values") {
		t.Errorf("%d rows, %+v, %v", len(got.rows), got.progress, got.err)
	}
}

func TestPageThatFailsLeavesRowsIncomplete(t *testing.T) {
	c, f := openShop(t, map[string]any{"all": true})
	engine := numbers{2500, 1000, false}.answer
	f.engine = func(sql string) (answer, bool) {
		if strings.HasSuffix(sql, "OFFSET 2000") {
			return answer{status: "Timeout", message: "query error: context deadline exceeded"}, true
		}
		return engine(sql)
	}
	got := ask(t, c, connectors.Statement{SQL: "SELECT * FROM numbers"})
	if !connectors.IsClass(got.err, connectors.ClassIncomplete) || len(got.rows) != 2000 {
		t.Errorf("%d rows, %v", len(got.rows), got.err)
	}
}

func TestWholeTableAsCSV(t *testing.T) {
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.EscapedPath()+" "+r.FormValue("q"))
		if strings.HasPrefix(r.URL.Path, "/csv/") {
			fmt.Fprint(w, "name,id,later\n\"a,\"\"b\",9007199254740993,x\n\"\",,\n")
			return
		}
		_, _ = w.Write(answer{columns: []column{{"id", "bigint"}, text("name")}}.body("main", "", false))
	}))
	defer server.Close()
	c := openFake(t, server.URL, map[string]any{"all": "csv", "ref": "feature/x"})
	got := ask(t, c, connectors.Statement{SQL: "SELECT * FROM `odd name`"})
	if got.err != nil || strings.Join(got.rows, "; ") != `a,"b|9007199254740993|x; |NULL|NULL` || strings.Join(got.columns, " ") != "name id later" || got.progress.Completeness != connectors.Complete {
		t.Errorf("%+v", got)
	}
	if asked := strings.Join(paths, "; "); !strings.Contains(asked, "/csv/acme/shop/feature%2Fx/odd%20name") || !strings.Contains(asked, "LIMIT 0") {
		t.Error(asked)
	}
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/csv/") {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(answer{columns: []column{{"id", "bigint"}}}.body("main", "", false))
	})
	if got = ask(t, c, connectors.Statement{SQL: "SELECT * FROM t"}); !connectors.IsClass(got.err, connectors.ClassNotFound) || !strings.Contains(connectors.AsError(got.err).Hint, "all=true") {
		t.Error(got.err)
	}
	if got = ask(t, c, connectors.Statement{SQL: "SELECT id FROM t"}); !connectors.IsClass(got.err, connectors.ClassUnsupported) {
		t.Error(got.err)
	}
}

func FuzzShape(f *testing.F) {
	for _, sql := range []string{"SELECT * FROM t WHERE a > 1 -- x", "TABLE `a``b`", "(SELECT 1) UNION SELECT ')'", "", "SELECT * FROM", "select /* ( */ a from b as"} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		s, ok := shapeOf(sql)
		if !ok {
			return
		}
		s.obstacle()
		if len(s.words) > 0 {
			s.single()
		}
		if short := shortened(sql); len(short) > len(sql) {
			t.Errorf("%q became longer: %q", sql, short)
		}
	})
}
