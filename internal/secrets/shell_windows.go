package secrets

// shell runs the command line that follows.
var shell = []string{"cmd", "/C"}
