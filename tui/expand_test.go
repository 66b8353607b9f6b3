package tui

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

func TestFieldsAsColumns(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "at", Type: arrow.StructOf(arrow.Field{Name: "x", Type: arrow.PrimitiveTypes.Int64, Nullable: true}, arrow.Field{Name: "y", Type: arrow.PrimitiveTypes.Int64}), Nullable: true},
	}, nil)
	s := rowsStage(t, 120, 30, tableOf(t, nil, schema, `[{"id": 1, "at": {"x": 5, "y": 6}}, {"id": 2, "at": null}, {"id": 3, "at": {"x": 50, "y": 60}}]`))
	s.results(`{"x":5,"y":6}`)
	s.Press("e")
	s.WaitText("The column is no struct")
	s.Press("right", "e")
	s.WaitText("at.x", "at.y")
	s.Press("s", "s")
	s.WaitText("at.x ▼", "row 1 of 3")
	s.Press("e")
	s.WaitText("at ▼ x")
	s.Press("e")
	s.WaitText("at.x ▼")
	s.Press("s")
	s.WaitGone("▼")
	s.Press("f")
	s.WaitText("at.x = 5", "1 of 3 rows")
	s.Press("e")
	s.WaitText("at.x = 5", `{"x":5,"y":6}`)
	s.Press("e", "\\")
	s.WaitText("Remove: at.x = 5")
	s.Press("enter")
	s.WaitGone("at.x = 5")
	s.WaitText("60", "row 1 of 3")
	s.Press("c", "right", "C")
	s.WaitText("Copy 3 × 2 cells")
	s.Type("csv")
	s.Press("enter")
	s.eventually("the fields copied", func() bool { return s.lastCopy() == "at.x,at.y\n5,6\n,\n50,60" })
	s.Press("/")
	s.Type("50")
	s.WaitText("1 of 1", "row 3 of 3")
	s.Press("enter", "e")
	s.WaitText(`{"x":50,"y":60}`)
}
