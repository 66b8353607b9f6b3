package scenes

import "testing"

// What results of DuckDB's own types, and fields of structs, can be asked.
func init() {
	scenes = append(scenes,
		scene{name: "fields-sorted", play: sortsByAField},
		scene{name: "compare-keys", play: comparesUnclearKeys},
	)
}

// deliveries shows structs whose fields have an order that is not that of text.
func (s *stage) deliveries() {
	s.t.Helper()
	s.ready()
	s.query("SELECT i AS id, {'took': INTERVAL (i * 9) HOURS, 'state': (['sent', 'lost', 'here'])[i % 3 + 1]::ENUM('sent', 'here', 'lost')} AS delivery FROM range(1, 13) t(i)")
	s.WaitText("✓ done", "r2: range", `{"took":"09:00:00","state":"lost"}`)
	s.Press("alt+3", "right", "e")
	s.WaitText("delivery.took", "delivery.state", "column 2 of 3")
}

// sortsByAField sorts and filters by fields of a struct, and folds it again.
func sortsByAField(s *stage) {
	s.deliveries()
	s.Press("s", "s")
	s.WaitText("delivery.took ▼")
	s.Press("right", "S")
	s.WaitText("delivery.took ▼1", "delivery.state ▲2")
	s.Press("f")
	s.WaitText("delivery.state = sent", "4 of 12 rows")
	s.Press("t", "p")
	s.WaitText("ENUM('sent', 'here', 'lost')", "INTERVAL", "distinct", "Top values")
}

func TestAFoldedStructTellsByWhichFieldItIsSorted(t *testing.T) {
	s := scene{}.open(t)
	s.deliveries()
	s.Press("s", "e")
	s.WaitText("delivery ▲ took", `{"took":"09:00:00","state":"lost"}`)
}

// comparesUnclearKeys compares results of which some keys are no keys.
func comparesUnclearKeys(s *stage) {
	s.ready()
	s.query("SELECT * FROM (VALUES (1, 'Ada', INTERVAL '1 month'), (1, 'Bob', NULL), (NULL, 'Cy', NULL), (4, 'Di', INTERVAL '24 hours')) t(id, name, took)")
	s.WaitText("✓ done", "r2: VALUES", "Cy")
	s.query("SELECT * FROM (VALUES (1, 'Ada', INTERVAL '30 days'), (NULL, 'Cy', NULL), (4, 'Dia', INTERVAL '1 day')) t(id, name, took)")
	s.WaitText("✓ done", "r3: VALUES", "Dia")
	s.Press("alt+3", "=")
	s.WaitText("Compare r3 VALUES")
	s.Press("enter")
	s.WaitText("What changed from r2 VALUES to r3 VALUES", "Key columns")
	s.Press("enter")
	s.WaitText("✓ done", "repeated key, in r2", "repeated key, in r3", "NULL in key, in r2")
	s.unnoticed("2 rows of r2 and 1 of r3 have a key")
}

func TestAResultKeepsItsTypes(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.query("FROM test_all_types()")
	s.WaitText("✓ done", "r2: test_all_types")
	s.query("SELECT 'other types: ' || count(*) AS told FROM (DESCRIBE r2) a FULL JOIN (DESCRIBE FROM test_all_types()) b USING (column_name, column_type) WHERE a.key IS DISTINCT FROM b.key OR a.column_name IS NULL OR b.column_name IS NULL")
	s.WaitText("✓ done", "r3: ", "other types: 0")
}
