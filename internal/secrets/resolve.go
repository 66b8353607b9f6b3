// Package secrets reads secrets that a configuration refers to, and keeps them
// out of whatever is shown, logged or stored.
package secrets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// Policy says what references may do. The zero value allows none.
type Policy struct {
	AllowSecrets  bool // ${env:…}, ${keyring:…}, ${file:…}
	AllowCommands bool // ${cmd:…}
	// Redactor, where it is set, is given what keyring, file and command
	// references resolve to. Environment variables hold other things as well;
	// whoever knows that one is a secret adds it.
	Redactor *Redactor
}

// User is the policy for the user's own configuration: everything is allowed.
var User = Policy{AllowSecrets: true, AllowCommands: true}

// Resolve replaces the references of text by what they refer to:
//
//	${env:NAME}               an environment variable that is set
//	${keyring:service/user}   an entry of the system's keyring
//	${file:path}              a file's content without its last line break; ~/ is the home folder
//	${cmd:command line}       what a shell command prints, without its last line break
//
// Text around references stays, and $${ stands for the characters ${. What a
// reference gives is not searched for references. Errors name the reference
// and never hold a value.
func Resolve(ctx context.Context, text string, p Policy) (string, error) {
	parts, err := split(text)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, part := range parts {
		value := part.text
		if part.scheme != "" {
			if value, err = part.resolve(ctx, p); err != nil {
				return "", fmt.Errorf("${%s:%s}: %w", part.scheme, part.text, err)
			}
		}
		out.WriteString(value)
	}
	return out.String(), nil
}

// HasReference reports whether text holds a reference, well formed or not.
func HasReference(text string) bool {
	parts, err := split(text)
	return err != nil || slices.ContainsFunc(parts, func(p part) bool { return p.scheme != "" })
}

// IsReference reports whether text is one reference and nothing else, and can be
// shown: what a command line holds is not known.
func IsReference(text string) bool {
	parts, err := split(text)
	parts = slices.DeleteFunc(parts, func(p part) bool { return p == part{} })
	return err == nil && len(parts) == 1 && parts[0].scheme != "" && parts[0].scheme != "cmd"
}

// Check tells whether the references of text can be expected to resolve. It
// runs no command: of a command only the syntax is checked.
func Check(ctx context.Context, text string) error {
	parts, err := split(text)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if part.scheme == "" || part.scheme == "cmd" {
			continue
		}
		if _, err := part.resolve(ctx, User); err != nil {
			return fmt.Errorf("${%s:%s}: %w", part.scheme, part.text, err)
		}
	}
	return nil
}

// part is a stretch of plain text, or a reference where scheme is set.
type part struct{ scheme, text string }

// split cuts text into plain parts and references.
func split(text string) ([]part, error) {
	var parts []part
	plain := ""
	for {
		i := strings.Index(text, "${")
		if i < 0 {
			return append(parts, part{text: plain + text}), nil
		}
		if i > 0 && text[i-1] == '$' {
			plain, text = plain+text[:i-1]+"${", text[i+2:]
			continue
		}
		parts = append(parts, part{text: plain + text[:i]})
		plain = ""
		end := closing(text[i+2:])
		if end < 0 {
			return nil, errors.New("a reference ${… has no closing brace; write $${ for the characters themselves")
		}
		reference, err := parseReference(text[i+2 : i+2+end])
		if err != nil {
			return nil, err
		}
		parts = append(parts, reference)
		text = text[i+2+end+1:]
	}
}

// closing finds the brace that ends a reference; braces inside come in pairs.
func closing(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return -1
}

func parseReference(body string) (part, error) {
	scheme, rest, found := strings.Cut(body, ":")
	_, known := readers[scheme]
	switch {
	case !found || !known:
		return part{}, fmt.Errorf("${%s} is no reference; there are ${env:…}, ${keyring:…}, ${file:…} and ${cmd:…}, and $${ for the characters themselves", body)
	case strings.TrimSpace(rest) == "":
		return part{}, fmt.Errorf("${%s:} names nothing", scheme)
	}
	return part{scheme: scheme, text: rest}, nil
}

// readers has the function that reads each scheme.
var readers = map[string]func(context.Context, string) (string, error){
	"env": readEnv, "keyring": readKeyring, "file": readFile, "cmd": runCommand,
}

func (p part) resolve(ctx context.Context, policy Policy) (string, error) {
	allowed := policy.AllowSecrets
	if p.scheme == "cmd" {
		allowed = policy.AllowCommands
	}
	if !allowed {
		return "", errors.New("not allowed here: only your own configuration may read secrets and run commands")
	}
	value, err := readers[p.scheme](ctx, p.text)
	if err == nil && policy.Redactor != nil && p.scheme != "env" {
		policy.Redactor.Add(value)
	}
	return value, err
}

func readEnv(_ context.Context, name string) (string, error) {
	value, set := os.LookupEnv(name)
	if !set {
		return "", errors.New("the environment variable is not set")
	}
	return value, nil
}

func readKeyring(ctx context.Context, name string) (string, error) {
	i := strings.LastIndexByte(name, '/')
	if i <= 0 || i == len(name)-1 {
		return "", errors.New("expected service/user")
	}
	type answer struct {
		value string
		err   error
	}
	// The keyring takes no context and may wait for a person to unlock it.
	done := make(chan answer, 1)
	go func() {
		value, err := keyring.Get(name[:i], name[i+1:])
		done <- answer{value, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case a := <-done:
		if errors.Is(a.err, keyring.ErrNotFound) {
			return "", errNoEntry
		}
		if a.err != nil {
			return "", fmt.Errorf("the keyring cannot be read: %w", a.err)
		}
		return a.value, nil
	}
}

var errNoEntry = errors.New("the keyring has no such entry")

func readFile(_ context.Context, path string) (string, error) {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		path = filepath.Join(home, rest)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", plainPathError(err)
	}
	defer file.Close()
	// A device may have no end.
	data, err := io.ReadAll(io.LimitReader(file, maxSecret+1))
	switch {
	case err != nil:
		return "", plainPathError(err)
	case len(data) > maxSecret:
		return "", fmt.Errorf("the file is larger than %d bytes", maxSecret)
	}
	return trimLineBreak(data), nil
}

// maxSecret bounds what a file or command may give, in bytes.
const maxSecret = 1 << 20

// plainPathError drops the path, which the reference names already.
func plainPathError(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

func runCommand(ctx context.Context, line string) (string, error) {
	cmd := exec.CommandContext(ctx, shell[0], append(slices.Clone(shell[1:]), line)...)
	cmd.WaitDelay = time.Second
	var stdout, stderr limitedBuffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	switch err := cmd.Run(); {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case stdout.cut:
		return "", fmt.Errorf("the command printed more than %d bytes", maxSecret)
	case err != nil:
		first, _, _ := strings.Cut(strings.TrimSpace(string(stderr.data)), "\n")
		return "", fmt.Errorf("the command failed: %w%s", err, prefixed(": ", first))
	}
	return trimLineBreak(stdout.data), nil
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func trimLineBreak(b []byte) string {
	return strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")
}

// limitedBuffer takes maxSecret bytes and refuses more, so that a command that
// does not stop printing is stopped.
type limitedBuffer struct {
	data []byte
	cut  bool
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if len(b.data)+len(p) > maxSecret {
		b.cut = true
		return 0, io.ErrShortWrite
	}
	b.data = append(b.data, p...)
	return len(p), nil
}
