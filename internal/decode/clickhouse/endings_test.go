package clickhouse

import (
	"io"
	"strings"
	"testing"

	"sonde/connectors"
)

// Text that was cut within a line is not whole, in formats whose answers always end
// with a whole one; between two lines it may be.
func TestTextCutWithinALine(t *testing.T) {
	for format, body := range map[string]string{
		"Vertical": "Row 1:\n──────\na: 12\nb: x\n", "Markdown": "| a |\n|-:|\n| 0 |\n", "TSKV": "a=0\tb=x\n", "Values": "(1,'x'),(2,'y')",
		"SQLInsert": "INSERT INTO table (`a`) VALUES (0);\n", "TSVRaw": "1\tx\n", "PrettyJSONEachRow": "{\n    \"a\": 0\n}\n", "PrettySpace": " a\n\n 0\n",
	} {
		for n := 0; n <= len(body); n++ {
			_, _, err := table(t, Read(io.NopCloser(strings.NewReader(body[:n])), Options{Format: format}))
			end := "\n"
			if format == "Values" {
				end = ")"
			}
			if whole := n == 0 || strings.HasSuffix(body[:n], end); connectors.IsClass(err, connectors.ClassIncomplete) == whole {
				t.Errorf("%s: %q ended with %v", format, body[:n], err)
			}
		}
	}
}

// A line that is longer than what is read at once may end in a later part.
func TestLongLastLine(t *testing.T) {
	for end, whole := range map[string]bool{"\n": true, "": false} {
		body := "a: " + strings.Repeat("x", 3*lineBytes) + end
		_, _, err := table(t, Read(io.NopCloser(strings.NewReader(body)), Options{Format: "Vertical"}))
		if connectors.IsClass(err, connectors.ClassIncomplete) == whole {
			t.Errorf("%q: %v", end, err)
		}
	}
}
