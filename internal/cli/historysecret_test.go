package cli

import (
	"strings"
	"testing"
)

const lostPassword = "The history keeps no password of a URL: -c takes the URL with it, or with ?password=${env:NAME}, which is kept."

// A replay runs as the user of the URL, and says what it lacks: the password is not
// stored.
func TestURLIsReplayedAsItsUser(t *testing.T) {
	home(t, "")
	for _, c := range []struct{ host, sql string }{{"locked", "SELECT 1"}, {"somewhere", "SELECT locked"}} {
		given := "fake://ann:s3cret@" + c.host
		sonde(t, "query", "-c", given, c.sql).fails(t, ExitConnection, "auth: ")
		id, shown := last(t)
		if !strings.Contains(shown, `"connection": "fake://ann@`+c.host+`"`) || strings.Contains(shown, "s3cret") {
			t.Errorf("%s", shown)
		}
		o := sonde(t, "history", "replay", id)
		o.fails(t, ExitConnection, "auth: ")
		o.advises(t, lostPassword)
		if o := sonde(t, "history", "replay", id, "-c", given); o.code != ExitConnection || strings.Contains(o.errors, lostPassword) {
			t.Errorf("with the password: %+v", o)
		}
	}
}

// What a URL refers to is there for the replay as well.
func TestURLIsReplayedWithWhatItRefersTo(t *testing.T) {
	home(t, "")
	t.Setenv("FAKE_PW", "s3cret")
	sonde(t, "query", "-c", "fake://ann@locked?password=${env:FAKE_PW}", "SELECT 1").fails(t, ExitConnection, "auth: ")
	id, shown := last(t)
	if !strings.Contains(shown, `"connection": "fake://ann@locked?password=${env:FAKE_PW}"`) {
		t.Errorf("%s", shown)
	}
	t.Setenv("FAKE_PW", "other")
	o := sonde(t, "history", "replay", id)
	if o.code != ExitConnection || strings.Contains(o.errors, lostPassword) || strings.Contains(o.errors, "unknown connection") {
		t.Errorf("%+v", o)
	}
}
