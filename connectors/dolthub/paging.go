package dolthub

import (
	"sonde/internal/httpapi"
)

// pagesOf asks for every row of a statement.
func (c *conn) pagesOf(q question, _ *httpapi.Meter) pager { return &onePage{question: q} }
