package druid

import (
	"strings"

	"sonde/connectors"
)

// operation names a task of the multi-stage engine. Tasks go on without their
// client.
type operation struct {
	// kind is the endpoint that knows the task: taskKind for statements that
	// write, statementKind for queries whose rows are fetched afterwards.
	kind string
	task string // the engine's id
	// statement is the id that the caller of Query chose.
	statement string
}

const (
	taskKind      = "task"
	statementKind = "statement"
)

// String is the form in which an operation is recorded.
func (o operation) String() string { return o.kind + " " + o.task + " " + o.statement }

// parseOperation reads what String wrote.
func parseOperation(text string) (operation, error) {
	parts := strings.SplitN(text, " ", 3)
	if len(parts) != 3 || parts[0] != taskKind && parts[0] != statementKind || parts[1] == "" {
		return operation{}, connectors.Errorf(connectors.ClassInternal, "%q is no operation of Druid", text)
	}
	return operation{parts[0], parts[1], parts[2]}, nil
}
