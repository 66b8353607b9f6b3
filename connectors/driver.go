package connectors

import (
	"context"
	"net/url"
)

// Driver describes one kind of source. Drivers are values, put into a
// [Registry] by the program's main package.
type Driver struct {
	// Kind is the name in configuration files: "duckdb", "druid".
	Kind string
	// Title is the name that people know: "Apache Druid".
	Title string
	// Dialect names the rules of the source's SQL text (quoting, comments,
	// parameters); see package sqltext. Empty is standard SQL.
	Dialect string
	// InlinesParams says that the source takes no values beside a statement: the
	// connector writes them into its text, as literals.
	InlinesParams bool
	// Billed says that statements cost by what they scan. The user is asked
	// before one reads whole tables, see [ScanOptions].
	Billed bool
	// Scanned names the statistic that tells what a run has scanned, in bytes;
	// empty where the source does not say.
	Scanned string
	// Schemes are the URL schemes of this kind.
	Schemes []Scheme
	// Options are declared here once; validation, the connection form, flags,
	// documentation and redaction read this list. CommonOptions are added to
	// every kind by the registry.
	Options []Option
	// Place names the options that say where in the source a statement runs: its
	// database, data source or ref. The first that has a value counts, and the last
	// is the one that a connection has. Nil: there are none.
	Place []string
	// FromURL reads the parts of a URL that are special to this kind, such as a
	// path that names a database, into option values. User, password, host and
	// query (?name=value for any option) are handled before. Nil: the path must
	// be empty.
	FromURL func(u *url.URL, values map[string]any) error
	// Check finds options that do not go together; secrets may be unresolved
	// references. Nil: there are none.
	Check func(c Config) error
	// Open opens a connection. It checks what can be checked without a round
	// trip; whether it contacts the source is up to the kind. The context bounds
	// the call only.
	Open func(ctx context.Context, c Config) (Conn, error)
}

// Scheme is a URL scheme and the transport it stands for.
type Scheme struct {
	Name string // "druids"
	// Transport is the scheme of the base URL ("http", "https"); empty for
	// sources that are not spoken to over HTTP.
	Transport string
}

// Type is the type of an option's value.
type Type string

// Types of options.
const (
	TypeString   Type = "string"
	TypeInt      Type = "int"
	TypeCount    Type = "count" // a whole number from 0
	TypeBool     Type = "bool"
	TypeDuration Type = "duration" // Go syntax: 30s, 5m
	TypeTable    Type = "table"    // names and values: settings, headers, context
	TypeChoice   Type = "choice"   // one of Choices
	TypeColor    Type = "color"    // an ANSI colour's name, or #rrggbb
)

// Option is one option of a kind of source.
type Option struct {
	Name    string
	Type    Type
	Default string // as written in TOML without quotes; empty: none
	// Choices are the only values of a choice, and suggestions for text.
	Choices []string
	// Required options must have a value before Open is called.
	Required bool
	// Secret values may be references such as ${env:X}; they are never shown,
	// logged or stored.
	Secret bool
	// PerQuery options may also be given for one statement (--set name=value).
	// A table option that is PerQuery takes --set key=value for its keys.
	PerQuery bool
	// Lines options hold several texts, one in a line.
	Lines bool
	// Help is one sentence.
	Help string
}

// CommonOptions are options of every kind.
var CommonOptions = []Option{
	{Name: "read_only", Type: TypeBool, Default: "false", Help: "Refuse every statement that writes."},
	{Name: "confirm_writes", Type: TypeBool, Default: "true", Help: "Ask before a statement that writes is sent (--allow-write on the command line); false: only before one that writes files or opens databases."},
	{Name: "limit", Type: TypeCount, Default: "0", Help: "Fetch at most this many rows of a result; 0 is no limit."},
	{Name: "keep_results", Type: TypeBool, Default: "true", Help: "Store the first rows of every result beside the history, so that they can be opened again without the source."},
	{Name: "timeout", Type: TypeDuration, Help: "Give up on a statement after this time, such as 30s or 5m."},
	{Name: "color", Type: TypeColor, Help: "Colour of the connection's name: black, red, green, yellow, blue, magenta, cyan, white, these with bright- before them, or #rrggbb."},
	{Name: "headers", Type: TypeTable, Secret: true, Help: "HTTP headers sent with every request."},
	{Name: "ca_file", Type: TypeString, Help: "PEM file of the certificate authority that signed the server's certificate."},
	{Name: "insecure_skip_verify", Type: TypeBool, Default: "false", Help: "Do not check the server's TLS certificate."},
	{Name: "proxy", Type: TypeString, Help: "URL of the HTTP proxy; the environment's otherwise."},
}

// ScanOptions are options of every kind that is billed.
var ScanOptions = []Option{
	{Name: "confirm_scans", Type: TypeBool, Default: "true", Help: "Ask before a statement that reads whole tables is sent, which is billed by the scan (--allow-scan on the command line)."},
}
