package httpapi

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestCurl(t *testing.T) {
	c := open(t, Options{
		BaseURL: "http://h:8888", Header: http.Header{"Authorization": {"Key s3cret-token"}, "X-Api-Key": {"s3cret-key"}}, Proxy: "http://u:s3cret-pw@p:1",
		InsecureSkipVerify: true,
	})
	const presigned = `curl --insecure --proxy 'http://u:•••@p:1' -H 'Range: bytes=0-1' "$PRESIGNED_URL"`
	line, err := c.Curl(Request{URL: "https://s/x?X-Amz-Signature=s3cret", Identity: true, Header: http.Header{"Range": {"bytes=0-1"}}})
	if err != nil || line != presigned {
		t.Errorf("%v\n got %s\nwant %s", err, line, presigned)
	}
	got, err := c.Curl(Request{
		Method: "POST", Path: "/v0/sql", Query: url.Values{"token": {"s3cret-a"}, "q": {"it's"}}, Body: []byte("SELECT 'a'"),
		Header: http.Header{"Content-Type": {"text/plain"}},
	})
	const want = `curl -X POST --compressed --insecure --proxy 'http://u:•••@p:1' -H 'Authorization: Key '"$AUTHORIZATION" ` +
		`-H 'Content-Type: text/plain' -H 'X-Api-Key: '"$X_API_KEY" --data-binary 'SELECT '\''a'\''' 'http://h:8888/v0/sql?q=it%27s&token='"$TOKEN"`
	if err != nil || got != want {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
}

// TestCurlRepeatsTheRequest runs the command and compares what the server gets.
func TestCurlRepeatsTheRequest(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed")
	}
	var got []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, strings.Join([]string{r.Method, r.RequestURI, r.Header.Get("X-Api-Key"), r.Header.Get("Content-Type"), string(body)}, "\n"))
	})
	c := open(t, Options{BaseURL: s.URL, Header: http.Header{"X-Api-Key": {"s3cret key's"}}})
	r := Request{
		Method: "POST", Path: Path("a b", "c/d"), Query: url.Values{"q": {"x'y&\"$z\""}, "token": {"s3cret-a"}},
		Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte("{\"query\":\"SELECT 'it''s', $1\"}\n"),
	}
	if _, err := get(c, r); err != nil {
		t.Fatal(err)
	}
	line, err := c.Curl(r)
	if err != nil || strings.Contains(line, "s3cret") {
		t.Fatalf("%s, %v", line, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.Env = append(cmd.Environ(), "X_API_KEY=s3cret key's", "TOKEN=s3cret-a", "NO_PROXY=*")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", line, err, out)
	}
	if len(got) != 2 || got[0] != got[1] {
		t.Errorf("%s\nsent %q", line, got)
	}
}
