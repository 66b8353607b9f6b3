package secrets

import (
	"errors"
	"testing"

	"github.com/zalando/go-keyring"
)

func TestKeepAndResolve(t *testing.T) {
	keyring.MockInit()
	if !HasKeyring(t.Context()) {
		t.Error("there is no keyring")
	}
	for _, name := range []string{"prod", "a/b c", "odd {name}"} {
		reference := KeyringReference(name, "password")
		if err := Keep(t.Context(), reference, "of "+name); err != nil {
			t.Fatal(err)
		}
		if got, err := Resolve(t.Context(), reference, User); err != nil || got != "of "+name {
			t.Errorf("%s resolves to %q, %v", reference, got, err)
		}
	}
	if err := Keep(t.Context(), "${env:X}", "x"); err == nil {
		t.Error("an environment variable was set")
	}
}

func TestNoKeyring(t *testing.T) {
	keyring.MockInitWithError(errors.New("no bus"))
	defer keyring.MockInit()
	if HasKeyring(t.Context()) || Keep(t.Context(), KeyringReference("a", "b"), "x") == nil {
		t.Error("a keyring that is not there keeps a secret")
	}
}
