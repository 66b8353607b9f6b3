package cli

import (
	"strings"
	"testing"

	"sonde/internal/secrets"
)

// References stand in the place of user and password too, and are kept readable.
func TestReferencesInThePlaceOfTheUser(t *testing.T) {
	home(t, "")
	t.Setenv("FAKE_USER", "ann")
	t.Setenv("FAKE_PW", "s3cret")
	for _, given := range []string{
		"fake://${env:FAKE_USER}:${env:FAKE_PW}@locked",
		"fake://locked?username=${env:FAKE_USER}&password=${env:FAKE_PW}",
	} {
		sonde(t, "query", "-c", given, "SELECT 1").fails(t, ExitConnection, `auth: the password "•••" is wrong`)
		id, _ := last(t)
		const kept = "fake://locked?password=${env:FAKE_PW}&username=${env:FAKE_USER}"
		if got := entries(t)[0].Connection; got != kept {
			t.Errorf("%s is recorded as %s", given, got)
		}
		sonde(t, "history", "replay", id).fails(t, ExitConnection, `auth: the password "•••" is wrong`)
	}
}

// A URL that cannot be read gives nothing away, and its statement is not lost.
func TestURLsThatAreRefused(t *testing.T) {
	home(t, "")
	for given, want := range map[string]string{
		"fake://ann:pass#hunter2@h":            "config: a fake URL has no part behind a #",
		"fake://h?password=ab&hunter2":         "config: connection \"fake://h\": unknown option " + secrets.Mask,
		"fake://ann:{hunter2@h":                "config: the fake URL cannot be read",
		"fake://h?headers={+X+%3D+hunter2+}":   "config: the option \"headers\" of the URL has to be a table such as { name = \"value\" }",
		"fake://h?passwordd=hunter2&mode=fast": "config: connection \"fake://h?mode=fast\": unknown option \"passwordd\"; did you mean \"password\"?",
	} {
		o := sonde(t, "query", "-c", given, "SELECT 1")
		o.fails(t, ExitUsage, want)
		all := entries(t)
		if e := all[0]; strings.Contains(o.errors+e.Error+e.Connection, "hunter2") || e.SQL != "SELECT 1" || e.Error == "" {
			t.Errorf("%s: %s\n%+v", given, o.errors, e)
		}
		sonde(t, "history", "delete", all[0].ID)
	}
	sonde(t, "query", "-c", "fake://h?headers={+X-Key+%3D+'hunter2'+}", "SELECT 1").expect(t, ExitOK, "mode\n\"\"\n", "")
}
