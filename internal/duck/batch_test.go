package duck

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/array"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

func TestTheFirstBatchIsTheFirstChunk(t *testing.T) {
	batches := readAll(t, query(t, session(t), "SELECT * FROM range(500000)"))
	if n := batches[0].NumRows(); n > 2048 {
		t.Errorf("the first batch has %d rows", n)
	}
	if n := len(batches); n > 100 {
		t.Errorf("%d batches: the later ones are as small as the first", n)
	}
}

func TestLargeCellsAreCutIntoSeveralBatches(t *testing.T) {
	rows := query(t, session(t), "SELECT i, repeat(chr(65 + i::INTEGER % 26), 1000000) || i AS s FROM range(100) AS r(i)")
	row := int64(0)
	for _, b := range readAll(t, rows) {
		column := b.Column(1).(*array.String)
		if n := len(column.ValueBytes()); n > pieceBytes+batchBytes {
			t.Errorf("a batch of %d bytes", n)
		}
		for i := range column.Len() {
			want := strings.Repeat(string(rune('A'+row%26)), 1000000) + fmt.Sprint(row)
			if column.Value(i) != want || b.Column(0).(*array.Int64).Value(i) != row {
				t.Fatalf("row %d is wrong", row)
			}
			row++
		}
	}
	if row != 100 {
		t.Errorf("%d rows", row)
	}
}

func TestOneLargeCell(t *testing.T) {
	rows := query(t, session(t), "SELECT repeat('x', 100 * 1024 * 1024 + i), range(5000000 + i) FROM range(1) AS r(i)")
	b := readAll(t, rows)[0]
	if n := len(b.Column(0).(*array.String).Value(0)); n != 100<<20 {
		t.Errorf("%d bytes", n)
	}
	if n := b.Column(1).(*array.List).ListValues().Len(); n != 5000000 {
		t.Errorf("%d elements", n)
	}
}

func TestTenThousandColumns(t *testing.T) {
	columns := make([]string, 10000)
	for i := range columns {
		columns[i] = fmt.Sprintf("i + %d", i)
	}
	rows := query(t, session(t), "SELECT "+strings.Join(columns, ", ")+" FROM range(3000) AS r(i)")
	row := int64(0)
	for _, b := range readAll(t, rows) {
		for i := range int(b.NumRows()) {
			if got := b.Column(9999).(*array.Int64).Value(i); got != row+9999 {
				t.Fatalf("row %d holds %d", row, got)
			}
			row++
		}
	}
	if row != 3000 {
		t.Errorf("%d rows", row)
	}
}

// TestValuesThatCannotBeRead breaks the layout of a column's values.
func TestValuesThatCannotBeRead(t *testing.T) {
	c := session(t)
	plain := plainTypes[bindings.TypeUUID]
	defer func() { plainTypes[bindings.TypeUUID] = plain }()
	plainTypes[bindings.TypeUUID] = textual("UUID", connectors.KindUUID, newGeometries)
	err := failure(t, query(t, c, "SELECT '00000008-0000-0000-0000-000000000000'::UUID"))
	if err.Class != connectors.ClassInternal {
		t.Errorf("%v", err)
	}
	expectOne(t, c)
}
