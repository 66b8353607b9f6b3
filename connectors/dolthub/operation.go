package dolthub

import (
	"net/url"
	"strings"

	"sonde/connectors"
)

// operation is a write that goes on at DoltHub, and what has to be known to take
// it up elsewhere.
type operation struct {
	name            string // operations/<uuid>
	owner, database string
	from, to        string // branches
	// before is the head of the target before a merge, which DoltHub's own
	// answer leaves out; empty for other writes.
	before string
}

// String is a text without secrets from which parseOperation makes it again.
func (o operation) String() string {
	v := url.Values{"owner": {o.owner}, "database": {o.database}, "from": {o.from}, "to": {o.to}}
	if o.before != "" {
		v.Set("before", o.before)
	}
	return o.name + "?" + v.Encode()
}

// parseOperation reads what String wrote, or the bare name of an operation, for
// the database of the connection.
func (c *conn) parseOperation(text string) (operation, error) {
	name, query, _ := strings.Cut(text, "?")
	if !strings.Contains(name, "/") {
		name = "operations/" + name
	}
	v, err := url.ParseQuery(query)
	if err != nil || name == "operations/" {
		return operation{}, connectors.Errorf(connectors.ClassNotFound, "%q is no operation of DoltHub; one is operations/ and a UUID", text)
	}
	o := operation{name, c.owner, c.database, v.Get("from"), v.Get("to"), v.Get("before")}
	if v.Has("owner") && v.Has("database") {
		o.owner, o.database = v.Get("owner"), v.Get("database")
	}
	return o, nil
}
