package run

import "sonde/connectors"

// Ask asks a connector something outside of a run. A panic of the connector is
// an error of class Internal: it must not be the end of the program.
func Ask[T any](question func() (T, error)) (answer T, err error) {
	defer recovered("the connector", &err)
	return question()
}

// recovered turns a panic of a connector, or of a sink, into an error.
func recovered(who string, err *error) {
	if p := recover(); p != nil {
		*err = connectors.Errorf(connectors.ClassInternal, "%s failed: %v", who, p)
	}
}
