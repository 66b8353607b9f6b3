package history

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestWordsOfASearch(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]Query{
		"":                                  {},
		"revenue a::int x:y":                {Text: "revenue a::int x:y"},
		"status:fail kind:druid orders":     {Text: "orders", Statuses: []Status{Failed}, AnyKind: "druid"},
		"status:in":                         {Statuses: []Status{Incomplete, Interrupted}},
		"STATUS:ok conn:prod":               {Statuses: []Status{OK}, Conn: "prod"},
		"tag:money is:pinned is:saved":      {Tag: "money", Pinned: true, Named: true},
		"since:7d until:2026-03-09":         {Since: now.Add(-7 * 24 * time.Hour), Until: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)},
		"took:>2s":                          {Timed: true, Shortest: 2 * time.Second},
		"took:<100ms since:":                {Timed: true, Longest: 100 * time.Millisecond},
		"since:2026 until:2026-03-09T10:30": {Since: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 3, 9, 10, 30, 0, 0, time.UTC)},
	} {
		q, err := ParseQuery(text, now)
		if err != nil || !reflect.DeepEqual(q, want) {
			t.Errorf("%q: %+v, %v, want %+v", text, q, err, want)
		}
	}
}

func TestUnfinishedFiltersNarrowNothing(t *testing.T) {
	for text, says := range map[string]string{
		"status:zz a": "running, ok", "is:x a": "pinned or saved", "took:>x a": ">2s", "since:x a": "7d", "until:7 a": "7d",
	} {
		q, err := ParseQuery(text, time.Now())
		if err == nil || !strings.Contains(err.Error(), says) || !reflect.DeepEqual(q, Query{Text: "a"}) {
			t.Errorf("%q: %+v, %v", text, q, err)
		}
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, seed := range []string{"status:ok since:7d took:>1s", "::", "since:", "a:b:c", "until:\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, _ := ParseQuery(text, time.Now())
		if len(strings.Fields(q.Text)) > len(strings.Fields(text)) {
			t.Errorf("%q has grown to %q", text, q.Text)
		}
	})
}
