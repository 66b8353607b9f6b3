package pushdown

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/workspace"
)

func TestAColumnThatTakesNoPartDoesNotRefuseTheQuestion(t *testing.T) {
	text := arrow.BinaryTypes.String
	schema := arrow.NewSchema([]arrow.Field{
		connectors.Field("page", text, "VARCHAR", connectors.KindText),
		connectors.Field("context", text, "COMPLEX<json>", connectors.KindJSON),
	}, nil)
	s, err := New("druid", "SELECT page, context FROM wiki", schema)
	if err != nil {
		t.Fatal(err)
	}
	sql, err := s.Rows(nil, []workspace.SortKey{{Column: 0}})
	if err != nil || !strings.Contains(sql, "-- without context") || strings.Contains(sql, `r."context"`) || !strings.Contains(sql, `GROUP BY r."page"`+"\n") {
		t.Errorf("%v\n%s", err, sql)
	}
	if _, err := s.Rows(nil, []workspace.SortKey{{Column: 1}}); err == nil || !strings.Contains(err.Error(), "context") {
		t.Errorf("sorted by what is not compared: %v", err)
	}
	sql, err = s.Rows([]workspace.Condition{{Column: 0, Op: workspace.Equal, Values: []string{"x"}}}, nil)
	if err != nil || !strings.Contains(sql, "SELECT *") {
		t.Errorf("%v\n%s", err, sql)
	}
}
