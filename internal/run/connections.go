package run

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/secrets"
)

// Connections opens connections by name, once each, and keeps them until
// Close. It may be used from many goroutines.
type Connections struct {
	// Redactor knows every secret that was resolved.
	Redactor *secrets.Redactor
	// Log is told of every opening. Nil: nothing is logged.
	Log *slog.Logger
	// History opens the store of runs, which tells connections what has been
	// scanned before. Nil: they are not told.
	History func() (*history.Store, error)
	// Ledger counts what the history does not have. Nil: it is not counted.
	Ledger *Ledger
	// Cache is the folder where answers about sources are kept that are billed;
	// empty: they are not kept.
	Cache string

	registry *connectors.Registry
	mu       sync.Mutex
	known    []config.Connection
	open     map[string]*opening
}

// opening is a connection being opened or open; ready is closed when it is
// known which.
type opening struct {
	ready      chan struct{}
	connection *Connection
	err        error
}

// NewConnections knows the connections of a configuration.
func NewConnections(r *connectors.Registry, c *config.Config) *Connections {
	return &Connections{
		Redactor: &secrets.Redactor{},
		registry: r,
		known:    slices.Clone(c.Connections),
		open:     map[string]*opening{},
	}
}

// Registry is the set of kinds.
func (c *Connections) Registry() *connectors.Registry { return c.registry }

// Add makes a connection known, in place of one of the same name.
func (c *Connections) Add(conn config.Connection) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = slices.DeleteFunc(c.known, func(k config.Connection) bool { return k.Name == conn.Name })
	c.known = append(c.known, conn)
}

// Remove forgets a connection. One that is open stays open until Close or
// Release.
func (c *Connections) Remove(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = slices.DeleteFunc(c.known, func(k config.Connection) bool { return k.Name == name })
}

// Known lists what can be opened, in order.
func (c *Connections) Known() []config.Connection {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.known)
}

// Find finds a connection by name. The error names the nearest one.
func (c *Connections) Find(name string) (config.Connection, error) {
	var names []string
	for _, k := range c.Known() {
		if k.Name == name {
			return k, nil
		}
		names = append(names, k.Name)
	}
	err := connectors.Errorf(connectors.ClassConfig, "unknown connection %q%s", name, connectors.Suggest(name, names))
	return config.Connection{}, err.WithHint("`sonde connections` lists the configured ones; a URL and the name of a file that exists work too")
}

// Driver returns the driver of a connection, whether or not it is open.
func (c *Connections) Driver(name string) (*connectors.Driver, error) {
	k, err := c.Find(name)
	if err != nil {
		return nil, err
	}
	return c.registry.Driver(k.Kind)
}

// Open returns the open connection of a name. Callers that ask at the same time
// share one opening; after a failure the next call tries again.
func (c *Connections) Open(ctx context.Context, name string) (*Connection, error) {
	known, err := c.Find(name)
	if err != nil {
		return nil, err
	}
	for {
		o, first := c.opening(name)
		if first {
			c.settle(name, o, func() (*Connection, error) { return c.dial(ctx, known, false) })
			return o.connection, o.err
		}
		select {
		case <-o.ready:
		case <-ctx.Done():
			return nil, connectors.AsError(ctx.Err())
		}
		// An opening that ended with the context of somebody else says nothing.
		if !connectors.IsClass(o.err, connectors.ClassCancelled) || ctx.Err() != nil {
			return o.connection, o.err
		}
	}
}

// opening returns the opening of a name; first is true for the one caller that
// has to carry it out.
func (c *Connections) opening(name string) (o *opening, first bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o, found := c.open[name]
	if !found {
		o = &opening{ready: make(chan struct{})}
		c.open[name] = o
	}
	return o, !found
}

// settle carries out an opening.
func (c *Connections) settle(name string, o *opening, dial func() (*Connection, error)) {
	defer close(o.ready)
	o.connection, o.err = dial()
	if o.err != nil {
		c.forget(name, o)
	}
	c.logOpening(name, o.err)
}

func (c *Connections) logOpening(name string, err error) {
	switch {
	case c.Log == nil:
	case err != nil:
		c.Log.Error("connection failed", "connection", name, "error", err)
	default:
		c.Log.Info("connection opened", "connection", name)
	}
}

func (c *Connections) forget(name string, o *opening) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[name] == o {
		delete(c.open, name)
	}
}

// dial opens a connection. A panic of a connector is an error of this opening.
func (c *Connections) dial(ctx context.Context, known config.Connection, trial bool) (opened *Connection, err error) {
	defer recovered("the connector", &err)
	policy := secrets.Policy{AllowCommands: true, AllowSecrets: true, Redactor: c.Redactor}
	d, cfg, err := known.Configure(ctx, c.registry, policy)
	if err != nil {
		return nil, err
	}
	cfg.Trial = trial
	cfg.Log, cfg.Spent, cfg.Unrecorded = c.Log, c.spent(d, known.Name), c.unrecorded(d, known.Name)
	cfg.Memory = c.remembered(d, cfg)
	conn, err := d.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &Connection{Name: known.Name, Driver: d, Config: cfg, Conn: conn}, nil
}

// Try opens a connection that need not be known, beside the one of its name that
// may be open, to see whether it can be: nothing is left behind. The caller closes
// it.
func (c *Connections) Try(ctx context.Context, conn config.Connection) (*Connection, error) {
	return c.dial(ctx, conn, true)
}

// Release takes a connection out, so that the next [Connections.Open] opens it
// anew, and returns it where it was open. The caller closes it.
func (c *Connections) Release(name string) *Connection {
	c.mu.Lock()
	o := c.open[name]
	delete(c.open, name)
	c.mu.Unlock()
	if o == nil {
		return nil
	}
	<-o.ready
	return o.connection
}

// Close closes every open connection and forgets them.
func (c *Connections) Close() error {
	c.mu.Lock()
	open := c.open
	c.open = map[string]*opening{}
	c.mu.Unlock()
	var errs []error
	for _, o := range open {
		<-o.ready
		if o.connection != nil {
			errs = append(errs, o.connection.Close())
		}
	}
	return errors.Join(errs...)
}
