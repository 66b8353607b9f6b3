package nekt

import (
	"context"
	"sync"

	"sonde/connectors"
	"sonde/internal/httpapi"
	"sonde/internal/listing"
)

// Conn is a connection to an organisation's warehouse through Nekt.
type Conn struct {
	client   *httpapi.Client
	secure   bool // the service is spoken to over TLS, and so must the store be
	mode     string
	options  map[string]string
	datasets []string
	region   string
	catalog  listing.Cache[[][]string] // answers of metadata queries
	budget   budget
	found    bool              // the dialect is found out, and not set
	memory   connectors.Memory // may be nil

	mu      sync.Mutex
	dialect dialect // empty until it is known
}

// dialectKey is the name under which the dialect is remembered.
const dialectKey = "dialect"

// learn takes note of the dialect that an answer tells.
func (c *Conn) learn(d dialect) {
	c.mu.Lock()
	news := c.found && d != "" && d != c.dialect
	if news {
		c.dialect = d
	}
	c.mu.Unlock()
	if news && c.memory != nil {
		_ = c.memory.Keep(dialectKey, d) // Else it is found out again.
	}
}

// Query implements connectors.Conn. The statement is sent by the first call of
// Next, since Nekt answers only when it has ended.
func (c *Conn) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	if err := c.budget.affordable(ctx); err != nil {
		return nil, err
	}
	f, err := c.choose(s)
	if err != nil {
		return nil, err
	}
	if _, err := formatOptions(f.mode, f.options, c.known()); err != nil {
		return nil, err
	}
	return newRows(ctx, c, s, f), nil
}

// known is the dialect as far as it is known.
func (c *Conn) known() dialect {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dialect
}

// Dialect implements connectors.Speaker: the cloud's dialect, once an answer has
// told it or where it is set.
func (c *Conn) Dialect() string { return string(c.known()) }

// detect finds the dialect out, by a statement that scans nothing where no
// other has told it. It is empty where the answer does not tell either.
func (c *Conn) detect(ctx context.Context, meter *httpapi.Meter) (dialect, error) {
	if d := c.known(); d != "" {
		return d, nil
	}
	a, err := c.send(ctx, &query{SQL: "SELECT 1", Mode: modeCSV}, "", meter)
	if err != nil {
		return "", err
	}
	if err := a.stateError(); err != nil {
		return "", err
	}
	return c.known(), nil
}

// send posts a statement, once, and takes note of what its answer tells.
func (c *Conn) send(ctx context.Context, q *query, id string, meter *httpapi.Meter) (*answer, error) {
	resp, err := c.client.Do(ctx, post(q, id, meter))
	if err != nil {
		return nil, unheard(err)
	}
	a, err := readAnswer(resp)
	if err != nil {
		return nil, unheard(err)
	}
	a.reason = c.client.Redact(a.reason)
	a.total = c.budget.add(a.Scanned.int())
	c.learn(a.cloud())
	if id == "" { // No history has it.
		return a, c.budget.note(a.Scanned.int())
	}
	return a, nil
}

// unheard adds to an error behind which the statement may have run what that may
// have cost.
func unheard(err error) error {
	if !httpapi.MayHaveRun(err) {
		return err
	}
	return httpapi.WithHint(err, mayHaveRun)
}

const mayHaveRun = "The statement may have run all the same; " + billed + "."

// prepare makes the body of a statement's request.
func (c *Conn) prepare(ctx context.Context, sql, mode string, options map[string]string, meter *httpapi.Meter) (*query, error) {
	sent, err := formatOptions(mode, options, c.known())
	if err != nil {
		return nil, err
	}
	if needsDialect(mode, sent) {
		d, err := c.detect(ctx, meter)
		if err != nil {
			return nil, err
		}
		if d == "" {
			return nil, connectors.Errorf(connectors.ClassConfig, "which options csv takes depends on the cloud, and Nekt's answer does not tell which one it is").
				WithHint("Set the connection's dialect to athena or bigquery.")
		}
		if sent, err = formatOptions(mode, options, d); err != nil {
			return nil, err
		}
	}
	return &query{SQL: sql, Mode: mode, Options: sent}, nil
}

// Curl implements connectors.CurlWriter. Where options of csv are set and the
// cloud is not known, or where there are parameters, it is found out first.
func (c *Conn) Curl(ctx context.Context, s connectors.Statement) (string, error) {
	var meter httpapi.Meter
	sql, err := c.withParams(ctx, s, &meter)
	if err != nil {
		return "", err
	}
	f, err := c.choose(s)
	if err != nil {
		return "", err
	}
	q, err := c.prepare(ctx, sql, f.mode, f.options, &meter)
	if err != nil {
		return "", err
	}
	return c.client.Curl(post(q, s.ID, nil))
}

var products = map[dialect]string{athena: "Nekt on Amazon Athena", bigQuery: "Nekt on Google BigQuery", "": "Nekt"}

// Ping implements connectors.Pinger: it runs a statement that scans nothing.
func (c *Conn) Ping(ctx context.Context) (connectors.ServerInfo, error) {
	a, err := c.send(ctx, &query{SQL: "SELECT 1", Mode: modeCSV}, "", &httpapi.Meter{})
	if err != nil {
		return connectors.ServerInfo{}, err
	}
	if err := a.stateError(); err != nil {
		return connectors.ServerInfo{}, err
	}
	return connectors.ServerInfo{Product: products[c.known()]}, nil
}

// Explain implements connectors.Explainer. Athena explains without scanning;
// its EXPLAIN ANALYZE runs the statement and is billed. BigQuery has neither.
func (c *Conn) Explain(sql string, analyze bool) (string, bool) {
	if c.known() != athena {
		return "", false
	}
	if analyze {
		return "EXPLAIN ANALYZE " + sql, true
	}
	return "EXPLAIN " + sql, true
}

// Close implements connectors.Conn.
func (c *Conn) Close() error {
	c.client.Close()
	return nil
}

// objects are the files of a result.
func (c *Conn) objects(a *answer, meter *httpapi.Meter) ([]*object, error) {
	all := make([]*object, len(a.URLs))
	for i, u := range a.URLs {
		if c.secure && !isSecure(u) {
			return nil, connectors.Errorf(connectors.ClassInternal, "Nekt gave a link to a result file that is not https, which would be read in the open")
		}
		all[i] = &object{client: c.client, meter: meter, url: u, number: i + 1, of: len(a.URLs)}
	}
	return all, nil
}
