package tinybird

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"sync"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// maxListing is the largest listing that is read, in bytes.
const maxListing = 64 << 20

// dataSource is a table as /v0/datasources lists it. The names of an engine's
// keys differ between the listing and a single data source.
type dataSource struct {
	Name        string
	Description string
	Type        string
	Engine      struct {
		Engine     string
		SortingKey string `json:"engine_sorting_key"`
		PrimaryKey string `json:"engine_primary_key"`
	}
	Columns    []column
	Statistics struct {
		Bytes    *int64
		RowCount *int64 `json:"row_count"`
	}
}

type column struct {
	Name     string
	Type     string
	Nullable bool
	Default  *string `json:"default_value"`
}

// pipe is a pipe as /v0/pipes lists it.
type pipe struct {
	Name        string
	Description string
	Type        string
	Endpoint    *string
	Nodes       []pipeNode
}

type pipeNode struct {
	ID          string
	Name        string
	SQL         string
	Description *string
	Params      []param
	Columns     []column
}

type param struct {
	Name        string
	Type        string
	Description string
	Required    bool
	Default     any
}

// listing keeps what was listed last: deeper levels of the catalog need no
// request of their own.
type listing struct {
	mu      sync.Mutex
	sources []dataSource
	pipes   []pipe
}

// dataSources lists the tables that the token may read; fresh asks again.
func (c *Conn) dataSources(ctx context.Context, fresh bool) ([]dataSource, error) {
	c.listing.mu.Lock()
	defer c.listing.mu.Unlock()
	if c.listing.sources != nil && !fresh {
		return c.listing.sources, nil
	}
	var answer struct {
		DataSources []dataSource `json:"datasources"`
	}
	values := url.Values{"attrs": {"id,name,type,columns,statistics,engine,description"}}
	if err := c.get(ctx, httpapi.Path("v0", "datasources"), values, &answer); err != nil {
		return nil, err
	}
	c.listing.sources = append([]dataSource{}, answer.DataSources...)
	return c.listing.sources, nil
}

// pipes lists the pipes that the token may read; fresh asks again.
func (c *Conn) pipes(ctx context.Context, fresh bool) ([]pipe, error) {
	c.listing.mu.Lock()
	defer c.listing.mu.Unlock()
	if c.listing.pipes != nil && !fresh {
		return c.listing.pipes, nil
	}
	var answer struct{ Pipes []pipe }
	values := url.Values{
		"attrs":      {"id,name,description,endpoint,type,nodes"},
		"node_attrs": {"id,name,sql,description,params,columns"},
	}
	if err := c.get(ctx, httpapi.Path("v0", "pipes"), values, &answer); err != nil {
		return nil, err
	}
	c.listing.pipes = append([]pipe{}, answer.Pipes...)
	return c.listing.pipes, nil
}

// withColumns returns a data source with its columns, which a listing may leave
// out.
func (c *Conn) withColumns(ctx context.Context, s dataSource) (dataSource, error) {
	if len(s.Columns) > 0 {
		return s, nil
	}
	var one struct{ Schema struct{ Columns []column } }
	err := c.get(ctx, httpapi.Path("v0", "datasources", s.Name), nil, &one)
	s.Columns = one.Schema.Columns
	return s, err
}

// withNodes returns a pipe with the columns of its nodes, which a listing may
// leave out.
func (c *Conn) withNodes(ctx context.Context, p pipe) (pipe, error) {
	if len(p.endpoint().Columns) > 0 {
		return p, nil
	}
	var one pipe
	if err := c.get(ctx, httpapi.Path("v0", "pipes", p.Name), nil, &one); err != nil {
		return p, err
	}
	return one, nil
}

func (c *Conn) get(ctx context.Context, path string, values url.Values, into any) error {
	return c.ask(ctx, httpapi.Request{Path: path, Query: values, Repeatable: true}, into)
}

// ask reads an answer that is one JSON document.
func (c *Conn) ask(ctx context.Context, request httpapi.Request, into any) error {
	response, err := c.client.Do(ctx, request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	decoder := json.NewDecoder(io.LimitReader(response.Body, maxListing))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return connectors.Errorf(connectors.ClassUnavailable, "the listing of %s cannot be read: %w", strings.TrimPrefix(request.Path, "/v0/"), err)
	}
	return nil
}
