package history

import (
	"strings"
	"testing"

	"sonde/internal/secrets"
)

// A header is hidden under any name, and in the error that refuses it.
func TestHeadersAreNotStored(t *testing.T) {
	s := open(t, newPath(t))
	options := map[string]string{"headers.X-Foo": "sesame", "max_threads": "3"}
	if err := s.End(Entry{ID: "1", SQL: "SELECT 1", Status: Failed, Error: "no setting headers.X-Foo = sesame", Options: options}); err != nil {
		t.Fatal(err)
	}
	e, err := s.Get(t.Context(), "1")
	if err != nil || e.Options["headers.X-Foo"] != secrets.Mask || e.Options["max_threads"] != "3" || strings.Contains(e.Error, "sesame") {
		t.Errorf("%+v, %v", e, err)
	}
}
