package connectors

import "context"

// Piper knows queries that the source keeps under a name, with parameters, and
// that it may have published.
type Piper interface {
	// Pipes lists the pipes that may be read, with their nodes and parameters.
	Pipes(ctx context.Context) ([]Pipe, error)
	// PipeStatement returns the statement that asks a pipe for its rows, in one
	// of the formats that the pipe lists; empty is the connection's own. It has
	// the pipe's parameters as parameters of its own. sql, where there is one,
	// makes something else of the rows, which it reads from _. A pipe that is
	// known by its name alone has no parameters in the statement, and takes
	// those that are sent beside it.
	PipeStatement(p Pipe, format, sql string) string
}

// Pipe is a named query, made of nodes that read from each other.
type Pipe struct {
	Name    string      `json:"name"`
	Type    string      `json:"type"` // the source's word for what becomes of the rows, such as "endpoint"
	Comment string      `json:"comment,omitempty"`
	Params  []PipeParam `json:"params,omitempty"`
	Nodes   []PipeNode  `json:"nodes,omitempty"`
	// Formats are what it can be asked in, the best first; none where it is not
	// published.
	Formats []string `json:"formats,omitempty"`
}

// PipeParam is a parameter of a pipe.
type PipeParam struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Comment  string `json:"comment,omitempty"`
	Required bool   `json:"required,omitempty"`
	// Default is the text of the value that stands where none is given;
	// HasDefault tells it from none.
	Default    string `json:"default,omitempty"`
	HasDefault bool   `json:"has_default,omitempty"`
}

// PipeNode is one step of a pipe.
type PipeNode struct {
	Name    string `json:"name"`
	SQL     string `json:"sql"`
	Comment string `json:"comment,omitempty"`
	// Published says that the pipe's rows are this node's.
	Published bool `json:"published,omitempty"`
}
