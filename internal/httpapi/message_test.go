package httpapi

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMessage(t *testing.T) {
	for body, want := range map[string]string{
		``:     "",
		"  \n": "",
		`{"error":"Query timeout","errorMessage":"timed out after 10 ms","errorClass":"x.Y","host":null}`:                       "timed out after 10 ms",
		`{"error":"druidException","errorCode":"invalidInput","errorMessage":"Object 'nope' not found","context":{"line":"1"}}`: "Object 'nope' not found",
		`{"error":"Unauthorized request","errorMessage":null}`:                                                                  "Unauthorized request",
		`{"error":"Cannot construct instance","errorMessage":"null"}`:                                                           "Cannot construct instance",
		`{"Access-Check-Result":"Unauthorized"}`:                                                                                "Unauthorized",
		`{"error":"[Error] DB::Exception: Unknown table","documentation":"https://x"}`:                                          "[Error] DB::Exception: Unknown table",
		`{"query_execution_status":"Error","query_execution_message":"query error: Error parsing SQL"}`:                         "query error: Error parsing SQL",
		`{"detail":[{"loc":["body","query",0],"msg":"Field required","type":"missing","input":{"query":"s3cret"}}]}`:            "body.query.0: Field required",
		`{"detail":"Not authenticated"}`:                                                                                        "Not authenticated",
		`{"sql":["Too long."],"mode_options":{"compression":["Not a valid choice."],"header":["Must be a boolean."]}}`:          "mode_options.compression: Not a valid choice.; mode_options.header: Must be a boolean.; sql: Too long.",
		`{"sql":["This field is required."],"mode":["Not a valid choice."]}`:                                                    "mode: Not a valid choice.; sql: This field is required.",
		`{"non_field_errors":["a","b","a"]}`:                                                                                    "a; b",
		`{"type":"about:blank","title":"Unprocessable","detail":"branch x is unknown"}`:                                         "branch x is unknown",
		`{"errors":[{"message":"one"},{"message":"two"}]}`:                                                                      "one; two",
		`{"error":{"code":404,"message":"no such repository"}}`:                                                                 "no such repository",
		`{"error":true,"reason":"quota"}`:                                                                                       "quota",
		`{"exception":"Code: 60. DB::Exception"}`:                                                                               "Code: 60. DB::Exception",
		`"just text"`:            "just text",
		`{"state":"x"}`:          "",
		`[[[[[[[["deep"]]]]]]]]`: "",
		"\xef\xbb\xbf" + `{"message":"with a mark"}`:                                     "with a mark",
		`{"message":"one"}{"message":"two"}`:                                             "one",
		`{"host":"x","error":"a","message":"cut \"here\" \u00e9","trace":"aaaaaaaaaaaaa`: `cut "here" é`,
		`{"rows":[1,2,`:             "",
		"upstream request timeout":  "upstream request timeout",
		"bad \xff byte":             "bad \uFFFD byte",
		"Code: 241. DB::Exception ": "Code: 241. DB::Exception",
		`<html><head><title>502 Bad Gateway</title><style>p{}</style></head><body><h1>502 Bad Gateway</h1><hr>nginx &amp; co<script>x()</script></body></html>`:       "502 Bad Gateway · nginx & co",
		`<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message><X-Amz-Expires>3600</X-Amz-Expires></Error>`:     "Request has expired (AccessDenied)",
		`<?xml version='1.0' encoding='UTF-8'?><Error><Code>ExpiredToken</Code><Message>Invalid argument.</Message><Details>The token has expired.</Details></Error>`: "Invalid argument. The token has expired. (ExpiredToken)",
		`<fault><faultstring>No way</faultstring></fault>`: "No way",
		`<Error><Code>Cut`: "Cut",
	} {
		if got := (Failure{Body: []byte(body)}).Message(); got != want {
			t.Errorf("%s\n got %q\nwant %q", body, got, want)
		}
	}
	long := Failure{Body: []byte("x" + strings.Repeat("é", maxMessage))}.Message()
	if len(long) > maxMessage+len("…") || !strings.HasSuffix(long, "é…") || !utf8.ValidString(long) {
		t.Errorf("a long text is clipped to %d bytes, ending in %q", len(long), long[len(long)-6:])
	}
}

func FuzzFailure(f *testing.F) {
	for _, s := range []string{
		`{"error":{"message":"x"},"detail":[{"loc":["a",1],"msg":"y"}]}`, `<html><title>x</title>`, `<Error><Code>x</Code></Error>`,
		`{"message":"cut \u00`, `[`, `"`, "text", "\xff", `{"":[""]}`, `{"error":"` + strings.Repeat("[", 100), "<", "<!--", "<script>",
	} {
		f.Add(400, "application/json", []byte(s))
	}
	f.Add(200, "text/html", []byte("<p>log in</p>"))
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		e := Failure{Status: status, Header: http.Header{"Content-Type": {contentType}}, Body: body, Host: "h"}.Common()
		if e.Class == "" || e.Message == "" || e.Position != -1 || !utf8.ValidString(e.Message) {
			t.Fatalf("%+v", e)
		}
		if len(e.Message) > maxMessage+200 {
			t.Fatalf("a message of %d bytes", len(e.Message))
		}
	})
}
