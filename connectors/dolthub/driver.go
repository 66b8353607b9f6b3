// Package dolthub connects to DoltHub and DoltLab over their SQL API: reads at
// any branch, tag or commit, and writes as operations that are polled. The API
// is the one that serves /api/v1alpha1.
package dolthub

import (
	"net/url"
	"strings"

	"sonde/connectors"
)

// publicURL is where DoltHub is. Without "www." it does not answer the API.
const publicURL = "https://www.dolthub.com"

// Driver describes DoltHub and DoltLab.
func Driver() *connectors.Driver {
	return &connectors.Driver{
		Kind: "dolthub", Title: "DoltHub", Dialect: "mysql", InlinesParams: true,
		Schemes: []connectors.Scheme{{Name: "dolthub", Transport: "https"}},
		Options: []connectors.Option{
			{Name: "url", Type: connectors.TypeString, Default: publicURL, Help: "Where DoltHub or DoltLab is."},
			{Name: "owner", Type: connectors.TypeString, Required: true, Help: "The owner of the database."},
			{Name: "database", Type: connectors.TypeString, Required: true, Help: "The name of the database."},
			{Name: "ref", Type: connectors.TypeString, PerQuery: true, Help: "The branch, tag or commit that is read; empty: the default branch."},
			{Name: "token", Type: connectors.TypeString, Secret: true, Help: "An API token, for private databases and for writes."},
			{Name: "from", Type: connectors.TypeString, PerQuery: true, Help: "The branch from which the branch of a write is made where it does not exist; empty: the ref."},
			{Name: "to", Type: connectors.TypeString, PerQuery: true, Help: "The branch that a write changes; empty: the ref."},
			{Name: "all", Type: connectors.TypeChoice, Choices: []string{"false", "true", "csv"}, Default: "false", PerQuery: true,
				Help: "Fetch every row instead of the first 1,000: true page by page, where that is safe; csv a whole table through its CSV export."},
		},
		Place:   []string{"to", "ref"},
		FromURL: fromURL,
		Open:    open,
	}
}

// fromURL reads dolthub://owner/database/ref. A name with a dot or a port in the
// first place is a host, as is any name where the transport is given; then the
// owner follows. A ref may hold slashes.
func fromURL(u *url.URL, values map[string]any) error {
	parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(u.EscapedPath(), "/"), "/"), "/")
	if !isHost(u) {
		delete(values, "url")
		parts = append([]string{u.Host}, parts...)
	}
	if len(parts) < 2 || parts[0] == "" || parts[1] == "" {
		return connectors.Errorf(connectors.ClassConfig, "the dolthub URL names no database; it has the form dolthub://owner/database/ref or dolthub://host/owner/database/ref")
	}
	for i, name := range []string{"owner", "database", "ref"} {
		if i >= len(parts) {
			break
		}
		text := parts[i]
		if name == "ref" {
			text = strings.Join(parts[i:], "/")
		}
		text, err := url.PathUnescape(text)
		if err != nil {
			return connectors.Errorf(connectors.ClassConfig, "the %s in the dolthub URL cannot be read", name)
		}
		values[name] = text
	}
	takeToken(u, values)
	return nil
}

func isHost(u *url.URL) bool {
	return strings.ContainsAny(u.Host, ".:") || u.Host == "localhost" || strings.Contains(u.Scheme, "+")
}

// takeToken reads the token from where a URL has user and password.
func takeToken(u *url.URL, values map[string]any) {
	delete(values, "username")
	delete(values, "password")
	if u.User == nil {
		return
	}
	token, ok := u.User.Password()
	if !ok {
		token = u.User.Username()
	}
	values["token"] = token
}
