package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/secrets"
)

// connectionHelp is the help of the flag that names a source.
const connectionHelp = "`NAME` of a connection, a URL, or a file"

// target makes the source known that the user named: a configured connection, a
// URL, a file or a pattern of files, or nothing, which is the default. It
// returns the name of the source.
func (s *session) target(name string) (string, error) { return s.targetFrom(name, false) }

// targetFrom is target for a name that may be recalled: it is from the history then.
func (s *session) targetFrom(name string, recalled bool) (string, error) {
	if name == "" {
		return s.defaultTarget()
	}
	d, values, isURL, err := s.Registry.ParseURL(name)
	if err != nil {
		return "", err
	}
	if isURL {
		readable := readableURL(d, name, values)
		s.connections.Add(config.Connection{Name: readable, Kind: d.Kind, Values: values, Recalled: recalled})
		return readable, nil
	}
	_, err = s.connections.Find(name)
	switch {
	case err != nil && namesFiles(name):
		// By the whole path the files are found again when a run is replayed.
		return s.openFilesAs(name, []string{name}), nil
	case err != nil && slices.Contains(databaseEndings, filepath.Ext(name)):
		return "", missingFile(name).WithHint("to make a new database there: -c 'duckdb:" + name + "?create=true'")
	case err != nil && s.broken:
		return "", connectors.Errorf(connectors.ClassConfig, "the connection %q is not known: the configuration cannot be read", name)
	}
	return name, err
}

// databaseEndings are the endings of names of databases.
var databaseEndings = []string{".duckdb", ".ddb", ".db"}

func missingFile(name string) *connectors.Error {
	return connectors.Errorf(connectors.ClassNotFound, "%s does not exist", name)
}

// defaultTarget is the source of a call that names none.
func (s *session) defaultTarget() (string, error) {
	switch name := s.config.Default; {
	case s.config.DefaultUnknown:
		e := connectors.Errorf(connectors.ClassConfig, "the default connection is not known: the configuration cannot be read")
		return "", e.WithHint(elsewhere)
	case name != "":
		if p, missing := s.missingDefault(); missing {
			return name, connectors.Errorf(connectors.ClassConfig, "%s", p.Told()).WithHint(elsewhere)
		}
		return name, nil
	}
	return sampleName, nil
}

// elsewhere says what works where the default connection does not.
const elsewhere = "-c names a URL, a file, or " + sampleName + " for the sample data"

// missingDefault is what is wrong with the name of the default connection; ok is
// false where it is that of one, the sample data among them.
func (s *session) missingDefault() (p config.Problem, ok bool) {
	if _, err := s.connections.Find(s.config.Default); err == nil {
		return config.Problem{}, false
	}
	return s.config.DefaultProblem()
}

// namesFiles reports whether a text is the path of something that exists, or a
// pattern.
func namesFiles(text string) bool {
	_, err := os.Stat(text)
	return err == nil || strings.ContainsAny(text, wildcards)
}

// wildcards are the characters that make a path a pattern.
const wildcards = "*?["

// openFiles makes files known as a connection, and returns its name.
func (s *session) openFiles(paths []string) string { return s.openFilesAs(filesName(paths), paths) }

func (s *session) openFilesAs(name string, paths []string) string {
	if _, err := s.connections.Find(name); err == nil {
		name += " (file)"
	}
	s.connections.Add(s.local(name, s.Local.Files(paths)))
	return name
}

// filesName names the first file, and how many more there are.
func filesName(paths []string) string {
	name := paths[0]
	if !strings.ContainsAny(name, wildcards) {
		name = filepath.Base(name)
	}
	if more := len(paths) - 1; more > 0 {
		name += fmt.Sprintf(" +%d", more)
	}
	return name
}

// readableURL is a URL with its user and without credentials. It names a connection
// that was given as a URL, and opens it again, with its options, when a run is replayed.
// The values are those that the URL was read into.
func readableURL(d *connectors.Driver, text string, values map[string]any) string {
	scheme, rest, hasHost := strings.Cut(text, "://")
	if hasHost {
		rest = readableUser(d, values) + withoutUser(rest)
		text = scheme + "://" + rest
	}
	text, query, _ := strings.Cut(text, "?")
	return text + readableQuery(d, query, values)
}

// withoutUser takes the user and the password off the rest of a URL. References there
// may hold what ends them elsewhere.
func withoutUser(rest string) string {
	for i, depth := 0, 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '{':
			depth++
		case c == '}':
			depth--
		case depth > 0:
		case c == '@':
			return withoutUser(rest[i+1:])
		case c == '/' || c == '?':
			return rest
		}
	}
	return rest[strings.LastIndexByte(rest, '@')+1:]
}

// readableUser is the part of a URL that names its user, with its @; empty where what
// stands there is a credential, or refers to something.
func readableUser(d *connectors.Driver, values map[string]any) string {
	name, _ := values["username"].(string)
	isUser := func(o connectors.Option) bool { return o.Name == "username" && !o.Secret }
	if name == "" || secrets.HasReference(name) || secrets.Scrub(name) != name || !slices.ContainsFunc(d.Options, isUser) {
		return ""
	}
	return url.User(name).String() + "@"
}

// readableQuery is the part of a URL that sets options, with its question mark, but
// for the user, who stands before the host, and for those that are secrets or hold one.
// What refers to a secret is none. An option that nobody would miss at once stays with
// a mark, so that no replay does without it.
func readableQuery(d *connectors.Driver, query string, values map[string]any) string {
	given, _ := url.ParseQuery(query) // What can be read of it is what was used.
	for _, name := range []string{"username", "password"} {
		if value, _ := values[name].(string); secrets.IsReference(value) {
			given[name] = []string{value}
		} else if name == "username" {
			delete(given, name)
		}
	}
	kept := url.Values{}
	for _, o := range d.AllOptions() {
		all := given[o.Name]
		if len(all) == 0 {
			continue
		}
		value := all[len(all)-1]
		switch {
		case secrets.IsReference(value):
			kept.Set(o.Name, value)
		case !o.Secret:
			kept.Set(o.Name, withoutPassword(value))
		case o.Type == connectors.TypeTable:
			kept.Set(o.Name, secrets.Mask)
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return "?" + readableEscapes.Replace(kept.Encode())
}

// readableEscapes are characters that a URL can do without escaping.
var readableEscapes = strings.NewReplacer("%2F", "/", "%3A", ":", "%2C", ",", "%24%7B", "${", "%7B", "{", "%7D", "}", "%3D", "=", url.QueryEscape(secrets.Mask), secrets.Mask)

// withoutPassword is a value of a URL without the secrets in it: of a URL without all
// that stands before its host.
func withoutPassword(value string) string {
	scheme, rest, isURL := strings.Cut(value, "://")
	if i := strings.LastIndexByte(rest, '@'); isURL && i >= 0 {
		value = scheme + "://" + secrets.Mask + rest[i:]
	}
	return secrets.Scrub(value)
}

// targetOfArgs reads arguments that are a URL or files.
func (s *session) targetOfArgs(args []string) (name string, err error) {
	if _, _, isURL, _ := s.Registry.ParseURL(args[0]); isURL && len(args) == 1 {
		name, err = s.target(args[0])
		return name, err
	}
	if i := slices.IndexFunc(args, func(a string) bool { return strings.Contains(a, "://") }); i >= 0 {
		if _, _, _, err := s.Registry.ParseURL(args[i]); err != nil {
			return "", err
		}
		return "", errors.New("a URL stands alone; give either one URL or files")
	}
	if err := s.checkFiles(args); err != nil {
		return "", err
	}
	return s.openFiles(args), nil
}

// checkFiles finds the plain mistakes before the screen opens: a file that is
// not there, or a name that means something else.
func (s *session) checkFiles(args []string) error {
	for _, a := range args {
		if _, err := os.Stat(a); !errors.Is(err, fs.ErrNotExist) || strings.ContainsAny(a, wildcards) {
			continue
		}
		missing := missingFile(a)
		if slices.Contains(databaseEndings, filepath.Ext(a)) {
			missing.Hint = "to make a new database there: sonde 'duckdb:" + a + "?create=true'"
		}
		if _, err := s.connections.Find(a); err == nil {
			missing.Hint = "to open the connection of that name: sonde -c " + a
		}
		return &exitError{ExitConnection, missing}
	}
	return nil
}
