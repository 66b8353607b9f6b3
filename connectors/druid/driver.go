// Package druid is the connector for Apache Druid: SQL over HTTP, through a
// Router or a Broker, and the tasks of the multi-stage engine.
package druid

import (
	"context"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// The result formats of the SQL endpoint.
const (
	formatObject      = "object"
	formatArray       = "array"
	formatObjectLines = "objectLines"
	formatArrayLines  = "arrayLines"
	formatCSV         = "csv"
)

// options are the options of a connection. Names in camel case are fields of
// the server's own request.
var options = []connectors.Option{
	{Name: "url", Type: connectors.TypeString, Default: "http://localhost:8888", Help: "Address of a Router (port 8888, TLS 9088) or a Broker (8082, 8282)."},
	{Name: "username", Type: connectors.TypeString, Help: "Name for HTTP Basic authentication."},
	{Name: "password", Type: connectors.TypeString, Secret: true, Help: "Password for HTTP Basic authentication."},
	{Name: "token", Type: connectors.TypeString, Secret: true, Help: "Bearer token, instead of username and password."},
	{Name: "context", Type: connectors.TypeTable, PerQuery: true, Help: "Druid's query context, such as { priority = 10, useCache = false }."},
	{Name: "time_zone", Type: connectors.TypeString, PerQuery: true, Help: "Zone in which the server reads and shows timestamps, such as Europe/Berlin or +05:30; empty is the server's own."},
	{Name: "resultFormat", Type: connectors.TypeChoice, Default: formatArrayLines, Choices: []string{formatArrayLines, formatArray, formatObjectLines, formatObject, formatCSV}, PerQuery: true, Help: "Format in which rows travel; csv cannot tell NULL from the empty string."},
	{Name: "header", Type: connectors.TypeBool, Default: "true", PerQuery: true, Help: "Ask for the names of columns."},
	{Name: "typesHeader", Type: connectors.TypeBool, Default: "true", PerQuery: true, Help: "Ask for Druid's own types of columns; needs header."},
	{Name: "sqlTypesHeader", Type: connectors.TypeBool, Default: "true", PerQuery: true, Help: "Ask for the SQL types of columns; needs header."},
	{Name: "compress", Type: connectors.TypeBool, Default: "false", PerQuery: true, Help: "Ask for compressed answers: less to transfer, but a slow query shows its rows later."},
	{Name: "async", Type: connectors.TypeBool, Default: "false", PerQuery: true, Help: "Run queries as tasks of the multi-stage engine, for long ones; INSERT and REPLACE always are."},
}

// Driver describes the kind "druid".
func Driver() *connectors.Driver {
	return &connectors.Driver{
		Kind:    "druid",
		Title:   "Apache Druid",
		Dialect: "druid",
		Schemes: []connectors.Scheme{{Name: "druid", Transport: "http"}, {Name: "druids", Transport: "https"}},
		Options: options,
		Open: func(_ context.Context, c connectors.Config) (connectors.Conn, error) {
			return open(c)
		},
	}
}

// open makes a connection without a round trip.
func open(c connectors.Config) (*Conn, error) {
	o := httpapi.FromConfig(c)
	// People copy the address of the endpoint itself.
	o.BaseURL = strings.TrimSuffix(strings.TrimSuffix(o.BaseURL, "/"), sqlPath)
	o.ParseError = func(f httpapi.Failure) *connectors.Error { return parseError(f, "") }
	token, user, password := c.String("token"), c.String("username"), c.String("password")
	switch {
	case token != "" && (user != "" || password != ""):
		return nil, connectors.Errorf(connectors.ClassConfig, "give either a token or username and password")
	case token != "":
		o.Header.Set("Authorization", httpapi.Bearer(token))
	case user != "":
		o.Header.Set("Authorization", httpapi.Basic(user, password))
	}
	if err := checkZone(c.String("time_zone")); err != nil {
		return nil, err
	}
	client, err := httpapi.New(o)
	if err != nil {
		return nil, err
	}
	return &Conn{client: client, config: c, runs: runs{known: map[string]*run{}}}, nil
}
