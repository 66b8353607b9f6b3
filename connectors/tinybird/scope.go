package tinybird

import (
	"context"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// mayListAll returns an error where a listing is empty and the token is none of
// an administrator: such a listing has only what the token may read. Where the API
// does not say whose the token is, nothing is claimed.
func (c *Conn) mayListAll(ctx context.Context, group string) error {
	var workspace struct{ Scope string }
	err := c.get(ctx, httpapi.Path("v0", "workspace"), nil, &workspace)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && !connectors.IsClass(err, connectors.ClassPermission), err == nil && workspace.Scope == "", workspace.Scope == "admin":
		return nil
	}
	e := connectors.Errorf(connectors.ClassPermission, "none that the token may read")
	return e.WithHint("There may be " + strings.ToLower(group) + " all the same: a token lists only those that it may read. One of a workspace's administrator lists all.")
}
