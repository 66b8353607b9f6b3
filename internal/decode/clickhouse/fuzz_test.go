package clickhouse

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"sonde/connectors"
)

// Whatever a server sends, an answer gives batches of its own schema and ends,
// and a broken one never as if it were whole.
func FuzzRead(f *testing.F) {
	formats := []string{Progress, Compact, JSON, "JSONEachRow", "CSVWithNames", "TSVWithNamesAndTypes", "PrettyCompact"}
	for i, format := range formats {
		data, err := os.ReadFile("testdata/types." + format)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint8(i), "")
		f.Add(data[:len(data)/2], uint8(i), tag)
	}
	f.Add([]byte(`{"meta":[{"name":"a","type":"Array(Tuple(Int8, Map(String, Decimal(76, 20))))"}],"data":[{"a":[[1,{"k":1.5}]]}]}`), uint8(2), "")
	f.Fuzz(func(t *testing.T, data []byte, format uint8, tag string) {
		name := formats[int(format)%len(formats)]
		a := Read(io.NopCloser(strings.NewReader(string(data))), Options{Format: name, Tag: tag})
		defer a.Close()
		for {
			batch, err := a.Next(t.Context())
			if err == io.EOF { //nolint:errorlint // the contract says io.EOF itself
				return
			}
			if err != nil {
				var typed *connectors.Error
				if !errors.As(err, &typed) {
					t.Fatalf("an error without a class: %v", err)
				}
				return
			}
			if batch.NumRows() == 0 || int(batch.NumCols()) != a.Schema().NumFields() {
				t.Fatalf("%d rows, %d columns", batch.NumRows(), batch.NumCols())
			}
			cells(batch)
		}
	})
}
