// Package datafold is the connector for Datafold, which runs SQL on the data
// sources that an organisation has connected to it. A statement is posted to one
// data source; rows come back as JSON objects, beside columns that carry type,
// native type and description.
//
// Datafold gives "a reasonable number" of rows and does not say how many that
// is, nor whether there were more. A result is therefore never called complete.
// Posts run statements in somebody's warehouse and are never repeated.
package datafold

import (
	"context"
	"net/url"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// Driver returns the driver of kind "datafold".
func Driver() *connectors.Driver {
	return &connectors.Driver{
		Kind: "datafold", Title: "Datafold", Dialect: "standard", Billed: true,
		Schemes: []connectors.Scheme{{Name: "datafold", Transport: "https"}},
		Options: options,
		Place:   []string{"data_source"},
		FromURL: fromURL,
		Open:    open,
	}
}

// Ways to ask for rows as they come.
const (
	streamAuto   = "auto"
	streamOn     = "true"
	streamOff    = "false"
	streamHeader = "header"
)

var streams = []string{streamAuto, streamOn, streamOff, streamHeader}

var options = []connectors.Option{
	{Name: "url", Type: connectors.TypeString, Default: "https://app.datafold.com", Help: "Base URL of Datafold; organisations with a host of their own name it here."},
	{Name: "api_key", Type: connectors.TypeString, Required: true, Secret: true, Help: "API key, from Settings, Account."},
	{Name: "data_source", Type: connectors.TypeString, PerQuery: true, Help: "Id or name of the data source that statements run on."},
	{Name: "stream", Type: connectors.TypeChoice, Default: streamAuto, Choices: streams, PerQuery: true,
		Help: "Ask for rows while the statement runs: auto where Datafold documents it (Databricks), true by parameter, header by the header X-Stream-Response."},
}

// fromURL takes the data source from the path, and a key from before the host.
func fromURL(u *url.URL, values map[string]any) error {
	for _, name := range []string{"username", "password"} {
		if key, ok := values[name].(string); ok && key != "" {
			values["api_key"] = key
		}
		delete(values, name)
	}
	source := strings.Trim(u.Path, "/")
	if strings.Contains(source, "/") {
		return connectors.Errorf(connectors.ClassConfig, "a datafold URL has the form datafold://host/data-source; the path %q has more parts", u.Path)
	}
	if source != "" {
		values["data_source"] = source
	}
	return nil
}

func open(_ context.Context, c connectors.Config) (connectors.Conn, error) {
	o := httpapi.FromConfig(c)
	key := strings.TrimSpace(c.String("api_key"))
	if scheme, rest, found := strings.Cut(key, " "); found && strings.EqualFold(scheme, "key") {
		key = strings.TrimSpace(rest)
	}
	o.Header.Set("Authorization", "Key "+key)
	o.Header.Set("Accept", "application/json")
	o.ParseError = parseError
	client, err := httpapi.New(o)
	if err != nil {
		return nil, err
	}
	return &Conn{client: client, reference: strings.TrimSpace(c.String("data_source")), stream: c.String("stream")}, nil
}
