//go:build !windows

package secrets

// shell runs the command line that follows.
var shell = []string{"/bin/sh", "-c"}
