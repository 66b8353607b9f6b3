package connectors

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Registry is the set of kinds that a program knows.
type Registry struct{ drivers []*Driver }

// NewRegistry returns a registry of the given drivers, in the order in which
// kinds are listed to the user. It panics on two drivers of one kind or scheme,
// which is a mistake in the program.
func NewRegistry(drivers ...*Driver) *Registry {
	seen := map[string]bool{}
	for _, d := range drivers {
		names := []string{"kind " + d.Kind}
		for _, s := range d.Schemes {
			names = append(names, "scheme "+s.Name)
		}
		for _, n := range names {
			if seen[n] {
				panic("connectors: two drivers for " + n)
			}
			seen[n] = true
		}
	}
	return &Registry{drivers: drivers}
}

// Drivers lists the drivers in order.
func (r *Registry) Drivers() []*Driver { return slices.Clone(r.drivers) }

// Driver finds a driver by kind. The error names the nearest kind.
func (r *Registry) Driver(kind string) (*Driver, error) {
	var kinds []string
	for _, d := range r.drivers {
		if d.Kind == kind {
			return d, nil
		}
		kinds = append(kinds, d.Kind)
	}
	return nil, Errorf(ClassConfig, "unknown kind %q%s", kind, Suggest(kind, kinds))
}

// ParseURL reads a connection URL such as druid://host:8888 or
// tinybird+http://127.0.0.1:7377 into a driver and option values. ok is false
// where s is no URL of a known scheme, and then s may be a file or a name.
// Options may follow as ?name=value. Errors never repeat the URL's credentials.
func (r *Registry) ParseURL(s string) (d *Driver, values map[string]any, ok bool, err error) {
	scheme, rest, found := strings.Cut(s, ":")
	if !found {
		return nil, nil, false, nil
	}
	name, forced, _ := strings.Cut(strings.ToLower(scheme), "+")
	var transport string
	for _, candidate := range r.drivers {
		for _, sc := range candidate.Schemes {
			if sc.Name == name {
				d, transport = candidate, sc.Transport
			}
		}
	}
	switch {
	case d == nil && strings.HasPrefix(rest, "//"):
		return nil, nil, true, Errorf(ClassConfig, "unknown URL scheme %q%s", scheme, Suggest(name, r.schemes()))
	case d == nil:
		return nil, nil, false, nil
	}
	if forced != "" {
		if transport == "" || (forced != "http" && forced != "https") {
			return nil, nil, true, Errorf(ClassConfig, "the URL scheme %q cannot be used here: only +http and +https of an HTTP source", scheme)
		}
		transport = forced
	}
	if transport == "" {
		values = map[string]any{}
		err = d.FromURL(&url.URL{Scheme: name, Opaque: rest}, values)
		return d, values, true, err
	}
	if strings.Contains(s, "#") {
		return nil, nil, true, Errorf(ClassConfig, "a %s URL has no part behind a #: a # in a value, such as a password, is written as %%23", name)
	}
	u, err := url.Parse(escapeUser(s))
	if err != nil || u.Opaque != "" {
		return nil, nil, true, Errorf(ClassConfig, "the %s URL cannot be read; it has the form %s://host:port", name, name)
	}
	values, err = httpValues(d, u, transport)
	return d, values, true, err
}

func httpValues(d *Driver, u *url.URL, transport string) (map[string]any, error) {
	values := map[string]any{}
	if u.Host != "" {
		values["url"] = transport + "://" + u.Host
	}
	if u.User != nil {
		values["username"] = u.User.Username()
		if p, set := u.User.Password(); set {
			values["password"] = p
		}
	}
	for key, v := range u.Query() {
		values[key] = v[len(v)-1]
	}
	if err := readTables(d, values); err != nil {
		return values, err
	}
	if d.FromURL != nil {
		return values, d.FromURL(u, values)
	}
	if u.Host == "" {
		return values, Errorf(ClassConfig, "the %s URL names no host", d.Kind)
	}
	if strings.Trim(u.Path, "/") != "" {
		return values, Errorf(ClassConfig, "a %s URL has no path; %q was given", d.Kind, u.Path)
	}
	return values, nil
}

func (r *Registry) schemes() []string {
	var names []string
	for _, d := range r.drivers {
		for _, s := range d.Schemes {
			names = append(names, s.Name)
		}
	}
	return names
}

// String lists the kinds, for messages.
func (r *Registry) String() string {
	kinds := make([]string, len(r.drivers))
	for i, d := range r.drivers {
		kinds[i] = fmt.Sprintf("%s (%s)", d.Kind, d.Title)
	}
	return strings.Join(kinds, ", ")
}
