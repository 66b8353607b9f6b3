package tui

import (
	"testing"

	"sonde/internal/screentest/source"
)

// The form of a template tells what must be filled in from what has a default, and
// sends nothing before the first is there.
func TestTemplatesSayWhatTheyNeed(t *testing.T) {
	d := source.Driver()
	d.Dialect = "tinybird"
	s := open(t, 120, 36, d)
	s.run("%\nSELECT {{Int32(days, 30)}}, {{String(who)}}, {{Boolean(all)}}")
	s.WaitText("Parameters", "default: 30", "required", "optional")
	s.Press("enter")
	s.WaitText("who: a value is needed")
	s.Type("me") // The field has the focus.
	s.Press("enter")
	s.WaitText("✓ done")
}

// NULL is no value for a template.
func TestNullIsNoValueOfATemplate(t *testing.T) {
	d := source.Driver()
	d.Dialect = "tinybird"
	s := open(t, 120, 36, d)
	s.run("%\nSELECT {{String(who)}}")
	s.WaitText("Parameters", "required", "A value is needed.")
	s.Press("ctrl+n", "enter")
	s.WaitText("who: a value is needed")
}

// What has no value is left out of a request to an endpoint.
func TestEndpointsMayBeAskedWithoutValues(t *testing.T) {
	d := source.Driver()
	d.Dialect = "tinybird"
	s := open(t, 120, 36, d)
	s.run("GET /v0/pipes/top.json?since={{Date(since)}}")
	s.WaitText("Parameters", "since", "optional")
	s.Press("enter")
	s.WaitGone("Enter run")
}
