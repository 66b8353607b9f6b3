package tui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/screentest/source"
	"sonde/tui/grid"
)

func TestProposedKeys(t *testing.T) {
	for _, c := range []struct{ names, want []string }{
		{[]string{"name", "ID"}, []string{"ID"}},
		{[]string{"order_id", "product_id", "quantity", "user_id"}, []string{"order_id", "product_id"}},
		{[]string{"country", "rows"}, []string{"country"}},
		{[]string{"userId", "name"}, []string{"userId"}},
	} {
		if got := proposedKey(c.names); !slices.Equal(got, c.want) {
			t.Errorf("%v: got %v, want %v", c.names, got, c.want)
		}
	}
}

func TestKeysAreReadBetweenCommas(t *testing.T) {
	names := []string{"id", "a, b", "Name"}
	for text, want := range map[string][]string{"id, name": {"id", "Name"}, "a, b": {"a, b"}, "id,id": {"id"}} {
		if got, err := readKey(text, names); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "nam", "id,"} {
		if got, err := readKey(text, names); err == nil {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestColumnsOfAComparisonBelongTogether(t *testing.T) {
	var fields []arrow.Field
	for _, name := range []string{"diff_type", "to_x", "from_x", "to_x", "from_gone", "to_new"} {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String})
	}
	d := comparedColumns(arrow.NewSchema(fields, nil), 1)
	if want := (grid.Diff{Other: []int{-1, -1, 3, 2, -1, -1}}); !slices.Equal(d.Other, want.Other) {
		t.Errorf("got %v", d.Other)
	}
}

func TestResultsAreListedAndNumbersNotReused(t *testing.T) {
	s := open(t, 110, 34)
	s.run("SELECT 1")
	s.WaitText("✓ done", "Results r1")
	s.run("SELECT 2")
	s.WaitText("✓ done", "r1: SELECT 1  [r2: SELECT 2]")
	s.Press("alt+3", "x")
	s.WaitText("Results r1")
	s.run("SELECT 3")
	s.WaitText("✓ done", "r1: SELECT 1  [r3: SELECT 3]")
}

// lost fails where a statement reads a table that it does not have.
type lost struct{ connectors.Conn }

func (c lost) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	if strings.Contains(s.SQL, "FROM r1") {
		return nil, connectors.Errorf(connectors.ClassNotFound, "no table r1")
	}
	return c.Conn.Query(ctx, s)
}

// losing is a source of such connections.
func losing() *connectors.Driver {
	d := *source.Driver()
	inner := d.Open
	d.Open = func(ctx context.Context, c connectors.Config) (connectors.Conn, error) {
		conn, err := inner(ctx, c)
		return lost{conn}, err
	}
	return &d
}

func TestAResultIsHintedAtWhereItCannotBeRead(t *testing.T) {
	s := open(t, 140, 34, losing())
	s.run("SELECT 1")
	s.WaitText("✓ done", "Results r1")
	s.run("SELECT a FROM r1")
	s.WaitText("no table r1", "r1 is a result here: statements on the local DuckDB can read it")
}
