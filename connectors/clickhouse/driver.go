// Package clickhouse is the connector for ClickHouse's HTTP interface.
package clickhouse

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// Driver describes the kind "clickhouse".
func Driver() *connectors.Driver {
	return &connectors.Driver{
		Kind:    "clickhouse",
		Title:   "ClickHouse",
		Dialect: "clickhouse",
		Schemes: []connectors.Scheme{{Name: "clickhouse", Transport: "http"}, {Name: "clickhouses", Transport: "https"}},
		Options: []connectors.Option{
			{Name: "url", Type: connectors.TypeString, Default: "http://localhost:8123", Help: "The server's HTTP interface, such as https://host:8443."},
			{Name: "username", Type: connectors.TypeString, Help: "The user; empty is the server's default user."},
			{Name: "password", Type: connectors.TypeString, Secret: true, Help: "The user's password."},
			{Name: "database", Type: connectors.TypeString, PerQuery: true, Help: "The database of names without one; empty is the user's own."},
			{Name: "compress", Type: connectors.TypeBool, Default: "false", PerQuery: true, Help: "Have answers compressed, for slow networks; rows and progress then come later."},
			{Name: "settings", Type: connectors.TypeTable, PerQuery: true, Help: "ClickHouse's own settings, such as { max_threads = 4 }."},
		},
		Place:   []string{"database"},
		FromURL: fromURL,
		Open: func(_ context.Context, c connectors.Config) (connectors.Conn, error) {
			return open(c)
		},
	}
}

// fromURL reads the database from the path of clickhouse://host:8123/database.
func fromURL(u *url.URL, values map[string]any) error {
	switch database := strings.Trim(u.Path, "/"); {
	case u.Host == "" && database != "":
		return connectors.Errorf(connectors.ClassConfig, "the clickhouse URL names no host")
	case strings.Contains(database, "/"):
		return connectors.Errorf(connectors.ClassConfig, "the path of a clickhouse URL is a database; %q was given", u.Path)
	case database != "":
		values["database"] = database
	}
	return nil
}

func open(c connectors.Config) (*Conn, error) {
	o := httpapi.FromConfig(c)
	user, password := c.String("username"), c.String("password")
	if user == "" && password != "" {
		user = "default"
	}
	if o.Header == nil {
		o.Header = http.Header{}
	}
	if user != "" {
		o.Header.Set("Authorization", httpapi.Basic(user, password))
	}
	o.Secrets = append(o.Secrets, password)
	o.ParseError = parseError
	client, err := httpapi.New(o)
	if err != nil {
		return nil, err
	}
	return &Conn{client: client, database: c.String("database"), compress: c.Bool("compress"), settings: c.Table("settings")}, nil
}
