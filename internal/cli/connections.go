package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/internal/run"
)

func (s *session) connectionsCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "connections",
		Short: "List, show and test connections",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return s.listConnections(asJSON) },
	}
	c.PersistentFlags().BoolVar(&asJSON, "json", false, "print JSON")
	c.AddCommand(
		&cobra.Command{Use: "list", Short: "List the connections", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return s.listConnections(asJSON) }},
		&cobra.Command{Use: "test NAME", Short: "Open a connection and ask whether the source answers", Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error { return s.testConnection(cmd.Context(), args[0]) }},
		&cobra.Command{Use: "show NAME", Short: "Show a connection's options, without secrets", Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error {
				if err := s.showConnection(args[0]); err != nil {
					return err
				}
				return s.showScanned(cmd.Context(), args[0])
			}},
		&cobra.Command{Use: "kinds", Short: "List the kinds of sources and their options", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return s.listKinds(asJSON) }},
	)
	return c
}

func (s *session) printJSON(v any) error {
	e := json.NewEncoder(s.stdout)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// listed is a connection as `connections list --json` prints it.
type listed struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Default bool   `json:"default"`
}

func (s *session) listConnections(asJSON bool) error {
	name, _ := s.defaultTarget() // Where it is not known, none is marked.
	all := []listed{}
	for _, k := range s.connections.Known() {
		all = append(all, listed{k.Name, k.Kind, k.Name == name})
	}
	if asJSON {
		return s.printJSON(all)
	}
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, l := range all {
		note := ""
		if l.Default {
			note = "default"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.safe(l.Name), s.safe(l.Kind), note)
	}
	return w.Flush()
}

// testPatience is how long a test waits for the source.
const testPatience = 30 * time.Second

func (s *session) testConnection(ctx context.Context, name string) error {
	ctx, stop := context.WithTimeout(ctx, testPatience)
	defer stop()
	name, err := s.target(name)
	if err != nil {
		return err
	}
	c, err := s.open(ctx, name)
	if err != nil {
		return err
	}
	pong, err := run.Ping(ctx, c)
	switch {
	case err != nil:
		return unopened(err)
	case pong.Silent:
		_, err = fmt.Fprintf(s.stdout, "%s: opened; %s has no way to ask more\n", s.safe(name), c.Driver.Title)
		return err
	}
	product := strings.TrimSpace(pong.Product + " " + pong.Version)
	_, err = fmt.Fprintf(s.stdout, "%s: ok, %s, %s\n", s.safe(name), s.safe(product), pong.Latency.Round(10*time.Microsecond))
	return err
}

func (s *session) showConnection(name string) error {
	k, err := s.connections.Find(name)
	if err != nil {
		return err
	}
	d, err := s.Registry.Driver(k.Kind)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "kind = %q\n", k.Kind)
	for _, o := range d.AllOptions() {
		v, set := k.Values[o.Name]
		switch {
		case !set:
		case o.Secret && !isReference(v):
			fmt.Fprintf(s.stdout, "%s = (secret, not shown)\n", o.Name)
		default:
			text, err := json.Marshal(v)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.stdout, "%s = %s\n", o.Name, s.safe(string(text)))
		}
	}
	return nil
}

// isReference reports whether a secret stands elsewhere and only its place is
// written here.
func isReference(v any) bool {
	text, ok := v.(string)
	return ok && strings.HasPrefix(text, "${") && strings.HasSuffix(text, "}") && strings.Count(text, "${") == 1
}

// kindListed is a kind as `connections kinds --json` prints it.
type kindListed struct {
	Kind    string         `json:"kind"`
	Title   string         `json:"title"`
	Schemes []string       `json:"schemes"`
	Options []optionListed `json:"options"`
}

type optionListed struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Default  string   `json:"default,omitempty"`
	Choices  []string `json:"choices,omitempty"`
	Required bool     `json:"required,omitempty"`
	Secret   bool     `json:"secret,omitempty"`
	PerQuery bool     `json:"per_query,omitempty"`
	Help     string   `json:"help"`
}

func (s *session) listKinds(asJSON bool) error {
	kinds := s.kinds()
	if asJSON {
		return s.printJSON(kinds)
	}
	for _, k := range kinds {
		fmt.Fprintf(s.stdout, "%s: %s; URL schemes %s\n", k.Kind, k.Title, strings.Join(k.Schemes, ", "))
		w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
		for _, o := range k.Options {
			fmt.Fprintf(w, "  %s\t%s\t%s\n", o.Name, o.Type, o.Help)
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) kinds() []kindListed {
	var out []kindListed
	for _, d := range s.Registry.Drivers() {
		k := kindListed{Kind: d.Kind, Title: d.Title}
		for _, scheme := range d.Schemes {
			k.Schemes = append(k.Schemes, scheme.Name)
		}
		for _, o := range d.AllOptions() {
			k.Options = append(k.Options, optionListed{o.Name, string(o.Type), o.Default, o.Choices, o.Required, o.Secret, o.PerQuery, o.Help})
		}
		out = append(out, k)
	}
	return out
}

func (s *session) catalogCommand() *cobra.Command {
	var name string
	var asJSON bool
	c := &cobra.Command{
		Use:     "catalog [SCHEMA[.TABLE]]",
		Short:   "Print what a connection holds",
		Long:    "Prints databases, schemas and tables; of a schema its tables, of a table its columns.",
		Example: "  sonde catalog -c prod\n  sonde catalog -c prod main.orders --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.catalog(cmd.Context(), name, strings.Join(args, ""), asJSON)
		},
	}
	c.Flags().StringVarP(&name, "connection", "c", "", connectionHelp)
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func (s *session) catalog(ctx context.Context, name, path string, asJSON bool) error {
	name, err := s.target(name)
	if err != nil {
		return err
	}
	c, err := s.open(ctx, name)
	if err != nil {
		return err
	}
	catalog, ok := c.Conn.(connectors.Cataloger)
	if !ok {
		return connectors.Errorf(connectors.ClassUnsupported, "%s has no catalog", c.Driver.Title)
	}
	w := &walker{catalog: catalog}
	if path != "" {
		w.want = strings.Split(path, ".")
	}
	found, err := w.walk(ctx, nil)
	if err != nil {
		return err
	}
	if len(found) == 0 && path != "" {
		return connectors.Errorf(connectors.ClassNotFound, "%s has no %q", name, path)
	}
	show := s.printTree
	if asJSON {
		show = func(nodes []cataloged) error { return s.printJSON(nodes) }
	}
	if err := show(found); err != nil {
		return err
	}
	return w.failure()
}

// cataloged is a node as `catalog --json` prints it.
type cataloged struct {
	Kind     string      `json:"kind"`
	Name     string      `json:"name"`
	Path     []string    `json:"path"`
	Type     string      `json:"type,omitempty"`
	Comment  string      `json:"comment,omitempty"`
	State    string      `json:"state,omitempty"`
	Error    string      `json:"error,omitempty"` // why it was not looked into
	Key      string      `json:"key,omitempty"`
	NotNull  bool        `json:"not_null,omitempty"`
	Rows     *int64      `json:"rows,omitempty"`
	Bytes    *int64      `json:"bytes,omitempty"`
	Children []cataloged `json:"children,omitempty"`
}

// walker goes through a catalog: down to the tables, or to what was asked for.
type walker struct {
	catalog connectors.Cataloger
	want    []string
	failed  []string // what could not be looked into, with why
	first   error    // of the failures
}

// failure is the error of what could not be looked into beside what could.
func (w *walker) failure() error {
	if w.first == nil {
		return nil
	}
	e := *connectors.AsError(w.first)
	e.Message = "not everything could be listed: " + strings.Join(w.failed, "; ")
	return &e
}

// fail notes that a node could not be looked into. It returns the error where
// the others are not to be looked at either.
func (w *walker) fail(ctx context.Context, c *cataloged, err error) error {
	switch {
	case err == nil:
		return nil
	case connectors.IsClass(err, connectors.ClassPermission):
		c.Comment = "not allowed to look inside"
		return nil
	case ctx.Err() != nil || len(c.Path) > 1 || w.matches(c.Path):
		return err
	}
	c.Error = connectors.AsError(err).Message
	w.failed = append(w.failed, c.Name+": "+c.Error)
	if w.first == nil {
		w.first = err
	}
	return nil
}

func (w *walker) walk(ctx context.Context, path []string) ([]cataloged, error) {
	nodes, err := run.Ask(func() ([]connectors.Node, error) { return w.catalog.Children(ctx, path) })
	if err != nil {
		return nil, err
	}
	out := []cataloged{}
	closed := len(path) > 0 || slices.ContainsFunc(nodes, func(n connectors.Node) bool { return n.Kind != connectors.NodeGroup })
	for _, n := range w.onTheWay(path, nodes) {
		here := append(slices.Clone(path), n.Name)
		c := listNode(n, here)
		isTable := n.Kind == connectors.NodeTable || n.Kind == connectors.NodeView || n.Kind == connectors.NodePipe
		matched := w.matches(here)
		isClosed := isTable || n.Kind == connectors.NodeGroup && w.want == nil && closed
		descend := !n.Leaf && (!isClosed || matched)
		if descend {
			c.Children, err = w.walk(ctx, here)
			if err := w.fail(ctx, &c, err); err != nil {
				return nil, err
			}
		}
		if w.want == nil || matched || len(c.Children) > 0 || w.inside(path) {
			out = append(out, c)
		}
	}
	return out, nil
}

// onTheWay leaves out the nodes beside one that leads from the top to what was
// asked for, for looking into them may be billed.
func (w *walker) onTheWay(path []string, nodes []connectors.Node) []connectors.Node {
	depth := len(path)
	if depth >= len(w.want) || !slices.EqualFunc(path, w.want[:depth], strings.EqualFold) {
		return nodes
	}
	leads := func(n connectors.Node) bool { return strings.EqualFold(n.Name, w.want[depth]) }
	if !slices.ContainsFunc(nodes, leads) {
		return nodes
	}
	return slices.DeleteFunc(slices.Clone(nodes), func(n connectors.Node) bool { return !leads(n) })
}

// matches reports whether the path ends in what was asked for.
func (w *walker) matches(path []string) bool {
	n := len(w.want)
	return n > 0 && len(path) >= n && slices.EqualFunc(path[len(path)-n:], w.want, strings.EqualFold)
}

// inside reports whether a path lies in what was asked for.
func (w *walker) inside(path []string) bool {
	for end := len(path); end > 0; end-- {
		if w.matches(path[:end]) {
			return true
		}
	}
	return false
}

func listNode(n connectors.Node, path []string) cataloged {
	c := cataloged{Kind: string(n.Kind), Name: n.Name, Path: path, Type: n.Type, Comment: n.Comment, State: n.State, Key: n.Key, NotNull: n.NotNull}
	if n.Rows >= 0 && n.Kind != connectors.NodeColumn {
		c.Rows = &n.Rows
	}
	if n.Bytes > 0 {
		c.Bytes = &n.Bytes
	}
	return c
}

func (s *session) printTree(nodes []cataloged) error {
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	var print func([]cataloged, string)
	print = func(nodes []cataloged, indent string) {
		for _, n := range nodes {
			what := n.Kind
			if n.Type != "" {
				what = n.Type
			}
			note := n.Key
			if n.Rows != nil {
				note = "~" + counted(*n.Rows, "row", "rows")
			}
			if n.Rows != nil && n.Bytes != nil {
				note += ", " + counted(*n.Bytes, "byte", "bytes")
			}
			if n.Children == nil && n.Kind == string(connectors.NodeGroup) && n.Comment != "" {
				note = n.Comment
			}
			switch {
			case n.Error != "":
				note = "not listed: " + n.Error
			case n.State != "":
				note = n.State
			}
			fmt.Fprintf(w, "%s%s\t%s\t%s\n", indent, s.safe(n.Name), s.safe(what), s.safe(note))
			print(n.Children, indent+"  ")
		}
	}
	print(nodes, "")
	return w.Flush()
}
