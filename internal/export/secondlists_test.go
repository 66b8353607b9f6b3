package export

import (
	"path/filepath"
	"testing"
)

// Lists of timestamps of whole seconds are such lists in Parquet, as timestamps are.
func TestListsOfSecondsReadBack(t *testing.T) {
	c := database(t)
	const sql = `SELECT [TIMESTAMP_S '2024-01-31 12:00:00', NULL, 'infinity'::TIMESTAMP_S] AS l UNION ALL SELECT NULL UNION ALL SELECT []`
	path := filepath.Join(t.TempDir(), "a.parquet")
	if _, err := ToFile(t.Context(), path, "", query(t, c, sql), Options{}, nil); err != nil {
		t.Fatal(err)
	}
	rows := query(t, c, "SELECT typeof(l) AS t, l[1] AS a, l[2] AS b, len(l) AS n FROM '"+path+"'")
	expectText(t, written(t, "csv", Options{}, rows.schema, rows.batches...),
		"t,a,b,n\nTIMESTAMP[],2024-01-31 12:00:00,,3\nTIMESTAMP[],,,\nTIMESTAMP[],,,0\n")
}
