package dolthub

import (
	"context"
	"fmt"
	"time"

	"sonde/connectors"
)

// recentCommits is how many commits are offered as refs.
const recentCommits = 50

// Refs returns branches, tags and the latest commits.
func (c *conn) Refs(ctx context.Context) ([]connectors.Ref, error) {
	current, err := c.CurrentRef(ctx)
	if err != nil {
		return nil, err
	}
	a := catalog{c, current}
	var refs []connectors.Ref
	for _, list := range []func(context.Context) ([]connectors.Ref, error){a.branches, a.tags, a.commits} {
		found, err := list(ctx)
		if err != nil {
			return nil, err
		}
		refs = append(refs, found...)
	}
	for i := range refs {
		refs[i].Current = refs[i].Name == current
	}
	return refs, nil
}

func (a catalog) branches(ctx context.Context) ([]connectors.Ref, error) {
	return a.refs(ctx, connectors.RefBranch, `SELECT name, hash, latest_committer, latest_commit_date, latest_commit_message
FROM dolt_branches ORDER BY name`)
}

func (a catalog) tags(ctx context.Context) ([]connectors.Ref, error) {
	return a.refs(ctx, connectors.RefTag, `SELECT tag_name, tag_hash, tagger, date, message FROM dolt_tags ORDER BY tag_name`)
}

func (a catalog) commits(ctx context.Context) ([]connectors.Ref, error) {
	sql := fmt.Sprintf(`SELECT commit_hash, commit_hash AS hash, committer, date, message FROM dolt_log LIMIT %d`, recentCommits)
	rows, _, err := a.texts(ctx, 5, question{a.ref, sql})
	return refsOf(connectors.RefCommit, rows), err
}

func (a catalog) refs(ctx context.Context, kind connectors.RefKind, sql string) ([]connectors.Ref, error) {
	rows, err := a.rows(ctx, 5, sql)
	return refsOf(kind, rows), err
}

// refsOf makes refs of rows with name, commit, author, time and message.
func refsOf(kind connectors.RefKind, rows [][]string) []connectors.Ref {
	var refs []connectors.Ref
	for _, r := range rows {
		at, _ := time.Parse(timeFormat, r[3]) // zero where it is told otherwise
		refs = append(refs, connectors.Ref{Kind: kind, Name: r[0], Commit: r[1], Author: r[2], Time: at, Message: r[4]})
	}
	return refs
}
