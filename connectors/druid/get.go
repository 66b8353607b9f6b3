package druid

import (
	"context"
	"encoding/json"
	"io"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// maxDocument bounds an answer that is read as a whole, in bytes.
const maxDocument = 64 << 20

// get asks for a JSON document.
func (c *Conn) get(ctx context.Context, path string, into any) error {
	return c.fetch(ctx, httpapi.Request{Path: path, Repeatable: true}, into)
}

// fetch sends a request and reads the JSON document that comes back.
func (c *Conn) fetch(ctx context.Context, h httpapi.Request, into any) error {
	answer, err := c.client.Do(ctx, h)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxDocument))
	if err != nil {
		return err
	}
	if json.Unmarshal(body, into) != nil {
		return connectors.Errorf(connectors.ClassUnavailable, "the answer to %s is no JSON document", h.Path)
	}
	return nil
}
