package cli

import "testing"

// The mark of a secret that was not stored is never run as if it were the value.
func TestAReplayNeverRunsTheMarkOfASecret(t *testing.T) {
	home(t, "")
	sonde(t, "query", "SELECT 'AKIAIOSFODNN7EXAMPLE' AS k").expect(t, ExitOK, "k\nAKIAIOSFODNN7EXAMPLE\n", "")
	id := entries(t)[0].ID
	sonde(t, "history", "replay", id).fails(t, ExitUsage, "usage: ••• stands in this statement for a secret, which is not stored, and nothing was run\nhint: sonde history show "+id+" prints the statement with its •••; put the secret there")

	sonde(t, "query", "--param", "api_key=first", "--param", "n=3", "SELECT $api_key AS k, $n AS n").expect(t, ExitOK, "k,n\nfirst,3\n", "")
	id = entries(t)[0].ID
	sonde(t, "history", "replay", id).fails(t, ExitUsage, "usage: the value of a parameter was a secret, which is not stored, and nothing was run: api_key=•••\nhint: --param NAME=VALUE gives it")
	sonde(t, "history", "replay", id, "--param", "api_key=second").expect(t, ExitOK, "k,n\nsecond,3\n", "")
	sonde(t, "history", "replay", id, "--param", "api_key=second", "--param", "n=4").expect(t, ExitOK, "k,n\nsecond,4\n", "")
	sonde(t, "history", "replay", id, "--param", "other=1").fails(t, ExitUsage, "usage: this entry has no parameter to take --param other=•••")

	sonde(t, "query", "--param", "ghp_0123456789abcdefghijklmnopqrstuvwxyz", "SELECT ? AS t").expect(t, ExitOK, "t\nghp_0123456789abcdefghijklmnopqrstuvwxyz\n", "")
	id = entries(t)[0].ID
	sonde(t, "history", "replay", id).fails(t, ExitUsage, "usage: the value of a parameter was a secret")
	sonde(t, "history", "replay", id, "--param", "new").expect(t, ExitOK, "t\nnew\n", "")
}
