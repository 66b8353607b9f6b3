package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sonde/connectors"
	"sonde/internal/run"
)

func (s *session) branchesCommand() *cobra.Command {
	var name, kind string
	var asJSON bool
	c := &cobra.Command{
		Use:     "branches",
		Short:   "List the branches, tags or commits of a connection",
		Example: "  sonde branches -c shop\n  sonde branches -c shop --kind all --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.branches(cmd.Context(), name, kind, asJSON)
		},
	}
	c.Flags().StringVarP(&name, "connection", "c", "", connectionHelp)
	c.Flags().StringVar(&kind, "kind", "branch", "what is listed: `branch|tag|commit|all`")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// addBranches adds flags for options that sources with branches have.
func (f *queryFlags) addBranches(fl *pflag.FlagSet) {
	for name, help := range map[string]string{
		"ref":  "read at `REF`: a branch, a tag or a commit",
		"from": "make the branch of a write from `BRANCH` where it does not exist",
		"to":   "write to `BRANCH`",
	} {
		fl.Func(name, help, func(value string) error {
			f.set = append(f.set, name+"="+value)
			return nil
		})
	}
	fl.BoolFunc("all", "fetch every row where the source sends only a part of them", func(string) error {
		f.set = append(f.set, "all=true")
		return nil
	})
}

// ask opens a connection and asks whether it can do something. The connection is also
// returned where it cannot, or cannot be opened, as far as it is known.
func ask[T any](ctx context.Context, s *session, name, what string) (c *run.Connection, can T, err error) {
	c = &run.Connection{Name: name, Driver: &connectors.Driver{}}
	if c.Name, err = s.target(name); err != nil {
		c.Name = name
		return c, can, err
	}
	if d, err := s.connections.Driver(c.Name); err == nil {
		c.Driver = d
	}
	opened, err := s.open(ctx, c.Name)
	if err != nil {
		return c, can, err
	}
	c = opened
	can, ok := c.Conn.(T)
	if !ok {
		return c, can, connectors.Errorf(connectors.ClassUnsupported, "%s has no %s", c.Driver.Title, what)
	}
	return c, can, nil
}

// refListed is a ref as `branches --json` prints it.
type refListed struct {
	Kind    string     `json:"kind"`
	Name    string     `json:"name"`
	Commit  string     `json:"commit"`
	Current bool       `json:"current"`
	Author  string     `json:"author,omitempty"`
	Time    *time.Time `json:"time,omitempty"`
	Message string     `json:"message,omitempty"`
}

func (s *session) branches(ctx context.Context, name, kind string, asJSON bool) error {
	kinds := []string{"branch", "tag", "commit", "all"}
	if !strings.Contains(" "+strings.Join(kinds, " ")+" ", " "+kind+" ") {
		return usage("the kinds are "+strings.Join(kinds, ", "), "unknown kind %q%s", kind, connectors.Suggest(kind, kinds))
	}
	_, lister, err := ask[connectors.RefLister](ctx, s, name, "branches")
	if err != nil {
		return err
	}
	refs, err := run.Ask(func() ([]connectors.Ref, error) { return lister.Refs(ctx) })
	if err != nil {
		return err
	}
	listed := []refListed{}
	for _, r := range refs {
		if kind == "all" || kind == string(r.Kind) {
			listed = append(listed, listRef(r))
		}
	}
	if asJSON {
		return s.printJSON(listed)
	}
	return s.printRefs(listed)
}

func listRef(r connectors.Ref) refListed {
	l := refListed{Kind: string(r.Kind), Name: r.Name, Commit: r.Commit, Current: r.Current, Author: r.Author, Message: r.Message}
	if !r.Time.IsZero() {
		l.Time = &r.Time
	}
	return l
}

func (s *session) printRefs(refs []refListed) error {
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, r := range refs {
		mark, at := " ", ""
		if r.Current {
			mark = "*"
		}
		if r.Time != nil {
			at = r.Time.Format("2006-01-02 15:04")
		}
		fmt.Fprintf(w, "%s %s\t%s\t%s\t%s\t%s\n", mark, s.safe(r.Name), s.safe(r.Commit), at, s.safe(r.Author), s.safe(r.Message))
	}
	return w.Flush()
}
