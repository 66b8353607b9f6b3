package nekt

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

func TestStates(t *testing.T) {
	for _, c := range []struct {
		body          string
		class         connectors.Class
		message, hint string
	}{
		{`{"state":"FAILED","state_change_reason":"GENERIC_USER_ERROR: division by zero"}`, connectors.ClassQuery, "division by zero", ""},
		{`{"state":"FAILED","error":"it broke"}`, connectors.ClassQuery, "it broke", ""},
		{`{"state":"failed","message":"it broke","presigned_urls":[]}`, connectors.ClassQuery, "it broke", ""},
		{`{"state":"FAILED","error":null,"detail":["it broke"]}`, connectors.ClassQuery, "it broke", ""},
		{`{"state":"FAILED","error_message":"it broke"}`, connectors.ClassQuery, "it broke", ""},
		{`{"state":"FAILED"}`, connectors.ClassQuery, "gave no reason", ""},
		{`{"state":"CANCELLED","state_change_reason":"Query cancelled by user"}`, connectors.ClassCancelled, "CANCELLED in the cloud: Query cancelled by user", "billed again"},
		{`{"state":"RUNNING","presigned_urls":[]}`, connectors.ClassTimeout, "still RUNNING on Nekt", "billed again"},
		{`{"state":"QUEUED"}`, connectors.ClassInternal, `"QUEUED"`, ""},
		{`{"presigned_urls":[]}`, connectors.ClassInternal, "has no state", ""},
		{`[1]`, connectors.ClassInternal, "not what its documentation says: it has the wrong type (array)", ""},
		{`{"state":7}`, connectors.ClassInternal, "not what its documentation says: state has the wrong type (number)", ""},
		{`{"state":{"name":"FAILED"}}`, connectors.ClassInternal, "state has the wrong type (object)", ""},
		{`{"state":"SUCCEEDED","presigned_urls":"https://x"}`, connectors.ClassInternal, "presigned_urls has the wrong type (string)", "may have run"},
		{`{"state":"SUCC`, connectors.ClassInternal, "it is no JSON from byte 14 on", "may have run all the same; running it again is billed"},
		{`{"presigned_urls":["https://x/part?X-Amz-Signature=s3cr3t"],"presigned_url":"https://y"}`, connectors.ClassInternal, "has no state", ""},
		{`<!DOCTYPE html><html><head><title>Sign in</title></head></html>`, connectors.ClassUnavailable, "answered with a web page instead of data: Sign in", "login page"},
		{`{"state":"FAILED","state_change_reason":"NOT_SUPPORTED: Unsupported Hive type: time"}`, connectors.ClassUnsupported, "Unsupported Hive type", "CAST(t AS timestamp)"},
		{`{"state":"FAILED","state_change_reason":"Operation cannot be performed on a nested schema. Field: x; CSV export does not support it"}`, connectors.ClassUnsupported, "nested schema", "mode parquet"},
		{`{"state":"FAILED","state_change_reason":"Syntax error: Unexpected keyword FORM at [1:10]"}`, connectors.ClassSyntax, "FORM", ""},
		{`{"state":"FAILED","state_change_reason":"TABLE_NOT_FOUND: line 1:15: Table 'a.b' does not exist"}`, connectors.ClassNotFound, "does not exist", ""},
		{`{"state":"FAILED","state_change_reason":"TooManyRequestsException: Rate exceeded"}`, connectors.ClassRateLimit, "Rate exceeded", "later"},
	} {
		f, url := serve(t, map[string]result{"SELECT": {body: c.body}})
		e := run(t, connect(t, url, nil), connectors.Statement{SQL: "SELECT"}).fails(t, c.class, c.message, c.hint)
		if len(f.log) != 1 {
			t.Errorf("%s: %q", c.body, f.log)
		}
		if strings.Contains(e.Message, "https://") {
			t.Errorf("a link to the result is told: %s", e.Message)
		}
	}
}

func TestPositionOfAnError(t *testing.T) {
	sql := "SELECT 1,\n  'é', nope"
	_, url := serve(t, map[string]result{sql: {body: `{"state":"FAILED","state_change_reason":"COLUMN_NOT_FOUND: line 2:8: Column 'nope' cannot be resolved"}`}})
	c := connect(t, url, nil)
	e := run(t, c, connectors.Statement{SQL: sql}).fails(t, connectors.ClassQuery, "cannot be resolved", "")
	if e.Position != strings.Index(sql, "nope") {
		t.Errorf("position %d", e.Position)
	}
	e = run(t, c, connectors.Statement{SQL: sql, Options: map[string]string{"mode": "parquet"}}).fails(t, connectors.ClassQuery, "", "")
	if e.Position >= 0 {
		t.Errorf("Parquet is written by a wrapped statement, whose position is not %d", e.Position)
	}
	for _, message := range []string{"line 9:1", "line 1:99", "line 0:0", "line 99999999999999999999:1", "nothing"} {
		if at := position(message, sql); at >= 0 {
			t.Errorf("%s is at %d", message, at)
		}
	}
}

func TestRefusalsOfTheService(t *testing.T) {
	for _, c := range []struct {
		status        int
		body          string
		class         connectors.Class
		message, hint string
	}{
		{401, `{"detail":"Invalid token."}`, connectors.ClassAuth, "Invalid token", "settings/api-keys"},
		{403, `{"detail":"Authentication credentials were not provided."}`, connectors.ClassAuth, "not provided", "settings/api-keys"},
		{403, `{"detail":"Upgrade your plan."}`, connectors.ClassPermission, "Upgrade", "paid plan"},
		{400, `{"sql":["This field is required."]}`, connectors.ClassQuery, "sql: This field is required.", ""},
		{400, `{"non_field_errors":["mode_options: unknown"]}`, connectors.ClassQuery, "mode_options: unknown", ""},
		{400, `{"message":"Organization has not completed cloud setup"}`, connectors.ClassUnavailable, "cloud setup", "Finish it"},
		{422, `{"error":"cloud_setup_completed is False"}`, connectors.ClassUnavailable, "cloud_setup_completed", "Finish it"},
		{404, `<html><body>Not Found</body></html>`, connectors.ClassNotFound, "Not Found", "/api/v1/sql-query/"},
		{502, `bad gateway`, connectors.ClassUnavailable, "bad gateway", "may have run all the same"},
		{503, `upstream request timeout`, connectors.ClassUnavailable, "upstream", "may have run all the same"},
		{500, ``, connectors.ClassInternal, "500", "may have run all the same"},
	} {
		f, url := serve(t, map[string]result{"q": {status: c.status, body: c.body}})
		run(t, connect(t, url, nil), connectors.Statement{SQL: "q"}).fails(t, c.class, c.message, c.hint)
		if len(f.log) != 1 {
			t.Errorf("%d: %q", c.status, f.log)
		}
	}
	_, url := serve(t, map[string]result{"q": {status: 201, files: []file{text("a\n1\n")}}})
	run(t, connect(t, url, nil), connectors.Statement{SQL: "q"}).expect(t, "a", "1")
}

// TestAnswersThatAreLost tells what a statement may have cost whose answer broke
// off, and says nothing of that where it was never sent.
func TestAnswersThatAreLost(t *testing.T) {
	for _, header := range []bool{false, true} {
		var posts atomic.Int32
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			posts.Add(1)
			if header {
				fmt.Fprint(w, `{"state":"SUCC`)
				w.(http.Flusher).Flush()
			}
			panic(http.ErrAbortHandler)
		}))
		defer s.Close()
		run(t, connect(t, s.URL, nil), connectors.Statement{SQL: "q"}).fails(t, connectors.ClassUnavailable, "", "may have run all the same; running it again is billed again")
		if n := posts.Load(); n != 1 {
			t.Errorf("%d posts", n)
		}
		s.Close()
		e := run(t, connect(t, s.URL, nil), connectors.Statement{SQL: "q"}).fails(t, connectors.ClassUnavailable, "refused", "")
		if strings.Contains(e.Hint, "billed") {
			t.Errorf("%s", e.Hint)
		}
	}
}

// Error bodies as the stores send them.
const (
	s3Expired    = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message><X-Amz-Expires>3600</X-Amz-Expires><Expires>2025-11-19T16:44:27Z</Expires><ServerTime>2025-11-19T17:00:00Z</ServerTime><RequestId>4442587FB7D0A2F9</RequestId><HostId>x</HostId></Error>"
	s3Session    = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message><Token-0>SECRETSESSION</Token-0><RequestId>4442587FB7D0A2F9</RequestId></Error>"
	s3Signature  = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256</StringToSign><SignatureProvided>0badc0de</SignatureProvided></Error>"
	s3Denied     = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
	gcsExpired   = "<?xml version='1.0' encoding='UTF-8'?><Error><Code>ExpiredToken</Code><Message>Invalid argument.</Message><Details>The provided token has expired. Request signature expired at: 2025-11-19T16:44:27+00:00</Details></Error>"
	gcsExpiredV2 = "<?xml version='1.0' encoding='UTF-8'?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message><Details>Request signature expired at: 2025-11-19T16:44:27+00:00</Details></Error>"
)

func TestRefusalsOfTheStore(t *testing.T) {
	for _, c := range []struct {
		name, body    string
		status        int
		class         connectors.Class
		message, hint string
	}{
		{"S3, expired", s3Expired, 403, connectors.ClassUnavailable, "the link to the result has expired: Request has expired", "billed again"},
		{"S3, session over", s3Session, 400, connectors.ClassUnavailable, "the link to the result has expired: The provided token has expired.", "billed again"},
		{"S3, altered", s3Signature, 403, connectors.ClassUnavailable, "does not match", "another request"},
		{"S3, denied", s3Denied, 403, connectors.ClassPermission, "Access Denied", "object store refuses"},
		{"GCS, expired", gcsExpired, 400, connectors.ClassUnavailable, "Request signature expired at: 2025-11-19", "billed again"},
		{"GCS, expired, V2", gcsExpiredV2, 400, connectors.ClassUnavailable, "the link to the result has expired", "billed again"},
		{"gone", noSuchKey, 404, connectors.ClassNotFound, "the result file is gone: The specified key does not exist.", "billed again"},
		{"text", "no", 403, connectors.ClassPermission, "no", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := storeError(httpapi.Failure{Status: c.status, Header: http.Header{}, Body: []byte(c.body)})
			if e.Class != c.class || !strings.Contains(e.Message, c.message) || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("%v (%s)", e, e.Hint)
			}
			for _, secret := range []string{"SECRETSESSION", "0badc0de", "AKIAIOSFODNN7EXAMPLE"} {
				if strings.Contains(e.Message+e.Hint, secret) {
					t.Errorf("%s is shown: %v", secret, e)
				}
			}
		})
	}
}

// TestExpiryBetweenFiles shows that rows which came are kept, that the statement
// is not sent again, and that the advice names the price.
func TestExpiryBetweenFiles(t *testing.T) {
	f, url := serve(t, map[string]result{"q": {files: []file{text("a\n1\n"), text("a\n2\n")}}})
	f.store = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "000001") {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, s3Expired)
			return true
		}
		return false
	}
	o := run(t, connect(t, url, nil), connectors.Statement{SQL: "q"})
	o.fails(t, connectors.ClassIncomplete, "file 2 of 2: the link to the result has expired", "billed again")
	if len(o.rows) != 1 || len(f.posts) != 1 {
		t.Errorf("%q, %q", o.rows, f.posts)
	}
}

func TestExpiryIsSeenComing(t *testing.T) {
	now := time.Date(2025, 11, 19, 16, 0, 0, 0, time.UTC)
	for presigned, want := range map[string]string{
		"https://b.s3.amazonaws.com/k?X-Amz-Date=20251119T150500Z&X-Amz-Expires=3600":          "expire in 5m0s",
		"https://storage.googleapis.com/b/k?X-Goog-Date=20251119T145900Z&X-Goog-Expires=3600":  "have expired",
		"https://storage.googleapis.com/b/k?GoogleAccessId=x&Expires=1763568060&Signature=abc": "expire in 1m0s",
		"https://b.s3.amazonaws.com/k?X-Amz-Date=20251119T155500Z&X-Amz-Expires=3600":          "",
		"https://b.s3.amazonaws.com/k": "",
		"://":                          "",
	} {
		if got := strings.Join(expiring(presigned, now), ""); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q", presigned, got)
		}
	}
}
