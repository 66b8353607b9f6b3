package run

import (
	"context"
	"slices"

	"sonde/connectors"
)

// CanCurl reports why the requests of a connection cannot be written as
// commands; empty where they can.
func CanCurl(c *Connection) (reason string) {
	if _, ok := c.Conn.(connectors.CurlWriter); !ok {
		return c.Driver.Title + " has no requests that curl could send"
	}
	return ""
}

// Curl returns the command that repeats the request of a statement which
// [Prepare] has completed, and the variables of the environment that have to
// hold its secrets, in the order in which they stand in it.
func Curl(ctx context.Context, c *Connection, s connectors.Statement) (command string, variables []string, err error) {
	defer recovered("the connector", &err)
	w, ok := c.Conn.(connectors.CurlWriter)
	if !ok {
		return "", nil, connectors.Errorf(connectors.ClassUnsupported, "%s", CanCurl(c))
	}
	command, err = w.Curl(ctx, s)
	return command, shellVariables(command), err
}

// shellVariables lists the variables that a shell would replace in a command.
func shellVariables(command string) []string {
	var names []string
	single, double := false, false
	for i := 0; i < len(command); i++ {
		switch c := command[i]; {
		case c == '\'' && !double:
			single = !single
		case single:
		case c == '\\':
			i++
		case c == '"':
			double = !double
		case c == '$':
			if name := variableName(command[i+1:]); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// variableName reads the name behind a $, which may stand in braces.
func variableName(text string) string {
	if text != "" && text[0] == '{' {
		text = text[1:]
	}
	end := 0
	for end < len(text) && isNameByte(text[end], end == 0) {
		end++
	}
	return text[:end]
}

func isNameByte(c byte, first bool) bool {
	return c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || !first && c >= '0' && c <= '9'
}
