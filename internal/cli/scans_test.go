package cli

import (
	"strings"
	"testing"

	"sonde/connectors"
)

// billed calls the program with a source that is billed by the scan.
func billed(t *testing.T, args ...string) outcome {
	t.Helper()
	d := fakeDriver()
	d.Kind, d.Billed = "billed", true
	d.Schemes = []connectors.Scheme{{Name: "billed", Transport: "http"}}
	p := program()
	p.Registry = connectors.NewRegistry(append(p.Registry.Drivers(), d)...)
	var out, errors strings.Builder
	code := p.run(t.Context(), args, strings.NewReader(""), &out, &errors)
	return outcome{code, out.String(), errors.String()}
}

func TestScansThatAreBilledNeedLeave(t *testing.T) {
	home(t, "")
	const scan = "SELECT 1; SELECT * FROM lake.events"
	billed(t, "query", "-c", "billed://x", scan).expect(t, ExitFailed, "",
		"error: capacity: all of lake.events would be read, which is billed: there is no WHERE and no LIMIT, and nothing was run\n"+
			"hint: --allow-scan runs it; confirm_scans = false in the configuration always does.\n")
	for _, args := range [][]string{
		{"query", "-c", "billed://x", "--allow-scan", scan},
		{"query", "-c", "billed://x?confirm_scans=false", scan},
		{"query", "-c", "billed://x", "SELECT * FROM lake.events LIMIT 10"},
	} {
		if o := billed(t, args...); strings.Contains(o.errors, "billed") || o.code != ExitOK {
			t.Errorf("%v: %d, %s", args, o.code, o.errors)
		}
	}
}
