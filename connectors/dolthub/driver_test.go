package dolthub

import (
	"fmt"
	"testing"

	"sonde/connectors"
)

func TestURLs(t *testing.T) {
	registry := connectors.NewRegistry(Driver())
	for url, want := range map[string]string{
		"dolthub://dolthub/ip-to-country":                    "url=<nil> owner=dolthub database=ip-to-country ref=<nil> token=<nil>",
		"dolthub://dolthub/ip-to-country/feature/x":          "url=<nil> owner=dolthub database=ip-to-country ref=feature/x token=<nil>",
		"dolthub://dolthub/ip-to-country/feature%2Fx?ref=v1": "url=<nil> owner=dolthub database=ip-to-country ref=feature/x token=<nil>",
		"dolthub://lab.example.com/acme/shop":                "url=https://lab.example.com owner=acme database=shop ref=<nil> token=<nil>",
		"dolthub+http://localhost:8377/acme/shop/main":       "url=http://localhost:8377 owner=acme database=shop ref=main token=<nil>",
		"dolthub://dhat.v1.x@acme/shop":                      "url=<nil> owner=acme database=shop ref=<nil> token=dhat.v1.x",
		"dolthub://me:dhat.v1.x@acme/shop":                   "url=<nil> owner=acme database=shop ref=<nil> token=dhat.v1.x",
	} {
		_, v, ok, err := registry.ParseURL(url)
		if !ok || err != nil {
			t.Errorf("%s: %v, %v", url, ok, err)
			continue
		}
		got := fmt.Sprintf("url=%v owner=%v database=%v ref=%v token=%v", v["url"], v["owner"], v["database"], v["ref"], v["token"])
		if got != want {
			t.Errorf("%s:\n%s, want\n%s", url, got, want)
		}
		if _, err := connectors.NewConfig(Driver(), "x", v); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	for _, url := range []string{"dolthub://acme", "dolthub://acme/", "dolthub:///shop", "dolthub://lab.example.com/acme", "dolthub://acme//main"} {
		if _, v, _, err := registry.ParseURL(url); !connectors.IsClass(err, connectors.ClassConfig) {
			t.Errorf("%s is taken as %v, %v", url, v, err)
		}
	}
}
