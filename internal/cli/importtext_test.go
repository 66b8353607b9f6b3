package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// A line of digits after a # is the time of what was typed next, and each run at a
// time of its own is an entry.
func TestImportTakesTimes(t *testing.T) {
	for name, text := range map[string]string{
		"every line a statement": "#1700000000\nSELECT 1;\n#1700000060\nSELECT a,\x01b FROM t;\n#1700000120\nSELECT 1;\n",
		"lines":                  "#1700000000\nSELECT 1;\n#1700000060\nSELECT a,\nb FROM t;\n#1700000120\nSELECT 1;\n",
	} {
		home(t, "")
		write(t, ".psql_history", text)
		sonde(t, "history", "import", ".psql_history").expect(t, ExitOK, "", "3 entries added, 0 were there already\n")
		all := entries(t)
		slices.Reverse(all)
		for i, want := range []string{"SELECT 1", "SELECT a,\nb FROM t", "SELECT 1"} {
			if at := time.Unix(1700000000+int64(i)*60, 0); !strings.HasPrefix(all[i].SQL, want) || !all[i].Start.Equal(at) {
				t.Errorf("%s: %q of %v, not %q of %v", name, all[i].SQL, all[i].Start, want, at)
			}
		}
		sonde(t, "history", "import", ".psql_history").expect(t, ExitOK, "", "0 entries added, 3 were there already\n")
	}
}

func TestStatementsWithoutTimeAreTold(t *testing.T) {
	home(t, "")
	write(t, ".psql_history", "SELECT 0;\n#1700000000\nSELECT 1;\n")
	sonde(t, "history", "import", ".psql_history").expect(t, ExitOK, "",
		"2 entries added, 0 were there already\n1 statement has no time: they are in their order, before the last change of the file\n")
}

// A history of another encoding is taken in, and it is told that it has been.
func TestImportReadsLatin1(t *testing.T) {
	home(t, "")
	write(t, ".psql_history", "SELECT 'Grüße';\nSELECT 'Gr\xfc\xdfe';\nSELECT '\x9b31m';\n")
	sonde(t, "history", "import", ".psql_history").expect(t, ExitOK, "",
		"warning: 2 lines are not UTF-8: what is there was read as Latin-1\n2 entries added, 0 were there already\n"+
			"the file holds no times: its statements are in their order, before its last change\n")
	all := entries(t)
	if len(all) != 2 || all[0].SQL != "SELECT '\ufffd31m'" || all[1].SQL != "SELECT 'Grüße'" {
		t.Errorf("%+v", all)
	}
}

func FuzzTypedIn(f *testing.F) {
	f.Add("#1700000000\nSELECT 1;\n")
	f.Add("_HiStOrY_V2_\nSELECT\\0401;\x01\n")
	f.Add("select 1 \\g\n.tables\n\\d\n#1700000000\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		whole, _ := asUTF8([]byte(text))
		entries, err := lineEditor{"psql", "postgres", "postgres", "psql"}.read(t.Context(), whole)
		if err != nil {
			t.Error(err)
		}
		for _, e := range entries {
			if e.ID == "" || e.SQL == "" {
				t.Errorf("%+v", e)
			}
		}
	})
}

// Who interrupts an import while its file is read does not wait for the end of the file.
func TestAnImportIsInterruptedWhileItsFileIsRead(t *testing.T) {
	home(t, "")
	write(t, "duckdb_history", strings.Repeat("SELECT 1;\n", 10))
	write(t, "export.jsonl", strings.Repeat(`{"id":"a","sql":"SELECT 1"}`+"\n", 10))
	for _, name := range []string{"duckdb_history", "export.jsonl"} {
		s, _ := explorer(t)
		ctx, interrupt := context.WithCancel(t.Context())
		interrupt()
		if _, err := s.readHistory(ctx, name, "", ""); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}
