package nekt

import (
	"encoding/xml"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// States of a statement.
const (
	succeeded = "SUCCEEDED"
	failed    = "FAILED"
	cancelled = "CANCELLED"
	running   = "RUNNING"
)

// billed is what every advice to run a statement again ends with.
const billed = "running it again is billed again"

// hintKey tells where keys come from.
const hintKey = "Check api_key; keys are made at https://app.nekt.ai/settings/api-keys."

// known are texts of the service and its clouds, in lower case, and what they
// mean. The first that occurs counts.
var known = []struct {
	text  string
	class connectors.Class
	hint  string
}{
	{"cloud_setup", connectors.ClassUnavailable, hintSetup},
	{"cloud setup", connectors.ClassUnavailable, hintSetup},
	{"unsupported hive type", connectors.ClassUnsupported, "Athena cannot write this type as Parquet. Cast it: CAST(t AS timestamp), json_format(j), CAST(x AS varchar); or use mode csv."},
	{"not supported in csv", connectors.ClassUnsupported, hintParquet},
	{"csv export does not support", connectors.ClassUnsupported, hintParquet},
	{"csv format does not support", connectors.ClassUnsupported, hintParquet},
	{"cannot be exported to csv", connectors.ClassUnsupported, hintParquet},
	{"table_not_found", connectors.ClassNotFound, ""},
	{"schema_not_found", connectors.ClassNotFound, ""},
	{"not found: table", connectors.ClassNotFound, ""},
	{"not found: dataset", connectors.ClassNotFound, ""},
	{"syntax_error", connectors.ClassSyntax, ""},
	{"syntax error", connectors.ClassSyntax, ""},
	{"mismatched input", connectors.ClassSyntax, ""},
	{"access denied", connectors.ClassPermission, ""},
	{"accessdenied", connectors.ClassPermission, ""},
	{"insufficient permissions", connectors.ClassPermission, ""},
	{"toomanyrequests", connectors.ClassRateLimit, hintLater},
	{"rate exceeded", connectors.ClassRateLimit, hintLater},
	{"quota exceeded", connectors.ClassRateLimit, hintLater},
	{"exhausted resources", connectors.ClassCapacity, ""},
	{"resources exceeded", connectors.ClassCapacity, ""},
	{"query timeout", connectors.ClassTimeout, ""},
	{"timed out", connectors.ClassTimeout, ""},
}

const (
	hintSetup   = "The organisation's cloud setup is not completed. Finish it in Nekt's settings; until then no statement can run."
	hintParquet = "CSV holds simple types only. Use mode parquet for arrays, structs and JSON."
	hintLater   = "Too much is going on in the cloud account at once. Try again later."
)

// classify fills in class and hint where the text of an error is known.
func classify(e *connectors.Error) *connectors.Error {
	text := strings.ToLower(e.Message)
	for _, k := range known {
		if strings.Contains(text, k.text) {
			e.Class, e.Hint = k.class, k.hint
			break
		}
	}
	return e
}

// apiError reads a refusal of the service itself.
func apiError(f httpapi.Failure) *connectors.Error {
	e := f.Common()
	switch {
	case f.Status == http.StatusUnauthorized, f.Status == http.StatusForbidden && aboutKey(e.Message):
		e.Class, e.Hint = connectors.ClassAuth, hintKey
	case f.Status == http.StatusForbidden:
		e.Hint = "The key is known, but not allowed to do this. The Data API needs a paid plan."
	case f.Status == http.StatusNotFound:
		e.Hint = "Check the connection's url; " + path + " was not found below it."
	case f.Status == http.StatusBadRequest, f.Status == http.StatusUnprocessableEntity:
		return classify(e)
	}
	return e
}

func aboutKey(message string) bool {
	message = strings.ToLower(message)
	for _, word := range []string{"key", "credential", "authenticat", "token"} {
		if strings.Contains(message, word) {
			return true
		}
	}
	return false
}

// stateError is the error of an answer in another state than success; nil for
// that.
func (a *answer) stateError() *connectors.Error {
	if a.flaw != nil {
		return connectors.AsError(a.flaw)
	}
	because := ""
	if a.reason != "" {
		because = ": " + a.reason
	}
	switch a.State {
	case succeeded:
		return nil
	case failed:
		if a.reason == "" {
			return connectors.Errorf(connectors.ClassQuery, "the statement FAILED, and Nekt gave no reason")
		}
		return classify(connectors.Errorf(connectors.ClassQuery, "%s", a.reason))
	case cancelled:
		return connectors.Errorf(connectors.ClassCancelled, "Nekt says that the statement was CANCELLED in the cloud%s", because).
			WithHint("Somebody, or a limit of the cloud account, stopped it; " + billed + ".")
	case running:
		return connectors.Errorf(connectors.ClassTimeout, "the statement is still RUNNING on Nekt, which has no way to fetch its result later%s", because).
			WithHint("Run it again later, or make it smaller; " + billed + ", and the first run goes on.")
	case "":
		return connectors.Errorf(connectors.ClassInternal, "the answer of Nekt has no state%s", because)
	}
	return connectors.Errorf(connectors.ClassInternal, "Nekt reports the state %q, which is not documented%s", a.State, because)
}

// place is how Athena says where in a statement an error is.
var place = regexp.MustCompile(`\bline (\d+):(\d+)\b`)

// position finds the byte of the statement that Athena's message names. It is
// sent as it stands for csv only; for Parquet it is wrapped, and the places are
// those of the wrapping.
func position(message, sql string) int {
	m := place.FindStringSubmatch(message)
	if m == nil {
		return -1
	}
	line, _ := strconv.Atoi(m[1])
	column, _ := strconv.Atoi(m[2])
	at := 0
	for ; line > 1; line-- {
		end := strings.IndexByte(sql[at:], '\n')
		if end < 0 {
			return -1
		}
		at += end + 1
	}
	for i := range sql[at:] {
		if column--; column == 0 {
			return at + i
		}
	}
	return -1
}

// storeError reads a refusal of the object store.
func storeError(f httpapi.Failure) *connectors.Error {
	e := f.Common()
	if f.Status == http.StatusPreconditionFailed {
		e.Class, e.Message = connectors.ClassUnavailable, "the result file was changed while it was read"
		return e
	}
	var document struct {
		XMLName                xml.Name `xml:"Error"`
		Code, Message, Details string
	}
	if xml.Unmarshal(f.Body, &document) != nil {
		e.Hint = ""
		return e
	}
	text := strings.ToLower(document.Message + " " + document.Details)
	switch {
	case document.Code == "ExpiredToken", document.Code == "AccessDenied" && strings.Contains(text, "expired"):
		e.Class = connectors.ClassUnavailable
		e.Message = "the link to the result has expired: " + e.Message
		e.Hint = "Links are valid for an hour at most. The statement has to run again for new ones; " + billed + "."
	case document.Code == "NoSuchKey":
		e.Class, e.Message = connectors.ClassNotFound, "the result file is gone: "+e.Message
		e.Hint = "The bucket keeps results for a while only. The statement has to run again; " + billed + "."
	case document.Code == "SignatureDoesNotMatch":
		e.Class = connectors.ClassUnavailable
		e.Hint = "The link was signed for another request; a proxy may have changed it on its way."
	case e.Class == connectors.ClassPermission:
		e.Hint = "The object store refuses the link; the organisation's bucket may allow certain networks only."
	}
	return e
}
