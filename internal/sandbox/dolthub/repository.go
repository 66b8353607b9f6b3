package dolthub

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"sonde/connectors"
)

// commit is one state of a repository. What it holds never changes; its hash is
// the name of its catalog as well.
type commit struct {
	hash    string
	parents []*commit
	height  int // longest way to the first commit
	author  string
	message string
	at      time.Time
	tables  []*table
	views   [][]string // name and definition
	changes []change   // against the first parent
}

func (c *commit) table(name string) *table {
	for _, t := range c.tables {
		if strings.EqualFold(t.name, name) {
			return t
		}
	}
	return nil
}

// has reports whether there is a table or view of a name.
func (c *commit) has(name string) bool {
	return c.table(name) != nil || slices.ContainsFunc(c.views, func(v []string) bool { return strings.EqualFold(v[0], name) })
}

// ancestors lists a commit and all before it, the newest first.
func (c *commit) ancestors() []*commit {
	seen := map[*commit]bool{}
	var all []*commit
	var walk func(*commit)
	walk = func(c *commit) {
		if seen[c] {
			return
		}
		seen[c] = true
		all = append(all, c)
		for _, p := range c.parents {
			walk(p)
		}
	}
	walk(c)
	slices.SortStableFunc(all, func(a, b *commit) int { return cmp.Compare(b.height, a.height) })
	return all
}

// mergeBase is the newest commit that both have come from; nil where there is
// none.
func mergeBase(a, b *commit) *commit {
	ours := a.ancestors()
	for _, c := range b.ancestors() {
		if slices.Contains(ours, c) {
			return c
		}
	}
	return nil
}

// ref is a branch or tag.
type ref struct {
	name string
	to   *commit
	at   time.Time
}

// repository is one database with its history.
type repository struct {
	recipe
	ready      bool
	branches   []*ref
	tags       []*ref
	commits    map[string]*commit
	operations map[string]*operation
	queue      []*operation // not yet carried out, in order
}

func find(refs []*ref, name string) *ref {
	for _, r := range refs {
		if r.name == name {
			return r
		}
	}
	return nil
}

var hashPattern = regexp.MustCompile(`^[0-9a-v]{32}$`)

// resolve finds the commit of a branch, a tag or a whole hash.
func (r *repository) resolve(name string) (*commit, error) {
	if b := find(r.branches, name); b != nil {
		return b.to, nil
	}
	if t := find(r.tags, name); t != nil {
		return t.to, nil
	}
	if c := r.commits[name]; c != nil {
		return c, nil
	}
	if hashPattern.MatchString(name) {
		return nil, connectors.Errorf(connectors.ClassNotFound, "target commit not found")
	}
	return nil, connectors.Errorf(connectors.ClassNotFound, "branch not found: %s", name)
}

// point makes a branch lead to a commit.
func (r *repository) point(branch string, to *commit) {
	if b := find(r.branches, branch); b != nil {
		b.to = to
		return
	}
	r.branches = append(r.branches, &ref{branch, to, time.Now()})
	slices.SortFunc(r.branches, func(a, b *ref) int { return cmp.Compare(a.name, b.name) })
}

// newHash names the next commit of a repository, the same in every run.
func (r *repository) newHash() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", r.slug(), len(r.commits)+len(r.operations)<<16))
	return strings.ToLower(base32.HexEncoding.EncodeToString(sum[:20]))
}

// commit makes a commit from its first parent: work changes a copy of it. Where
// nothing has changed, the answer is the parent itself.
func (r *repository) commit(ctx context.Context, s *store, author, message string, parents []*commit, work func(catalog string) error) (*commit, error) {
	hash := r.newHash()
	err := s.clone(ctx, parents[0].hash, hash)
	if err == nil {
		err = work(hash)
	}
	var c *commit
	if err == nil {
		c, err = r.record(ctx, s, hash, author, message, parents...)
	}
	switch {
	case err != nil:
		return nil, errors.Join(err, s.drop(ctx, hash))
	case len(c.changes) == 0 && len(parents) == 1:
		delete(r.commits, hash)
		return parents[0], s.drop(ctx, hash)
	}
	return c, nil
}

// record adds a commit whose catalog is filled.
func (r *repository) record(ctx context.Context, s *store, hash, author, message string, parents ...*commit) (*commit, error) {
	c := &commit{hash: hash, parents: parents, author: author, message: message, at: time.Now().UTC()}
	var err error
	if c.tables, err = s.tables(ctx, hash); err != nil {
		return nil, err
	}
	if c.views, err = s.views(ctx, hash); err != nil {
		return nil, err
	}
	for _, p := range parents {
		c.height = max(c.height, p.height+1)
	}
	before := &commit{}
	if len(parents) > 0 {
		before = parents[0]
	}
	if c.changes, err = s.compare(ctx, before, c); err != nil {
		return nil, err
	}
	r.commits[hash] = c
	return c, nil
}
