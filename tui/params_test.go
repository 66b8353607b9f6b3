package tui

import (
	"context"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/screentest/source"
	"sonde/internal/sqltext"
)

func TestParametersAreAskedForAndSent(t *testing.T) {
	s := open(t, 120, 36)
	s.run("SELECT :from, :until, :from")
	s.WaitText("Parameters", "from", "until", "Enter run")
	s.Type("2024-01-01")
	s.Press("right")
	s.Type("5")
	s.WaitText("← value", "Enter next value")
	s.Press("f5")
	s.WaitText(`"5" is no type`)
	s.Press("right", "backspace")
	s.Type("DATE")
	s.Press("tab", "ctrl+n", "enter")
	s.WaitText("✓ done", "2 rows", "2024-01-01", "DATE", "NULL")
	// The values are there again, and one of them is replaced by typing.
	s.Press("alt+2", "f5")
	s.WaitText("Parameters", "2024-01-01")
	s.Type("1999")
	s.Press("enter")
	s.WaitText("1999", "✓ done")
}

func TestEscLeavesTheParametersAndRunsNothing(t *testing.T) {
	s := open(t, 80, 24)
	s.run("SELECT ?, ?")
	s.WaitText("Parameters", "?1", "?2")
	s.Press("esc")
	s.WaitGone("Parameters")
	if f := s.Frame(); !f.Contains("Rows appear here") {
		t.Error(f.Text())
	}
}

func TestParametersOfHistoryAreRecalled(t *testing.T) {
	s := open(t, 120, 36)
	s.run("SELECT :day")
	s.WaitText("Parameters")
	s.Type("Tuesday")
	s.Press("enter")
	s.WaitText("✓ done", "Tuesday")
	s.Press("alt+2", "ctrl+a", "delete", "ctrl+r")
	s.WaitText("day = Tuesday")
	s.Press("f5")
	s.WaitText(":day]", "Tuesday", "✓ done")
}

func TestValuesWithTellingNamesAreNotStored(t *testing.T) {
	s := open(t, 120, 36)
	s.run("SELECT :api_key")
	s.WaitText("Parameters")
	s.Type("opensesame")
	if s.Frame().Contains("sesame") {
		t.Error("the secret is on the screen")
	}
	s.Press("enter")
	s.WaitText("✓ done")
	params, err := s.store.LastParams(t.Context(), "SELECT :api_key")
	if err != nil || len(params) != 1 || strings.Contains(params[0].Value, "sesame") {
		t.Errorf("%+v, %v", params, err)
	}
}

func TestWhatIsAskedForOfSeveralStatements(t *testing.T) {
	q := &asking{}
	for i, p := range [][2]string{{"a", ""}, {"", "a"}, {"", ""}} {
		q.statements = append(q.statements, pending{})
		q.want(i, []sqltext.Parameter{{Name: p[0]}, {Name: p[1]}})
	}
	var labels []string
	for _, f := range q.fields {
		labels = append(labels, f.field(nil).Label)
	}
	if got := strings.Join(labels, " "); got != "a ?2 ?1 ?1 ?2" {
		t.Errorf("asked for %s", got)
	}
}

// explaining is a source that explains.
type explaining struct{ connectors.Conn }

func (explaining) Explain(sql string, analyze bool) (string, bool) {
	if analyze {
		return "SELECT ANALYZED " + sql, true
	}
	return "SELECT EXPLAINED " + sql, true
}

func TestAPlanHasTheValuesOfItsStatement(t *testing.T) {
	d := source.Driver()
	connect := d.Open
	d.Open = func(ctx context.Context, c connectors.Config) (connectors.Conn, error) {
		conn, err := connect(ctx, c)
		return explaining{conn}, err
	}
	s := open(t, 120, 36, d)
	s.run("SELECT :day, :city")
	s.WaitText("Parameters")
	s.Type("Tuesday")
	s.Press("down")
	s.Type("Berlin")
	s.Press("enter")
	s.WaitText("✓ done", "Berlin")
	s.Press("alt+2", "f7")
	s.WaitText("Enter run", "day  ▎Tuesday", "city  Berlin")
	// What is changed there is there at the next run.
	s.Type("Monday")
	s.Press("enter")
	s.WaitText("✓ done", "Monday")
	s.Press("alt+2", "f5")
	s.WaitText("Enter run", "day  ▎Monday", "city  Berlin")
}

func TestTemplatesTakeTheirDefaults(t *testing.T) {
	d := source.Driver()
	d.Dialect = "tinybird"
	s := open(t, 120, 36, d)
	s.run("SELECT {{Int32(days, 30)}}, {{String(who)}}, {n:UInt8}")
	s.WaitText("begin it with a line that is %")
	s.Press("ctrl+home")
	s.Type("% ")
	s.Press("f5")
	f := s.WaitText("Parameters", "days", "Int32", "30", "who", "String", "UInt8")
	if !f.Contains("Left empty, the statement's own default is used.") {
		t.Error(f.Text())
	}
	s.Press("down")
	s.Type("me")
	s.Press("down")
	s.Type("7")
	s.Press("enter")
	s.WaitText("2 rows ", "✓ done", "UInt8")
}

func TestPositionsAndNamesInParams(t *testing.T) {
	known := []connectors.Param{{Value: "x"}, {Name: "b", Value: "y"}, {Value: "z•••"}}
	for _, c := range []struct {
		name  string
		place int
		want  string
	}{{"", 0, "x"}, {"b", 0, "y"}, {"", 1, ""}, {"", 2, ""}} {
		f := asked{place: c.place}
		f.Name = c.name
		if got := f.field(known).Value; got != c.want {
			t.Errorf("%q at %d: %q, want %q", c.name, c.place, got, c.want)
		}
	}
}

func TestAWriteIsConfirmedWithItsValues(t *testing.T) {
	s := open(t, 100, 30)
	s.run("DELETE FROM pages WHERE page = :page AND token = :token")
	s.WaitText("Parameters")
	s.Type("Main")
	s.Press("down")
	s.Type("sesame")
	s.Press("enter")
	f := s.WaitText("DELETE on web?", "y run")
	if !f.Contains("page   Main", "token  •••") || f.Contains("sesame") {
		t.Error(f.Text())
	}
}

func TestOnlyColonsBeforeNamesOfValuesAreAskedFor(t *testing.T) {
	d := source.Driver()
	d.Dialect = "duckdb"
	s := open(t, 120, 36, d)
	s.run("SELECT {place: b}, l[1:n], x::INT, alias: 1, ':text' WHERE day = :day")
	f := s.WaitText("Parameters", "▸ day", "The value is sent beside the statement")
	if f.Contains("  n  ") || f.Contains("place  ") {
		t.Error(f.Text())
	}
	s.Type("Tuesday")
	s.Press("enter")
	s.WaitText("✓ done", "Tuesday")
}

func TestValuesThatBecomeLiteralsAreSaidToBe(t *testing.T) {
	d := source.Driver()
	d.InlinesParams = true
	s := open(t, 120, 36, d)
	s.run("SELECT :day")
	s.WaitText("Parameters", "The value is written into the statement as a literal", "Without a type it is text.")
}
