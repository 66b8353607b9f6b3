package datafold

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// source is a data source as Datafold describes it.
type source struct {
	ID         int64  `json:"id"`
	Name       string `json:"name"`
	Type       string `json:"type"`
	Accessible *bool  `json:"accessible"`
	Paused     bool   `json:"is_paused"`
	ViewOnly   bool   `json:"view_only"`
}

// state says what keeps statements from running; empty where nothing does.
func (s source) state() string {
	var states []string
	if s.Accessible != nil && !*s.Accessible {
		states = append(states, "not accessible")
	}
	if s.Paused {
		states = append(states, "paused")
	}
	if s.ViewOnly {
		states = append(states, "view only")
	}
	return strings.Join(states, ", ")
}

// maxListing bounds an answer that describes data sources.
const maxListing = 64 << 20

// get reads a description. It costs nothing and may be asked for again; the meter
// shows a wait before that, and may be nil.
func (c *Conn) get(ctx context.Context, meter *httpapi.Meter, path string, into any) error {
	resp, err := c.client.Do(ctx, httpapi.Request{Path: path, Repeatable: true, Meter: meter})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxListing))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return connectors.Errorf(connectors.ClassInternal, "what Datafold says of its data sources is not what its documentation says: %s", httpapi.Misfit(err))
	}
	return nil
}

const sourcesPath = "/api/v1/data_sources"

// list returns the data sources of the organisation.
func (c *Conn) list(ctx context.Context, meter *httpapi.Meter, asker string) ([]source, error) {
	all, _, err := c.sources.Get(ctx, "", asker, func(ctx context.Context) ([]source, error) {
		var all []source
		err := c.get(ctx, meter, sourcesPath, &all)
		c.learn(all...)
		return all, err
	})
	return all, err
}

// describe returns one data source. Users who are no administrators may ask for
// less of it, and a source of which nothing may be known still has its id.
func (c *Conn) describe(ctx context.Context, meter *httpapi.Meter, id int64) (source, error) {
	key := strconv.FormatInt(id, 10)
	found, _, err := c.sources.Get(ctx, key, "", func(ctx context.Context) ([]source, error) {
		s := source{ID: id}
		err := c.get(ctx, meter, sourcesPath+"/"+key, &s)
		if hidden(err) {
			s = source{ID: id}
			err = c.get(ctx, meter, sourcesPath+"/"+key+"/summary", &s)
		}
		if hidden(err) {
			s, err = source{ID: id}, nil
		}
		c.learn(s)
		return []source{s}, err
	})
	if err != nil {
		return source{}, err
	}
	return found[0], nil
}

// hidden reports whether an answer was refused that another user may get.
func hidden(err error) bool {
	return connectors.IsClass(err, connectors.ClassPermission) || connectors.IsClass(err, connectors.ClassNotFound)
}

// find resolves an id or a name. Of an id, nothing is asked.
func (c *Conn) find(ctx context.Context, meter *httpapi.Meter, reference string) (source, error) {
	if reference == "" {
		return source{}, connectors.Errorf(connectors.ClassConfig, "no data source is chosen").
			WithHint("Set the connection's data_source to an id or a name; the sidebar lists them.")
	}
	if id, err := strconv.ParseInt(reference, 10, 64); err == nil {
		return source{ID: id}, nil
	}
	all, err := c.list(ctx, meter, "find")
	if err != nil {
		e := *connectors.AsError(err)
		if e.Class == connectors.ClassPermission {
			e.Hint = "The key may not list data sources, and so a name cannot be resolved. Set data_source to the id."
		}
		return source{}, &e
	}
	return pick(all, reference)
}

// pick finds the one data source of a name; case counts where it must.
func pick(all []source, name string) (source, error) {
	var names []string
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		var found []source
		for _, s := range all {
			if same(s.Name, name) {
				found = append(found, s)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return source{}, connectors.Errorf(connectors.ClassConfig, "%d data sources have the name %q", len(found), name).
				WithHint("Set data_source to one of the ids " + ids(found) + ".")
		}
	}
	for _, s := range all {
		names = append(names, s.Name)
	}
	return source{}, connectors.Errorf(connectors.ClassNotFound, "there is no data source %q%s", name, connectors.Suggest(name, names))
}

func ids(sources []source) string {
	list := make([]string, len(sources))
	for i, s := range sources {
		list[i] = strconv.FormatInt(s.ID, 10)
	}
	return strings.Join(list, ", ")
}
