package clickhouse

import (
	"fmt"
	"strings"
	"testing"
)

// Bytes that are no UTF-8 are told of, once, wherever they stand.
func TestNestedBytesAreToldOf(t *testing.T) {
	for _, c := range []struct{ kind, sent string }{
		{"Array(String)", "[\"\xff\",\"a\"]"}, {"Map(String, UInt8)", "{\"\xff\":1}"}, {"Map(String, String)", "{\"a\":\"\xff\"}"},
		{"Tuple(UInt8, Array(Nullable(String)))", "[1,[null,\"\xff\"]]"}, {"Array(Dynamic)", "[\"\xff\"]"},
	} {
		body := fmt.Sprintf("{\"meta\":[{\"name\":\"a\",\"type\":\"%s\"}]}\n{\"row\":[%s]}\n{\"row\":[%[2]s]}\n", c.kind, c.sent)
		_, told := warnings(t, Progress, body)
		if len(told) != 1 || !strings.HasPrefix(told[0], "a: some text in the values is no UTF-8") {
			t.Errorf("%s: %q", c.kind, told)
		}
		replaced := fmt.Sprintf(`{"meta":[{"name":"a","type":"%s"}],"data":[{"a":%s}]}`, c.kind, strings.ReplaceAll(c.sent, "\xff", "\ufffd"))
		if _, told := warnings(t, JSON, replaced); len(told) != 1 || !strings.HasPrefix(told[0], "a: the format JSON has") {
			t.Errorf("%s: %q", c.kind, told)
		}
	}
}
