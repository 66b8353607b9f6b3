// Package nekt is the connector for Nekt's Data API. A statement is posted to
// Nekt, which runs it on the organisation's own warehouse (Amazon Athena or
// Google BigQuery) and answers, once the statement has ended, with presigned
// URLs of the result's files in the cloud's object store. The connector then
// reads those files itself, in order and as they arrive.
//
// Every statement is billed by the bytes that it scans, so nothing is ever sent
// twice. Files are free to read: a download that breaks off is taken up at the
// byte where it broke, before any row of it is used twice. The API key goes to
// Nekt and never to the store.
package nekt

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// Driver returns the driver of kind "nekt".
func Driver() *connectors.Driver {
	return &connectors.Driver{
		Kind: "nekt", Title: "Nekt", Dialect: "standard", InlinesParams: true, Billed: true, Scanned: "data_scanned_in_bytes",
		Schemes: []connectors.Scheme{{Name: "nekt", Transport: "https"}},
		Options: options,
		FromURL: fromURL,
		Check:   check,
		Open:    open,
	}
}

var options = []connectors.Option{
	{Name: "url", Type: connectors.TypeString, Default: "https://api.nekt.ai", Help: "Base URL of the API."},
	{Name: "api_key", Type: connectors.TypeString, Required: true, Secret: true, Help: "API key, from https://app.nekt.ai/settings/api-keys."},
	{Name: "mode", Type: connectors.TypeChoice, Default: modeCSV, Choices: []string{modeCSV, modeParquet}, PerQuery: true,
		Help: "Format of the result files: csv takes every statement but knows text only; parquet keeps types and nested values."},
	{Name: "mode_options", Type: connectors.TypeTable, PerQuery: true,
		Help: "Options of the format: compression SNAPPY, GZIP or NONE for parquet; on BigQuery, csv takes delimiter, header and compression GZIP; on Athena, csv takes none."},
	{Name: "dialect", Type: connectors.TypeChoice, Default: string(auto), Choices: []string{string(auto), string(athena), string(bigQuery)},
		Help: "SQL dialect of the organisation's cloud; auto finds it out from the first answer."},
	{Name: "datasets", Type: connectors.TypeString, Help: "BigQuery datasets that the sidebar lists, separated by commas; empty asks BigQuery."},
	{Name: "region", Type: connectors.TypeString, Help: "BigQuery region whose datasets the sidebar lists, such as us or europe-west1; empty is BigQuery's own default."},
	{Name: "max_scanned_bytes", Type: connectors.TypeCount, Default: "0",
		Help: "Refuse further statements once this connection's have scanned so many bytes in the scan_period; 0 is no limit."},
	{Name: "scan_period", Type: connectors.TypeChoice, Default: perDay, Choices: []string{perDay, perMonth, perSession},
		Help: "Time over which max_scanned_bytes counts: the calendar day or month here, with all runs of any sonde that shares the folder of its history, or the session, which begins when the connection is opened."},
}

// fromURL takes a key that stands before the host.
func fromURL(u *url.URL, values map[string]any) error {
	for _, name := range []string{"username", "password"} {
		if key, ok := values[name].(string); ok && key != "" {
			values["api_key"] = key
		}
		delete(values, name)
	}
	if strings.Trim(u.Path, "/") != "" {
		return connectors.Errorf(connectors.ClassConfig, "a nekt URL has no path; %q was given", u.Path)
	}
	return nil
}

// check finds options of the format that the cloud does not take.
func check(c connectors.Config) error {
	d := dialect(c.String("dialect"))
	if d == auto {
		d = ""
	}
	_, err := formatOptions(c.String("mode"), c.Table("mode_options"), d)
	return err
}

func open(_ context.Context, c connectors.Config) (connectors.Conn, error) {
	if err := check(c); err != nil {
		return nil, err
	}
	o := httpapi.FromConfig(c)
	o.Header.Set("X-Api-Key", strings.TrimSpace(c.String("api_key")))
	o.Header.Set("Accept", "application/json")
	o.ParseError = apiError
	client, err := httpapi.New(o)
	if err != nil {
		return nil, err
	}
	conn := &Conn{
		client: client, secure: strings.HasPrefix(o.BaseURL, "https:"),
		mode: c.String("mode"), options: c.Table("mode_options"),
		budget:   budget{ceiling: c.Int("max_scanned_bytes"), period: c.String("scan_period"), spent: c.Spent, now: time.Now, unrecorded: c.Unrecorded},
		datasets: list(c.String("datasets")), region: strings.TrimSpace(c.String("region")),
	}
	conn.catalog.Memory, conn.memory = c.Memory, c.Memory
	if d := dialect(c.String("dialect")); d != auto {
		conn.dialect = d
		return conn, nil
	}
	conn.found = true
	if c.Memory != nil {
		_, _ = c.Memory.Recall(dialectKey, &conn.dialect) // Else the first answer tells it.
	}
	return conn, nil
}

// list splits a list with commas.
func list(text string) []string {
	var items []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

// path is where statements are posted. Without the slash at its end the service
// redirects, and a redirected post is none.
const path = "/api/v1/sql-query/"

// post is the request that sends a statement. It is billed: it is never
// repeated.
func post(q *query, id string, meter *httpapi.Meter) httpapi.Request {
	return httpapi.Request{
		Method: http.MethodPost, Path: path, Body: q.body(), ID: id, Meter: meter,
		Header: http.Header{"Content-Type": {"application/json"}},
	}
}
