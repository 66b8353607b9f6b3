package dolthub

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"sonde/connectors"
	"sonde/internal/httpapi"
	"sonde/internal/sqltext"
)

// firstByte is how long a read may take to begin its answer. DoltHub itself
// gives up after about 30 seconds.
const firstByte = 2 * time.Minute

// service is what the connection and its views of other refs share.
type service struct {
	client *httpapi.Client
	// anonymous sends no token, which is how the default branch is told; nil
	// where there is no token anyway.
	anonymous *httpapi.Client
	owner     string
	database  string
	branch    atomic.Pointer[string] // the default branch, once known
	written   atomic.Bool            // caches may be stale
	pause     time.Duration          // before the first poll
}

// conn is a database at a ref.
type conn struct {
	*service
	ref  string // empty: the default branch
	all  string // the option of that name
	view bool   // closing it closes nothing
}

var dialect = sqltext.ForName("mysql")

// apiPath is where the API is on its host.
const apiPath = "/api/v1alpha1"

func open(_ context.Context, c connectors.Config) (connectors.Conn, error) {
	o := httpapi.FromConfig(c)
	o.BaseURL = strings.TrimSuffix(strings.TrimSuffix(o.BaseURL, "/"), apiPath)
	o.Limits.FirstByte = firstByte
	s := &service{owner: c.String("owner"), database: c.String("database"), pause: 500 * time.Millisecond}
	var err error
	if token := c.String("token"); token != "" {
		if s.anonymous, err = httpapi.New(o); err != nil {
			return nil, err
		}
		if o.Header = o.Header.Clone(); o.Header == nil {
			o.Header = http.Header{}
		}
		o.Header.Set("Authorization", "token "+token)
	}
	if s.client, err = httpapi.New(o); err != nil {
		return nil, err
	}
	return &conn{service: s, ref: c.String("ref"), all: c.String("all")}, nil
}

func (c *conn) Close() error {
	if c.view {
		return nil
	}
	c.client.Close()
	if c.anonymous != nil {
		c.anonymous.Close()
	}
	return nil
}

// path is the path of an endpoint of the database.
func (s *service) path(segments ...string) string {
	return apiPath + httpapi.Path(append([]string{s.owner, s.database}, segments...)...)
}

// Query sends a statement: one that writes as an operation, anything else as a
// read.
func (c *conn) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	sql, err := withParams(s)
	if err != nil {
		return nil, err
	}
	effect, verb := dialect.Classify(sql)
	switch {
	case effect == sqltext.Session:
		return nil, sessionless(verb)
	case !s.ReadOnly && writes(effect, verb):
		rows, err := c.write(ctx, s, sql)
		if err != nil && sql != s.SQL {
			err = placed(err, s.SQL, sql)
		}
		return rows, err
	}
	ref, err := c.refOf(ctx, s)
	if err != nil {
		return nil, err
	}
	return c.read(ctx, s, ref, sql), nil
}

// writes reports whether a statement has to travel as a write. One that begins
// with no word of the language goes as a read, whose answer says what is wrong
// with it.
func writes(effect sqltext.Effect, verb string) bool {
	return effect == sqltext.Write || effect == sqltext.Unknown && (verb == "CALL" || verb == "DO" || verb == "WITH")
}

// sessionless refuses a statement that works on a session.
func sessionless(verb string) *connectors.Error {
	e := connectors.Errorf(connectors.ClassUnsupported, "%s has no effect here: DoltHub runs every statement in a session of its own", verb)
	if verb == "USE" {
		return e.WithHint("The option ref chooses the branch, tag or commit (--set ref=NAME).")
	}
	return e
}

// Ping asks for the version of the engine.
func (c *conn) Ping(ctx context.Context) (connectors.ServerInfo, error) {
	version, err := c.value(ctx, "SELECT DOLT_VERSION()")
	return connectors.ServerInfo{Product: "Dolt on " + c.owner + "/" + c.database, Version: version}, err
}
