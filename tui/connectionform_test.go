package tui

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/screentest/source"
	"sonde/tui/dialog"
)

// begin opens the form of a new connection and gives it a name and an address.
func (s *stage) begin(name, url string) {
	s.Press("alt+1", "n")
	s.WaitText("New connection", "Web service")
	s.Press("enter")
	s.WaitText("New connection · Web service", "Ctrl+T test", "Ctrl+S save")
	s.Type(name)
	s.Press("enter")
	s.Type(url)
}

// file is the configuration as it was saved.
func (s *stage) file(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(s.config)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestNewConnectionIsTestedAndSaved(t *testing.T) {
	keyring.MockInitWithError(errors.New("no bus"))
	s := open(t, 120, 36)
	s.begin("shop", "http://silent")
	s.Press("ctrl+t")
	s.WaitText("Testing the connection…", "Esc stop")
	s.Press("esc")
	s.WaitText("The test was stopped")
	for range len("silent") {
		s.Press("backspace")
	}
	s.Type("refused")
	s.Press("ctrl+t")
	s.WaitText("unavailable: nothing listens on http://refused", "Check host and port.")
	for range len("refused") {
		s.Press("backspace")
	}
	s.Type("far")
	s.Press("down", "down")
	s.Type("opensesame")
	s.Press("ctrl+t")
	f := s.WaitText("✓ Web service 1.2.3 answered after")
	if f.Contains("sesame") {
		t.Error("the password is on the screen")
	}
	s.Press("ctrl+s")
	s.WaitText("Keep password as plain text?", "There is no keyring here")
	if _, err := os.Stat(s.config); err == nil {
		t.Error("it was saved before the answer")
	}
	s.Press("y")
	s.WaitText("Saved shop with password as typed", "▾ ● shop")
	if got := s.file(t); got != "[connections.shop]\nkind = \"web\"\nurl = \"http://far\"\npassword = \"opensesame\"\n" {
		t.Errorf("saved %q", got)
	}
}

func TestPlainSecretsGoToTheKeyring(t *testing.T) {
	keyring.MockInit()
	s := open(t, 80, 24)
	s.begin("shop", "http://far")
	s.Press("down", "down")
	s.Type("opensesame")
	s.Press("ctrl+s")
	s.WaitText("Where is password kept?")
	s.Press("enter")
	s.WaitText("Saved shop in")
	if got := s.file(t); !strings.Contains(got, `password = "${keyring:sonde/shop.password}"`) || strings.Contains(got, "sesame") {
		t.Errorf("saved %q", got)
	}
	if got, err := keyring.Get("sonde", "shop.password"); got != "opensesame" {
		t.Errorf("the keyring has %q, %v", got, err)
	}
}

func TestEditedConnectionKeepsWhatWasNotChanged(t *testing.T) {
	s := open(t, 120, 36)
	s.begin("shop", "http://far")
	s.Press("ctrl+s")
	s.WaitText("Saved shop")
	// The form shows what the file has, and changes one value of it.
	s.Press("down", "e")
	s.WaitText("Connection shop · Web service", "http://far")
	s.Press("down", "down", "down", "right", "right", "down")
	s.Type("a=1, b=2")
	s.Press("ctrl+s")
	s.WaitGone("Connection shop")
	if got := s.file(t); got != "[connections.shop]\nkind = \"web\"\nurl = \"http://far\"\nmode = \"exact\"\ncontext = { a = 1, b = 2 }\n" {
		t.Errorf("saved %q", got)
	}
}

func TestMistakesKeepTheFormOpen(t *testing.T) {
	s := open(t, 120, 40)
	s.begin("web", "http://far")
	s.Press("ctrl+s")
	s.WaitText(`name: there is a connection "web" already`, "▸ name")
	s.Press("pgdown", "pgdown", "pgup")
	s.Press("shift+tab", "shift+tab")
	s.Press("esc")
	s.WaitText("What was typed is not saved: Esc again drops it")
	s.Press("esc")
	s.WaitGone("New connection")
	if _, err := os.Stat(s.config); err == nil {
		t.Error("something was saved")
	}
}

func TestReadingTheForm(t *testing.T) {
	d := source.Driver()
	c := &connectionForm{driver: d, options: d.AllOptions(), known: config.Connection{Name: "a", Kind: "web", Values: map[string]any{
		"url": "http://far", "limit": int64(5), "timeout": "30s", "odd": "kept", "password": "plain", "context": map[string]any{"n": int64(4)},
	}}}
	filled := c.texts()
	if got, err := c.read(filled); err != nil || len(got.Values) != 6 || got.Values["limit"] != int64(5) || len(c.plainSecrets(got)) != 0 {
		t.Errorf("unchanged: %+v, %v", got, err)
	}
	for _, x := range []struct{ option, text, problem string }{
		{"url", "", "url: a value is needed"},
		{"limit", "many", `limit: expected a whole number from 0, not "many"`},
		{"limit", "${env:LIMIT}", ""},
		{"timeout", "soon", "timeout: expected a duration"},
		{"context", "a", `context: expected name = "value", not "a"`},
		{"read_only", "true", ""},
		{"color", "blu", "color: expected a colour"},
	} {
		changed := c.texts()
		for i, o := range c.options {
			if o.Name == x.option {
				changed[i].Text = x.text
			}
		}
		got, err := c.read(changed)
		switch {
		case x.problem == "" && (err != nil || optionText(got.Values[x.option]) != x.text):
			t.Errorf("%s %q: %v, %v", x.option, x.text, got.Values[x.option], err)
		case x.problem != "" && (err == nil || !strings.HasPrefix(err.Error(), x.problem)):
			t.Errorf("%s %q: %v", x.option, x.text, err)
		}
	}
}

func TestWrongValueOfTheFileIsNamedBeforeItIsSavedAgain(t *testing.T) {
	d := source.Driver()
	c := &connectionForm{driver: d, options: d.AllOptions(), known: config.Connection{Name: "a", Kind: "web", Values: map[string]any{"url": "http://far", "timeout": "soon"}}}
	_, err := c.read(c.texts())
	var wrong *dialog.FieldError
	if !errors.As(err, &wrong) || wrong.Field != "timeout" {
		t.Errorf("%v", err)
	}
}

func TestSeveralFilesStandInOneField(t *testing.T) {
	option := connectors.Option{Name: "files", Type: connectors.TypeString, Lines: true}
	f := optionField(option, "a.csv\nb c.csv")
	if f.Value != "a.csv; b c.csv" || !strings.Contains(f.Help, "semicolon") {
		t.Errorf("%+v", f)
	}
	for _, text := range []string{f.Value, "a.csv;b c.csv;"} {
		if got, err := readOption(option, text); err != nil || got != "a.csv\nb c.csv" {
			t.Errorf("%q is read as %q, %v", text, got, err)
		}
	}
}

func TestSavingWhatCannotBeOpenedSaysBoth(t *testing.T) {
	a := bare(Options{})
	a.savedLast = "shop"
	a.opening["shop"] = 3
	a.opened(openedMsg{id: 3, name: "shop", err: errors.New("refused")})
	if want := "Saved shop, but it cannot be opened: refused"; a.notice != want {
		t.Errorf("it says %q, not %q", a.notice, want)
	}
}

func TestAConnectionThatCannotBeOpenedAnewDoesNotEndTheProgram(t *testing.T) {
	failed := openedMsg{name: "shop", err: errors.New("refused")}
	a := bare(Options{Explicit: true, Open: "shop"})
	a.openedOnce = true
	if a.opened(failed); a.Fatal() != nil {
		t.Error("the program ends")
	}
	a = bare(Options{Explicit: true, Open: "shop"})
	if a.opened(failed); a.Fatal() == nil {
		t.Error("a start on what cannot be opened goes on")
	}
}

func TestHelpTellsOfReferences(t *testing.T) {
	if f := optionField(connectors.Option{Name: "token", Secret: true, Help: "Key."}, nil); !strings.Contains(f.Help, "${env:NAME}") {
		t.Errorf("%q", f.Help)
	}
}

// texts is what the form holds before anything was changed.
func (c *connectionForm) texts() []dialog.Value {
	values := make([]dialog.Value, len(c.options))
	for i, o := range c.options {
		values[i].Text = optionText(c.known.Values[o.Name])
	}
	return values
}
