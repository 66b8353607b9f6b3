package cli

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
)

var servedURL = regexp.MustCompile(`url = "(http://127\.0\.0\.1:\d+)"`)

// reader collects what the program prints, and tells when it names a service.
type reader struct {
	bytes.Buffer
	found chan string
}

func (r *reader) Write(p []byte) (int, error) {
	n, err := r.Buffer.Write(p)
	if m := servedURL.FindSubmatch(r.Bytes()); m != nil && r.found != nil {
		r.found <- string(m[1])
		r.found = nil
	}
	return n, err
}

func TestSandbox(t *testing.T) {
	home(t, "")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out := &reader{found: make(chan string, 1)}
	found := out.found
	var narration bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- program().run(ctx, []string{"sandbox", "--only", "druid,tinybird"}, strings.NewReader(""), out, &narration)
	}()
	var base string
	select {
	case base = <-found:
	case <-code:
		t.Fatal(narration.String())
	}
	if got := fetch(t, base+"/status/health"); got != "true" {
		t.Errorf("the service answers %q", got)
	}
	stop()
	if c := <-code; c != ExitOK {
		t.Errorf("exit code %d: %s", c, narration.String())
	}
	if _, err := http.Get(base + "/status/health"); err == nil {
		t.Error("the service goes on")
	}
	checkConfiguration(t, out.String(), base)
}

// checkConfiguration checks what was printed: a configuration that works as it
// stands, with a command to try for every connection.
func checkConfiguration(t *testing.T, text, base string) {
	t.Helper()
	var document struct{ Connections map[string]map[string]any }
	if err := toml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	druid, tinybird := document.Connections["sandbox-druid"], document.Connections["sandbox-tinybird"]
	if druid["kind"] != "druid" || druid["url"] != base || tinybird["kind"] != "tinybird" || tinybird["token"] == "" || len(document.Connections) != 2 {
		t.Errorf("%v", document)
	}
	for _, part := range []string{"# Apache Druid at " + base + "\n# sonde query -c sandbox-druid 'SELECT ", "The SQL is that of\n# the embedded engine (duckdb) and not the services' own."} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in\n%s", part, text)
		}
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	client := http.Client{Timeout: time.Minute}
	defer client.CloseIdleConnections()
	response, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSandboxFlags(t *testing.T) {
	home(t, "")
	sonde(t, "sandbox", "--only", "druit").fails(t, ExitUsage, `config: the sandbox has no "druit"; did you mean "druid"?`)
	sonde(t, "sandbox", "--failing", "2").fails(t, ExitUsage, "usage: --failing takes a part from 0 to 1")
	sonde(t, "sandbox", "--cut", "x").expect(t, ExitUsage, "", "error: usage: invalid argument \"x\" for \"--cut\" flag: it cannot be read\n")
	sonde(t, "sandbox", "--cut=-1").fails(t, ExitUsage, "usage: --slow, --cut and --limited take no negative value")
	sonde(t, "sandbox", "--port", "70000").fails(t, ExitUsage, "usage: --port takes a number")
	sonde(t, "sandbox", "--only", "druid", "--open").fails(t, ExitUsage, "usage: there is no connector for the services")
}

func TestTextOfTheShellAndOfTOML(t *testing.T) {
	for text, want := range map[string]string{"sandbox-druid": "sandbox-druid", "a b": "'a b'", "it's": `'it'\''s'`, "?x=1&y": "'?x=1&y'"} {
		if got := shellText(text); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	for want, value := range map[string]any{`"a\"b"`: `a"b`, "12": int64(12), "true": true, `{ a = 1, b = "x" }`: map[string]any{"b": "x", "a": 1}} {
		if got := tomlText(value); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
