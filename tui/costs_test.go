package tui

import (
	"testing"

	"sonde/internal/screentest/source"
)

func TestScansAreAskedAboutOnce(t *testing.T) {
	s := open(t, 120, 36, source.Lake())
	s.run("SELECT * FROM events")
	s.WaitText("Run on web?", "All of events is read, which is billed: there is no WHERE and no LIMIT.", "Enter run · n leave")
	s.Press("n")
	s.WaitGone("Run on web?")
	if f := s.Frame(); !f.Contains("Rows appear here") {
		t.Error(f.Text())
	}
	s.Press("f5")
	s.WaitText("Run on web?")
	s.Press("y")
	s.WaitText("✓ done", "scanned 50 MiB")
	s.Press("f5")
	s.WaitText("events]", "2024-02-29")
	s.Press("alt+3", "d")
	s.WaitText("connection_scanned_in_bytes  104857600 (100 MiB)")
}

func TestBoundedStatementsAreNotAskedAbout(t *testing.T) {
	s := open(t, 120, 36, source.Lake())
	s.run("SELECT * FROM events LIMIT 10")
	s.WaitText("✓ done")
}

func TestPreviewsThatAreBilledAreAskedAbout(t *testing.T) {
	s := open(t, 120, 36, source.Lake())
	s.WaitText("events")
	s.Press("alt+1", "down", "enter")
	s.WaitText("Run on web?", "What a preview scans is billed.", "LIMIT 100", "Enter run")
	s.Press("enter")
	s.WaitText("✓ done")
}

func TestWhatMayHaveBeenBilledIsNotRepeatedUnasked(t *testing.T) {
	s := open(t, 120, 36, source.Lake())
	s.run("SELECT lost FROM events")
	s.WaitText("Enter run")
	s.Press("y")
	s.WaitText("✗ failed", "the connection broke")
	s.Press("f5")
	s.WaitText("Its last run did not come to its end, and may have been billed all the same.")
}

func TestRunningStatementsAreNotPostedTwiceUnasked(t *testing.T) {
	s := open(t, 120, 36, source.Lake())
	s.run("SELECT forever FROM events LIMIT 1")
	s.WaitText("Waiting for the first row")
	s.Press("f5")
	s.WaitText("Run on web?", "This statement is running already. Another run of it is billed as well.", "Enter run · n leave")
	s.Press("n")
	s.WaitGone("Run on web?")
	if f := s.Frame(); f.Contains("cancelled") {
		t.Error(f.Text())
	}
}

func TestWhatWasBilledIsNotRepeatedUnasked(t *testing.T) {
	s := open(t, 120, 36, source.Warehouse())
	s.run("SELECT gone FROM sales LIMIT 2")
	s.WaitText("✗ failed", "the result file is gone")
	s.Press("f5")
	s.WaitText("Run on web?", "Its last run did not come to its end", "Enter run")
}

func TestPipesAreRunThroughAForm(t *testing.T) {
	s := open(t, 120, 36, source.Pipes())
	s.WaitText("top_pages")
	s.Press("alt+1", "down", "enter")
	f := s.WaitText("top_pages", "since", "Date", "limit", "Int32", "Enter run")
	if !f.Contains("The first day that counts. A value is needed.") {
		t.Error(f.Text())
	}
	s.Type("2024-01-01")
	s.Press("down")
	s.WaitText("How many pages. Left empty, the statement's own default is used.")
	s.Press("enter")
	s.WaitText("✓ done", "2024-01-01")
	const sent = "GET /v0/pipes/top_pages.json?since={{Date(since)}}&limit={{Int32(limit, 10)}}"
	s.eventually("the run in the history", func() bool {
		params, err := s.store.LastParams(t.Context(), sent)
		return err == nil && len(params) == 1 && params[0].Value == "2024-01-01"
	})
	s.Press("alt+1", "enter")
	s.WaitText("2024-01-01", "Enter run") // The values stand there again.
	s.Press("ctrl+n", "backspace", "enter")
	s.WaitText("since: a value is needed")
	s.Press("ctrl+g")
	s.WaitText("Enter preview")
	s.Press("ctrl+r")
	s.WaitText("GET /v0/pipes/top_pages.json", "1 row · ")
	s.Press("f5")
	s.WaitText("top_pages.json]", "✓ done", "since=2024-01-01")
}

func TestExportsThatRunABilledQueryAgainAreAskedAbout(t *testing.T) {
	s := open(t, 120, 36, source.Lake())
	s.run("SELECT * FROM events LIMIT 10")
	s.WaitText("✓ done")
	s.Press("ctrl+e")
	s.WaitText("Preview", "the result")
	s.Press("up", "right", "up", "up", "right")
	s.WaitText("the whole query, run again", "clipboard")
	s.Press("enter")
	s.WaitText("Run on web?", "It is billed again.", "Enter run")
	s.Press("enter")
	s.WaitText("Copied 1 row")
}

func TestHistoryTellsWhatWasScanned(t *testing.T) {
	s := open(t, 120, 36, source.Lake())
	s.run("SELECT * FROM events LIMIT 10")
	s.WaitText("✓ done")
	s.Press("ctrl+r")
	s.WaitText("1 row · ", "data_scanned_in_bytes 50 MiB")
}
