package connectortest

import "testing"

func TestReference(t *testing.T) { Run(t, source()) }
