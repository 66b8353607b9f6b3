package secrets

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func secretFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestResolve(t *testing.T) {
	t.Setenv("SONDE_A", "alpha")
	t.Setenv("SONDE_B", "${env:SONDE_A}")
	t.Setenv("SONDE_EMPTY", "")
	keyring.MockInit()
	if err := keyring.Set("sonde/prod", "bob", "ringed"); err != nil {
		t.Fatal(err)
	}
	file := secretFile(t, "filed\r\n")
	for text, want := range map[string]string{
		"":                                    "",
		"plain $ {x} $x":                      "plain $ {x} $x",
		"${env:SONDE_A}":                      "alpha",
		"a${env:SONDE_A}b${env:SONDE_A}c":     "aalphabalphac",
		"${env:SONDE_B}":                      "${env:SONDE_A}",
		"${env:SONDE_EMPTY}":                  "",
		"${keyring:sonde/prod/bob}":           "ringed",
		"${file:" + file + "}":                "filed",
		"$${env:SONDE_A}":                     "${env:SONDE_A}",
		"x$${y}${env:SONDE_A}$${":             "x${y}alpha${",
		"Basic ${env:SONDE_A}:${env:SONDE_A}": "Basic alpha:alpha",
	} {
		got, err := Resolve(t.Context(), text, User)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestResolveRunsCommands(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are those of a Unix shell")
	}
	t.Setenv("SONDE_A", "alpha")
	for text, want := range map[string]string{
		"${cmd:echo a b}":                  "a b",
		"<${cmd:printf '%s' ${SONDE_A}1}>": "<alpha1>",
		"${cmd:printf 'a\\nb\\n'}":         "a\nb",
	} {
		got, err := Resolve(t.Context(), text, User)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := Resolve(ctx, "${cmd:exec sleep 60}", User); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a command that takes too long gives %v", err)
	}
	_, err := Resolve(t.Context(), "${cmd:echo hunter2; echo no such vault >&2; exit 3}", User)
	if err == nil || !strings.HasSuffix(err.Error(), "exit status 3: no such vault") {
		t.Errorf("a command that fails gives %v", err)
	}
	if _, err := Resolve(t.Context(), "${cmd:yes}", User); err == nil {
		t.Error("a command without an end gives no error")
	}
}

func TestResolveFails(t *testing.T) {
	keyring.MockInit()
	missing := filepath.Join(t.TempDir(), "missing")
	for text, want := range map[string]string{
		"${env:SONDE_NOT_SET}":         "${env:SONDE_NOT_SET}: the environment variable is not set",
		"${keyring:sonde/nobody}":      "${keyring:sonde/nobody}: the keyring has no such entry",
		"${keyring:sonde}":             "${keyring:sonde}: expected service/user",
		"${file:" + missing + "}":      "${file:" + missing + "}: no such file or directory",
		"${file:" + t.TempDir() + "}":  "is a directory",
		"${env:X":                      "no closing brace",
		"${x}":                         "${x} is no reference",
		"${vault:x}":                   "${vault:x} is no reference",
		"${env:}":                      "${env:} names nothing",
		"${env:PATH} ${cmd:exit 1} $x": "exit status 1",
	} {
		got, err := Resolve(t.Context(), text, User)
		if err == nil || got != "" || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v, want an error with %q", text, got, err, want)
		}
	}
}

func TestPolicy(t *testing.T) {
	t.Setenv("SONDE_A", "alpha")
	for _, text := range []string{"${env:SONDE_A}", "${file:/etc/passwd}", "${keyring:a/b}", "${cmd:echo x}"} {
		if _, err := Resolve(t.Context(), text, Policy{}); err == nil || !strings.Contains(err.Error(), "not allowed here") {
			t.Errorf("%s without permission: %v", text, err)
		}
	}
	if _, err := Resolve(t.Context(), "${cmd:echo x}", Policy{AllowSecrets: true}); err == nil {
		t.Error("a command ran without permission")
	}
	if got, err := Resolve(t.Context(), "plain $${", Policy{}); err != nil || got != "plain ${" {
		t.Errorf("plain text without permission: %q, %v", got, err)
	}
}

func TestResolvedSecretsAreRedacted(t *testing.T) {
	t.Setenv("SONDE_HOST", "example.com")
	p := User
	p.Redactor = new(Redactor)
	text, err := Resolve(t.Context(), "https://bob:${file:"+secretFile(t, "p w/d\"4")+"}@${env:SONDE_HOST}", p)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Redactor.Redact(text); got != "https://bob:•••@example.com" {
		t.Errorf("redacted to %q", got)
	}
	if got := p.Redactor.Redact(`?p=p+w%2Fd%224 {"p": "p w/d\"4"}`); got != `?p=••• {"p": "•••"}` {
		t.Errorf("redacted to %q", got)
	}
}

func TestRedactorPrefersTheLongerSecret(t *testing.T) {
	var r Redactor
	if got := r.Redact("nothing yet"); got != "nothing yet" {
		t.Errorf("got %q", got)
	}
	r.Add("hunter")
	r.Add("hunter2000")
	r.Add("abc")
	if got := r.Redact("hunter2000 hunter2 abc"); got != "••• •••2 abc" {
		t.Errorf("got %q", got)
	}
}

func TestCheckRunsNoCommand(t *testing.T) {
	ran := filepath.Join(t.TempDir(), "ran")
	if err := Check(t.Context(), "${cmd:touch "+ran+"}"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("the command was run")
	}
	if err := Check(t.Context(), "${env:SONDE_NOT_SET}"); err == nil {
		t.Error("a variable that is not set is no mistake")
	}
}

// Text whose ${ are doubled comes back as it was, and nothing panics.
func FuzzResolve(f *testing.F) {
	f.Add("a${env:x}b$${c}")
	f.Add("${cmd:{}}$")
	f.Add("$$${")
	f.Fuzz(func(t *testing.T, text string) {
		HasReference(text)
		if _, err := Resolve(t.Context(), text, Policy{}); err == nil && HasReference(text) {
			t.Errorf("%q was resolved without permission", text)
		}
		if strings.Contains(text, "$${") || strings.HasSuffix(text, "$") {
			return
		}
		escaped := strings.ReplaceAll(text, "${", "$${")
		if got, err := Resolve(t.Context(), escaped, Policy{}); err != nil || got != text {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	})
}
