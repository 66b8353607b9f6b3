package connectors

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Config is a connection's validated configuration: every value has the type
// that its option declares, and secrets are resolved.
type Config struct {
	Name string // the connection's name; for a URL or file, a readable form of it
	Kind string
	// Log is told of requests, without secrets. Nil: nothing is logged.
	Log *slog.Logger
	// Spent tells what runs of this connection have scanned since a time, in
	// bytes, as the history has them: all but those of this program since the
	// connection was opened. Nil: nothing is recorded. See Driver.Scanned.
	Spent func(ctx context.Context, since time.Time) (int64, error)
	// Unrecorded counts, for Spent, bytes that were scanned by statements which
	// no history has, such as those of the sidebar. Nil: they are not counted.
	Unrecorded func(bytes int64) error
	// Memory keeps answers about the source from one program to the next. Nil:
	// nothing is kept.
	Memory Memory
	// Trial says that the connection is opened only to see whether it can be:
	// nothing may be left behind.
	Trial  bool
	values map[string]any
}

// Memory keeps what is dear to find out again, by key. Its methods may be called
// from many goroutines.
type Memory interface {
	// Recall reads a value into one that into points to, and tells when it was
	// kept; false where there is none.
	Recall(key string, into any) (at time.Time, ok bool)
	// Keep stores a value, as JSON.
	Keep(key string, value any) error
}

// NewConfig checks values against the options of d and fills in defaults. The
// values may be of any type that TOML or a URL gives. The error names the
// option, what was expected, and the nearest valid name for an unknown one.
func NewConfig(d *Driver, name string, values map[string]any) (Config, error) {
	c := Config{Name: name, Kind: d.Kind, values: map[string]any{}}
	options := d.AllOptions()
	for key := range values {
		if !slices.ContainsFunc(options, func(o Option) bool { return o.Name == key }) {
			return c, Errorf(ClassConfig, "connection %q: unknown option %q%s", name, key, Suggest(key, optionNames(options)))
		}
	}
	for _, o := range options {
		raw, ok := values[o.Name]
		if !ok && o.Default != "" {
			raw, ok = o.Default, true
		}
		if !ok {
			if o.Required {
				return c, Errorf(ClassConfig, "connection %q: option %q is missing: %s", name, o.Name, o.Help)
			}
			continue
		}
		v, err := o.Parse(raw)
		if err != nil {
			return c, Errorf(ClassConfig, "connection %q: option %q: %w", name, o.Name, err)
		}
		c.values[o.Name] = v
	}
	return c, nil
}

// AllOptions returns the options of the kind and the common ones, and those of
// billed kinds where it is one.
func (d *Driver) AllOptions() []Option {
	all, shared := slices.Clone(d.Options), CommonOptions
	if d.Billed {
		shared = slices.Concat(ScanOptions, CommonOptions)
	}
	for _, o := range shared {
		if !slices.ContainsFunc(d.Options, func(own Option) bool { return own.Name == o.Name }) {
			all = append(all, o)
		}
	}
	return all
}

func optionNames(options []Option) []string {
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = o.Name
	}
	return names
}

// Parse turns a value from a configuration file, a URL or a flag into the
// option's type: string, int64, bool, time.Duration or map[string]string.
func (o Option) Parse(raw any) (any, error) {
	switch o.Type {
	case TypeTable:
		table, ok := raw.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("expected a table such as { name = \"value\" }, not %v", describe(raw))
		}
		out := make(map[string]string, len(table))
		for k, v := range table {
			switch v.(type) {
			case map[string]any, []any:
				return nil, fmt.Errorf("the value of %q must be plain", k)
			}
			out[k] = fmt.Sprint(v)
		}
		return out, nil
	case TypeInt:
		if n, ok := wholeNumber(raw); ok {
			return n, nil
		}
		return nil, fmt.Errorf("expected a whole number, not %s", describe(raw))
	case TypeCount:
		if n, ok := wholeNumber(raw); ok && n >= 0 {
			return n, nil
		}
		return nil, fmt.Errorf("expected a whole number from 0, not %s", describe(raw))
	case TypeColor:
		if s, ok := raw.(string); ok && isColor(s) {
			return s, nil
		}
		return nil, fmt.Errorf("expected a colour such as red, bright-blue or #ff8800, not %s%s", describe(raw), Suggest(fmt.Sprint(raw), colors()))
	case TypeBool:
		switch v := raw.(type) {
		case bool:
			return v, nil
		case string:
			if b, err := strconv.ParseBool(v); err == nil {
				return b, nil
			}
		}
		return nil, fmt.Errorf("expected true or false, not %s", describe(raw))
	case TypeDuration:
		if s, ok := raw.(string); ok {
			if d, err := time.ParseDuration(s); err == nil && d >= 0 {
				return d, nil
			}
		}
		return nil, fmt.Errorf("expected a duration such as 30s or 5m, not %s", describe(raw))
	case TypeChoice:
		s := fmt.Sprint(raw)
		if !slices.Contains(o.Choices, s) {
			return nil, fmt.Errorf("expected one of %s, not %q", strings.Join(o.Choices, ", "), s)
		}
		return s, nil
	}
	switch v := raw.(type) {
	case string:
		return v, nil
	case int, int64, float64, bool:
		return fmt.Sprint(v), nil
	}
	return nil, fmt.Errorf("expected text, not %s", describe(raw))
}

func wholeNumber(raw any) (n int64, ok bool) {
	switch v := raw.(type) {
	case int:
		return int64(v), true
	case int64:
		return v, true
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		return n, err == nil
	}
	return 0, false
}

// colors are the names of the sixteen ANSI colours.
func colors() []string {
	names := []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}
	for _, name := range names {
		names = append(names, "bright-"+name)
	}
	return names
}

func isColor(text string) bool {
	digits, isHex := strings.CutPrefix(text, "#")
	if !isHex {
		return slices.Contains(colors(), text)
	}
	_, err := strconv.ParseUint(digits, 16, 32)
	return err == nil && len(digits) == 6
}

func describe(raw any) string {
	switch v := raw.(type) {
	case string:
		return strconv.Quote(v)
	case map[string]any:
		return "a table"
	case []any:
		return "a list"
	}
	return fmt.Sprint(raw)
}

// String returns a text option; empty where it is not set.
func (c Config) String(name string) string { s, _ := c.values[name].(string); return s }

// Int returns a whole number; 0 where it is not set.
func (c Config) Int(name string) int64 { n, _ := c.values[name].(int64); return n }

// Bool returns a switch; false where it is not set.
func (c Config) Bool(name string) bool { b, _ := c.values[name].(bool); return b }

// Duration returns a duration; 0 where it is not set.
func (c Config) Duration(name string) time.Duration {
	d, _ := c.values[name].(time.Duration)
	return d
}

// Table returns a table option; nil where it is not set. The caller must not
// change it.
func (c Config) Table(name string) map[string]string {
	t, _ := c.values[name].(map[string]string)
	return t
}

// Suggest returns `; did you mean "x"?` for the candidate nearest to name, or
// nothing where none is near. Letter case makes no difference.
func Suggest(name string, candidates []string) string {
	best, bestDistance := "", max(2, len(name)/3)+1
	for _, c := range candidates {
		d := editDistance(strings.ToLower(name), strings.ToLower(c))
		if d < bestDistance && d < max(len(name), len(c)) {
			best, bestDistance = c, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
