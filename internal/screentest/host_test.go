package screentest

import (
	"testing"

	"go.uber.org/goleak"
)

// Keys that nobody waited for are still on their way when a test ends.
func TestNothingIsLeftOfInputThatTheProgramDidNotWaitFor(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for range 20 {
		term := startEcho(t, Options{})
		for range 50 {
			term.Type("many keys")
		}
		term.Press("q")
		term.Type("and those of a program that ends")
		term.Close()
	}
}
