package dolthub

import (
	"context"

	"sonde/connectors"
)

// recipe is how a repository of the sandbox is made, when it is first asked for.
type recipe struct {
	owner, name string
	branch      string // the default one
	private     bool
	home        bool     // begins with the tables that the engine came with
	setup       []string // statements for the first commit
	steps       []step
	tags        []string // on the first commit
	queries     []savedQuery
}

// step is a commit on a branch, which is made from the default one if need be.
type step struct{ branch, message, sql string }

type savedQuery struct{ title, sql string }

func (r recipe) slug() string { return r.owner + "/" + r.name }

// recipes are the repositories of the sandbox: a shop with the engine's own
// tables, the two databases of the service's document, one that is private, and
// one whose default branch is not main.
var recipes = []recipe{
	{
		owner: "sonde", name: "shop", branch: "main", home: true, tags: []string{"v1.0"},
		steps: []step{
			{"main", "Fix the price of a kettle", `UPDATE products SET price = 24.50 WHERE product_id = 10`},
			{"feature/discounts", "Cut the prices in the kitchen", `UPDATE products SET price = round(price * 0.9, 2) WHERE category = 'kitchen'`},
			{"feature/discounts", "Drop what does not sell", `DELETE FROM products WHERE discontinued`},
		},
		queries: []savedQuery{
			{"Products by category", "SELECT category, count(*) AS products, avg(price) AS price FROM products GROUP BY category"},
		},
	},
	{
		owner: "sonde", name: "vault", branch: "main", private: true,
		setup: []string{"CREATE TABLE secrets (id INTEGER PRIMARY KEY, word VARCHAR)", "INSERT INTO secrets VALUES (1, 'open sesame')"},
	},
	{
		owner: "acme", name: "price-list", branch: "master",
		setup: []string{"CREATE TABLE prices (item VARCHAR PRIMARY KEY, price DECIMAL(10, 2))", "INSERT INTO prices VALUES ('anvil', 19.90), ('rocket', 250.00)"},
	},
	{
		owner: "dolthub", name: "ip-to-country", branch: "main",
		setup: []string{
			"CREATE TABLE IPv4ToCountry (IPFrom BIGINT PRIMARY KEY, IpTo BIGINT, Registry VARCHAR, AssignedDate BIGINT, CountryCode2Letter VARCHAR, CountryCode3Letter VARCHAR, Country VARCHAR)",
			`INSERT INTO IPv4ToCountry SELECT 16777216 + i * 256, 16777471 + i * 256, 'apnic', 1313020800, c.two, c.three, c.country
				FROM range(1800) t(i) JOIN (VALUES (0, 'AU', 'AUS', 'Australia'), (1, 'AU', 'AUS', 'Australia'), (2, 'NZ', 'NZL', 'New Zealand')) c(n, two, three, country) ON i % 3 = n ORDER BY i`,
			"CREATE TABLE IPv6ToCountry (IPRange VARCHAR PRIMARY KEY, CountryCode2Letter VARCHAR)",
			"INSERT INTO IPv6ToCountry VALUES ('2001:200::/32', 'JP')",
		},
		steps: []step{{"newbranch", "Add a range", "INSERT INTO IPv6ToCountry VALUES ('2001:218::/32', 'JP')"}},
	},
	{
		owner: "dolthub", name: "SHAQ", branch: "main",
		setup: []string{
			"CREATE TABLE player_season_stat_totals (player_id INTEGER, season INTEGER, points INTEGER, PRIMARY KEY (player_id, season))",
			"INSERT INTO player_season_stat_totals VALUES (15404617, 2000, 2344), (15404617, 2001, 2125), (893, 1996, 2491)",
		},
	},
}

func newRepository(r recipe) *repository {
	return &repository{recipe: r, commits: map[string]*commit{}, operations: map[string]*operation{}}
}

// author is who has made the commits of a recipe.
const author = "sonde"

// prepare makes the repository's first commits, once.
func (r *repository) prepare(ctx context.Context, s *store) error {
	if r.ready {
		return nil
	}
	first, err := r.firstCommit(ctx, s)
	if err != nil {
		return err
	}
	r.point(r.branch, first)
	for _, t := range r.recipe.tags {
		r.tags = append(r.tags, &ref{t, first, first.at})
	}
	for _, step := range r.steps {
		if err := r.take(ctx, s, step); err != nil {
			return err
		}
	}
	r.ready = true
	return nil
}

func (r *repository) firstCommit(ctx context.Context, s *store) (*commit, error) {
	hash := r.newHash()
	if err := s.create(ctx, hash); err != nil {
		return nil, err
	}
	if r.home {
		if err := s.importHome(ctx, hash); err != nil {
			return nil, err
		}
	}
	if err := s.enter(ctx, hash); err != nil {
		return nil, err
	}
	if err := s.exec(ctx, r.setup...); err != nil {
		return nil, err
	}
	return r.record(ctx, s, hash, author, "Initialize data repository")
}

// take makes the commit of a step. An engine without the sample data has no
// tables for it, and then the branch is made all the same.
func (r *repository) take(ctx context.Context, s *store, st step) error {
	at := find(r.branches, r.branch).to
	if b := find(r.branches, st.branch); b != nil {
		at = b.to
	}
	c, err := r.commit(ctx, s, author, st.message, []*commit{at}, func(catalog string) error {
		if err := s.enter(ctx, catalog); err != nil {
			return err
		}
		err := s.exec(ctx, st.sql)
		if connectors.IsClass(err, connectors.ClassNotFound) {
			return nil
		}
		return err
	})
	if err == nil {
		r.point(st.branch, c)
	}
	return err
}
