package export

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// A time of day that readers would take for midnight, or refuse, makes a column text,
// wherever it stands; other columns of times keep their type.
func TestTheEndOfADayIsText(t *testing.T) {
	c := database(t)
	for _, extension := range []string{"parquet", "arrow"} {
		for _, late := range []bool{false, true} {
			rows := query(t, c, "SELECT TIME '24:00:00' AS t, TIME '23:59:59.999999' AS k, [TIME '01:00:00', TIME '24:00:00'] AS l")
			if late {
				first := query(t, c, "SELECT TIME '12:00:00' AS t, NULL::TIME AS k, [TIME '01:00:00'] AS l")
				rows.batches = append([]arrow.RecordBatch{first.batches[0]}, rows.batches...)
			}
			path := filepath.Join(t.TempDir(), "out."+extension)
			done, err := ToFile(t.Context(), path, "", rows, Options{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			back := readBack(t, path)
			types := fmt.Sprint(back.Schema().Field(0).Type, " ", back.Schema().Field(1).Type, " ", back.Schema().Field(2).Type)
			if !strings.HasPrefix(types, "utf8 time64[us] utf8") {
				t.Errorf("%s, late %v: %s", extension, late, types)
			}
			chunks := back.Column(0).Data().Chunks()
			last := chunks[len(chunks)-1]
			if got := last.ValueStr(last.Len() - 1); got != "24:00:00" || !strings.Contains(done.Note, "written as text: t") {
				t.Errorf("%s, late %v: %s, %q", extension, late, got, done.Note)
			}
		}
	}
}
