package face

import (
	"testing"

	"sonde/connectors"
)

func TestWhatIsFoundBeforeItRuns(t *testing.T) {
	for _, c := range []struct {
		e    connectors.Error
		want bool
	}{
		{connectors.Error{Class: connectors.ClassSyntax, Message: `syntax error at or near "SELEC"`, Position: 0}, true},
		{connectors.Error{Class: connectors.ClassNotFound, Message: "Table with name t does not exist!", Position: -1}, true},
		{connectors.Error{Class: connectors.ClassQuery, Message: "No function matches the given name and argument types '+(INTEGER, INTEGER[])'.", Position: 9}, true},
		{connectors.Error{Class: connectors.ClassQuery, Message: "Could not convert string 'x' to INT64", Position: 7}, false},
		{connectors.Error{Class: connectors.ClassQuery, Message: "Type INT64 with value 300 can't be cast because the value is out of range for the destination type UINT8", Position: 7}, false},
		{connectors.Error{Class: connectors.ClassQuery, Message: "no", Position: -1}, false},
		{connectors.Error{Class: connectors.ClassUnavailable, Message: "gone", Position: -1}, false},
	} {
		if got := Refused(&c.e); got != c.want {
			t.Errorf("%v: refused %t", &c.e, got)
		}
	}
}
