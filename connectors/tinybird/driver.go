// Package tinybird is the connector for Tinybird's HTTP API.
package tinybird

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// regions are the API's hosts. There are dedicated ones besides.
var regions = []string{
	"https://api.tinybird.co",
	"https://api.us-east.tinybird.co",
	"https://api.europe-west2.gcp.tinybird.co",
	"https://api.northamerica-northeast2.gcp.tinybird.co",
	"https://api.eu-central-1.aws.tinybird.co",
	"https://api.eu-west-1.aws.tinybird.co",
	"https://api.us-east.aws.tinybird.co",
	"https://api.us-west-2.aws.tinybird.co",
	"http://localhost:7181",
}

// Names of options that a statement may set.
const (
	optionPipeline = "pipeline"
	optionPipe     = "pipe"
	optionFormat   = "pipe_format"
	optionMethod   = "method"
)

// Driver describes the kind "tinybird".
func Driver() *connectors.Driver {
	return &connectors.Driver{
		Kind:    "tinybird",
		Title:   "Tinybird",
		Dialect: "tinybird",
		Schemes: []connectors.Scheme{{Name: "tinybird", Transport: "https"}},
		Options: []connectors.Option{
			{Name: "url", Type: connectors.TypeString, Default: regions[0], Choices: regions, Help: "The API of the workspace's region; a token is good for one region."},
			{Name: "token", Type: connectors.TypeString, Required: true, Secret: true, Help: "A token that may read the data sources and pipes, or a JWT."},
			{Name: optionMethod, Type: connectors.TypeChoice, Default: "post", Choices: []string{"post", "get"}, PerQuery: true, Help: "How statements are sent; get puts them into the URL, which holds a few kilobytes."},
			{Name: optionPipeline, Type: connectors.TypeString, PerQuery: true, Help: "The pipe that _ stands for in statements."},
			{Name: optionPipe, Type: connectors.TypeString, PerQuery: true, Help: "Ask the endpoint of this pipe; the statement then reads its rows from _."},
			{Name: optionFormat, Type: connectors.TypeChoice, Default: "json", Choices: pipeFormats, PerQuery: true, Help: "The format in which the endpoint of a pipe is asked."},
			{Name: settingQuoteIntegers, Type: connectors.TypeChoice, Default: settings[settingQuoteIntegers], Choices: onOff, PerQuery: true, Help: "Whether JSON has wide integers as text; they are shown with all digits either way."},
			{Name: settingQuoteNaN, Type: connectors.TypeChoice, Default: settings[settingQuoteNaN], Choices: onOff, PerQuery: true, Help: "Whether JSON has NaN and infinities as text; without, they come as NULL."},
			{Name: settingParquetText, Type: connectors.TypeChoice, Default: settings[settingParquetText], Choices: onOff, PerQuery: true, Help: "Whether Parquet has strings as text, and not as bytes."},
		},
		FromURL: fromURL,
		Open:    openGood,
	}
}

// fromURL takes the token of tinybird://token@host, where one stands there.
func fromURL(u *url.URL, values map[string]any) error {
	if u.Host == "" {
		return connectors.Errorf(connectors.ClassConfig, "the tinybird URL names no host")
	}
	if u.Path != "" && u.Path != "/" {
		return connectors.Errorf(connectors.ClassConfig, "a tinybird URL has no path; %q was given", u.Path)
	}
	for _, name := range []string{"username", "password"} {
		if v, ok := values[name]; ok && v != "" {
			values["token"] = v
		}
		delete(values, name)
	}
	return nil
}

// openGood opens a connection whose token the server takes, where that is in doubt.
func openGood(ctx context.Context, config connectors.Config) (connectors.Conn, error) {
	c, err := open(config)
	if err != nil {
		return nil, err
	}
	if err := c.accepted(ctx); err != nil {
		c.client.Close()
		return nil, err
	}
	return c, nil
}

func open(c connectors.Config) (*Conn, error) {
	o := httpapi.FromConfig(c)
	if o.Header == nil {
		o.Header = http.Header{}
	}
	o.Header.Set("Authorization", httpapi.Bearer(c.String("token")))
	expires := expiryOf(c.String("token"))
	o.ParseError = explainExpiry(expires)
	client, err := httpapi.New(o)
	if err != nil {
		return nil, err
	}
	defaults := map[string]string{}
	for _, name := range append(slices.Collect(maps.Keys(settings)), optionMethod, optionPipeline, optionPipe, optionFormat) {
		defaults[name] = c.String(name)
	}
	return &Conn{client: client, defaults: defaults, expires: expires}, nil
}
