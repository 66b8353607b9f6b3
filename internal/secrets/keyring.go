package secrets

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/zalando/go-keyring"
)

// KeyringReference is the reference under which a secret of a connection is kept
// in the system's keyring.
func KeyringReference(connection, option string) string {
	name := strings.NewReplacer("{", "_", "}", "_").Replace(connection + "." + option)
	return "${keyring:sonde/" + name + "}"
}

// HasKeyring reports whether the system has a keyring that can be read.
func HasKeyring(ctx context.Context) bool {
	_, err := readKeyring(ctx, "sonde/is there a keyring")
	return errors.Is(err, errNoEntry)
}

// Keep puts a secret into the system's keyring, under a reference of
// [KeyringReference].
func Keep(ctx context.Context, reference, value string) error {
	name, isReference := strings.CutPrefix(strings.TrimSuffix(reference, "}"), "${keyring:")
	i := strings.LastIndexByte(name, '/')
	if !isReference || i < 0 {
		return fmt.Errorf("%s is no reference to the keyring", reference)
	}
	done := make(chan error, 1)
	// The keyring takes no context and may wait for a person to unlock it.
	go func() { done <- keyring.Set(name[:i], name[i+1:], value) }()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-done:
		if err != nil {
			return fmt.Errorf("the keyring cannot be written: %w", err)
		}
		return nil
	}
}
