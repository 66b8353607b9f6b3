package dolthub

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// refOf is the ref at which a statement is read. It is empty where the server
// is to choose its default branch by itself, which it does only without a token.
func (c *conn) refOf(ctx context.Context, s connectors.Statement) (string, error) {
	if ref := s.Options["ref"]; ref != "" {
		return ref, nil
	}
	if c.ref != "" || c.anonymous == nil {
		return c.ref, nil
	}
	return c.defaultBranch(ctx)
}

// CurrentRef returns the ref of the connection, or else the default branch.
func (c *conn) CurrentRef(ctx context.Context) (string, error) {
	if c.ref != "" {
		return c.ref, nil
	}
	return c.defaultBranch(ctx)
}

// At returns the database at another ref.
func (c *conn) At(ref string) connectors.Conn {
	return &conn{service: c.service, ref: ref, all: c.all, view: true}
}

// defaultBranch finds out the default branch, once. A read without a ref and
// without a token tells it; of a private database only the list of branches can
// be had.
func (c *conn) defaultBranch(ctx context.Context) (string, error) {
	if known := c.branch.Load(); known != nil {
		return *known, nil
	}
	client := c.anonymous
	if client == nil {
		client = c.client
	}
	var told struct {
		Ref string `json:"commit_ref"`
	}
	err := getJSON(ctx, client, httpapi.Request{Path: c.path(), ParseError: failureOf("")}, &told)
	if err != nil && (ctx.Err() != nil || c.anonymous == nil) {
		return "", err
	}
	if err != nil || told.Ref == "" {
		if told.Ref, err = c.likelyDefault(ctx); err != nil {
			return "", err
		}
	}
	c.branch.Store(&told.Ref)
	return told.Ref, nil
}

// likelyDefault picks main, master or the first of the branches.
func (c *conn) likelyDefault(ctx context.Context) (string, error) {
	names, err := c.branchNames(ctx)
	if err != nil {
		return "", err
	}
	for _, name := range []string{"main", "master"} {
		if slices.Contains(names, name) {
			return name, nil
		}
	}
	if len(names) == 0 {
		return "", connectors.Errorf(connectors.ClassNotFound, "%s/%s has no branches", c.owner, c.database)
	}
	return names[0], nil
}

// branchNames asks the endpoint that lists branches without a ref.
func (c *conn) branchNames(ctx context.Context) ([]string, error) {
	var list struct {
		Branches []struct {
			BranchName string `json:"branch_name"`
			Name       string `json:"name"`
		} `json:"branches"`
	}
	err := getJSON(ctx, c.client, httpapi.Request{Path: c.path("branches"), ParseError: failureOf("")}, &list)
	var names []string
	for _, b := range list.Branches {
		if b.BranchName == "" {
			b.BranchName = b.Name
		}
		names = append(names, b.BranchName)
	}
	return names, err
}

// maxDocument bounds answers that are read as a whole, in bytes.
const maxDocument = 4 << 20

// getJSON reads a small document. The request changes nothing.
func getJSON(ctx context.Context, client *httpapi.Client, r httpapi.Request, into any) error {
	r.Repeatable = true
	answer, err := client.Do(ctx, r)
	if err != nil {
		return err
	}
	return readJSON(answer, into)
}

// readJSON reads a small document and closes its body.
func readJSON(answer *httpapi.Response, into any) error {
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxDocument))
	if err != nil {
		return err
	}
	err = json.Unmarshal(body, into)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) && len(body) > 0 && syntax.Offset == int64(len(body)) {
		return connectors.Errorf(connectors.ClassUnavailable, "DoltHub broke off its answer before the end")
	}
	if err != nil {
		return connectors.Errorf(connectors.ClassUnavailable, "the answer is not what DoltHub's API sends: %w", err).
			WithHint("Check the connection's url.")
	}
	return nil
}
