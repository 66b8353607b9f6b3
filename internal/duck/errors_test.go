package duck

import (
	"strings"
	"testing"

	"sonde/connectors"
)

func TestErrorsTellClassPlaceAndHint(t *testing.T) {
	c := session(t)
	if err := c.Exec(t.Context(), "CREATE TABLE orders (id INTEGER PRIMARY KEY, price DECIMAL(10,2)); INSERT INTO orders VALUES (1, 1.5)"); err != nil {
		t.Fatal(err)
	}
	long := "SELECT '" + strings.Repeat("ж long line ", 100) + "', pryce FROM orders"
	for _, test := range []struct {
		sql, at string // at: the text at which the error is, empty for no place
		class   connectors.Class
		message string
		hint    string
	}{
		{"SELEC 1", "SELEC 1", connectors.ClassSyntax, `syntax error at or near "SELEC"`, ""},
		{"/* жж */\n  SELECT id,\n\tpryce FROM orders", "pryce FROM", connectors.ClassNotFound, `Referenced column "pryce" not found in FROM clause!`, `Candidate bindings: "price"`},
		{long, "pryce FROM", connectors.ClassNotFound, `Referenced column "pryce" not found in FROM clause!`, "Candidate bindings"},
		{"SELECT id FROM orders WHERE id = :id", ":id", connectors.ClassSyntax, `syntax error at or near ":"`, "$name"},
		{"SELECT * FROM order", "order", connectors.ClassSyntax, `syntax error at or near "order"`, ""},
		{"SELECT * FROM ordres", "ordres", connectors.ClassNotFound, "Table with name ordres does not exist!", `Did you mean "orders"?`},
		{"SELECT * FROM main.ordres", "main.ordres", connectors.ClassNotFound, "Table with name ordres does not exist!", `Did you mean "orders"?`},
		{"SELECT lenght('x')", "lenght", connectors.ClassNotFound, "Scalar Function with name lenght does not exist!", `Did you mean "length"?`},
		{"SELECT abs('a', 'b')", "abs", connectors.ClassQuery, "No function matches the given name and argument types", "Candidate functions: abs(TINYINT) -> TINYINT; "},
		{"SELECT 'x'::DATE", "::DATE", connectors.ClassQuery, `invalid date field format: "x"`, ""},
		{"INSERT INTO orders VALUES (1, 2)", "", connectors.ClassQuery, `Duplicate key "id: 1"`, ""},
		{"SELECT * FROM 'no such.parquet'", "", connectors.ClassNotFound, "No files found", ""},
		{"SET nonsense = 1", "", connectors.ClassNotFound, `unrecognized configuration parameter "nonsense"`, "Did you mean"},
		{"SELECT 1; SELECT 2", "", connectors.ClassSyntax, "more than one statement", ""},
		{" -- nothing", "", connectors.ClassSyntax, "there is no statement", ""},
		{"SELECT 1 \x00", "\x00", connectors.ClassSyntax, "NUL byte", ""},
		{"SELECT", "", connectors.ClassSyntax, "SELECT clause without selection list", ""},
		{"LOAD spatial", "", connectors.ClassUnsupported, "not found", "INSTALL"},
		{"SELECT * FROM read_xlsx('x.xlsx')", "", connectors.ClassUnsupported, "excel extension.", "INSTALL"},
		{"SELECT * FROM 'https://127.0.0.1:9/a.parquet'", "", connectors.ClassUnsupported, "requires the extension httpfs to be loaded", "INSTALL"},
	} {
		rows := query(t, c, test.sql)
		err := failure(t, rows)
		rows.Close()
		if err.Class != test.class || !strings.Contains(err.Message, test.message) || !strings.Contains(err.Hint, test.hint) {
			t.Errorf("%s:\n%#v", test.sql, err)
		}
		if strings.Contains(err.Message, "LINE 1") || strings.Contains(err.Message, " Error:") || strings.Contains(err.Message, "{\"") {
			t.Errorf("%s: the message has DuckDB's frame: %s", test.sql, err.Message)
		}
		if test.at == "" {
			if err.Position >= 0 {
				t.Errorf("%s: an error at %d", test.sql, err.Position)
			}
		} else if want := strings.Index(test.sql, test.at); err.Position != want {
			t.Errorf("%s: an error at %d, want %d", test.sql, err.Position, want)
		}
	}
	expectOne(t, c)
}

func TestAnErrorAfterRowsIsIncomplete(t *testing.T) {
	c := session(t)
	rows := query(t, c, "SELECT CASE WHEN i < 1000000 THEN i ELSE error('broken here') END FROM range(2000000) AS r(i)")
	n := int64(0)
	for {
		batch, err := rows.Next(t.Context())
		if err == nil {
			n += batch.NumRows()
			continue
		}
		expectClass(t, err, connectors.ClassIncomplete)
		if !strings.Contains(err.Error(), "broken here") {
			t.Error(err)
		}
		break
	}
	if n == 0 {
		t.Error("no row before the error")
	}
	if p := rows.Progress(); p.Completeness != connectors.Incomplete {
		t.Errorf("progress %+v", p)
	}
	rows.Close()
	expectOne(t, c)
}

func TestMemoryThatRunsOut(t *testing.T) {
	c := session(t)
	if err := c.Exec(t.Context(), "SET memory_limit = '20MB'; SET temp_directory = ''"); err != nil {
		t.Fatal(err)
	}
	err := failure(t, query(t, c, "SELECT list(i) FROM range(100000000) AS r(i)"))
	if err.Class != connectors.ClassCapacity || !strings.Contains(err.Hint, "memory_limit") || strings.Contains(err.Message, "\n") {
		t.Errorf("%#v", err)
	}
}

func TestErrorsOfASessionWithoutJSON(t *testing.T) {
	c := session(t)
	if err := c.Exec(t.Context(), "SET errors_as_json = false"); err != nil {
		t.Fatal(err)
	}
	err := failure(t, query(t, c, "SELECT *\nFROM ordres"))
	if err.Class != connectors.ClassNotFound || strings.Contains(err.Message, "LINE") {
		t.Errorf("%#v", err)
	}
}

func FuzzEngineError(f *testing.F) {
	f.Add(`Parser Error: {"exception_type":"Parser","exception_message":"syntax error","position":"7"}`)
	f.Add("Binder Error: Referenced column \"x\" not found!\nCandidate bindings: \"y\"\n\nLINE 1: SELECT x\n               ^")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if e := engineError(text); e.Class == "" {
			t.Error("an error without a class")
		}
	})
}

// A name that is like none that there is gets no suggestion.
func TestOnlyNearNamesAreSuggested(t *testing.T) {
	for text, want := range map[string]string{
		"Table with name r1 does not exist!\nDid you mean \"pragma_database_list\"?":   "",
		"Table with name ordres does not exist!\nDid you mean \"main.orders\"?":        `Did you mean "main.orders"?`,
		"Table with name order does not exist!\nDid you mean \"orders_of_customers\"?": `Did you mean "orders_of_customers"?`,
		"Scalar Function with name lenght does not exist!\nDid you mean \"length\"?":   `Did you mean "length"?`,
		"unrecognized configuration parameter \"a\"\nDid you mean: \"TimeZone\"":       `Did you mean "TimeZone"`,
	} {
		if message, hint := splitMessage(text); hint != want || strings.Contains(message, "Did") {
			t.Errorf("%q: message %q, hint %q, want %q", text, message, hint, want)
		}
	}
}
