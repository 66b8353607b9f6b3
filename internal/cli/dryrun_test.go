package cli

import "testing"

func TestDryRunPrintsWhatWouldBeSent(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-c", "fake://h", "--dry-run", "--limit", "5", "--timeout", "30s", "--param", "a:INT=7", "--param", "token=sesame",
		"--set", "mode=fast", "SELECT :a; DROP TABLE x;").expect(t, ExitOK,
		"-- connection fake://h (fake)\n-- limit 5 rows\n-- time-out 30s\n-- parameter a:INT=7\n-- parameter token=•••\n-- option mode=fast\nSELECT :a;\n"+
			"\n-- connection fake://h (fake)\n-- limit 5 rows\n-- time-out 30s\n-- parameter a:INT=7\n-- parameter token=•••\n-- option mode=fast\nDROP TABLE x;\n", "")
	sonde(t, "query", "-c", "fake://h?read_only=true", "--dry-run", "DROP TABLE x").fails(t, ExitFailed, "read-only: ")
	sonde(t, "query", "--dry-run=xml", "SELECT 1").fails(t, ExitUsage, `usage: --dry-run is text or curl, not "xml"`)
}

func TestDryRunAsCurl(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-c", "fake://ann:open%20sesame@h", "--dry-run=curl", "--limit", "5", "--param", "7", "SELECT ?; SELECT broken").expect(t, ExitOK,
		"curl \"$FAKE_PASSWORD\" 'SELECT ? 5 7'\n\ncurl \"$FAKE_PASSWORD\" 'SELECT broken 5 7'\n",
		"set before running it: FAKE_PASSWORD\nset before running it: FAKE_PASSWORD\n")
	sonde(t, "query", "--dry-run=curl", "SELECT 1").fails(t, ExitUsage, "usage: DuckDB has no requests that curl could send")
	sonde(t, "query", "-q", "-c", "fake://h", "--dry-run=curl", "SELECT locked").fails(t, ExitConnection, "auth: no")
}
